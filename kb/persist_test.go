package kb

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A fork changes without its origin noticing.
func TestForksAreIndependent(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var table paged[int]
	var names dict
	want := []int{}
	for range 40 {
		before, beforeNames, copied := table, names, append([]int(nil), want...)
		table, names = table.fork(), names.fork()
		for range r.IntN(200) {
			if n := len(want); n > 0 && r.IntN(2) == 0 {
				i := r.IntN(n)
				*table.edit(uint32(i)) = -i
				want[i] = -i
				continue
			}
			n := len(want)
			if got := table.add(n); int(got) != n {
				t.Fatalf("number %d for entry %d", got, n)
			}
			names.add(fmt.Sprint(n), uint32(n))
			want = append(want, n)
		}
		check := func(table paged[int], names dict, want []int) {
			t.Helper()
			for i, v := range want {
				if got := *table.at(uint32(i)); got != v {
					t.Fatalf("entry %d is %d, want %d", i, got, v)
				}
				if n, ok := names.find(fmt.Sprint(i)); !ok || int(n) != i {
					t.Fatalf("name %d is %d, %v", i, n, ok)
				}
			}
			if _, ok := names.find(fmt.Sprint(len(want))); ok {
				t.Fatalf("name %d is known too early", len(want))
			}
		}
		check(before, beforeNames, copied)
		check(table, names, want)
	}
}

func TestSizeCodes(t *testing.T) {
	last := uint8(0)
	for n := uint32(0); n < 1<<20; n = n + 1 + n/50 {
		code := sizeCode(n)
		if size := sizeOf(code); code < last || size > n || float64(size) < 0.88*float64(n) {
			t.Fatalf("%d is coded %d, which is %d", n, code, size)
		}
		last = code
	}
}
