package crash

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// unlocked stands between workers and PostgreSQL and takes the words out of
// every statement: with those of the talk's lock, the program is the one that
// it would be if nobody had thought of them. It returns the database's address
// by way of it.
func unlocked(t *testing.T, database, files, words string) string {
	t.Helper()
	to, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	q := to.Query()
	socket := ".s.PGSQL." + q.Get("port")
	server := filepath.Join(q.Get("host"), socket)
	dir := filepath.Join(files, "proxy")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(dir, socket))
	if err != nil {
		t.Fatal(err)
	}
	var censored atomic.Int64
	t.Cleanup(func() {
		_ = l.Close()
		if censored.Load() == 0 {
			t.Errorf("no statement has the words %q any more", words)
		}
	})
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return // closed
			}
			go pipe(client, server, []byte(words), &censored)
		}
	}()
	q.Set("host", dir)
	to.RawQuery = q.Encode()
	return to.String()
}

// pipe joins a client and a server until either ends.
func pipe(client net.Conn, address string, words []byte, censored *atomic.Int64) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("unix", address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_ = censor(server, client, words, censored)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
}

// censor copies what a client says, with blanks for the words: so every length
// stays right. (Messages are a byte for the kind, but for the first one, and a
// length that counts itself: PostgreSQL, "Message Formats".)
func censor(to io.Writer, from io.Reader, words []byte, censored *atomic.Int64) error {
	blanks := bytes.Repeat([]byte{' '}, len(words))
	for kind := 0; ; kind = 1 {
		head := make([]byte, kind+4)
		if _, err := io.ReadFull(from, head); err != nil {
			return err
		}
		message := make([]byte, binary.BigEndian.Uint32(head[kind:])-4)
		if _, err := io.ReadFull(from, message); err != nil {
			return err
		}
		censored.Add(int64(bytes.Count(message, words)))
		message = bytes.ReplaceAll(message, words, blanks)
		if _, err := to.Write(append(head, message...)); err != nil {
			return err
		}
	}
}
