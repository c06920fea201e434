package jdih

import (
	"strings"

	"sinergi/internal/draft"
)

// Item is one of the sixteen metadata items of a legal document.
type Item struct {
	Name  string `json:"nama"`
	Value string `json:"isi"`
}

// Metadata gives the sixteen items that must be complete for each document
// (Permenkumham 8/2019), for one government.
func (d Document) Metadata(government string) ([]Item, error) {
	r, err := d.Record(government)
	if err != nil {
		return nil, err
	}
	p, _ := d.party(government)
	location := p.Location
	if location == "" {
		location = "Bagian Hukum Sekretariat Daerah " + p.Name
	}
	annexes := "Tidak ada"
	if len(d.Annexes) > 0 {
		annexes = strings.Join(d.Annexes, "; ")
	}
	place := d.Place
	if place == "" {
		place = p.Seat
	}
	return []Item{
		{"Tipe Dokumen", "Dokumen Kerja Sama"},
		{"Judul", r.Judul},
		{"T.E.U. Badan/Pengarang", r.TEUBadan},
		{"Nomor", r.NoPeraturan},
		{"Jenis/Bentuk", r.Jenis},
		{"Singkatan Jenis/Bentuk", r.SingkatanJenis},
		{"Tempat Penetapan", place},
		{"Tanggal Penetapan", d.Signed.Long()},
		{"Tanggal Pengundangan", d.Signed.Long()},
		{"Sumber", r.Sumber},
		{"Subjek", r.Subjek},
		{"Status", r.Status},
		{"Bahasa", r.Bahasa},
		{"Lokasi", location},
		{"Bidang Hukum", r.BidangHukum},
		{"Lampiran", annexes},
	}, nil
}

// Missing names the fields of a record that hold nothing, by their JSON names.
// "-" counts as nothing but where the list asks for what only books have.
func (r Record) Missing() []string {
	var out []string
	for _, f := range []struct{ name, value string }{
		{"idData", r.IDData},
		{"tahun_pengundangan", r.TahunPengundangan},
		{"tanggal_pengundangan", r.TanggalPengundangan},
		{"jenis", r.Jenis},
		{"noPeraturan", r.NoPeraturan},
		{"judul", r.Judul},
		{"noPanggil", r.NoPanggil},
		{"singkatanJenis", r.SingkatanJenis},
		{"tempatTerbit", r.TempatTerbit},
		{"penerbit", strings.TrimPrefix(r.Penerbit, "Pemerintah ")},
		{"deskripsiFisik", r.DeskripsiFisik},
		{"sumber", r.Sumber},
		{"subjek", r.Subjek},
		{"status", r.Status},
		{"bahasa", r.Bahasa},
		{"bidangHukum", r.BidangHukum},
		{"teuBadan", r.TEUBadan},
		{"fileDownload", r.FileDownload},
		{"urlDownload", r.URLDownload},
		{"abstrak", r.Abstrak},
		{"urlabstrak", r.URLAbstrak},
		{"urlDetailPeraturan", r.URLDetailPeraturan},
	} {
		if v := strings.TrimSpace(f.value); v == "" || v == none {
			out = append(out, f.name)
		}
	}
	return out
}

// AbstractText writes the abstract of an agreement for one government, in the form
// that networks use: heading, why it was made, its legal basis, what it rules,
// notes.
func (d Document) AbstractText(government string, text draft.Document) (string, error) {
	r, err := d.Record(government)
	if err != nil {
		return "", err
	}
	lines := []string{
		r.Subjek, r.TahunPengundangan,
		strings.ToUpper(r.SingkatanJenis+" "+d.TitleOf(government)) + ", " + strings.SplitN(r.DeskripsiFisik, ";", 2)[0],
		strings.ToUpper(r.Judul), "", "ABSTRAK:",
	}
	for _, it := range text.Recitals {
		if it.Label != "" {
			lines = append(lines, "- "+sentence(it))
		}
	}
	var basis []string
	for _, it := range text.Basis {
		if it.Label != "" {
			basis = append(basis, strings.TrimRight(sentence(it), ";."))
		}
	}
	if len(basis) > 0 {
		lines = append(lines, "- Dasar hukum: "+strings.Join(basis, "; ")+".")
	}
	if rules := headings(text.Body); len(rules) > 0 {
		lines = append(lines, "- Mengatur tentang: "+strings.Join(rules, "; ")+".")
	}
	lines = append(lines, "", "CATATAN:", "- Ditandatangani pada tanggal "+d.Signed.Long()+placed(d.Place)+".", "- Status: "+r.Status+".")
	if len(d.Annexes) > 0 {
		lines = append(lines, "- Lampiran: "+strings.Join(d.Annexes, "; ")+".")
	}
	return strings.Join(lines, "\n") + "\n", nil
}

// TitleOf gives "Nomor 444 Tahun 2024", the number of one party.
func (d Document) TitleOf(government string) string {
	p, err := d.party(government)
	if err != nil {
		return ""
	}
	return "Nomor " + p.Number
}

func placed(place string) string {
	if place == "" {
		return ""
	}
	return " di " + place
}

func sentence(it draft.Item) string {
	var said []string
	for _, p := range it.Paragraphs {
		said = append(said, draft.Plain(p))
	}
	return strings.Join(said, " ")
}

// headings gives the headings of the pasal.
func headings(items []draft.Item) []string {
	var out []string
	for _, it := range items {
		if it.Level == draft.Bab {
			out = append(out, headings(it.Children)...)
		} else if h := draft.Plain(it.Heading); h != "" {
			out = append(out, h)
		}
	}
	return out
}
