package draft

import "sinergi/internal/civil"

// Document is a text written out: what is printed and exported. Nothing in it
// has to be computed, numbered or looked up.
type Document struct {
	Kind    Kind      `json:"kind"`
	Parties []Heading `json:"parties"` // in order; emblems are chosen by Government
	// Title are the centred title lines of a contract, minutes or KAK
	// ("PERJANJIAN KERJA SAMA", "ANTARA", …, "TENTANG", …).
	Title []string `json:"title,omitempty"`
	// Numbers are the number lines below the title, one per party; or the one
	// number of a letter.
	Numbers []string   `json:"numbers,omitempty"`
	Place   string     `json:"place,omitempty"` // where and when it is signed; letters print both at the top
	Date    civil.Date `json:"date"`
	Letter  *Letter    `json:"letter,omitempty"`

	Opening  []Item `json:"opening,omitempty"`
	Recitals []Item `json:"recitals,omitempty"`
	Basis    []Item `json:"basis,omitempty"`
	Body     []Item `json:"body"`
	Closing  []Item `json:"closing,omitempty"`
	Annexes  []Item `json:"annexes,omitempty"` // level Annex, children its content
	Copies   []Item `json:"copies,omitempty"`

	Signatures []Signature `json:"signatures"` // in the order of the parties; the layout is the printer's
}

// Heading is a party as titles and letterheads name it.
type Heading struct {
	ID         string `json:"id"`
	Government string `json:"government"` // Kemendagri code; empty for a third party
	Name       string `json:"name"`       // "PEMERINTAH KABUPATEN KAMPAR"
	Agency     string `json:"agency,omitempty"`
	Address    string `json:"address,omitempty"`
	Label      string `json:"label"` // "PIHAK KESATU"
}

// Letter is the head of a letter.
type Letter struct {
	From       int      `json:"from"`                 // index in Parties of the sender
	Nature     string   `json:"nature,omitempty"`     // sifat
	Enclosures string   `json:"enclosures,omitempty"` // lampiran
	Subject    string   `json:"subject"`              // hal
	To         []string `json:"to"`                   // Yth. …
}

// Item is a clause written out.
type Item struct {
	ID      string `json:"id"` // of the clause
	Level   Level  `json:"level"`
	Label   string `json:"label,omitempty"` // "Pasal 8", "(2)", "a."; empty for a paragraph
	Heading []Run  `json:"heading,omitempty"`
	// Paragraphs is the text; more than one when the clause has line breaks.
	Paragraphs [][]Run `json:"paragraphs,omitempty"`
	// Cells are the cells of a Row, or of the head row of a Table.
	Cells    [][]Run `json:"cells,omitempty"`
	Children []Item  `json:"children,omitempty"`
}

// Run is a piece of written text: plain words (Mark empty), or what a mark
// became. A program that reads a document back keeps the mark when the words
// are unchanged.
type Run struct {
	Text string `json:"text"`
	Mark string `json:"mark,omitempty"` // "{{ref:biaya.tarif}}"; "#" of a row's number
	// Target is the id of the clause that a reference points to.
	Target string `json:"target,omitempty"`
	// Blank marks a fact that is not known yet, printed as a dotted line.
	Blank bool `json:"blank,omitempty"`
}

// Signature is a place to sign.
type Signature struct {
	Party string `json:"party"` // Party.ID
	Label string `json:"label"` // "PIHAK KESATU"; empty in a letter
	// OnBehalf stands above the office of who signs in the place of the head of
	// region: "a.n. Bupati Kampar".
	OnBehalf string   `json:"on_behalf,omitempty"`
	Lines    []string `json:"lines"` // office, name, rank, NIP; the signature goes between the first and the second
}

// Said gives plain words as runs.
func Said(text string) []Run { return []Run{{Text: text}} }

// Sentence is a paragraph of plain words.
func Sentence(text string) Item {
	return Item{Level: Paragraph, Paragraphs: [][]Run{Said(text)}}
}

// Lined is a row of plain cells, or a table with its head: Row or Table.
func Lined(level Level, cells ...string) Item {
	row := Item{Level: level}
	for _, c := range cells {
		row.Cells = append(row.Cells, Said(c))
	}
	return row
}

// Plain gives runs as one string.
func Plain(runs []Run) string {
	s := ""
	for _, r := range runs {
		s += r.Text
	}
	return s
}
