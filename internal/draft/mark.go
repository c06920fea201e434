package draft

import (
	"strings"
)

// MarkKind is what a mark stands for.
type MarkKind string

// The kinds of marks.
const (
	RefMark     MarkKind = "ref"    // a citation of a clause
	ValueMark   MarkKind = "nilai"  // a figure, a date, a name
	ExampleMark MarkKind = "contoh" // a worked example
)

// Mark is a place in a text where something is written by the program.
type Mark struct {
	Kind   MarkKind
	Path   string // of a clause, value or example
	Format Format
}

// Format says how much of a figure is written. The zero value is digits with
// words in brackets.
type Format string

// The formats.
const (
	Full      Format = ""
	Digits    Format = "angka" // without the words
	InWords   Format = "huruf" // only the words
	UpperCase Format = "besar" // capitals, of names
	Absolute  Format = "penuh" // of a reference: the whole citation, even within the same pasal
)

// String writes the mark as it stands in a text.
func (m Mark) String() string {
	if m.Format != Full {
		return "{{" + string(m.Kind) + ":" + m.Path + "|" + string(m.Format) + "}}"
	}
	return "{{" + string(m.Kind) + ":" + m.Path + "}}"
}

// Ref gives the mark that cites a clause.
func Ref(clause string) string { return Mark{Kind: RefMark, Path: clause}.String() }

// Piece is a stretch of a text: words, or a mark, or what looks like a mark
// and is none.
type Piece struct {
	Source string // as it stands in the text
	Mark   *Mark  // nil for words
	Broken bool   // begins like a mark and cannot be read
}

// Pieces parts a text at its marks. The sources of the pieces make up the
// text. A "{{" that opens no mark is a broken piece up to its "}}", the next
// "{{" or the end of the line.
func Pieces(text string) []Piece {
	var out []Piece
	words := func(s string) {
		if s != "" {
			out = append(out, Piece{Source: s})
		}
	}
	for {
		start := strings.Index(text, "{{")
		if start < 0 {
			words(text)
			return out
		}
		words(text[:start])
		text = text[start:]
		end := markEnd(text)
		source := text[:end]
		text = text[end:]
		if m, ok := readMark(source); ok {
			out = append(out, Piece{Source: source, Mark: &m})
		} else {
			out = append(out, Piece{Source: source, Broken: true})
		}
	}
}

// markEnd gives where the mark that begins a text ends.
func markEnd(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	end := len(text)
	if i := strings.Index(text[2:], "{{"); i >= 0 {
		end = 2 + i
	}
	if i := strings.Index(text[:end], "}}"); i >= 0 {
		end = i + 2
	}
	return end
}

func readMark(source string) (Mark, bool) {
	inner, opened := strings.CutPrefix(source, "{{")
	inner, closed := strings.CutSuffix(inner, "}}")
	kind, rest, named := strings.Cut(inner, ":")
	if !opened || !closed || !named {
		return Mark{}, false
	}
	path, format, formatted := strings.Cut(rest, "|")
	m := Mark{MarkKind(kind), path, Format(format)}
	switch m.Kind {
	case RefMark:
		parent := strings.TrimPrefix(path, parentPath)
		if !ValidID(parent) || formatted && m.Format != Absolute {
			return Mark{}, false
		}
	case ExampleMark:
		if !ValidID(path) || formatted {
			return Mark{}, false
		}
	case ValueMark:
		if !validPath(path) || formatted && m.Format != Digits && m.Format != InWords && m.Format != UpperCase {
			return Mark{}, false
		}
	default:
		return Mark{}, false
	}
	return m, true
}

// parentPath begins the path of a reference to the parent document.
const parentPath = "induk/"

// validPath reports whether a path can name a value: an id, or
// "tariff/component#field".
func validPath(path string) bool {
	tariff, rest, isTariff := strings.Cut(path, "/")
	if !isTariff {
		return ValidID(path)
	}
	component, field, ok := strings.Cut(rest, "#")
	return ok && ValidID(tariff) && ValidID(component) && ValidID(field)
}

// Marks gives the marks of a text in their order.
func Marks(text string) []Mark {
	var out []Mark
	for _, p := range Pieces(text) {
		if p.Mark != nil {
			out = append(out, *p.Mark)
		}
	}
	return out
}
