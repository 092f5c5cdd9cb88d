package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// piece is the length in bytes at which articles are cut into lines.
const piece = 300

// texts calls f with each line of a file, or of a folder's training files.
func texts(path string, f func(string)) error {
	switch {
	case strings.HasSuffix(path, ".jsonl.gz"):
		return articles(path, f)
	case strings.HasSuffix(path, ".tsv"):
		return lines(path, func(s string) {
			text, _, _ := strings.Cut(s, "\t")
			f(text)
		})
	case strings.HasSuffix(path, ".txt"):
		return lines(path, f)
	}
	found, err := filepath.Glob(filepath.Join(path, "*", "train.tsv"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("%s: no training files (%v)", path, err)
	}
	for _, p := range found {
		if strings.HasSuffix(filepath.Dir(p), "-fr") {
			continue
		}
		if err := texts(p, f); err != nil {
			return err
		}
	}
	return nil
}

func lines(path string, f func(string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	s := bufio.NewScanner(file)
	for s.Scan() {
		f(s.Text())
	}
	return s.Err()
}

func articles(path string, f func(string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	d := json.NewDecoder(z)
	for {
		var a struct{ Title, Body string }
		if err := d.Decode(&a); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		f(a.Title)
		for text := a.Body; text != ""; {
			n := min(len(text), piece)
			if cut := strings.LastIndexByte(text[:n], ' '); n < len(text) && cut > 0 {
				n = cut
			}
			f(text[:n])
			text = text[n:]
		}
	}
}
