package draft_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/i18n"
)

// said gives what a clause is written to, by its id.
func said(t *testing.T, d draft.Document) map[string]string {
	t.Helper()
	out := map[string]string{}
	var walk func([]draft.Item)
	walk = func(items []draft.Item) {
		for _, i := range items {
			var parts []string
			for _, p := range append(append([][]draft.Run{}, i.Paragraphs...), i.Cells...) {
				parts = append(parts, draft.Plain(p))
			}
			out[i.ID] = strings.TrimSpace(i.Label + " " + strings.Join(parts, " / "))
			walk(i.Children)
		}
	}
	for _, items := range [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing, d.Annexes, d.Copies} {
		walk(items)
	}
	return out
}

func TestAnAgreementWrittenOut(t *testing.T) {
	t.Parallel()
	d, findings := drafttest.Bus().Write(drafttest.Facts())
	if len(findings) > 0 {
		t.Errorf("findings: %+v", findings)
	}
	got := said(t, d)
	for id, want := range map[string]string{
		"buka":                  "Pada hari Rabu tanggal empat bulan September tahun dua ribu dua puluh empat (04-09-2024), bertempat di Bangkinang:",
		"timbang.2":             "b. bahwa berdasarkan huruf a perlu kerja sama;",
		"dasar.1":               "1. Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;",
		"umum":                  "Pasal 1 Dalam Perjanjian ini yang dimaksud dengan:",
		"umum.bus":              "1. Bus adalah kendaraan PIHAK KESATU.",
		"biaya.tarif":           "(1) Tarif adalah Rp13.500,00 (tiga belas ribu lima ratus rupiah) per kilometer, ditambah 0,25 kali selisih harga solar terhadap Rp6.800,00 per liter.",
		"biaya.bayar":           "(2) PIHAK KEDUA membayar tarif sebagaimana dimaksud pada ayat (1) atas:",
		"biaya.bayar.b":         "b. kilometer di wilayahnya, kecuali huruf a.",
		"waktu":                 "Pasal 4 Perjanjian ini berlaku 5 (lima) tahun dan tarif menurut Pasal 3 ayat (1) ditinjau setiap tahun.",
		"lampiran-contoh":       "LAMPIRAN",
		"lampiran-contoh.1":     "Untuk 412 trip masing-masing 12,6 kilometer tempuh bus di wilayah PIHAK KEDUA (seluruhnya 5.191,2 kilometer) pada bulan Mei 2027, dengan harga solar Rp6.800,00 per liter, PIHAK KEDUA membayar kepada PIHAK KESATU sebesar Rp70.081.200,00 (tujuh puluh juta delapan puluh satu ribu dua ratus rupiah).",
		"lampiran-contoh.tabel": "No. / Halte / Wilayah",
		"halte.2":               "2 / Danau Bingkuang / Kabupaten Kampar",
	} {
		if got[id] != want {
			t.Errorf("%s:\n got %q\nwant %q", id, got[id], want)
		}
	}
	if diff := cmp.Diff([]string{"PERJANJIAN KERJA SAMA", "ANTARA", "DINAS PERHUBUNGAN KOTA PEKANBARU", "DENGAN", "DINAS PERHUBUNGAN KABUPATEN KAMPAR", "TENTANG", "PENYELENGGARAAN ANGKUTAN BUS LINTAS BATAS"}, d.Title); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"25 TAHUN 2024", "444 Tahun 2024"}, d.Numbers); diff != "" {
		t.Error(diff)
	}
	if len(d.Signatures) != 2 || d.Signatures[1].Label != "PIHAK KEDUA" || d.Signatures[1].Lines[1] != "Refizal" {
		t.Errorf("signatures %+v", d.Signatures)
	}
	if f := drafttest.Bus().Check(drafttest.Facts()); len(f) > 0 {
		t.Errorf("check: %+v", f)
	}
}

