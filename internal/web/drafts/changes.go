package drafts

import (
	"encoding/json"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/redline"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// change is a change of a redline as a page shows it.
type change struct {
	ID, Anchor, Cited string
	Kind              ui.Badge
	Spans             []redline.Span
	Added, Gone       []string
	Note              string

	Open      bool
	Decision  string // in words; empty while open
	Comment   string
	Error     string
	Index     string
	Talks     []conversation
	Needs     string
	MayDecide bool
}

// changesOf makes changes readable: marks are written out with the numbers of
// the text that they stand in.
func changesOf(v *front.Visit, before, after draft.Text, facts draft.Facts, all []redline.Change) []change {
	w := &speller{}
	out := make([]change, len(all))
	for i, c := range all {
		x := change{ID: c.ID, Anchor: "c-" + itoa(i+1), Index: itoa(i + 1), Cited: c.Cited, Kind: ui.Badge{Text: v.T("redline.kind." + string(c.Kind))}}
		if x.Cited == "" {
			x.Cited = v.T("draft.section." + string(c.Section))
		}
		switch c.Kind {
		case redline.Insertion:
			x.Added = sentences(c.After)
		case redline.Removal:
			x.Gone = sentences(c.Before)
		case redline.Form:
			x.Note = v.T("text.form_change", "Was", v.T("draft.level."+string(c.Before.Level)), "Is", v.T("draft.level."+string(c.After.Level)))
		case redline.Movement:
			x.Note = v.T("text.moved", "Was", cited(before, c.Node), "Is", cited(after, c.Node))
		case redline.Heading, redline.Wording:
			x.Spans = c.Spans
		}
		if strings.HasPrefix(c.Node, "@") {
			valueChange(v, c, &x)
		}
		out[i] = x
	}
	for i := range out {
		for j := range out[i].Spans {
			w.spell(out[i].Spans[j].Mode == redline.Removed, &out[i].Spans[j].Text)
		}
		for j := range out[i].Added {
			w.spell(false, &out[i].Added[j])
		}
		for j := range out[i].Gone {
			w.spell(true, &out[i].Gone[j])
		}
	}
	w.write(before, after, facts)
	return out
}

// speller writes out the marks of many stretches at once.
type speller struct{ old, fresh []*string }

func (w *speller) spell(old bool, s *string) {
	if !strings.Contains(*s, "{{") {
		return
	}
	if old {
		w.old = append(w.old, s)
		return
	}
	w.fresh = append(w.fresh, s)
}

func (w *speller) write(before, after draft.Text, f draft.Facts) {
	for _, side := range []struct {
		text draft.Text
		list []*string
	}{{before, w.old}, {after, w.fresh}} {
		if len(side.list) == 0 {
			continue
		}
		said := make([]string, len(side.list))
		for i, s := range side.list {
			said[i] = *s
		}
		for i, s := range spell(side.text, f, said) {
			*side.list[i] = s
		}
	}
}

func sentences(c *draft.Clause) []string {
	if c == nil {
		return nil
	}
	var out []string
	if s := strings.TrimSpace(c.Heading + "\n" + c.Text); s != "" {
		out = append(out, s)
	}
	for i := range c.Children {
		out = append(out, sentences(&c.Children[i])...)
	}
	return out
}

// valueChange tells a change of a value in words.
func valueChange(v *front.Visit, c redline.Change, x *change) {
	list, id := c.Values()
	x.Cited = v.T("text.value."+list, "ID", id)
	say := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{valueWords(v, list, s)}
	}
	x.Gone, x.Added, x.Spans = say(c.Was), say(c.Is), nil
}

// valueWords says a value that a redline holds as JSON.
func valueWords(v *front.Visit, list, body string) string {
	switch list {
	case "nilai":
		var p draft.Parameter
		if json.Unmarshal([]byte(body), &p) == nil {
			return strings.TrimSpace(p.Label.In(v.Lang) + ": " + parameterWords(v, p))
		}
	case "tarif":
		var t tariff.Tariff
		if json.Unmarshal([]byte(body), &t) == nil {
			var parts []string
			for _, c := range t.Components {
				parts = append(parts, c.Label.In(v.Lang)+" "+figuresOf(v, c.Formula))
			}
			return strings.Join(parts, "; ")
		}
	case "pihak":
		var p draft.Party
		if json.Unmarshal([]byte(body), &p) == nil {
			return p.Label + " " + p.Government
		}
	case "naskah":
		var s string
		if json.Unmarshal([]byte(body), &s) == nil {
			return s
		}
	}
	return body
}

func parameterWords(v *front.Visit, p draft.Parameter) string {
	if p.Value == "" {
		return v.T("text.nothing")
	}
	t := draft.Text{Parameters: []draft.Parameter{p}}
	return spell(t, draft.Facts{}, []string{"{{nilai:" + p.ID + "}}"})[0]
}
