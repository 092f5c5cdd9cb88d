package nlu

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// modelVersion begins every stored model; it changes with what the numbers mean.
const modelVersion = "guichet-nlu-1\n"

// ErrModelVersion is returned for a model stored by another version: train again.
var ErrModelVersion = errors.New("nlu: model was stored by another version")

// errShort is returned when a stored model ends early or contradicts itself.
var errShort = errors.New("nlu: stored model is damaged")

// MarshalBinary stores a model in about four bits per feature and intent.
func (m *Model) MarshalBinary() ([]byte, error) {
	var w writer
	w.buf = append(w.buf, modelVersion...)
	w.strings(m.intents)
	w.strings(m.vocab.langs)
	w.strings(m.vocab.words)
	names := make([]feature, len(m.vocab.weight))
	for x, id := range m.vocab.rows {
		names[id] = x
	}
	w.uint(uint64(len(names)))
	for id, x := range names {
		w.buf = binary.LittleEndian.AppendUint64(w.buf, uint64(x))
		w.float(m.vocab.weight[id])
	}
	w.floats(m.vocab.unseen[:])
	w.floats(m.scale)
	w.floats(m.bias)
	for _, x := range m.calibration.numbers() {
		w.buf = binary.LittleEndian.AppendUint64(w.buf, math.Float64bits(*x))
	}
	return w.deflated(m.quant)
}

// UnmarshalBinary reads a stored model into m, which must not be in use.
func (m *Model) UnmarshalBinary(data []byte) error {
	if len(data) < len(modelVersion) || string(data[:len(modelVersion)]) != modelVersion {
		return ErrModelVersion
	}
	r := reader{buf: data[len(modelVersion):]}
	intents := r.strings()
	v := emptyVocabulary(r.strings())
	for _, word := range r.strings() {
		v.learn(word)
	}
	n := r.count(12)
	v.weight = make([]float32, n)
	for id := range v.weight {
		v.rows[feature(r.uint64())] = int32(id)
		v.weight[id] = r.float()
	}
	r.floats(v.unseen[:])
	got := newModel(intents, v)
	r.floats(got.scale)
	r.floats(got.bias)
	for _, x := range got.calibration.numbers() {
		*x = math.Float64frombits(r.uint64())
	}
	if r.err != nil {
		return r.err
	}
	if len(intents) == 0 || len(v.langs) == 0 {
		return fmt.Errorf("%w: no intents or languages", errShort)
	}
	if got.quant = r.inflated(n * len(intents)); r.err != nil {
		return r.err
	}
	got.prepare()
	*m = *got
	return nil
}

type writer struct{ buf []byte }

func (w *writer) uint(x uint64) { w.buf = binary.AppendUvarint(w.buf, x) }
func (w *writer) float(x float32) {
	w.buf = binary.LittleEndian.AppendUint32(w.buf, math.Float32bits(x))
}

func (w *writer) floats(xs []float32) {
	for _, x := range xs {
		w.float(x)
	}
}

func (w *writer) strings(list []string) {
	w.uint(uint64(len(list)))
	for _, s := range list {
		w.uint(uint64(len(s)))
		w.buf = append(w.buf, s...)
	}
}

// deflated appends weights, most of which are near zero, coded in fewer bits
// (RFC 1951, without searching for repetitions).
func (w *writer) deflated(qs []int8) ([]byte, error) {
	out := bytes.NewBuffer(w.buf)
	z, err := flate.NewWriter(out, flate.HuffmanOnly)
	if err != nil {
		return nil, err
	}
	var block [4096]byte
	for len(qs) > 0 {
		n := min(len(qs), len(block))
		for i, q := range qs[:n] {
			block[i] = byte(q)
		}
		if _, err := z.Write(block[:n]); err != nil {
			return nil, err
		}
		qs = qs[n:]
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// reader takes values off a buffer; after the first error all are zero.
type reader struct {
	buf []byte
	err error
}

func (r *reader) take(n int) []byte {
	if n > len(r.buf) {
		r.buf, r.err = nil, errShort
		return make([]byte, min(n, 8))
	}
	b := r.buf[:n]
	r.buf = r.buf[n:]
	return b
}

// count reads how many items of at least size bytes follow.
func (r *reader) count(size int) int {
	x, n := binary.Uvarint(r.buf)
	if n <= 0 || x > uint64(len(r.buf)/size) {
		r.buf, r.err = nil, errShort
		return 0
	}
	r.buf = r.buf[n:]
	return int(x)
}

func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *reader) float() float32 { return math.Float32frombits(binary.LittleEndian.Uint32(r.take(4))) }

func (r *reader) floats(xs []float32) {
	for i := range xs {
		xs[i] = r.float()
	}
}

func (r *reader) strings() []string {
	out := make([]string, r.count(1))
	for i := range out {
		out[i] = string(r.take(r.count(1)))
	}
	return out
}

// inflated reads exactly n weights, the rest of the buffer.
func (r *reader) inflated(n int) []int8 {
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(r.buf)), int64(n)+1))
	if err != nil || len(data) != n {
		r.err = fmt.Errorf("%w: %d weights instead of %d", errShort, len(data), n)
		return nil
	}
	out := make([]int8, n)
	for i, b := range data {
		out[i] = int8(b)
	}
	return out
}
