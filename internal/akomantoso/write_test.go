package akomantoso_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/akomantoso"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/formulary"
)

var identity = akomantoso.Identity{Work: "pks-bus", Version: strings.Repeat("a1", 32), Date: civil.Date{Year: 2026, Month: 10, Day: 1}}

// element is an element as it was read.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	text     string // all of it, also below
}

func parsed(t testing.TB, d draft.Document, id akomantoso.Identity) (*element, string) {
	t.Helper()
	var buf bytes.Buffer
	if err := akomantoso.Write(&buf, d, id); err != nil {
		t.Fatal(err)
	}
	dec := xml.NewDecoder(bytes.NewReader(buf.Bytes()))
	root := &element{}
	stack := []*element{root}
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return root.children[0], buf.String()
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, buf.String())
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Space != akomantoso.Namespace {
				t.Fatalf("%s is in namespace %q", e.Name.Local, e.Name.Space)
			}
			made := &element{name: e.Name.Local, attrs: map[string]string{}}
			for _, a := range e.Attr {
				made.attrs[a.Name.Local] = a.Value
			}
			top := stack[len(stack)-1]
			top.children = append(top.children, made)
			stack = append(stack, made)
		case xml.CharData:
			for _, open := range stack {
				open.text += string(e)
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func (e *element) walk(f func(*element)) {
	f(e)
	for _, c := range e.children {
		c.walk(f)
	}
}

// Rules of the schema of Akoma Ntoso 3.0 that can be told without the schema
// itself, which is not part of this repository: the order and number of
// children, what may stand in what, which attributes are required. "?" may be
// left out, "*" may be repeated or left out, "+" may be repeated.
var models = map[string][]string{
	"akomaNtoso":        {"doc"},
	"doc":               {"meta", "preface?", "preamble?", "mainBody", "conclusions?", "attachments?"},
	"meta":              {"identification", "lifecycle?", "references*"},
	"identification":    {"FRBRWork", "FRBRExpression", "FRBRManifestation"},
	"FRBRWork":          {"FRBRthis", "FRBRuri+", "FRBRdate+", "FRBRauthor+", "FRBRcountry", "FRBRsubtype?", "FRBRnumber*", "FRBRname*", "FRBRprescriptive?", "FRBRauthoritative?"},
	"FRBRExpression":    {"FRBRthis", "FRBRuri+", "FRBRdate+", "FRBRauthor+", "FRBRlanguage+"},
	"FRBRManifestation": {"FRBRthis", "FRBRuri+", "FRBRdate+", "FRBRauthor+", "FRBRformat?"},
	"recitals":          {"num?", "heading?", "intro?", "recital+", "wrapUp?"},
	"citations":         {"num?", "heading?", "intro?", "citation+", "wrapUp?"},
	"recital":           {"num?", "heading?", "block+"},
	"citation":          {"num?", "heading?", "block+"},
	"item":              {"num?", "heading?", "block+"},
	"blockList":         {"item+"},
	"content":           {"block+"},
	"intro":             {"block+"},
	"wrapUp":            {"block+"},
	"formula":           {"block+"},
	"conclusions":       {"block*"},
	"attachments":       {"attachment+"},
	"attachment":        {"num?", "heading?", "doc"},
	"table":             {"caption?", "tr+"},
	"td":                {"block+"},
	"th":                {"block+"},
	"mainBody":          {"body+"},
	"preface":           {"block+"},
	"preamble":          {"preambleBlock+"},
	"tr":                {"cell+"},
	"references":        {"TLC+"},
	"lifecycle":         {"eventRef+"},
	"chapter,article,…": {"num?", "heading?", "content?", "intro?", "hier*"},
	"p,num,heading,…":   {"inline*"},
}

var kinds = map[string][]string{
	"block":         {"p", "blockList", "table"},
	"hier":          {"chapter", "article", "paragraph", "point", "subparagraph", "indent", "part", "alinea"},
	"preambleBlock": {"formula", "recitals", "citations"},
	"cell":          {"td", "th"},
	"TLC":           {"TLCOrganization", "TLCPerson", "TLCRole"},
	"inline":        {"ref", "docType", "docTitle", "docNumber", "docDate", "organization", "signature", "role", "person"},
}

var required = map[string][]string{
	"FRBRthis": {"value"}, "FRBRuri": {"value"}, "FRBRdate": {"date", "name"}, "FRBRauthor": {"href"}, "FRBRcountry": {"value"}, "FRBRlanguage": {"language"},
	"identification": {"source"}, "lifecycle": {"source"}, "references": {"source"}, "eventRef": {"eId", "date", "source", "type"},
	"TLCOrganization": {"eId", "href", "showAs"}, "TLCPerson": {"eId", "href", "showAs"}, "TLCRole": {"eId", "href", "showAs"},
	"chapter": {"eId", "wId"}, "article": {"eId", "wId"}, "paragraph": {"eId", "wId"}, "point": {"eId", "wId"}, "subparagraph": {"eId", "wId"}, "indent": {"eId", "wId"}, "part": {"eId", "wId"}, "alinea": {"eId", "wId"},
	"recital": {"eId"}, "citation": {"eId"}, "item": {"eId"}, "blockList": {"eId"}, "attachment": {"eId"}, "content": {"eId"}, "intro": {"eId"}, "formula": {"name", "eId"},
	"ref": {"href"}, "organization": {"refersTo"}, "person": {"refersTo"}, "role": {"refersTo"}, "signature": {"eId"}, "docDate": {"date"}, "doc": {"name"},
}

func modelOf(name string) ([]string, bool) {
	if slices.Contains(kinds["hier"], name) {
		return models["chapter,article,…"], true
	}
	if slices.Contains([]string{"p", "num", "heading", "caption", "signature"}, name) {
		return models["p,num,heading,…"], true
	}
	m, ok := models[name]
	return m, ok
}

func is(name, wanted string) bool {
	switch wanted {
	case "body":
		return slices.Contains(kinds["hier"], name) || slices.Contains(kinds["block"], name)
	}
	return name == wanted || slices.Contains(kinds[wanted], name)
}

// obeys checks the children of an element against its model.
func obeys(e *element) string {
	model, ok := modelOf(e.name)
	if !ok {
		if len(e.children) > 0 {
			return e.name + " has children"
		}
		return ""
	}
	at := 0
	for _, want := range model {
		name, most, least := strings.TrimRight(want, "?*+"), 1, 1
		switch want[len(want)-1] {
		case '?':
			least = 0
		case '*':
			least, most = 0, len(e.children)
		case '+':
			most = len(e.children)
		}
		n := 0
		for at < len(e.children) && n < most && is(e.children[at].name, name) {
			at++
			n++
		}
		if n < least {
			return e.name + " lacks " + name
		}
	}
	if at < len(e.children) {
		return e.children[at].name + " stands at the wrong place in " + e.name
	}
	return ""
}

func check(root *element) []string {
	var wrong []string
	eIDs := map[string]bool{}
	root.walk(func(e *element) {
		if w := obeys(e); w != "" {
			wrong = append(wrong, w)
		}
		for _, a := range required[e.name] {
			if e.attrs[a] == "" {
				wrong = append(wrong, e.name+" lacks "+a)
			}
		}
		if id := e.attrs["eId"]; id != "" {
			if eIDs[id] || strings.ContainsAny(id, " \t\n") {
				wrong = append(wrong, "eId "+id)
			}
			eIDs[id] = true
		}
		if slices.Contains(kinds["hier"], e.name) {
			content, others := 0, 0
			for _, c := range e.children {
				switch {
				case c.name == "content":
					content++
				case c.name != "num" && c.name != "heading":
					others++
				}
			}
			if content > 0 && others > 0 {
				wrong = append(wrong, e.name+" has content beside other things")
			}
		}
	})
	root.walk(func(e *element) {
		for _, a := range []string{"href", "refersTo", "source", "as"} {
			if id, local := strings.CutPrefix(e.attrs[a], "#"); local && !eIDs[id] {
				wrong = append(wrong, e.name+" leads to "+e.attrs[a])
			}
		}
	})
	return wrong
}

func TestTheSample(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(drafttest.Facts())
	root, text := parsed(t, d, identity)
	for _, w := range check(root) {
		t.Error(w)
	}
	byWork := map[string]*element{}
	root.walk(func(e *element) {
		if id := e.attrs["wId"]; id != "" {
			byWork[id] = e
		}
	})
	for id, want := range map[string]string{
		"biaya": "art_3", "biaya.tarif": "art_3__para_1", "biaya.bayar.b": "art_3__para_2__point_b", "bab-isi": "chp_II", "timbang.2": "recs__rec_b", "dasar.1": "cits__cit_1",
		"lampiran-contoh": "att_1", "tutup": "concl__al_1", "umum.bus": "art_1__subpara_1",
	} {
		if e := byWork[id]; e == nil || e.attrs["eId"] != want {
			t.Errorf("%s has eId %v, want %s", id, e, want)
		}
	}
	for _, want := range []string{
		`<ref href="#art_3__para_1">ayat (1)</ref>`, `<ref href="#recs__rec_a">huruf a</ref>`,
		`<FRBRthis value="/akn/id/doc/pks/2024-09-04/pks-bus/!main">`, `<FRBRnumber value="444 Tahun 2024">`, `<FRBRlanguage language="ind">`,
		`<TLCOrganization eId="ref_pihak-2"`, `showAs="Kepala Dinas Perhubungan"`, `/!att_1"`, `<docDate date="2024-09-04">`, `<organization refersTo="#ref_pihak-1">DINAS PERHUBUNGAN KOTA PEKANBARU</organization>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not there\n%s", want, text)
		}
	}
	if got := akomantoso.IRI(d, identity); got != "/akn/id/doc/pks/2024-09-04/pks-bus" {
		t.Errorf("IRI %s", got)
	}
}

// Whatever the text: well-formed, within the rules, and every clause with its
// words and its own id.
func TestAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d, _ := drafttest.Text(r).Write(drafttest.Facts())
		root, _ := parsed(t, d, identity)
		if wrong := check(root); len(wrong) > 0 {
			r.Fatal(wrong)
		}
		byWork := map[string]*element{}
		root.walk(func(e *element) {
			if id := e.attrs["wId"]; id != "" {
				if byWork[id] != nil {
					r.Fatalf("wId %s twice", id)
				}
				byWork[id] = e
			}
		})
		var walk func([]draft.Item)
		walk = func(items []draft.Item) {
			for _, it := range items {
				e := byWork[it.ID]
				if e == nil {
					r.Fatalf("%s %s is not there", it.Level, it.ID)
				}
				said := draft.Plain(it.Heading)
				for _, p := range slices.Concat(it.Paragraphs, it.Cells) {
					said += draft.Plain(p)
				}
				for _, w := range strings.Fields(said) {
					if !strings.Contains(e.text, w) {
						r.Fatalf("%s lacks %q", it.ID, w)
					}
				}
				walk(it.Children)
			}
		}
		for _, s := range [][]draft.Item{d.Recitals, d.Basis, d.Body, d.Closing, d.Annexes} {
			walk(s)
		}
	})
}

func TestEveryTemplate(t *testing.T) {
	t.Parallel()
	lib, err := formulary.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range lib.Templates {
		text, err := lib.Make(form.ID, formulary.Setup{Title: "Angkutan Bus Lintas Batas", Parties: drafttest.Bus().Parties})
		if err != nil {
			t.Fatal(err)
		}
		d, _ := text.Write(drafttest.Facts())
		root, _ := parsed(t, d, identity)
		for _, w := range check(root) {
			t.Errorf("%s: %s", form.ID, w)
		}
	}
}

func TestADraftHasTheDateOfItsVersion(t *testing.T) {
	t.Parallel()
	d, _ := drafttest.Bus().Write(draft.Facts{})
	root, text := parsed(t, d, identity)
	if wrong := check(root); len(wrong) > 0 {
		t.Error(wrong)
	}
	if !strings.Contains(text, `/akn/id/doc/pks/2026-10-01/pks-bus/ind@2026-10-01;a1a1a1a1a1a1/!main`) || strings.Contains(text, "docDate") {
		t.Error(text)
	}
	if err := akomantoso.Write(io.Discard, d, akomantoso.Identity{Work: "pks-bus"}); err == nil {
		t.Error("a document without any date has an IRI")
	}
	if err := akomantoso.Write(io.Discard, d, akomantoso.Identity{Work: "../x", Date: identity.Date}); err == nil {
		t.Error("a document with a bad name has an IRI")
	}
}
