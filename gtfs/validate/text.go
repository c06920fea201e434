package validate

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// words are what a report says around the notices, by language.
type words struct {
	Severity                                                map[Severity]string
	Row, More, None, Total, Title, Day, Map, Beyond, Number string
}

var inWords = map[string]words{
	"id": {map[Severity]string{Error: "GALAT", Warning: "PERINGATAN", Info: "CATATAN"}, "baris", "dan %d lagi", "Tidak ada yang salah.", "%d galat, %d peringatan, %d catatan.", "Pemeriksaan jadwal GTFS", "Keadaan pada", "Jaringan (abu-abu) dan tempat yang disebut; angka menunjuk temuan di bawah.", "%d tempat di luar peta ini.", "di peta:"},
	"en": {map[Severity]string{Error: "ERROR", Warning: "WARNING", Info: "NOTE"}, "row", "and %d more", "Nothing is wrong.", "%d errors, %d warnings, %d notes.", "Check of a GTFS timetable", "As on", "The network (grey) and the places that are named; numbers are those of the findings below.", "%d places lie beyond this map.", "on the map:"},
}

// In gives the sentence of a notice in a language, English unless it is id.
func (n *Notice) In(lang string) string {
	if lang == "id" {
		return n.ID
	}
	return n.EN
}

func wordsIn(lang string) words {
	if lang == "id" {
		return inWords["id"]
	}
	return inWords["en"]
}

// Count gives how many notices of a severity there are.
func (r Report) Count(s Severity) int {
	n := 0
	for _, f := range r.Notices {
		if f.Severity == s {
			n += f.TotalNotices
		}
	}
	return n
}

// Summary says in a sentence how much was found.
func (r Report) Summary(lang string) string {
	w := wordsIn(lang)
	if len(r.Notices) == 0 {
		return w.None
	}
	return fmt.Sprintf(w.Total, r.Count(Error), r.Count(Warning), r.Count(Info))
}

// shown is how many places of a notice the report for people names.
const shown = 5

// WriteText writes the report for a person at a terminal, in id or en: what is
// wrong, what to do, and where.
func (r Report) WriteText(w io.Writer, lang string) error {
	var b strings.Builder
	for _, f := range r.Notices {
		fmt.Fprintf(&b, "%s  %s (%d)\n  %s\n", wordsIn(lang).Severity[f.Severity], f.Code, f.TotalNotices, f.Notice.In(lang))
		for _, place := range f.Places(lang) {
			fmt.Fprintf(&b, "    %s\n", place)
		}
		b.WriteByte('\n')
	}
	b.WriteString(r.Summary(lang) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Places says where a notice was found, the first few places.
func (f Finding) Places(lang string) []string {
	var places []string
	for _, s := range f.SampleNotices[:min(shown, len(f.SampleNotices))] {
		if place := s.place(lang); place != "" {
			places = append(places, place)
		}
	}
	if more := f.TotalNotices - shown; more > 0 {
		places = append(places, fmt.Sprintf(wordsIn(lang).More, more))
	}
	return places
}

var (
	fileFields = []string{"filename", "childFilename"}
	rowFields  = []string{"csvRowNumber", "newCsvRowNumber", "lineIndex", "rowNumber", "csvRowNumber1", "csvRowNumberA", "currCsvRowNumber", "stopTimeCsvRowNumber", "routeCsvRowNumber", "stopCsvRowNumber"}
)

// place says where: the file, the row, and the rest as it is called.
func (s Sample) place(lang string) string {
	file, row, rest := s.notice.File, "", []string{}
	for i, field := range fieldsOf(s.notice) {
		v := fmt.Sprint(s.values[i])
		if x, ok := s.values[i].(float64); ok {
			v = strconv.FormatFloat(x, 'g', 7, 64)
		}
		switch {
		case slices.Contains(fileFields, field):
			file = v
		case row == "" && slices.Contains(rowFields, field):
			row = v
		case v != "" && v != "<nil>":
			rest = append(rest, field+"="+v)
		}
	}
	out := file
	if row != "" && row != "0" {
		out += " " + wordsIn(lang).Row + " " + row
	}
	if len(rest) > 0 {
		out += ": " + strings.Join(rest, ", ")
	}
	return strings.TrimPrefix(out, ": ")
}

var unreadable = Notice{"i_o_error", Error, "", "exception message", "Berkas ini bukan jadwal GTFS yang bisa dibaca. Berikan zip atau folder berisi berkas .txt-nya.", "This is no GTFS timetable that can be read. Give a zip file or a folder with its .txt files."}

// Unreadable is the report on what could not be opened at all, under the code
// that the canonical validator has for errors of its own.
func Unreadable(err error) Report {
	return Report{Notices: []Finding{{Code: unreadable.Code, Severity: Error, TotalNotices: 1, Notice: &unreadable, SampleNotices: []Sample{{&unreadable, []any{"ReadError", err.Error()}}}}}}
}
