package draft

// Level says what a clause is, and with it how it is numbered and cited.
type Level string

// The levels, after UU 12/2011 annex II for the body of an agreement and the
// naskah dinas form for letters and annexes.
const (
	Bab       Level = "bab"      // "BAB II", heading below; holds pasal
	Pasal     Level = "pasal"    // "Pasal 8", counted through all bab
	Ayat      Level = "ayat"     // "(2)", in a pasal
	Huruf     Level = "huruf"    // "a."
	Angka     Level = "angka"    // "1)" below a huruf, "1." anywhere else
	Sub       Level = "sub"      // "a)", below an angka
	Paragraph Level = "paragraf" // no number
	Part      Level = "bagian"   // "A.", with a heading: KAK, annexes, minutes
	Annex     Level = "lampiran" // "LAMPIRAN I", heading: its title; no number when it is the only one
	Table     Level = "tabel"    // heading: caption; text: the head row
	Row       Level = "baris"    // a row of a table: cells parted by " | "
)

// Clause is a node of a text. Its ID never changes, whatever becomes of its
// place, number or words, and is never given to another clause of the same
// text: obligations, services, tariffs, comments and references point to it.
type Clause struct {
	ID    string `json:"id"` // "biaya.tarif": see ValidID
	Level Level  `json:"level"`
	// Topic is what the clause is about in the words of the clause lists
	// ("pembiayaan", "kahar"), by which a text is checked for completeness.
	Topic   string `json:"topic,omitempty"`
	Heading string `json:"heading,omitempty"` // may hold marks
	// Text may hold marks and line breaks; each line is a paragraph. In a Row
	// it holds cells, see Cells.
	Text     string   `json:"text,omitempty"`
	Source   *Source  `json:"source,omitempty"` // the library clause it was copied from
	Children []Clause `json:"children,omitempty"`
}
