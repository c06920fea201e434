package statements

import (
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// moves says whose move it is: what the visitor's government has to do, and
// for what it waits.
func moves(v *front.Visit, s ops.Sheet) (out []ui.Move) {
	since := s.CreatedUS
	if n := len(s.Events); n > 0 {
		since = s.Events[n-1].AtUS
	}
	for _, code := range s.Review.Waiting() {
		mine := code == v.Actor.Government && len(s.May) > 0
		out = append(out, ui.Move{Office: ops.GovernmentName(code), Mine: mine, Text: duties(v, s.Review.DutiesOf(code), mine), Since: civil.In(time.UnixMicro(since))})
	}
	return out
}

// LineOf says whose move it is with the statements of a cooperation, the
// visitor's own first and then the oldest month; nil when nobody's.
func LineOf(v *front.Visit, sheets []ops.SheetNow) *ui.Move {
	var first *ui.Move
	count := 0
	for i := len(sheets) - 1; i >= 0; i-- { // newest month first
		s := sheets[i].Sheet
		for _, m := range moves(v, s) {
			count++
			if first != nil && (first.Mine || !m.Mine) {
				continue
			}
			m.Text = v.T("statement.move_of", "Month", i18n.Month(v.Lang, s.Month), "What", m.Text)
			m.Action = &ui.Action{Href: "/statements/" + s.ID, Label: v.T("statement.open")}
			first = &m
		}
	}
	if count > 1 {
		first.Text += " " + v.T("run.and_more", "Count", count-1)
	}
	return first
}

// duties says what a government has to do: to itself, or to those who wait for
// it.
func duties(v *front.Visit, list []settlement.Duty, mine bool) string {
	said := make([]string, len(list))
	for i, d := range list {
		prefix := "statement.awaited."
		if mine {
			prefix = "statement.duty."
		}
		said[i] = v.T(prefix+string(d.Kind), "Lines", numbers(d.Lines))
	}
	return strings.Join(said, " ")
}

// numbers writes line numbers, runs of them as "2–5".
func numbers(lines []int) string {
	var parts []string
	for i := 0; i < len(lines); {
		k := i
		for k+1 < len(lines) && lines[k+1] == lines[k]+1 {
			k++
		}
		text := strconv.Itoa(lines[i])
		if k > i {
			text += "–" + strconv.Itoa(lines[k])
		}
		parts = append(parts, text)
		i = k + 1
	}
	return strings.Join(parts, ", ")
}

// Mine says what the visitor's government has to do with a statement; "" when
// that is nothing, or not the visitor's to do.
func Mine(v *front.Visit, s ops.Sheet) string {
	if len(s.May) == 0 {
		return ""
	}
	return duties(v, s.Review.DutiesOf(v.Actor.Government), true)
}

// Theirs says for whom and for what the visitor waits: for other governments,
// and for the offices of the own one when it is not the visitor who acts; ""
// when for nobody.
func Theirs(v *front.Visit, s ops.Sheet) string {
	var said []string
	for _, code := range s.Review.Waiting() {
		if code != v.Actor.Government || len(s.May) == 0 {
			said = append(said, v.T("statement.their_move", "Who", ops.GovernmentName(code), "What", duties(v, s.Review.DutiesOf(code), false)))
		}
	}
	return strings.Join(said, " ")
}
