package draft_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/tariff"
)

// numbers compares exact decimals by value.
var numbers = cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b tariff.Number) bool { return a.Equal(b) })}

func TestCanonicalBytesReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drafttest.Edited(t, drafttest.Text(t), "n", 6)
		text.Tariffs = []tariff.Tariff{drafttest.BusTariff()}
		b, err := text.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		read, err := draft.Parse(b)
		if err != nil {
			t.Fatalf("%v of %s", err, b)
		}
		if diff := cmp.Diff(text, read, numbers); diff != "" {
			t.Fatal(diff)
		}
		again, _ := read.Canonical()
		if !bytes.Equal(b, again) {
			t.Fatalf("%s\n%s", b, again)
		}
	})
}

func TestEqualTextsHaveEqualBytes(t *testing.T) {
	t.Parallel()
	a, b := drafttest.Bus(), drafttest.Bus()
	b.Copies, b.Body[0].Children[0].Source, b.Closing[0].Children = []draft.Clause{}, &draft.Source{}, []draft.Clause{}
	x, err := a.SHA256()
	if err != nil {
		t.Fatal(err)
	}
	y, _ := b.SHA256()
	if x != y {
		t.Error("an empty list changes the hash")
	}
	b.Body[1].Children[0].Text += "."
	if y, _ = b.SHA256(); x == y {
		t.Error("another text has the same hash")
	}
	if len(x) != 64 {
		t.Errorf("hash %q", x)
	}
}

// Versions that governments hold are named by their hash: it must come out the
// same in every release. A change of this line needs a new Schema.
func TestTheHashOfTheSampleStays(t *testing.T) {
	t.Parallel()
	const want = "a5390fd63ae18c2dbb211c3ab8fe5ab26550f4f18c4582d848166163437c85e0"
	if got, err := drafttest.Bus().SHA256(); err != nil || got != want {
		t.Errorf("got %s, %v", got, err)
	}
}

// What is frozen for the signature changes with every word and every fact.
func TestTheHashOfADocument(t *testing.T) {
	t.Parallel()
	of := func(x draft.Text, f draft.Facts) string {
		d, _ := x.Write(f)
		h, err := d.SHA256()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	first, again := of(drafttest.Bus(), drafttest.Facts()), of(drafttest.Bus(), drafttest.Facts())
	if first != again {
		t.Error("the same document has two hashes")
	}
	other := drafttest.Facts()
	p := other.Parties["pihak-1"]
	p.Number = "26 TAHUN 2024"
	other.Parties["pihak-1"] = p
	if of(drafttest.Bus(), other) == first {
		t.Error("another number, the same hash")
	}
}

func TestBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	good, err := drafttest.Bus().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{
		"nothing":         "",
		"not JSON":        "naskah",
		"a blank more":    strings.Replace(string(good), ",", ", ", 1),
		"another schema":  strings.Replace(string(good), draft.Schema, "sinergi.text/2", 1),
		"a field more":    strings.Replace(string(good), `"kind"`, `"jenis":1,"kind"`, 1),
		"two texts":       string(good) + string(good),
		"an empty list":   strings.Replace(string(good), `"kind":"pks"`, `"copies":[],"kind":"pks"`, 1),
		"far too long":    strings.Repeat(" ", draft.MaxBytes+1),
		"a bad tariff":    strings.Replace(string(good), `"kind":"index"`, `"kind":"rahasia"`, 1),
		"a JSON of a sum": "42",
	} {
		if _, err := draft.Parse([]byte(b)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