// The figure in the text and the figure that settlement reads are one value:
// who changes the tariff changes both.
func TestTheTextFollowsTheTariff(t *testing.T) {
	t.Parallel()
	text := drafttest.Bus()
	changed := drafttest.BusTariff()
	f := changed.Components[0].Formula
	changed.Components[0].Formula = withBase(f, "14000")
	text.Tariffs[0] = changed
	d, _ := text.Write(drafttest.Facts())
	got := said(t, d)
	if !strings.Contains(got["biaya.tarif"], "Rp14.000,00 (empat belas ribu rupiah)") || !strings.Contains(got["lampiran-contoh.1"], "Rp72.676.800,00") {
		t.Errorf("got %q and %q", got["biaya.tarif"], got["lampiran-contoh.1"])
	}
}

// Who types another amount over a number of the tariff would sign one price and
// settle by another, also when an annex still says the number.
func TestANumberOfTheTariffIsNotTypedOver(t *testing.T) {
	t.Parallel()
	mark := "{{nilai:tarif-bus/tarif#base}}"
	for name, c := range map[string]struct {
		change func(*draft.Text)
		wrong  bool
	}{
		"as it is": {func(*draft.Text) {}, false},
		"typed over": {func(x *draft.Text) {
			x.Body[1].Children[1].Children[0].Text = strings.Replace(x.Body[1].Children[1].Children[0].Text, mark, "Rp9.500,00 (sembilan ribu lima ratus rupiah)", 1)
			x.Annexes[0].Children[0].Text += " " + mark
		}, true},
		"in another ayat of the pasal": {func(x *draft.Text) {
			biaya := x.Body[1].Children[1].Children
			biaya[0].Text = strings.Replace(biaya[0].Text, mark, "sebagaimana disebut di bawah", 1)
			biaya[1].Children[0].Text = "trip yang dijalankan, " + mark + "; dan"
		}, false},
		"what a party bears itself": {func(x *draft.Text) {
			x.Tariffs[0].Components[0].Payer, x.Tariffs[0].Components[0].Payee = drafttest.Kampar, drafttest.Kampar
			x.Body[1].Children[1].Children[0].Text = "Tarif ditetapkan PIHAK KEDUA."
		}, false},
	} {
		x := drafttest.Bus()
		c.change(&x)
		found := slices.ContainsFunc(x.Check(drafttest.Facts()), func(f draft.Finding) bool {
			return f.Key == "draft.tariff.unsaid" && f.Weight == draft.Wrong && f.Clause == "biaya.tarif" && f.Args["Number"] == "Rp13.500,00"
		})
		if found != c.wrong {
			t.Errorf("%s: found %v, want %v", name, found, c.wrong)
		}
	}
}

// A term that was typed over is not the one that the procedure reads.
func TestATermThatNoClauseSaysIsNoted(t *testing.T) {
	t.Parallel()
	x := drafttest.Bus()
	x.Body[1].Children[2].Text = "Perjanjian ini berlaku 25 (dua puluh lima) tahun."
	if found := x.Check(drafttest.Facts()); len(found) != 1 || found[0].Key != "draft.parameter.unsaid" || found[0].Weight != draft.Note || found[0].Args["Value"] != "5 tahun" {
		t.Errorf("got %+v", found)
	}
}

func TestWhatIsNotKnownYetIsABlank(t *testing.T) {
	t.Parallel()
	d, findings := drafttest.Bus().Write(draft.Facts{})
	if len(draft.Worst(findings)) > 0 {
		t.Errorf("wrong: %+v", draft.Worst(findings))
	}
	if len(findings) < 5 || !strings.Contains(said(t, d)["buka"], "……") {
		t.Errorf("%d findings, opening %q", len(findings), said(t, d)["buka"])
	}
}

func TestMarksThatAreWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, key string }{
		"a clause that is gone":         {"menurut {{ref:biaya.lama}}", "draft.mark.dangling"},
		"no such parameter":             {"selama {{nilai:masa}}", "draft.mark.unknown_value"},
		"no such fact of a party":       {"oleh {{nilai:pihak-1.umur}}", "draft.mark.unknown_value"},
		"no such component":             {"{{nilai:tarif-bus/x#rate}}", "draft.mark.unknown_component"},
		"no such tariff":                {"{{nilai:tarif/tarif#base}}", "draft.mark.unknown_component"},
		"a field of another formula":    {"{{nilai:tarif-bus/tarif#share}}", "draft.mark.unknown_field"},
		"a name in digits":              {"{{nilai:pihak-1.sebutan|angka}}", "draft.mark.no_figure"},
		"a mark that does not close":    {"menurut {{ref:biaya", "draft.mark.broken"},
		"a mark of another kind":        {"{{tarif:biaya}}", "draft.mark.broken"},
		"a format that there is not":    {"{{nilai:jangka-waktu|kecil}}", "draft.mark.broken"},
		"an example that there is not":  {"{{contoh:juni}}", "draft.mark.no_example"},
		"a parameter of another type":   {"{{nilai:salah}}", "draft.parameter.not_a_number"},
		"half a year of a whole number": {"{{nilai:setengah}}", "draft.parameter.not_a_span"},
	} {
		text := drafttest.Bus()
		text.Parameters = append(
			text.Parameters,
			draft.Parameter{ID: "salah", Type: draft.Money, Value: "banyak"}, draft.Parameter{ID: "setengah", Type: draft.Span, Value: "0.5", Unit: "tahun"},
		)
		text, _, err := draft.Apply(text, draft.Op{Do: draft.SetText, ID: "objek", Words: c.text})
		if err != nil {
			t.Fatal(err)
		}
		d, findings := text.Write(drafttest.Facts())
		if len(findings) != 1 || findings[0].Key != c.key || findings[0].Clause != "objek" || findings[0].Weight != draft.Wrong {
			t.Errorf("%s: got %+v, want %s", name, findings, c.key)
		}
		if !strings.Contains(said(t, d)["objek"], "▶") {
			t.Errorf("%s: printed as %q", name, said(t, d)["objek"])
		}
	}
}

func TestFiguresInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ               draft.ParameterType
		value, unit, mark string
		want              string
	}{
		{draft.Money, "20600", "", "", "Rp20.600,00 (dua puluh ribu enam ratus rupiah)"},
		{draft.Money, "37389.6", "", "", "Rp37.389,60 (tiga puluh tujuh ribu tiga ratus delapan puluh sembilan rupiah enam puluh sen)"},
		{draft.Money, "0.125", "", "", "Rp0,125 (nol koma satu dua lima rupiah)"},
		{draft.Money, "15000000", "", "|angka", "Rp15.000.000,00"},
		{draft.Money, "15000000", "", "|huruf", "lima belas juta rupiah"},
		{draft.Percent, "0.2", "", "", "20% (dua puluh persen)"},
		{draft.Percent, "0.125", "", "", "12,5% (dua belas koma lima persen)"},
		{draft.Percent, "1", "", "", "100% (seratus persen)"},
		{draft.Count, "200", "ton", "", "200 (dua ratus) ton"},
		{draft.Count, "12.05", "km", "", "12,05 (dua belas koma nol lima) kilometer"},
		{draft.Span, "30", "hari kerja", "", "30 (tiga puluh) hari kerja"},
		{draft.Day, "2024-09-04", "", "", "4 September 2024"},
		{draft.Day, "2024-09-04", "", "|huruf", "hari Rabu tanggal empat bulan September tahun dua ribu dua puluh empat (04-09-2024)"},
		{draft.Words, "Kas Daerah", "", "|besar", "KAS DAERAH"},
	} {
		text := drafttest.Bus()
		text.Parameters = []draft.Parameter{{ID: "jangka-waktu", Type: c.typ, Value: c.value, Unit: c.unit}}
		text.Body[1].Children[2].Text = "{{nilai:jangka-waktu" + c.mark + "}}"
		d, findings := text.Write(drafttest.Facts())
		if got := strings.TrimPrefix(said(t, d)["waktu"], "Pasal 4 "); got != c.want || len(findings) > 0 {
			t.Errorf("%s %s%s:\n got %q %v\nwant %q", c.value, c.unit, c.mark, got, findings, c.want)
		}
	}
}

func TestACheckedForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*draft.Text)
		key    string
	}{
		"a pasal in a pasal": {func(x *draft.Text) { x.Body[0].Children[0].Children[0].Level = draft.Pasal }, "draft.clause.misplaced"},
		"an id used twice":   {func(x *draft.Text) { x.Closing[0].ID = "buka" }, "draft.clause.id_twice"},
		"an id with a blank": {func(x *draft.Text) { x.Closing[0].ID = "tu tup" }, "draft.clause.bad_id"},
		"nothing said":       {func(x *draft.Text) { x.Closing[0].Text = " " }, "draft.clause.empty"},
		"only a heading":     {func(x *draft.Text) { x.Body[1].Children[0].Text = "" }, "draft.clause.heading_only"},
		"one ayat alone":     {func(x *draft.Text) { x.Body[1].Children[1].Children[1].Level = draft.Paragraph }, "draft.clause.one_ayat"},
		"a row too short":    {func(x *draft.Text) { x.Annexes[0].Children[1].Children[0].Text = "# | Panam" }, "draft.clause.cells"},
		"a term of no time": {func(x *draft.Text) {
			x.Parameters[0].Type, x.Parameters[0].Value, x.Parameters[0].Unit = draft.Span, "0", "tahun"
		}, "draft.parameter.no_time"},
		"a tariff without its clause": {func(x *draft.Text) { x.Tariffs[0].Clause = "pembayaran" }, "draft.tariff.no_clause"},
		"a tariff that cannot be": {func(x *draft.Text) {
			x.Tariffs[0].Components[0].Formula = withBase(x.Tariffs[0].Components[0].Formula, "-1")
		}, "tariff.fault.negative"},
		"a payer who is no party":       {func(x *draft.Text) { x.Parties[1].Government = "14.02" }, "draft.mark.no_such_payer"},
		"one party":                     {func(x *draft.Text) { x.Parties = x.Parties[:1] }, "draft.party.too_few"},
		"a party named like a document": {func(x *draft.Text) { x.Parties[0].ID = "dokumen" }, "draft.party.bad"},
		"an example of nothing":         {func(x *draft.Text) { x.Examples[0].Given[0].Measure = "waste.tonnes" }, "draft.example.no_tariff"},
		"an example without its price":  {func(x *draft.Text) { x.Examples[0].Prices = nil }, "tariff.fault.no_parameter"},
		"an example out of this world":  {func(x *draft.Text) { x.Examples[0].Given[0].Times = -1 }, "draft.example.bad_quantity"},
	} {
		x := drafttest.Bus()
		c.change(&x)
		found := false
		for _, f := range x.Check(drafttest.Facts()) {
			found = found || f.Key == c.key
		}
		if !found {
			t.Errorf("%s: got %+v, want %s", name, x.Check(drafttest.Facts()), c.key)
		}
	}
}

func TestWhatWasTyped(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, key string
		weight    draft.Weight
	}{
		"digits and words differ":         {"selama 5 (enam) tahun", "draft.typed.words_differ", draft.Wrong},
		"an amount and its words":         {"sebesar Rp20.600,00 (dua puluh ribu enam puluh rupiah)", "draft.typed.words_differ", draft.Wrong},
		"a share and its words":           {"sebesar 20% (dua belas persen)", "draft.typed.words_differ", draft.Wrong},
		"cents and their words":           {"Rp37.389,60 (tiga puluh tujuh ribu tiga ratus delapan puluh sembilan rupiah)", "draft.typed.words_differ", draft.Wrong},
		"an amount that does not follow":  {"sebesar Rp20.600,00 (dua puluh ribu enam ratus rupiah)", "draft.typed.amount", draft.Note},
		"a share that does not follow":    {"sebesar 20% dari harga", "draft.typed.amount", draft.Note},
		"a weekday that was another":      {"sejak Rabu, 5 September 2024", "draft.typed.weekday", draft.Wrong},
		"a weekday with tanggal":          {"sejak Rabu tanggal 5 September 2024", "draft.typed.weekday", draft.Wrong},
		"a citation that does not follow": {"sebagaimana dimaksud dalam Pasal 3 ayat (1)", "draft.typed.reference", draft.Note},
		"of another law":                  {"berdasarkan Pasal 3 ayat (1) Undang-Undang Nomor 23 Tahun 2014", "", ""},
		"of a pasal that there is not":    {"berdasarkan Pasal 77", "", ""},
		"words that are no number":        {"rangkap 2 (lihat lampiran)", "", ""},
		"all right":                       {"dalam 30 (tiga puluh) hari sejak Rabu, 4 September 2024", "", ""},
		"a year":                          {"Tahun 2024 (dua ribu dua puluh empat)", "", ""},
		"thousands":                       {"1.200 (seribu dua ratus) rit", "", ""},
	} {
		x := drafttest.Bus()
		x.Body[1].Children[0].Text = c.text
		findings := x.Check(drafttest.Facts())
		switch {
		case c.key == "" && len(findings) > 0:
			t.Errorf("%s: got %+v", name, findings)
		case c.key != "" && (len(findings) != 1 || findings[0].Key != c.key || findings[0].Weight != c.weight):
			t.Errorf("%s: got %+v, want %s", name, findings, c.key)
		}
	}
}

