package gtfs

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rowsOf splits a text that comes in pieces of a size.
func rowsOf(text string, size int) (rows [][]string, why string) {
	s := splitter{line: 1}
	for rest := text; ; {
		n := min(size, len(rest))
		s.data = append(append([]byte(nil), s.data[s.at:]...), rest[:n]...)
		s.at, rest = 0, rest[n:]
		s.whole = rest == ""
	within:
		for {
			switch s.next() {
			case aRow:
				var row []string
				for _, c := range s.cells {
					row = append(row, c.of(string(s.data)))
				}
				rows = append(rows, row)
			case broken:
				return rows, s.why
			case nothing:
				return rows, ""
			case more:
				break within
			}
		}
	}
}

func TestRowsAreSplit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want [][]string
	}{
		"plain":                  {"a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}},
		"no last line end":       {"a,b\n1,2", [][]string{{"a", "b"}, {"1", "2"}}},
		"Windows line ends":      {"a,b\r\n1,2\r\n", [][]string{{"a", "b"}, {"1", "2"}}},
		"old Macintosh":          {"a,b\r1,2\r", [][]string{{"a", "b"}, {"1", "2"}}},
		"empty last value":       {"a,b\n1,\n,2", [][]string{{"a", "b"}, {"1", ""}, {"", "2"}}},
		"comma in quotes":        {`"a,b",c`, [][]string{{"a,b", "c"}}},
		"doubled quotes":         {`"Halte ""Pasar""",c`, [][]string{{`Halte "Pasar"`, "c"}}},
		"line end in quotes":     {"\"a\nb\",c\nd,e", [][]string{{"a\nb", "c"}, {"d", "e"}}},
		"white space":            {" a ,\t\" b \" ,c\n", [][]string{{"a", "b", "c"}}},
		"quotes within a value":  {"5\" pipa,b\n", [][]string{{`5" pipa`, "b"}}},
		"rows of unequal length": {"a,b\n1\n1,2,3\n", [][]string{{"a", "b"}, {"1"}, {"1", "2", "3"}}},
	} {
		for _, size := range []int{1, 2, 3, 1000} {
			if got, why := rowsOf(c.text, size); why != "" || !slices.EqualFunc(got, c.want, slices.Equal) {
				t.Errorf("%s in pieces of %d: %q %s", name, size, got, why)
			}
		}
	}
	for _, bad := range []string{`"never closed`, `"a"b,c`, strings.Repeat("x", maxValue+1)} {
		if got, why := rowsOf(bad, 1000); why == "" {
			t.Errorf("%.20q was read as %q", bad, got)
		}
	}
}

// FuzzSplit holds the splitter against encoding/csv, and every way of cutting
// a text into pieces against the whole.
func FuzzSplit(f *testing.F) {
	f.Add("a,b\n1,\"x\"\"y\"\n", 3)
	f.Add("\"a\r\nb\",c\r\n\r\n", 1)
	f.Fuzz(func(t *testing.T, text string, size int) {
		whole, why := rowsOf(text, len(text)+1)
		pieces, again := rowsOf(text, max(1, min(size, 1000)))
		if why != again || !slices.EqualFunc(whole, pieces, slices.Equal) {
			t.Errorf("whole %q %s, in pieces %q %s", whole, why, pieces, again)
		}
		if strings.ContainsAny(text, "\r \t") { // encoding/csv keeps white space and lone returns
			return
		}
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		var want [][]string
		for {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			for i, v := range record {
				if len(v) > maxValue || strings.Trim(v, "\n") != v {
					return
				}
				record[i] = v
			}
			want = append(want, record)
		}
		got := slices.DeleteFunc(slices.Clone(whole), func(row []string) bool { return len(row) == 1 && row[0] == "" })
		want = slices.DeleteFunc(want, func(row []string) bool { return len(row) == 1 && row[0] == "" })
		if why != "" || !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q: got %q %s, encoding/csv %q", text, got, why, want)
		}
	})
}

func TestValues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int32{"00:00:00": 0, "6:05:07": 6*3600 + 5*60 + 7, "25:35:00": 25*3600 + 35*60, "100:00:01": 360001} {
		if got, ok := clock([]byte(text)); !ok || got != want {
			t.Errorf("%s is %d", text, got)
		}
	}
	for _, bad := range []string{"", "6:5:00", "06:60:00", "06:00:60", "0600000", "-6:00:00", "06:00:0x", "6:00", "1000:00:00"} {
		if v, ok := clock([]byte(bad)); ok {
			t.Errorf("%q was read as the time %d", bad, v)
		}
	}
	for _, bad := range []string{"20260229", "20261301", "2026-1-1", "", "20260100"} {
		if d, ok := date([]byte(bad)); ok {
			t.Errorf("%q was read as the day %v", bad, d)
		}
	}
	for _, bad := range []string{"NaN", "Inf", "0x10", "1,5", "", "-", ".", "--1"} {
		if v, ok := float([]byte(bad)); ok {
			t.Errorf("%q was read as the number %v", bad, v)
		}
	}
}

// FuzzFloat holds the fast reading of numbers to be exact.
func FuzzFloat(f *testing.F) {
	for _, s := range []string{"0.1", "-101.4472", "1e3", "123456789012345678", "0.000000000000001", "+5."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := float([]byte(s))
		want, err := strconv.ParseFloat(s, 64)
		if ok && (err != nil || math.Float64bits(got) != math.Float64bits(want)) {
			t.Errorf("%q: got %v, want %v %v", s, got, want, err)
		}
	})
}

func TestTheSchemaIsWellFormed(t *testing.T) {
	t.Parallel()
	for name, f := range schema() {
		if len(f.columns) == 0 && !f.geojson {
			t.Errorf("%s has no columns", name)
		}
		for _, c := range f.columns {
			if c.kind == enumKind && len(c.values) == 0 {
				t.Errorf("%s %s is an enum of nothing", name, c.name)
			}
			for _, p := range c.parents {
				parent := schema()[p]
				if parent == nil {
					t.Errorf("%s %s refers to the unknown %s", name, c.name, p)
				} else if _, ok := parent.at[c.parentColumn]; !ok && !parent.geojson {
					t.Errorf("%s %s refers to the unknown %s %s", name, c.name, p, c.parentColumn)
				}
			}
		}
	}
	for line := range strings.Lines(schemaText) {
		if words := strings.Fields(line); line[0] == '\t' {
			kind, _, _ := strings.Cut(words[1], ":")
			if _, ok := kindNames[kind]; !ok {
				t.Errorf("%q has no kind", line)
			}
		}
	}
}
