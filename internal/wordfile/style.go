package wordfile

import (
	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// Lengths are in twips: 567 are one centimetre.
const (
	cm        = 567
	textWidth = 11906 - marginLeft - marginRight // of an A4 sheet

	marginLeft, marginRight = 1701, 1417 // 3 cm, 2.5 cm
	marginTop, marginBottom = 1417, 1417
)

// The levels of the list that numbers a section. Bab and parts have lists of
// their own: LibreOffice begins every level anew below a higher one, whatever
// the file says, and pasal run through all bab.
const (
	listPasal = iota
	listAyat
	listHuruf
	listAngka      // "1."
	listAngkaBelow // "1)" in a huruf
	listSub
	listLevels
	listBab  = 100
	listPart = 101
)

// The names of styles, as people see them in Word.
const (
	styleTitle    = "Judul"
	styleNumber   = "Nomor"
	stylePlain    = "Alinea"
	styleBab      = "Bab"
	stylePasal    = "Pasal"
	stylePasalSay = "IsiPasal"
	styleAyat     = "Ayat"
	styleHuruf    = "Huruf"
	styleAngka    = "Angka"
	styleSub      = "Sub"
	stylePart     = "Bagian"
	styleAnnex    = "Lampiran"
	styleCell     = "Sel"
	styleSign     = "TandaTangan"
	styleHead     = "Kop"
	styleLetter   = "Surat"
)

// insets is where the text of a level begins, seen from where its parent's
// text begins.
const inset = 567

func styles() []docx.Style {
	base := docx.Style{Align: "both", After: 120, Line: 276}
	with := func(id, name string, change func(*docx.Style)) docx.Style {
		s := base
		s.ID, s.Name = id, name
		change(&s)
		return s
	}
	centred := func(outline int) func(*docx.Style) {
		return func(s *docx.Style) {
			s.Align, s.Bold, s.KeepNext, s.KeepLines, s.Outline, s.Before = "center", true, true, true, outline, 240
		}
	}
	hanging := func(s *docx.Style) { s.Left, s.Hanging = inset, inset }
	tight := func(align string) func(*docx.Style) {
		return func(s *docx.Style) { s.Align, s.After, s.Line, s.KeepLines = align, 0, 240, true }
	}
	return []docx.Style{
		with(styleTitle, "Judul", func(s *docx.Style) { centred(0)(s); s.Before, s.After = 0, 60; s.Next = stylePlain }),
		with(styleNumber, "Nomor", func(s *docx.Style) { centred(0)(s); s.Bold, s.Before, s.After = false, 0, 0 }),
		with(stylePlain, "Alinea", func(*docx.Style) {}),
		with(styleBab, "Bab", func(s *docx.Style) { centred(1)(s); s.Next = stylePasal }),
		with(stylePasal, "Pasal", func(s *docx.Style) { centred(2)(s); s.Next = stylePasalSay }),
		with(stylePasalSay, "Isi Pasal", func(*docx.Style) {}),
		with(styleAyat, "Ayat", hanging),
		with(styleHuruf, "Huruf", hanging),
		with(styleAngka, "Angka", hanging),
		with(styleSub, "Sub-angka", hanging),
		with(stylePart, "Bagian", func(s *docx.Style) {
			hanging(s)
			s.Align, s.Bold, s.KeepNext, s.Outline, s.Before = "", true, true, 2, 180
			s.Next = stylePlain
		}),
		with(styleAnnex, "Lampiran", func(s *docx.Style) { centred(1)(s); s.After = 180; s.Next = stylePlain }),
		with(styleCell, "Sel", func(s *docx.Style) { tight("")(s); s.Before, s.After, s.Size, s.KeepLines = 30, 30, 20, false }),
		with(styleSign, "Tanda Tangan", tight("center")),
		with(styleHead, "Kop", func(s *docx.Style) { tight("center")(s); s.Bold, s.KeepNext = true, true }),
		with(styleLetter, "Surat", tight("")),
	}
}

// sectionList is the list that numbers a section.
func sectionList() docx.List {
	levels := make([]docx.ListLevel, listLevels)
	levels[listPasal] = docx.ListLevel{Format: "decimal", Text: "Pasal %1", Restart: -1, Suffix: "nothing"}
	levels[listAyat] = docx.ListLevel{Format: "decimal", Text: "(%2)", Restart: -1, Left: inset, Hanging: inset}
	levels[listHuruf] = docx.ListLevel{Format: "lowerLetter", Text: "%3.", Restart: -1, Left: inset, Hanging: inset}
	levels[listAngka] = docx.ListLevel{Format: "decimal", Text: "%4.", Restart: listHuruf + 1, Left: inset, Hanging: inset}
	levels[listAngkaBelow] = docx.ListLevel{Format: "decimal", Text: "%5)", Restart: listHuruf + 1, Left: inset, Hanging: inset}
	levels[listSub] = docx.ListLevel{Format: "lowerLetter", Text: "%6)", Restart: -1, Left: inset, Hanging: inset}
	return docx.List{Levels: levels}
}

func babList() docx.List {
	return docx.List{Levels: []docx.ListLevel{{Format: "upperRoman", Text: "BAB %1", Restart: -1, Suffix: "nothing"}}}
}

func partList() docx.List {
	return docx.List{Levels: []docx.ListLevel{{Format: "upperLetter", Text: "%1.", Restart: -1, Left: inset, Hanging: inset}}}
}

// listLevel gives the level of the list that numbers a clause; -1 for one that
// has no number, or whose number is written out.
func listLevel(l, parent draft.Level) int {
	switch l {
	case draft.Bab:
		return listBab
	case draft.Pasal:
		return listPasal
	case draft.Ayat:
		return listAyat
	case draft.Huruf:
		return listHuruf
	case draft.Angka:
		if parent == draft.Huruf {
			return listAngkaBelow
		}
		return listAngka
	case draft.Sub:
		return listSub
	case draft.Part:
		return listPart
	}
	return -1
}

// styleOf gives the style of a clause's paragraphs.
func styleOf(l draft.Level) string {
	switch l {
	case draft.Bab:
		return styleBab
	case draft.Pasal:
		return stylePasal
	case draft.Ayat:
		return styleAyat
	case draft.Huruf:
		return styleHuruf
	case draft.Angka:
		return styleAngka
	case draft.Sub:
		return styleSub
	case draft.Part:
		return stylePart
	case draft.Annex:
		return styleAnnex
	}
	return stylePlain
}