// Every finding that a text can give has words in both languages.
func TestFindingsHaveWords(t *testing.T) {
	t.Parallel()
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"draft.mark.unknown_value", "draft.mark.no_figure", "draft.parameter.not_a_date", "draft.parameter.not_a_number", "draft.parameter.not_a_span", "draft.parameter.no_time", "draft.letters",
		"draft.parameter.bad_type", "draft.parameter.too_large", "draft.mark.unknown_component", "draft.mark.unknown_field", "draft.mark.no_such_payer", "draft.mark.broken",
		"draft.mark.unknown_yet", "draft.mark.dangling", "draft.mark.dangling_parent", "draft.party_unnamed", "draft.number_unknown", "draft.example.fails", "draft.mark.no_example",
		"draft.clause.empty", "draft.clause.heading_only", "draft.clause.one_ayat", "draft.clause.cells", "draft.party.bad", "draft.party.too_few", "draft.parameter.bad_id",
		"draft.tariff.no_clause", "draft.tariff.unsaid", "draft.parameter.unsaid", "draft.example.no_clause", "draft.typed.words_differ", "draft.typed.amount", "draft.typed.weekday", "draft.typed.reference",
	} {
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
	for _, k := range draft.Kinds() {
		if !words.Has("draft.kind."+string(k)) || k.Name() == "" {
			t.Errorf("kind %s has no name", k)
		}
	}
	for _, s := range draft.Sections() {
		if !words.Has("draft.section." + string(s)) {
			t.Errorf("section %s has no name", s)
		}
	}
}

func TestALetterWrittenOut(t *testing.T) {
	t.Parallel()
	text := draft.Text{
		Kind: draft.Offer, Title: "Penawaran kerja sama", Parties: drafttest.Bus().Parties,
		To:   []draft.Clause{drafttest.Clause(draft.Paragraph, "kepada.1", "", "Yth. {{nilai:pihak-2.kepala-daerah}}"), drafttest.Clause(draft.Paragraph, "kepada.2", "", "di {{nilai:pihak-2.kedudukan}}")},
		Body: []draft.Clause{drafttest.Clause(draft.Paragraph, "p", "", "Bersama ini {{nilai:pihak-1.pemerintah}} menawarkan kerja sama.")},
		Parameters: []draft.Parameter{
			{ID: "sifat", Type: draft.Words, Value: "Penting"}, {ID: "lampiran", Type: draft.Words, Value: ""},
		},
	}
	d, findings := text.Write(drafttest.Facts())
	if len(findings) > 0 {
		t.Error(findings)
	}
	want := &draft.Letter{Nature: "Penting", Subject: "Penawaran kerja sama", To: []string{"Yth. Bupati Kampar", "di Bangkinang"}}
	if diff := cmp.Diff(want, d.Letter, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if len(d.Signatures) != 1 || d.Signatures[0].Label != "" || len(d.Numbers) != 1 || len(d.Title) != 0 {
		t.Errorf("got %+v", d)
	}
}
