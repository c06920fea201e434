// SPDX-License-Identifier: Apache-2.0

// Package jdih knows what the legal documentation networks of governments
// (Jaringan Dokumentasi dan Informasi Hukum) are told of an agreement: the
// JSON that the national site harvests from each member, the metadata items of
// Permenkumham 8/2019, and the abstract. Each government publishes its own
// record of one agreement, under its own number and name.
//
// The field list is the one that members write (a regency of Riau and one of
// Central Java agree on it); "operasi" and "display" are constants there. The
// items of Permenkumham 8/2019 follow the pages of member sites: the annex of
// the regulation itself was not read, see Unverified.
package jdih

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
)

// Unverified says what of this package rests on member sites and not on the
// regulation; it is shown beside the export.
const Unverified = "jdih.unverified"

// Document is an agreement as a network is told of it.
type Document struct {
	ID       string // of the agreement
	Kind     draft.Kind
	Subject  string // TENTANG …
	Parties  []Party
	Signed   civil.Date
	Place    string
	InForce  bool
	Ended    civil.Date // when it is no longer in force
	Subjects []string   // keywords, the first the broadest
	Field    string     // bidang hukum; empty: Hukum Administrasi Negara
	File     File
	Page     string // address of the page on the agreement
	Abstract File
	Annexes  []string // titles
}

// Party is a government's side.
type Party struct {
	Government string // Kemendagri code
	Name       string // "Kabupaten Kampar"
	Province   string // "Riau"
	Seat       string // "Bangkinang"
	Agency     string
	Number     string // its own number of the document
	Shelf      string // nomor panggil of its library; empty: made from kind, year and number
	Location   string // where the original is kept; empty: its Bagian Hukum
}

// File is a file to be fetched.
type File struct {
	Name, URL string
	Pages     int
	Bytes     int64
}

// Record is the JSON of one document that the national site harvests. All
// values are texts, as members write them.
type Record struct {
	IDData              string `json:"idData"`
	TahunPengundangan   string `json:"tahun_pengundangan"`
	TanggalPengundangan string `json:"tanggal_pengundangan"`
	Jenis               string `json:"jenis"`
	NoPeraturan         string `json:"noPeraturan"`
	Judul               string `json:"judul"`
	NoPanggil           string `json:"noPanggil"`
	SingkatanJenis      string `json:"singkatanJenis"`
	TempatTerbit        string `json:"tempatTerbit"`
	Penerbit            string `json:"penerbit"`
	DeskripsiFisik      string `json:"deskripsiFisik"`
	Sumber              string `json:"sumber"`
	Subjek              string `json:"subjek"`
	ISBN                string `json:"isbn"`
	Status              string `json:"status"`
	Bahasa              string `json:"bahasa"`
	BidangHukum         string `json:"bidangHukum"`
	TEUBadan            string `json:"teuBadan"`
	NomorIndukBuku      string `json:"nomorIndukBuku"`
	FileDownload        string `json:"fileDownload"`
	URLDownload         string `json:"urlDownload"`
	Abstrak             string `json:"abstrak"`
	URLAbstrak          string `json:"urlabstrak"`
	URLDetailPeraturan  string `json:"urlDetailPeraturan"`
	Operasi             string `json:"operasi"`
	Display             string `json:"display"`
}

// The constants that every member writes: 4 asks the national site to take the
// record over, 1 to show it.
const (
	operation = "4"
	display   = "1"
)

// Record gives the record of one government. It errs when the government is no
// party, or has given no number yet: a document without one is not published.
func (d Document) Record(government string) (Record, error) {
	p, err := d.party(government)
	if err != nil {
		return Record{}, err
	}
	return Record{
		IDData: d.ID + "-" + strings.ReplaceAll(p.Government, ".", ""), TahunPengundangan: strconv.Itoa(d.Signed.Year), TanggalPengundangan: d.Signed.String(),
		Jenis: d.Kind.Name(), NoPeraturan: p.Number, Judul: d.title(), NoPanggil: p.shelf(d), SingkatanJenis: Abbreviation(d.Kind), TempatTerbit: p.Seat, Penerbit: "Pemerintah " + p.Name,
		DeskripsiFisik: d.File.describe(), Sumber: d.source(), Subjek: strings.Join(d.subjects(), " - "), ISBN: none, Status: d.status(), Bahasa: "Indonesia", BidangHukum: d.field(), TEUBadan: p.entry(),
		NomorIndukBuku: none, FileDownload: cmp.Or(d.File.Name, none), URLDownload: cmp.Or(d.File.URL, none), Abstrak: cmp.Or(d.Abstract.Name, none), URLAbstrak: cmp.Or(d.Abstract.URL, none), URLDetailPeraturan: d.Page, Operasi: operation, Display: display,
	}, nil
}

