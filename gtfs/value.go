package gtfs

import (
	"strconv"
	"time"
)

// clock reads H:MM:SS, HH:MM:SS or HHH:MM:SS as seconds.
func clock(b []byte) (int32, bool) {
	if len(b) < 7 || len(b) > 9 {
		return 0, false
	}
	h := int32(0)
	for _, c := range b[:len(b)-6] {
		if c -= '0'; c > 9 {
			return 0, false
		}
		h = h*10 + int32(c)
	}
	t := b[len(b)-6:]
	m, m2, s, s2 := t[1]-'0', t[2]-'0', t[4]-'0', t[5]-'0'
	if t[0] != ':' || t[3] != ':' || m > 5 || m2 > 9 || s > 5 || s2 > 9 {
		return 0, false
	}
	return h*3600 + int32(m)*600 + int32(m2)*60 + int32(s)*10 + int32(s2), true
}

// natural reads digits.
func natural(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 10 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c -= '0'; c > 9 {
			return 0, false
		} else {
			n = n*10 + int(c)
		}
	}
	return n, true
}

// integer reads a whole number with or without a sign.
func integer(b []byte) (int, bool) {
	if len(b) > 1 && (b[0] == '-' || b[0] == '+') {
		n, ok := natural(b[1:])
		if b[0] == '-' {
			n = -n
		}
		return n, ok && n >= -1<<31 && n < 1<<31
	}
	n, ok := natural(b)
	return n, ok && n < 1<<31
}

var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// float reads a decimal number. Up to 15 digits are one exact division.
func float(b []byte) (float64, bool) {
	i, minus := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		minus, i = b[0] == '-', 1
	}
	mantissa, digits, behind, point := uint64(0), 0, 0, false
	for ; i < len(b); i++ {
		c := b[i] - '0'
		switch {
		case c <= 9:
			mantissa = mantissa*10 + uint64(c)
			digits++
			if point {
				behind++
			}
			if digits > 15 {
				return longFloat(b)
			}
		case b[i] == '.' && !point:
			point = true
		default:
			return longFloat(b)
		}
	}
	if digits == 0 {
		return 0, false
	}
	v := float64(mantissa) / tens[behind]
	if minus {
		v = -v
	}
	return v, true
}

func longFloat(b []byte) (float64, bool) {
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false // no NaN, no infinity, no hexadecimals
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil
}

// date reads YYYYMMDD.
func date(b []byte) (Date, bool) {
	n, ok := natural(b)
	if !ok || len(b) != 8 {
		return Date{}, false
	}
	d := Date{n / 10000, time.Month(n / 100 % 100), n % 100}
	if d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 28 && d.Day > daysIn(d.Year, d.Month) {
		return Date{}, false
	}
	return d, true
}

func daysIn(year int, m time.Month) int { return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }
