package drafttest

import (
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"sinergi/internal/draft"
)

var words = []string{"PIHAK", "KESATU", "membayar", "biaya", "setiap", "bulan", "tarif", "layanan", "bus", "sampah", "20%", "Rp13.500,00", "kelurahan-kelurahan", "daerah,", "batas;"}

// Words draws a sentence, now and then with a mark in it.
func Words(t *rapid.T, ids []string) string {
	n := rapid.IntRange(1, 12).Draw(t, "words")
	said := make([]string, n)
	for i := range said {
		said[i] = rapid.SampledFrom(words).Draw(t, "word")
		if len(ids) > 0 && rapid.IntRange(0, 9).Draw(t, "mark?") == 0 {
			said[i] = draft.Ref(rapid.SampledFrom(ids).Draw(t, "target"))
		}
	}
	return strings.Join(said, " ")
}

// Text draws a text: bab with pasal, ayat, huruf, angka, and an annex with a
// table. Ids are "c1", "c2", ….
func Text(t *rapid.T) draft.Text {
	d := &drawing{t: t}
	out := Bus()
	out.Body, out.Annexes, out.Examples, out.Tariffs, out.Recitals = nil, nil, nil, nil, nil
	if rapid.Bool().Draw(t, "bab") {
		for range rapid.IntRange(1, 3).Draw(t, "babs") {
			out.Body = append(out.Body, d.clause(draft.Bab, 0))
		}
	} else {
		for range rapid.IntRange(1, 5).Draw(t, "pasals") {
			out.Body = append(out.Body, d.clause(draft.Pasal, 1))
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "annexes") {
		out.Annexes = append(out.Annexes, d.clause(draft.Annex, 1))
	}
	for range rapid.IntRange(0, 3).Draw(t, "recitals") {
		out.Recitals = append(out.Recitals, d.clause(draft.Huruf, 3))
	}
	return out
}

type drawing struct {
	t   *rapid.T
	n   int
	ids []string
}

// children says which level below which is drawn.
var children = map[draft.Level][]draft.Level{
	draft.Bab: {draft.Pasal}, draft.Pasal: {draft.Ayat, draft.Huruf, draft.Paragraph}, draft.Ayat: {draft.Huruf}, draft.Huruf: {draft.Angka},
	draft.Annex: {draft.Paragraph, draft.Part, draft.Table}, draft.Part: {draft.Paragraph, draft.Huruf}, draft.Table: {draft.Row},
}

func (d *drawing) clause(l draft.Level, depth int) draft.Clause {
	d.n++
	c := draft.Clause{ID: "c" + strconv.Itoa(d.n), Level: l}
	if l == draft.Bab || l == draft.Annex || l == draft.Pasal || l == draft.Part {
		c.Heading = Words(d.t, nil)
	}
	if l != draft.Bab && l != draft.Annex && l != draft.Table {
		c.Text = Words(d.t, d.ids)
	}
	d.ids = append(d.ids, c.ID)
	if kinds := children[l]; len(kinds) > 0 && depth < 4 {
		for range rapid.IntRange(0, 3).Draw(d.t, "children") {
			c.Children = append(c.Children, d.clause(rapid.SampledFrom(kinds).Draw(d.t, "kind"), depth+1))
		}
	}
	return c
}

// Op draws an edit of a text that may or may not be possible. New ids begin
// with fresh.
func Op(t *rapid.T, of draft.Text, fresh string) draft.Op {
	ids := of.IDs()
	id := rapid.SampledFrom(ids).Draw(t, "id")
	op := draft.Op{Do: rapid.SampledFrom([]draft.Do{
		draft.Insert, draft.Remove, draft.Move, draft.SetText, draft.SetHeading, draft.SetLevel, draft.Split, draft.Merge,
	}).Draw(t, "do"), ID: id}
	switch op.Do {
	case draft.Insert, draft.Move:
		op.Place = place(t, of)
		if op.Do == draft.Insert {
			level := rapid.SampledFrom([]draft.Level{draft.Pasal, draft.Ayat, draft.Huruf, draft.Angka, draft.Paragraph}).Draw(t, "level")
			op.ID, op.Clause = "", &draft.Clause{ID: fresh, Level: level, Text: Words(t, ids)}
		}
	case draft.SetText, draft.SetHeading:
		op.Words = Words(t, ids)
	case draft.SetLevel:
		op.Level = rapid.SampledFrom([]draft.Level{draft.Ayat, draft.Huruf, draft.Angka, draft.Paragraph}).Draw(t, "level")
	case draft.Split:
		op.At, op.New = rapid.IntRange(0, 60).Draw(t, "at"), fresh
	}
	return op
}

func place(t *rapid.T, of draft.Text) draft.Place {
	ids := of.IDs()
	after := rapid.SampledFrom(ids).Draw(t, "after")
	v, _ := of.Find(after)
	if rapid.Bool().Draw(t, "beside") {
		return draft.Place{Section: v.Section, Parent: v.Parent, After: after}
	}
	return draft.Place{Section: v.Section, Parent: after}
}

// Edited draws a text that came of another by a few edits. Its new clauses
// have ids that begin with prefix.
func Edited(t *rapid.T, from draft.Text, prefix string, most int) draft.Text {
	out := from
	for i := range rapid.IntRange(0, most).Draw(t, "edits") {
		if len(out.IDs()) == 0 {
			return out
		}
		if made, _, err := draft.Apply(out, Op(t, out, prefix+strconv.Itoa(i+1))); err == nil {
			out = made
		}
	}
	return out
}