// none stands where the list asks for what only a book has: its ISBN and its
// accession number.
const none = "-"

// Records gives the records of all parties in the order of the text.
func (d Document) Records() ([]Record, error) {
	out := make([]Record, len(d.Parties))
	for i, p := range d.Parties {
		r, err := d.Record(p.Government)
		if err != nil {
			return nil, err
		}
		out[i] = r
	}
	return out, nil
}

// Of reports whether a government is a party of the document.
func (d Document) Of(government string) bool {
	return slices.ContainsFunc(d.Parties, func(p Party) bool { return p.Government == government })
}

func (d Document) party(government string) (Party, error) {
	for _, p := range d.Parties {
		if p.Government != government {
			continue
		}
		if strings.TrimSpace(p.Number) == "" || d.Signed.IsZero() {
			return Party{}, fmt.Errorf("jdih record of %s for %s: no number or no date yet", d.ID, government)
		}
		return p, nil
	}
	return Party{}, fmt.Errorf("jdih record of %s: %s is no party", d.ID, government)
}

// title is the full title, as catalogues give it.
func (d Document) title() string {
	names := make([]string, len(d.Parties))
	for i, p := range d.Parties {
		names[i] = "Pemerintah " + p.Name
		if p.Agency != "" {
			names[i] = p.Agency + " " + p.Name
		}
	}
	between := ""
	if len(names) > 0 {
		between = " antara " + names[0]
	}
	if len(names) > 1 {
		between += " dengan " + strings.Join(names[1:], " dan ")
	}
	return d.Kind.Name() + between + " tentang " + d.Subject
}

// Abbreviation is the short form of a kind in catalogues.
func Abbreviation(k draft.Kind) string {
	switch k {
	case draft.KB, draft.ThirdPartyKB:
		return "KB"
	case draft.NK:
		return "NK"
	case draft.Addendum:
		return "ADD"
	case draft.PKS, draft.ThirdParty:
		return "PKS"
	}
	return strings.ToUpper(strings.ReplaceAll(string(k), "_", "-"))
}

func (p Party) shelf(d Document) string {
	if p.Shelf != "" {
		return p.Shelf
	}
	return Abbreviation(d.Kind) + " " + p.Number + " " + p.Government
}

// entry is the main entry under a corporate body: the place before the body.
func (p Party) entry() string {
	if p.Province == "" || strings.HasSuffix(p.Name, p.Province) {
		return p.Name
	}
	return p.Province + ". " + p.Name
}

func (d Document) source() string {
	numbers := make([]string, len(d.Parties))
	for i, p := range d.Parties {
		numbers[i] = p.Number
		if numbers[i] == "" {
			numbers[i] = "belum bernomor"
		}
		numbers[i] = "Nomor " + numbers[i] + " (" + p.Name + ")"
	}
	return "Register Kerja Sama " + d.ID + ": " + strings.Join(numbers, "; ")
}

func (d Document) subjects() []string {
	out := []string{"KERJA SAMA DAERAH"}
	for _, s := range d.Subjects {
		if s = strings.ToUpper(strings.TrimSpace(s)); s != "" && s != out[0] {
			out = append(out, s)
		}
	}
	return out
}

func (d Document) field() string {
	if d.Field != "" {
		return d.Field
	}
	return "Hukum Administrasi Negara"
}

func (d Document) status() string {
	switch {
	case d.InForce:
		return "Berlaku"
	case d.Ended.IsZero():
		return "Tidak Berlaku"
	}
	return "Tidak Berlaku sejak " + d.Ended.Long()
}

func (f File) describe() string {
	if f.Pages == 0 {
		return none
	}
	return fmt.Sprintf("%d hlm.; PDF, %d KB", f.Pages, (f.Bytes+1023)/1024)
}
