// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/fault"
)

func golden(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAnybodyCanRecompute: the file alone is enough.
func TestAnybodyCanRecompute(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bus", "waste"} {
		file := golden(t, name)
		s, err := Parse(append(file, '\n'))
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(s); err != nil {
			t.Error(err)
		}
		again, err := s.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, file) {
			t.Errorf("%s is written otherwise than it was read", name)
		}
	}
}

// TestTamperingIsFound: a changed figure anywhere, result or input, is found
// by computing again.
func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, from, to, part string }{
		{"an amount", `"amount":53163770`, `"amount":53163771`, "lines"},
		{"the total", `"total":442847176`, `"total":442847177`, "total"},
		{"what is payable", `"amount":111663770,"from":"14.01","to":"14.71"`, `"amount":111663770,"from":"14.71","to":"14.01"`, "payable"},
		{"a step", `"unit":"Rp/km","value":"13500","words"`, `"unit":"Rp/km","value":"13501","words"`, "steps"},
		{"kilometres", `"amount":"2000.36"`, `"amount":"2000.37"`, "lines"},
		{"the price of diesel", `14 Oktober 2026","unit":"Rp/l","value":"7800"`, `14 Oktober 2026","unit":"Rp/l","value":"7801"`, "lines"},
		{"the base rate", `"fixed":"13250"`, `"fixed":"13251"`, "lines"},
		{"what a missed trip costs", `"each":"75000"`, `"each":"75001"`, "lines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := string(golden(t, "bus"))
			changed := strings.Replace(text, tt.from, tt.to, 1)
			if changed == text {
				t.Fatalf("the statement has no %s", tt.from)
			}
			s, err := Parse([]byte(changed))
			if err != nil {
				t.Fatal(err)
			}
			err = Verify(s)
			wantFault(t, err, fault.Conflict, "settlement.fault.differs")
			same(t, "part", fault.Of(err).Args["Part"], any(tt.part))
		})
	}
}

func TestFilesThatAreNoStatement(t *testing.T) {
	t.Parallel()
	text := string(golden(t, "waste"))
	tests := []struct{ name, text, want string }{
		{"nothing", "", "settlement.fault.json"},
		{"not JSON", "perhitungan", "settlement.fault.json"},
		{"two statements", text + text, "settlement.fault.json"},
		{"cut off", text[:len(text)/2], "settlement.fault.json"},
		{"a list", "[]", "settlement.fault.json"},
		{"nested too deep", strings.Repeat("[", 100) + strings.Repeat("]", 100), "settlement.fault.json"},
		{"pretty-printed", strings.Replace(text, ",", ", ", 1), "settlement.fault.not_canonical"},
		{"a key twice", strings.Replace(text, `"total":`, `"total":1,"total":`, 1), "settlement.fault.not_canonical"},
		{"an escaped letter", strings.Replace(text, "Sampah", `\u0053ampah`, 1), "settlement.fault.not_canonical"},
		{"an unknown field", strings.Replace(text, `"version":1}`, `"version":1,"vote":1}`, 1), "settlement.fault.json"},
		{"a number with a point", strings.Replace(text, `"total":99910139`, `"total":99910139.0`, 1), "settlement.fault.not_whole"},
		{"a number with an exponent", strings.Replace(text, `"total":99910139`, `"total":9e7`, 1), "settlement.fault.not_whole"},
		{"a decimal with trailing zeros", strings.Replace(text, `"fixed":"37389.6"`, `"fixed":"37389.60"`, 1), "settlement.fault.not_canonical"},
		{"another schema", strings.Replace(text, Schema, "sinergi.statement/9", 1), "settlement.fault.schema"},
		{"a day that is not", strings.Replace(text, "2026-10-31", "2026-10-32", 1), "settlement.fault.json"},
		{"not UTF-8", strings.Replace(text, "Sampah", "Sampa\xff", 1), "settlement.fault.not_canonical"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(tt.text))
			wantFault(t, err, fault.Invalid, tt.want)
		})
	}
}

func TestStringsInCanonicalForm(t *testing.T) {
	t.Parallel()
	in := wasteInput(t)
	in.Agreement.Title = "\"Sampah\" & <batas>\\\n\t\x01\u2028–é😀"
	s := compute(t, in)
	b, err := s.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if want := "\"title\":\"\\\"Sampah\\\" & <batas>\\\\\\n\\t\\u0001\u2028–é😀\""; !strings.Contains(string(b), want) {
		t.Errorf("title is written as %.120q", b)
	}
	read, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "title", read.Agreement.Title, in.Agreement.Title)
}

// FuzzParse: what is read is written again byte for byte, and computing it
// again either confirms it or says what is wrong.
func FuzzParse(f *testing.F) {
	f.Add(small(f)) // the fuzzer is slow with long inputs
	f.Add([]byte(`{"schema":"sinergi.statement/1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		again, err := s.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, bytes.TrimSpace(text)) {
			t.Fatalf("written otherwise than it was read:\n%s", again)
		}
		if err := Verify(s); err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatal(err)
		}
	})
}

// small is the shortest statement there is: one sum a month.
func small(t testing.TB) []byte {
	t.Helper()
	in := wasteInput(t)
	in.Measurements, in.Agreement.Title = nil, "t"
	in.Tariffs[0].Components = in.Tariffs[0].Components[3:]
	b, err := compute(t, in).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzCanonical: canonical bytes of any JSON are canonical again.
func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{`{"b":[1,-2,null,true],"a":"\u0041\n\"\\"}`, `[-0,1e3]`, ` {"":{}} `, `"\ud800"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		once, err := inForm(text)
		if err != nil {
			return
		}
		twice, err := inForm(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v: %q became %q", err, once, twice)
		}
	})
}
