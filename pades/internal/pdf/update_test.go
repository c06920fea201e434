package pdf

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func viewOf(t rapid.TB, data []byte) *View {
	d, err := Open(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Newest()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// drawObject is any object that can be written.
func drawObject(t *rapid.T, depth int) Object {
	kinds := 7
	if depth > 0 {
		kinds = 9
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return rapid.Bool().Draw(t, "bool")
	case 1:
		return Integer(rapid.Int64().Draw(t, "integer"))
	case 2:
		return Real(rapid.StringMatching(`[+-]?[0-9]{0,5}\.[0-9]{1,5}`).Draw(t, "real"))
	case 3:
		return Name(rapid.SliceOf(rapid.Byte()).Draw(t, "name"))
	case 4:
		return String(rapid.SliceOf(rapid.Byte()).Draw(t, "string"))
	case 5:
		return Ref{rapid.Uint32Range(1, 99).Draw(t, "num"), rapid.Uint16().Draw(t, "gen")}
	case 6:
		return Text(rapid.String().Draw(t, "text"))
	case 7:
		a := Array{}
		for range rapid.IntRange(0, 4).Draw(t, "length") {
			a = append(a, drawObject(t, depth-1))
		}
		return a
	}
	d := Dict{}
	for range rapid.IntRange(0, 4).Draw(t, "keys") {
		d[Name(rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "key"))] = drawObject(t, depth-1)
	}
	return d
}

// TestUpdatesAreRead writes updates of any objects one after the other on files
// of both kinds, and reads every revision of them again.
func TestUpdatesAreRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		data := simple()
		if rapid.Bool().Draw(t, "streams") {
			data = withObjectStream("/ObjStm", "3 0 "+leaf)
		}
		type state map[Ref]Object
		now := state{}
		history := []state{now}
		for range rapid.IntRange(1, 4).Draw(t, "updates") {
			v := viewOf(t, data)
			u := NewUpdate(v)
			next := state{}
			for ref, o := range now {
				next[ref] = o
			}
			for range rapid.IntRange(1, 4).Draw(t, "objects") {
				o := drawObject(t, 3)
				next[u.Add(o)] = o
			}
			for ref := range now {
				if rapid.Bool().Draw(t, "replace") {
					next[ref] = drawObject(t, 2)
					u.Set(ref, next[ref])
				}
			}
			out, err := u.Write()
			if err != nil || !bytes.HasPrefix(out, data) {
				t.Fatalf("%v", err)
			}
			if start, ok := Tail(out); !ok || start <= len(data)-1 {
				t.Fatalf("the end is not strict: %q", out[len(out)-60:])
			}
			again := viewOf(t, out)
			before, err := again.Doc().ViewAt(1)
			if err != nil {
				t.Fatal(err)
			}
			if end, err := again.Revision(before, len(data)); err != nil || end != len(out) {
				t.Fatalf("revision ends at %d of %d: %v", end, len(out), err)
			}
			data, now = out, next
			history = append(history, now)
		}
		d := viewOf(t, data).Doc()
		for i, want := range history {
			v, err := d.ViewAt(len(history) - 1 - i)
			if err != nil {
				t.Fatal(err)
			}
			for ref, o := range want {
				got, err := v.Get(ref)
				if diff := cmp.Diff(o, got); err != nil || diff != "" {
					t.Fatalf("revision %d, %s: %v (-want +got):\n%s", i, ref, err, diff)
				}
			}
		}
	})
}

func TestTail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"x\nstartxref\n12\n%%EOF":           12,
		"x\nstartxref\n12\n%%EOF\n":         12,
		"x\rstartxref\r12\r%%EOF\r":         12,
		"x\r\nstartxref\r\n7\r\n%%EOF\r\n":  7,
		"startxref 12 %%EOF":                -1,
		"startxref\n\n12\n%%EOF":            -1,
		"startxref\n12\n%%EOF\n\n":          -1,
		"startxref\n%%EOF":                  -1,
		"startxref\n-3\n%%EOF":              -1,
		"12\n%%EOF":                         -1,
		"%%EOF":                             -1,
		"":                                  -1,
		"startxref\n123456789012345\n%%EOF": -1,
	} {
		got, ok := Tail([]byte(text))
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
