package kb

import "math/bits"

// speller finds the words of a vocabulary that are a few edits away from
// another. Words lie by length, each with the set of its letters: an edit
// changes at most two members of the set, which rules out nearly all of the
// vocabulary by one comparison of numbers each.
type speller struct {
	byLength [maxWord + 1]struct {
		sets  []uint64
		forms []uint32
	}
}

// letterSet is the set of the letters of a folded word; a letter that occurs
// again is another member. All digits are one letter, and so are the bytes of
// other scripts.
func letterSet(word string) uint64 {
	var once, again uint64
	for i := 0; i < len(word); i++ {
		bit := uint64(1)
		switch c := word[i]; {
		case c >= 'a' && c <= 'z':
			bit <<= c - 'a'
		case c >= '0' && c <= '9':
			bit <<= 26
		default:
			bit <<= 27
		}
		again |= once & bit
		once |= bit
	}
	return once | again<<32
}

func (s *speller) add(word string, form uint32) {
	l := &s.byLength[len(word)]
	l.sets, l.forms = append(l.sets, letterSet(word)), append(l.forms, form)
}

// near calls found with every form whose letters allow it to be within edits
// of word.
func (s *speller) near(word string, edits int, found func(form uint32)) {
	set := letterSet(word)
	for n := max(1, len(word)-edits); n <= min(maxWord, len(word)+edits); n++ {
		l := &s.byLength[n]
		for i, other := range l.sets {
			if bits.OnesCount64(other^set) <= 2*edits {
				found(l.forms[i])
			}
		}
	}
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b (optimal string alignment), or returns
// limit+1 if they are more than limit. Both have at most maxWord bytes.
func editDistance(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var rows [3][maxWord + 1]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(b); j++ {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d = 1 + min(d, last[j], now[j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return min(last[len(b)], limit+1)
}
