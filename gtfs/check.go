package gtfs

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// checker judges the header and the values of one file by the schema.
type checker struct {
	file    string
	schema  *fileSchema // nil of a file that GTFS does not know
	header  []string
	columns []*columnSchema // by place in the header; nil of one that GTFS does not know
	problems
}

func (ck *checker) found(p Problem) {
	p.File = ck.file
	ck.add(p)
}

// begin judges the header.
func (ck *checker) begin(header []string) {
	ck.header = header
	ck.columns = make([]*columnSchema, len(header))
	if ck.schema == nil {
		return
	}
	seen := map[string]int{}
	for i, name := range header {
		first, twice := seen[name]
		at, known := ck.schema.at[name]
		switch {
		case name == "":
			ck.found(Problem{Code: "empty_column_name", N: i})
		case twice:
			ck.found(Problem{Code: "duplicated_column", Row: 1, Column: name, N: first, M: i})
		case !known:
			ck.found(Problem{Code: "unknown_column", Row: 1, Column: name, N: i})
		default:
			ck.columns[i] = &ck.schema.columns[at]
		}
		if !twice {
			seen[name] = i
		}
	}
	for _, c := range ck.schema.columns {
		if _, ok := seen[c.name]; ok {
			continue
		}
		if c.needed {
			ck.found(Problem{Code: "missing_required_column", Row: 1, Column: c.name})
		}
		if c.advised {
			ck.found(Problem{Code: "missing_recommended_column", Row: 1, Column: c.name})
		}
	}
}

// row judges a row's number of values and its marks. A row that is to be
// skipped gives false.
func (ck *checker) row(s *splitter) bool {
	if len(s.cells) != len(ck.header) {
		if len(s.cells) == 1 && s.cells[0].n == 0 {
			ck.found(Problem{Code: "empty_row", Row: s.row})
			return false
		}
		ck.found(Problem{Code: "invalid_row_length", Row: s.row, N: len(s.cells), M: len(ck.header)})
		if len(s.cells) > len(ck.header) {
			return false
		}
	}
	if s.cells[0].n == 0 && blank(s.cells) {
		ck.found(Problem{Code: "empty_row", Row: s.row})
		return false
	}
	if s.marks&^escaped != 0 {
		for i, c := range s.cells {
			ck.marked(s, i, c)
		}
	}
	return true
}

func blank(cells []cell) bool {
	for _, c := range cells {
		if c.n != 0 {
			return false
		}
	}
	return true
}

// marked judges a value by what the splitter noted of it.
func (ck *checker) marked(s *splitter, i int, c cell) {
	if c.marks == 0 || ck.schema == nil {
		return
	}
	b := c.in(s.data)
	tell := func(code string) {
		ck.found(Problem{Code: code, Row: s.row, Column: ck.header[i], Value: strings.ToValidUTF8(string(b), "\uFFFD")})
	}
	if c.marks&edged != 0 {
		tell("leading_or_trailing_whitespaces")
	}
	if c.marks&lined != 0 {
		tell("new_line_in_value")
	}
	if c.marks&beyondASCII != 0 && (!utf8.Valid(b) || bytes.ContainsRune(b, utf8.RuneError)) || bytes.IndexByte(b, 0) >= 0 {
		tell("invalid_character")
	} else if col := ck.columns[i]; col != nil && col.kind == idKind && c.marks&(beyondASCII|unprintable) != 0 {
		tell("non_ascii_or_non_printable_char")
	}
}

// value judges one value of a column that GTFS knows.
func (ck *checker) value(col *columnSchema, row int, b []byte) {
	if len(b) == 0 {
		switch {
		case col.required:
			ck.found(Problem{Code: "missing_required_field", Row: row, Column: col.name})
		case col.recommended:
			ck.found(Problem{Code: "missing_recommended_field", Row: row, Column: col.name})
		}
		return
	}
	if code, text := col.wrong(b); code != "" {
		ck.found(Problem{Code: code, Row: row, Column: col.name, Value: strings.ToValidUTF8(string(b), "\uFFFD"), Text: text})
	}
	if col.mixed && !mixedCase(string(b)) {
		ck.found(Problem{Code: "mixed_case_recommended_field", Row: row, Column: col.name, Value: string(b)})
	}
}

