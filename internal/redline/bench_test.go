package redline_test

import (
	"strconv"
	"strings"
	"testing"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/formulary"
	"sinergi/internal/redline"
)

// long is a bus agreement of the template, and the same after every third
// clause was reworded and a pasal moved: what two governments compare.
func long(b *testing.B) (draft.Text, draft.Text) {
	b.Helper()
	lib, err := formulary.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	before, err := lib.Make("pks-bus", formulary.Setup{Parties: []draft.Party{{Government: drafttest.Pekanbaru}, {Government: drafttest.Kampar}}})
	if err != nil {
		b.Fatal(err)
	}
	after := before
	for i, id := range before.IDs() {
		v, _ := after.Find(id)
		if i%3 != 0 || v.Clause.Text == "" {
			continue
		}
		words := strings.Fields(v.Clause.Text)
		words[len(words)/2] = "perubahan-" + strconv.Itoa(i)
		if after, _, err = draft.Apply(after, draft.Op{Do: draft.SetText, ID: id, Words: strings.Join(words, " ")}); err != nil {
			b.Fatal(err)
		}
	}
	after, _, err = draft.Apply(after, draft.Op{Do: draft.Move, ID: "kahar", Place: draft.Place{Section: draft.InBody, After: "objek"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d clauses", len(before.IDs()))
	return before, after
}

func BenchmarkCompare(b *testing.B) {
	before, after := long(b)
	for b.Loop() {
		if _, err := redline.Compare(before, after); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	before, after := long(b)
	for b.Loop() {
		if _, _, err := redline.Merge(before, before, after); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBring(b *testing.B) {
	before, after := long(b)
	read := outside(after)
	for b.Loop() {
		if _, _, err := redline.Bring(before, drafttest.Facts(), read); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	before, _ := long(b)
	for b.Loop() {
		before.Write(drafttest.Facts())
	}
}
