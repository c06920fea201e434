package formulary_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/i18n"
	"sinergi/internal/party"
	"sinergi/internal/redline"
)

func embedded(t *testing.T) formulary.Library {
	t.Helper()
	lib, err := formulary.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func parties() []draft.Party {
	return []draft.Party{{Government: drafttest.Pekanbaru, Agency: "pku"}, {Government: drafttest.Kampar, Agency: "kpr"}}
}

// facts are everything that a template may ask of two parties and a parent.
func facts() draft.Facts {
	f := drafttest.Facts()
	for id, p := range f.Parties {
		p.Address, p.Authority = "Jalan Contoh Nomor 1", "Keputusan Nomor 1 Tahun 2024"
		p.Contact = party.Contact{Office: "Kepala Bagian Kerja Sama", Address: "Jalan Contoh Nomor 2", Phone: "(0761) 1", Email: "kerjasama@contoh.go.id"}
		f.Parties[id] = p
	}
	f.Parent = &draft.Parent{Kind: draft.KB, Title: "Kerja Sama Perbatasan", Numbers: []string{"24 TAHUN 2024", "443 Tahun 2024"}, SignedOn: civil.Date{Year: 2024, Month: 9, Day: 4}}
	return f
}

// filled gives every parameter of a template a value of its type.
func filled(t *testing.T, lib formulary.Library, id string, ps []draft.Party) draft.Text {
	t.Helper()
	text, err := lib.Make(id, formulary.Setup{Title: "Kerja Sama Contoh", Parties: ps})
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	for i, p := range text.Parameters {
		if p.Value != "" {
			continue
		}
		text.Parameters[i].Value = map[draft.ParameterType]string{draft.Money: "1500000000", draft.Percent: "0.95", draft.Count: "12", draft.Span: "3", draft.Day: "2027-01-04", draft.Words: "isian " + p.ID}[p.Type]
	}
	return text
}

// Every template makes a text in which nothing is wrong, nothing is left
// blank, and nothing is missing that the list of its kind asks for.
func TestEveryTemplateIsUsable(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	if len(lib.Templates) < 13 {
		t.Fatalf("only %d templates", len(lib.Templates))
	}
	for _, template := range lib.Templates {
		text := filled(t, lib, template.ID, parties())
		d, findings := text.Write(facts())
		findings = append(findings, text.Check(facts())...)
		for _, f := range findings {
			t.Errorf("%s: %s %s %s %v", template.ID, f.Weight, f.Clause, f.Key, f.Args)
		}
		for _, f := range lib.Complete(text) {
			t.Errorf("%s lacks %s: %s", template.ID, f.Item.Name.ID, f.Key)
		}
		whole := words(d)
		for _, wrong := range []string{"{{", "▶", "……", " .", " ,", "..", ";.", "%.", "\n@", " dan dan "} {
			if strings.Contains(whole, wrong) {
				t.Errorf("%s: %q in %s", template.ID, wrong, around(whole, wrong))
			}
		}
		b, err := text.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := draft.Parse(b); err != nil {
			t.Errorf("%s: %v", template.ID, err)
		}
		blank, err := lib.Make(template.ID, formulary.Setup{Parties: parties()})
		if err != nil {
			t.Fatal(err)
		}
		_, findings = blank.Write(draft.Facts{})
		if wrong := draft.Worst(findings); len(wrong) > 0 {
			t.Errorf("%s unfilled: %+v", template.ID, wrong)
		}
		if blank.Source.ID != template.ID || blank.Source.Version < 1 {
			t.Errorf("%s: its source is not noted", template.ID)
		}
	}
}

func words(d draft.Document) string {
	var b strings.Builder
	var walk func([]draft.Item)
	walk = func(items []draft.Item) {
		for _, i := range items {
			b.WriteString(i.Label + " " + draft.Plain(i.Heading) + "\n")
			for _, p := range i.Paragraphs {
				b.WriteString(draft.Plain(p) + "\n")
			}
			walk(i.Children)
		}
	}
	for _, items := range [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing, d.Annexes, d.Copies} {
		walk(items)
	}
	return b.String()
}

func around(s, part string) string {
	i := strings.Index(s, part)
	return s[max(0, i-60):min(len(s), i+40)]
}

// The opening and the list of addresses serve any number of parties.
func TestFourGovernments(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	four := []draft.Party{{Government: "14.71"}, {Government: "14.01"}, {Government: "14.08"}, {Government: "14.05"}}
	f := facts()
	for _, id := range []string{"pihak-3", "pihak-4"} {
		p := f.Parties["pihak-1"]
		p.Government, p.Kind = "Kabupaten Siak", party.Regency
		f.Parties[id] = p
	}
	text := filled(t, lib, "kb", four)
	d, findings := text.Write(f)
	if len(findings) > 0 {
		t.Error(findings)
	}
	whole := words(d)
	for _, want := range []string{
		"selanjutnya disebut PIHAK KETIGA; dan\n", "selanjutnya disebut PIHAK KEEMPAT.\n", "PIHAK KESATU, PIHAK KEDUA, PIHAK KETIGA, dan PIHAK KEEMPAT secara bersama-sama",
		"d. \nPIHAK KEEMPAT: Kepala Bagian", "dalam rangkap 4 (empat) bermeterai",
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if got := d.Title[1:9]; !slices.Equal(got, []string{"ANTARA", "PEMERINTAH KOTA PEKANBARU", "DENGAN", "PEMERINTAH KABUPATEN KAMPAR", "DAN", "PEMERINTAH KABUPATEN SIAK", "DAN", "PEMERINTAH KABUPATEN SIAK"}) {
		t.Errorf("title %v", d.Title)
	}
	if lacks := lib.Complete(text); len(lacks) > 0 {
		t.Errorf("lacks %+v", lacks)
	}
}

// The amounts in the waste agreement's examples, worked out by hand.
func TestWorkedExamplesOfTheTemplates(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	for id, want := range map[string][]string{
		// May 2027 has 26 days without Sundays: 26 × 180 t × 37.389,60 + 15.000.000.
		// June: 26 days × (200 × 37.389,60 + 15,5 × 56.084,40) + 15.000.000.
		"pks-sampah": {"Rp189.983.328,00", "Rp232.027.933,00"},
		// A twelfth of 600.000.000.
		"pks-umum": {"Rp50.000.000,00"},
		// 412 × 12,6 km × 13.500; 380 × 12,6 × (13.500 + 0,25 × 400) − (22 − 10) × 50.000.
		"pks-bus": {"Rp70.081.200,00", "Rp64.516.800,00"},
	} {
		d, _ := filled(t, lib, id, parties()).Write(facts())
		whole := words(d)
		for _, amount := range want {
			if !strings.Contains(whole, "sebesar "+amount) {
				t.Errorf("%s: %s is missing in %s", id, amount, around(whole, "Untuk"))
			}
		}
	}
}

func TestFallbackWordings(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	for _, e := range lib.Clauses {
		for _, f := range e.Newest().Fallbacks {
			if f.Name.ID == "" || f.Name.EN == "" || f.When.ID == "" || f.When.EN == "" {
				t.Errorf("%s/%s has no name or use", e.ID, f.ID)
			}
		}
	}
	text, err := lib.Make("pks-bus", formulary.Setup{Parties: parties(), Fallbacks: map[string]string{"perselisihan": "lintas-provinsi", "penutup": "elektronik"}})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := text.Find("perselisihan")
	if v.Clause.Source.Fallback != "lintas-provinsi" || len(v.Clause.Children) != 3 {
		t.Errorf("got %+v", v.Clause)
	}
	if _, asks := text.Parameter("rangkap"); asks {
		t.Error("an electronic original asks for the number of paper ones")
	}
	if _, findings := text.Write(facts()); len(draft.Worst(findings)) > 0 {
		t.Error(draft.Worst(findings))
	}
	if _, err := lib.Make("pks-bus", formulary.Setup{Parties: parties(), Fallbacks: map[string]string{"kahar": "tidak-ada"}}); fault.KindOf(err) != fault.Invalid || fault.Of(err).Fields[0].Name != "fallback:kahar" {
		t.Error("a fallback that there is not")
	}
}

// A change of the library reaches new texts and leaves running ones alone.
func TestAChangedClauseLeavesRunningTextsAlone(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	running, err := lib.Make("kb", formulary.Setup{Parties: parties()})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := running.SHA256()
	newer := formulary.Wording{Text: "@pasal perubahan = Perubahan\nPerubahan disepakati tertulis.", Reason: "Diminta bagian hukum.", By: "hukum", On: civil.Date{Year: 2027, Month: 1, Day: 2}}
	changed, err := lib.Revise("perubahan", newer)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := changed.Make("kb", formulary.Setup{Parties: parties()})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := redline.Compare(running, fresh)
	if err != nil || len(changes) == 0 {
		t.Fatal(err, changes)
	}
	for _, c := range changes {
		if !strings.HasPrefix(c.Node, "perubahan") {
			t.Errorf("%s changed too", c.Node)
		}
	}
	if after, _ := running.SHA256(); after != before {
		t.Error("the running text changed")
	}
	if got := changed.Behind(running); len(got) != 1 || got["perubahan"].Reason != "Diminta bagian hukum." {
		t.Errorf("behind: %+v", got)
	}
	if len(lib.Behind(running)) != 0 || len(changed.Behind(fresh)) != 0 {
		t.Error("a newest wording is called old")
	}
	for name, w := range map[string]formulary.Wording{
		"no reason":          {Text: newer.Text},
		"no clause":          {Text: "Tanpa pembuka.", Reason: "x"},
		"an ayat in an ayat": {Text: "@pasal a\n@-ayat .1\nA.\n@--ayat .1\nB.", Reason: "x"},
		"an id twice":        {Text: "@pasal a\n@-ayat .1\nA.\n@-ayat .1\nB.", Reason: "x"},
		"too deep at once":   {Text: "@pasal a\n@--huruf .1\nA.", Reason: "x"},
		"an open @each":      {Text: "@each\n@pasal a\nA.", Reason: "x"},
		"two clauses":        {Text: "@pasal a\nA.\n@pasal b\nB.", Reason: "x"},
		"nothing new":        {Text: changed.Clauses[indexOf(changed, "perubahan")].Newest().Text, Reason: "x"},
	} {
		if _, err := changed.Revise("perubahan", w); fault.Of(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := lib.Revise("tidak-ada", newer); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

func indexOf(lib formulary.Library, id string) int {
	return slices.IndexFunc(lib.Clauses, func(e formulary.Entry) bool { return e.ID == id })
}

func TestWhatATextLacks(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	for name, c := range map[string]struct {
		change func(*draft.Text)
		topic  string
		key    string
	}{
		"a clause is out":            {func(x *draft.Text) { *x = without(t, *x, "kahar") }, "kahar", "formulary.finding.missing"},
		"one party's duties are out": {func(x *draft.Text) { *x = without(t, *x, "hak-kewajiban-2") }, "hak-kewajiban", "formulary.finding.too_few"},
		"a clause says nothing": {func(x *draft.Text) {
			i := slices.IndexFunc(x.Body, func(c draft.Clause) bool { return c.ID == "objek" })
			x.Body[i].Text = ""
		}, "objek", "formulary.finding.empty"},
		"no tariff":         {func(x *draft.Text) { x.Tariffs, x.Examples = nil, nil }, "", "formulary.finding.no_tariff"},
		"no example":        {func(x *draft.Text) { x.Examples = nil }, "", "formulary.finding.no_example"},
		"a term of 7 years": {func(x *draft.Text) { *x = formulary.Ask(*x, nil, nil); set(x, "jangka-waktu", "7") }, "", "formulary.finding.too_much"},
	} {
		text := filled(t, lib, "pks-bus", parties())
		c.change(&text)
		got := lib.Complete(text)
		if len(got) != 1 || got[0].Key != c.key || got[0].Item.Topic != c.topic {
			t.Errorf("%s: got %+v", name, got)
			continue
		}
		if got[0].Weight != draft.Note || got[0].Verified {
			t.Errorf("%s: an unverified list forbids: %+v", name, got[0])
		}
	}
	// A list that somebody has checked against the law does forbid.
	for i := range lib.Lists {
		lib.Lists[i].By, lib.Lists[i].On = "Bagian Hukum", civil.Date{Year: 2027, Month: 1, Day: 2}
	}
	if got := lib.Complete(without(t, filled(t, lib, "pks-bus", parties()), "kahar")); len(got) != 1 || got[0].Weight != draft.Wrong || !got[0].Verified {
		t.Errorf("got %+v", got)
	}
}

func set(x *draft.Text, id, value string) {
	for i := range x.Parameters {
		if x.Parameters[i].ID == id {
			x.Parameters[i].Value = value
		}
	}
}

func without(t *testing.T, x draft.Text, id string) draft.Text {
	t.Helper()
	out, _, err := draft.Apply(x, draft.Op{Do: draft.Remove, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A text from outside has no topics; its headings are understood.
func TestATextFromOutsideIsCheckedByItsHeadings(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	outside := draft.Text{Kind: draft.PKS, Parties: parties(), Body: []draft.Clause{
		{ID: "a", Level: draft.Pasal, Heading: "KEADAAN MEMAKSA (FORCE MAJEURE)", Text: "…"}, {ID: "b", Level: draft.Pasal, Heading: "Jangka Waktu Perjanjian", Text: "…"},
	}}
	var missing []string
	for _, f := range lib.Complete(outside) {
		missing = append(missing, f.Item.Topic)
	}
	if slices.Contains(missing, "kahar") || slices.Contains(missing, "jangka-waktu") || !slices.Contains(missing, "perselisihan") {
		t.Errorf("missing %v", missing)
	}
}

func TestFindingsAndFaultsHaveWords(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	lib := embedded(t)
	for _, l := range lib.Lists {
		if l.Reference == "" {
			t.Errorf("the list for %s names no source", l.Kind)
		}
		for _, i := range l.Items {
			if i.Name.ID == "" || i.Name.EN == "" || i.Why.ID == "" || i.Why.EN == "" {
				t.Errorf("%s: %+v has no words", l.Kind, i)
			}
		}
	}
	for _, f := range lib.Complete(draft.Text{Kind: draft.PKS, Parties: parties(), Parameters: []draft.Parameter{{ID: "jangka-waktu", Type: draft.Span, Value: "7", Unit: "tahun"}}}) {
		for _, lang := range i18n.Languages() {
			if said := text.T(lang, f.Key, f.Args(lang)); strings.Contains(said, "{") || said == f.Key {
				t.Errorf("%s: %q", f.Key, said)
			}
		}
	}
	for _, e := range lib.Clauses {
		if e.Name.EN == "" || e.Newest().Reference == "" {
			t.Errorf("clause %s has no name or source", e.ID)
		}
	}
}

func FuzzRevise(f *testing.F) {
	lib, err := formulary.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range lib.Clauses {
		f.Add(e.Newest().Text)
	}
	f.Add("@pasal a = %\n@each 2\n@-ayat .%\npihak-%;\\\n@end")
	f.Fuzz(func(t *testing.T, text string) {
		changed, err := lib.Revise("perubahan", formulary.Wording{Text: text, Reason: "x", On: civil.Date{Year: 2027, Month: 1, Day: 2}})
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatal(err)
			}
			return
		}
		c, _, err := changed.Copy("perubahan", "", 3)
		if err != nil {
			return // three parties may make what two do not: an id twice
		}
		for _, id := range draft.IDsOf(c) {
			if !draft.ValidID(id) {
				t.Fatalf("%q from %q", id, text)
			}
		}
	})
}

// A government's own wording is an entry of its own, and templates use it; where
// they ask for a fallback that it lacks, they use the program's.
func TestTemplatesUseTheOwnWording(t *testing.T) {
	t.Parallel()
	lib := embedded(t)
	w, err := lib.Own("kahar", "14.01", formulary.Wording{Text: "@pasal kahar = Keadaan Kahar\nPARA PIHAK bermusyawarah.", Reason: "x", On: civil.Date{Year: 2027, Month: 1, Day: 2}, Fallbacks: []formulary.Fallback{}})
	if err != nil || w.Version != 1 {
		t.Fatal(w, err)
	}
	own := lib.With("14.01", map[string][]formulary.Wording{"kahar": {w}, "yang-sudah-tiada": {w}})
	if len(own.Clauses) != len(lib.Clauses)+2 {
		t.Errorf("%d clauses of %d", len(own.Clauses), len(lib.Clauses))
	}
	source := func(s formulary.Setup) string {
		t.Helper()
		s.Parties = parties()
		text, err := own.Make("pks-bus", s)
		if err != nil {
			t.Fatal(err)
		}
		for x := range text.All() {
			if x.Clause.Source != nil && strings.HasPrefix(x.Clause.Source.ID, "kahar") {
				return x.Clause.Source.ID
			}
		}
		return ""
	}
	if got := source(formulary.Setup{}); got != formulary.OwnID("kahar", "14.01") {
		t.Errorf("made with %q", got)
	}
	again, err := own.Own("kahar", "14.01", formulary.Wording{Text: w.Text + "\\\nSegera.", Reason: "y", On: w.On})
	if err != nil || again.Version != 2 {
		t.Errorf("the second version: %d, %v", again.Version, err)
	}
}
