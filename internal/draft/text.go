package draft

import (
	"sinergi/internal/tariff"
)

// Schema names the canonical form of a Text.
const Schema = "sinergi.text/1"

// Kind is the kind of a document.
type Kind string

// The kinds of document of a cooperation between governments (PP 28/2018
// arts 6 and 46), of its addenda, and of the letters around them.
const (
	Initiation   Kind = "surat_inisiasi"  // an agency to the Sekda
	TermsOfRef   Kind = "kak"             // kerangka acuan kerja
	Offer        Kind = "surat_penawaran" // head of region to head of region
	Reply        Kind = "surat_jawaban"
	KB           Kind = "kb"           // kesepakatan bersama
	PKS          Kind = "pks"          // perjanjian kerja sama
	NK           Kind = "nk"           // nota kesepakatan (sinergi)
	Addendum     Kind = "adendum"      // to a KB or PKS
	Power        Kind = "surat_kuasa"  // to sign a PKS (PP 28/2018 art. 2(2))
	ToDPRD       Kind = "surat_dprd"   // asks for approval (PP 28/2018 art. 6(2))
	Minutes      Kind = "berita_acara" // of a meeting or of the signing
	Report       Kind = "laporan"      // to the governor; written from figures, not negotiated
	ThirdParty   Kind = "pks_pk"       // perjanjian with a third party (KSDPK)
	ThirdPartyKB Kind = "kb_pk"        // kesepakatan bersama with a third party
)

// Kinds lists the kinds in the order of the procedure.
func Kinds() []Kind {
	return []Kind{Initiation, TermsOfRef, Offer, Reply, KB, ToDPRD, Power, PKS, NK, ThirdPartyKB, ThirdParty, Addendum, Minutes}
}

// Contract reports whether several parties sign the document as equals.
func (k Kind) Contract() bool {
	switch k {
	case KB, PKS, NK, Addendum, ThirdParty, ThirdPartyKB:
		return true
	}
	return false
}

// Letter reports whether the document has a letterhead, an addressee and a
// subject, and one signature.
func (k Kind) Letter() bool {
	switch k {
	case Initiation, Offer, Reply, ToDPRD:
		return true
	}
	return false
}

// Text is one state of a text under negotiation. Everything in it is part of
// what is agreed and of its hash. The zero value of a list is none.
type Text struct {
	Kind Kind `json:"kind"`
	// Title is the subject: what stands after TENTANG, or after Hal in a
	// letter. It may hold marks.
	Title   string  `json:"title"`
	Parties []Party `json:"parties"`
	// Source is the template that the text was made from. The wording was
	// copied; later versions of the template do not change it.
	Source Source `json:"source"`

	To       []Clause `json:"to,omitempty"`       // addressee, a paragraph per line
	Opening  []Clause `json:"opening,omitempty"`  // before the recitals: paragraphs
	Recitals []Clause `json:"recitals,omitempty"` // pertimbangan: huruf, each "bahwa …"
	Basis    []Clause `json:"basis,omitempty"`    // dasar hukum: angka
	Body     []Clause `json:"body"`               // bab and pasal; paragraphs in a letter
	Closing  []Clause `json:"closing,omitempty"`  // paragraphs before the signatures
	Annexes  []Clause `json:"annexes,omitempty"`  // each of level Annex
	Copies   []Clause `json:"copies,omitempty"`   // tembusan: angka

	Parameters []Parameter     `json:"parameters,omitempty"`
	Tariffs    []tariff.Tariff `json:"tariffs,omitempty"` // their From is set when the text is signed
	Examples   []Example       `json:"examples,omitempty"`
}

// Source names a template or a library clause and its version.
type Source struct {
	ID      string `json:"id,omitempty"`
	Version int    `json:"version,omitempty"`
	// Fallback is the name of the fallback wording that was chosen; empty for
	// the standard one.
	Fallback string `json:"fallback,omitempty"`
}

// Party is a side of the text. Its particulars (names, address, who signs) are
// facts of the day, see PartyFacts.
type Party struct {
	ID         string `json:"id"`         // "pihak-1", used in marks
	Government string `json:"government"` // Kemendagri code; empty for a third party
	Agency     string `json:"agency,omitempty"`
	Label      string `json:"label"` // the defined term, "PIHAK KESATU"
}

// Section is a part of a text that holds clauses.
type Section string

// The sections, in the order in which they are printed.
const (
	InTo       Section = "kepada"
	InOpening  Section = "pembukaan"
	InRecitals Section = "pertimbangan"
	InBasis    Section = "dasar"
	InBody     Section = "isi"
	InClosing  Section = "penutup"
	InAnnexes  Section = "lampiran"
	InCopies   Section = "tembusan"
)

// Sections lists the sections in the order in which they are printed.
func Sections() []Section {
	return []Section{InTo, InOpening, InRecitals, InBasis, InBody, InClosing, InAnnexes, InCopies}
}

// In gives the clauses of a section.
func (t Text) In(s Section) []Clause {
	if list := t.section(s); list != nil {
		return *list
	}
	return nil
}

// With gives the text with other clauses in a section.
func (t Text) With(s Section, clauses []Clause) Text {
	if list := t.section(s); list != nil {
		*list = clauses
	}
	return t
}

func (t *Text) section(s Section) *[]Clause {
	switch s {
	case InTo:
		return &t.To
	case InOpening:
		return &t.Opening
	case InRecitals:
		return &t.Recitals
	case InBasis:
		return &t.Basis
	case InBody:
		return &t.Body
	case InClosing:
		return &t.Closing
	case InAnnexes:
		return &t.Annexes
	case InCopies:
		return &t.Copies
	}
	return nil
}
