package draft

import (
	"regexp"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// What people type although the program can write it: amounts, weekdays and
// citations. Typed ones are not wrong as such (a text from outside has no
// marks), but they can contradict themselves, and they do not follow a change.
var (
	typedFigure  = regexp.MustCompile(`(Rp\.?\s?)?(\d[\d.]*(?:,\d+)?)(?:,-)?\s?(%)?\s*\(([a-z]+(?: [a-z]+)*)\)`)
	typedAmount  = regexp.MustCompile(`Rp\.?\s?\d|\d\s?%`)
	typedWeekday = regexp.MustCompile(`(?i)\b(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu),?\s+(?:tanggal\s+)?\d{1,2}\s+[a-z]+\s+\d{4}\b`)
	typedRef     = regexp.MustCompile(`\bPasal \d+(?: ayat \(\d+\))?`)
	// elsewhere follows a citation of another text.
	elsewhere = regexp.MustCompile(`^[^.;]{0,80}?\b(?:Undang-Undang|Peraturan|Keputusan|Kitab|KUH|UU|PP|Permendagri|Perpres|Perjanjian Induk|Kesepakatan Bersama)\b`)
)

// typed looks at the plain words of a clause.
func (w *writer) typed(text string, at Visit) {
	for _, p := range Pieces(text) {
		if p.Mark != nil || p.Broken {
			continue
		}
		contradicted := w.typedFigures(p.Source, at)
		if !contradicted && typedAmount.MatchString(p.Source) {
			w.find(at, Note, "draft.typed.amount", "Words", typedAmountAround(p.Source))
		}
		for _, s := range typedWeekday.FindAllString(p.Source, -1) {
			if d, err := civil.ParseWritten(strings.Replace(strings.ToLower(s), "tanggal", "", 1)); err == nil && d.Contradiction() {
				w.find(at, Wrong, "draft.typed.weekday", "Words", s, "Day", civil.WeekdayName(d.Date.Weekday()))
			}
		}
		w.typedReferences(p.Source, at)
	}
}

// typedFigures compares digits with the words in brackets behind them.
func (w *writer) typedFigures(s string, at Visit) (contradicted bool) {
	for _, m := range typedFigure.FindAllStringSubmatch(s, -1) {
		d, err := quantity.Parse(m[2])
		if strings.Contains(m[2], ".") && !strings.Contains(m[2], ",") { // points part thousands
			d, err = quantity.Parse(m[2] + ",0")
		}
		if err != nil {
			continue
		}
		f, ok := number(d)
		if m[1] != "" {
			f, ok = rupiah(d)
		}
		said := strings.TrimSuffix(m[4], " persen")
		if _, known := civil.ParseTerbilang(strings.TrimSuffix(said, " rupiah")); !ok || !known {
			continue // no number in words: "3 (tiga puluh)" is one, "2 (lihat lampiran)" is none
		}
		if strings.TrimSuffix(f.words, " rupiah") != strings.TrimSuffix(said, " rupiah") {
			w.find(at, Wrong, "draft.typed.words_differ", "Words", m[0], "Right", f.words)
			contradicted = true
		}
	}
	return contradicted
}

func typedAmountAround(s string) string {
	i := typedAmount.FindStringIndex(s)
	end := i[0]
	for end < len(s) && s[end] != ' ' || end < i[1] {
		end++
	}
	return s[i[0]:min(end, len(s))]
}

// typedReferences notes citations of this very text that were typed.
func (w *writer) typedReferences(s string, at Visit) {
	if !w.text.Kind.Contract() || at.Section != InBody {
		return
	}
	cited := map[string]bool{}
	for _, id := range w.text.IDs() {
		cited[w.index.Cite(id)] = true
	}
	for _, i := range typedRef.FindAllStringIndex(s, -1) {
		if said := s[i[0]:i[1]]; cited[said] && !elsewhere.MatchString(s[i[1]:]) {
			w.find(at, Note, "draft.typed.reference", "Words", said)
		}
	}
}
