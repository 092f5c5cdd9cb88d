package nlu

import (
	"strconv"
	"strings"
)

// onlyDigits returns the digits of s.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// isCard reports whether digits are the number of a payment card: the length
// and beginning of a scheme (ISO/IEC 7812) and the Luhn check digit.
func isCard(s, after string) bool {
	d := onlyDigits(s)
	return cardScheme(d) && luhn(d)
}

func cardScheme(d string) bool {
	if len(d) < 13 || len(d) > 19 {
		return false
	}
	four, _ := strconv.Atoi(d[:4])
	in := func(x, low, high int) bool { return low <= x && x <= high }
	switch n := len(d); {
	case d[0] == '4': // Visa
		return n == 13 || n == 16 || n == 19
	case in(four/100, 51, 55), in(four, 2221, 2720): // Mastercard
		return n == 16
	case in(four/100, 34, 34), in(four/100, 37, 37): // American Express
		return n == 15
	case in(four/10, 300, 305), in(four/100, 36, 36), in(four/100, 38, 39): // Diners
		return n == 14 || n == 16
	case in(four, 6011, 6011), in(four/10, 644, 659), in(four/100, 62, 62), in(four, 3528, 3589): // Discover, UnionPay, JCB
		return n >= 16
	case in(four/100, 50, 50), in(four/100, 56, 58), in(four/100, 63, 63), in(four/100, 67, 67): // Maestro
		return n == 16 || n == 18 || n == 19
	}
	return false
}

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return sum%10 == 0
}

// isIBAN checks the two check digits of ISO 13616 (mod 97).
func isIBAN(s, _ string) bool {
	s = strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, r := range s[4:] + s[:4] {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		default:
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	return rest == 1
}

// isNIR checks the key of a French social security number (INSEE):
// 97 − number mod 97, with Corsica's 2A and 2B read as 19 and 18.
func isNIR(s, _ string) bool {
	s = strings.ReplaceAll(s, " ", "")
	s = strings.NewReplacer("2A", "19", "2B", "18").Replace(s)
	if len(s) != 15 {
		return false
	}
	number, err1 := strconv.ParseInt(s[:13], 10, 64)
	check, err2 := strconv.ParseInt(s[13:], 10, 64)
	return err1 == nil && err2 == nil && check == 97-number%97
}

// isSSN leaves out the areas and groups the US administration never issues.
func isSSN(s, _ string) bool {
	return s[:3] != "000" && s[:3] != "666" && s[0] != '9' && s[4:6] != "00" && s[7:] != "0000"
}

// hasDigitAndLetter reports whether a token mixes both, as random ones do.
func hasDigitAndLetter(s, _ string) bool {
	return hasDigit(s) && strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
}
