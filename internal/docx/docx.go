// SPDX-License-Identifier: Apache-2.0

// Package docx reads and writes Word files (Office Open XML, ECMA-376 part 1,
// WordprocessingML) as far as legal texts need them: paragraphs with automatic
// numbers, tables in tables, text boxes, notes, comments, headers and footers,
// and tracked changes, of which both readings are given.
//
//	f, err := docx.Read(data, docx.Limits{})
//	for _, b := range f.Reading(docx.Accepted).Body {
//		if p := b.Paragraph; p != nil {
//			fmt.Println(p.Label, p.Text)
//		}
//	}
//
// A file comes from outside: nothing in it is run, nothing that it points to
// is fetched, and every part of it is bounded. What a file holds and this
// package does not read (macros, embedded objects, pictures) is named in
// File.Notices, so that a reader of the result knows it.
//
// The package does not know what a pasal is, nor any agreement.
package docx

import "time"

// Limits bounds what is read. The zero value means the defaults, which are
// far above any agreement: two hundred dense pages have some 3,000 paragraphs
// and 4 MiB of XML.
type Limits struct {
	Bytes      int   // of the file; default 32 MiB
	Parts      int   // entries of the archive; default 4,000
	Part       int64 // one part unpacked; default 48 MiB
	Unpacked   int64 // all parts that are read; default 96 MiB
	Nodes      int   // elements and texts of one part; default 1,500,000
	Depth      int   // of elements in one another; default 200
	Paragraphs int   // default 50,000
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		value *int
		std   int
	}{{&l.Bytes, 32 << 20}, {&l.Parts, 4000}, {&l.Nodes, 1_500_000}, {&l.Depth, 200}, {&l.Paragraphs, 50_000}} {
		if *d.value == 0 {
			*d.value = d.std
		}
	}
	if l.Part == 0 {
		l.Part = 48 << 20
	}
	if l.Unpacked == 0 {
		l.Unpacked = 96 << 20
	}
	return l
}

// View chooses a reading of a text with tracked changes.
type View int

// The readings.
const (
	Accepted View = iota // as if every change were accepted: what the sender proposes
	Original             // as if every change were rejected: what the sender started from
)

// Text is one reading of a file.
type Text struct {
	Body    []Block
	Headers []Block // of all sections, first, even and odd; a repeated one once
	Footers []Block
	Notes   []Note // footnotes, then endnotes, that the body refers to
}

// Block is a paragraph or a table; one of the two is set.
type Block struct {
	Paragraph *Paragraph
	Table     *Table
}

// Paragraph is a paragraph as a person sees it.
type Paragraph struct {
	Label    string   // the automatic number as shown, "Pasal 8" or "(2)"; "•" of a bullet
	Level    int      // of the automatic number, from 0; -1 when there is none
	Text     string   // without the label; a soft line break is "\n", a tab "\t"
	Spans    []Span   // pieces of Text with a meaning of their own, in order
	Marks    []string // names of bookmarks and tags of content controls that begin here
	Comments []string // ids of the comments that begin here
	Style    string   // name of the paragraph style, "heading 1"; empty for the default
	Align    string   // "center", "right", "both", or empty
	Indent   int      // of the left edge, in twentieths of a point
	Bold     bool     // all of it
	Boxed    bool     // stands in a text box
	Number   int      // of the paragraph in its story as read from the top, from 1
}

// Span is a piece of a paragraph that a field or link covers.
type Span struct {
	From, To int    // bytes of Text
	Anchor   string // bookmark that a link or a REF field leads to
	Tag      string // of a content control
	Note     string // id of the footnote or endnote that is referred to here
	Hidden   bool   // formatted as hidden: not seen on paper
}

// Table is a table. Rows may differ in length where cells are merged.
type Table struct {
	Rows []Row
}

// Row is a row of a table.
type Row struct {
	Cells []Cell
}

// Cell is a cell; it may hold tables.
type Cell struct {
	Blocks []Block
	Span   int  // columns that it covers, from 1
	Merged bool // goes on with the cell above
}

// Note is a footnote or an endnote.
type Note struct {
	ID     string
	Blocks []Block
}

// Comment is a remark in the margin.
type Comment struct {
	ID     string
	Author string
	Time   time.Time // zero when the file does not say
	Text   string
	About  string // the text that it is attached to, shortened
}

// ChangeKind is the kind of a tracked change.
type ChangeKind string

// The kinds of tracked changes.
const (
	Inserted  ChangeKind = "inserted"
	Deleted   ChangeKind = "deleted"
	MovedHere ChangeKind = "moved_here"
	MovedAway ChangeKind = "moved_away"
	Formatted ChangeKind = "formatted" // no word differs, but a number may
)

// Change is a tracked change: one author's run of text of one kind.
type Change struct {
	Kind   ChangeKind
	Author string
	Time   time.Time
	Text   string // shortened; "¶" for the end of a paragraph
}

// NoticeKind is the kind of something in a file that a person should know of.
type NoticeKind string

// The kinds of notices.
const (
	Macros     NoticeKind = "macros"      // program code; it was not run and is not kept
	Embedded   NoticeKind = "embedded"    // another file inside, not read
	Pictures   NoticeKind = "pictures"    // not kept
	Linked     NoticeKind = "linked"      // points to something outside; it was not fetched
	HiddenText NoticeKind = "hidden_text" // text that is not seen on paper; it was read
	Equations  NoticeKind = "equations"   // read as a row of characters
	Damaged    NoticeKind = "damaged"     // a minor part could not be read
)

// Notice is something in a file that a person should know of.
type Notice struct {
	Kind  NoticeKind
	Count int
	Names []string // names of parts or addresses, at most a few
}
