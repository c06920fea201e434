package draft

import (
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/party"
)

// Facts are what a document says and nobody negotiates: who the parties are by
// name, who signs, when and where, numbers. They are known late and change
// with office holders; whatever is missing is printed as a blank.
type Facts struct {
	Place   string                `json:"place,omitempty"`
	Date    civil.Date            `json:"date"`
	Parties map[string]PartyFacts `json:"parties"` // by Party.ID
	Parent  *Parent               `json:"parent,omitempty"`
}

// PartyFacts are the particulars of a party on the day.
type PartyFacts struct {
	Government string     `json:"government"` // "Kabupaten Kampar"
	Kind       party.Kind `json:"kind"`
	Agency     string     `json:"agency,omitempty"`  // "Dinas Perhubungan"
	Seat       string     `json:"seat,omitempty"`    // kedudukan: "Bangkinang"
	Address    string     `json:"address,omitempty"` // of the office
	// Name is the signatory's name as it is printed; Office with its acting
	// type, "Pj. Bupati Kampar"; Lines what stands under the signature
	// (party.Holder.SignatureLines).
	Name   string   `json:"name,omitempty"`
	Office string   `json:"office,omitempty"`
	Lines  []string `json:"lines,omitempty"`
	// Authority is on what ground the signatory acts: an appointing decision.
	Authority string `json:"authority,omitempty"`
	// Proxy is set when an official signs in the place of the head of region.
	Proxy  *Proxy `json:"proxy,omitempty"`
	Number string `json:"number,omitempty"` // the party's own number of the document
	// Contact is where notices go.
	Contact party.Contact `json:"contact"`
}

// Proxy is the surat kuasa by which an official signs in the place of the head
// of region. Without a number it is not known yet.
type Proxy struct {
	Head   string     `json:"head"` // "Pj. Bupati Kampar"
	Number string     `json:"number,omitempty"`
	Date   civil.Date `json:"date,omitzero"`
}

// line names the surat kuasa under a signature.
func (p Proxy) line() string {
	number, day := blank, blank
	if p.Number != "" {
		number = p.Number
	}
	if !p.Date.IsZero() {
		day = p.Date.Long()
	}
	return "Surat Kuasa Nomor " + number + " tanggal " + day
}

// authority is on what ground the signatory acts, as a document says it.
func (f PartyFacts) authority() string {
	switch {
	case f.Proxy == nil:
		return f.Authority
	case f.Proxy.Number == "":
		return ""
	}
	return "Surat Kuasa " + f.Proxy.Head + strings.TrimPrefix(f.Proxy.line(), "Surat Kuasa")
}

// whole is the address with the town.
func (f PartyFacts) whole() string {
	return party.Particulars{Seat: f.Seat, Address: f.Address}.Whole()
}

// Parent is the document that this one rests on or changes: the KB of a PKS,
// the PKS of an addendum.
type Parent struct {
	Kind     Kind               `json:"kind"`
	Title    string             `json:"title"`
	Numbers  []string           `json:"numbers"` // one per party
	SignedOn civil.Date         `json:"signed_on"`
	Clauses  []agreement.Clause `json:"clauses,omitempty"` // cited by {{ref:induk/…}}
}