// wrong gives the code of what is wrong with a value, "" for nothing, and for
// a number out of range what the range is.
func (col *columnSchema) wrong(b []byte) (code, text string) {
	ok := true
	switch col.kind {
	case textKind, idKind:
	case integerKind:
		n, is := integer(b)
		switch {
		case !is:
			return "invalid_integer", ""
		case n < col.lowest:
			return "number_out_of_range", map[int]string{0: "non-negative integer", 1: "positive integer"}[col.lowest]
		}
	case enumKind:
		n, is := integer(b)
		if !is {
			return "invalid_integer", ""
		}
		for _, r := range col.values {
			if r[0] <= n && n <= max(r[0], r[1]) {
				return "", ""
			}
		}
		return "unexpected_enum_value", ""
	case floatKind, latitudeKind, longitudeKind:
		v, is := float(b)
		switch {
		case !is:
			return "invalid_float", ""
		case col.kind == latitudeKind && math.Abs(v) > 90:
			return "number_out_of_range", "latitude within [-90, 90]"
		case col.kind == longitudeKind && math.Abs(v) > 180:
			return "number_out_of_range", "longitude within [-180, 180]"
		case col.positive && v <= 0:
			return "number_out_of_range", "positive float"
		case col.lowest == 0 && v < 0:
			return "number_out_of_range", "non-negative float"
		}
	case decimalKind:
		if _, is := float(b); !is {
			return "invalid_float", ""
		}
	case timeKind:
		if _, ok = clock(b); !ok {
			code = "invalid_time"
		}
	case dateKind:
		if _, ok = date(b); !ok {
			code = "invalid_date"
		}
	default:
		return col.wrongText(string(b)), ""
	}
	return code, ""
}

func (col *columnSchema) wrongText(s string) string {
	switch col.kind {
	case urlKind:
		if !goodURL(s) {
			return "invalid_url"
		}
	case emailKind:
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s || !strings.Contains(s[strings.LastIndexByte(s, '@')+1:], ".") {
			return "invalid_email"
		}
	case phoneKind:
		if !goodPhone(s) {
			return "invalid_phone_number"
		}
	case colorKind:
		if len(s) != 6 || strings.Trim(s, "0123456789abcdefABCDEF") != "" {
			return "invalid_color"
		}
	case languageKind:
		if _, err := language.Parse(s); err != nil && s != "mul" {
			return "invalid_language_code"
		}
	case timezoneKind:
		if !goodZone(s) {
			return "invalid_timezone"
		}
	case currencyKind:
		if _, err := currency.ParseISO(s); err != nil {
			return "invalid_currency"
		}
	}
	return ""
}

// goodURL accepts what a browser opens: http or https, and a host with a dot
// or of this machine.
func goodURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(s, " \t<>\"{}|\\^`") {
		return false
	}
	host := u.Hostname()
	return host == "localhost" || strings.Contains(strings.Trim(host, "."), ".")
}

// goodPhone accepts what may be a phone number anywhere: 3 to 20 digits with
// what is written between and before them, or letters that stand for digits.
func goodPhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r) || r < 0x80 && unicode.IsLetter(r):
			digits++
		case !strings.ContainsRune(" +-–—./()#*,;:=", r):
			return false
		}
	}
	return digits >= 3 && digits <= 20 && strings.ContainsAny(s, "0123456789")
}

var zones sync.Map // name to bool: a zone is looked up once

func goodZone(s string) bool {
	if ok, seen := zones.Load(s); seen {
		return ok.(bool)
	}
	_, err := time.LoadLocation(s)
	ok := err == nil && s != "Local"
	zones.Store(s, ok)
	return ok
}

// mixedCase reports whether a text can be read well: words of more than one
// letter are not all in capitals or all in small letters. A single word with
// digits or of a few letters is a name, and scripts without case have none.
func mixedCase(s string) bool {
	upper, lower, words := 0, 0, 0
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.ContainsAny(word, "0123456789") {
			continue
		}
		n := 0
		for _, r := range word {
			switch {
			case unicode.IsUpper(r):
				upper++
				n++
			case unicode.IsLower(r):
				lower++
				n++
			}
		}
		if n > 1 {
			words++
		}
	}
	if words <= 1 && upper+lower <= 5 || words == 0 {
		return true
	}
	return upper > 0 && lower > 0
}

// utf16 reports whether a text begins as UTF-16 does.
func utf16(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	mark := binary.BigEndian.Uint16(b)
	return mark == 0xFEFF || mark == 0xFFFE || len(b) >= 4 && (b[0] == 0) != (b[1] == 0) && (b[2] == 0) != (b[3] == 0)
}
