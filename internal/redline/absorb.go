package redline

import (
	"strings"

	"sinergi/internal/draft"
)

// Absorb turns words that came back from outside into a text with marks again:
// where the words that a mark was written to are untouched, the mark stands;
// where somebody typed over them, their words stand and the mark is among the
// lost ones.
func Absorb(runs []draft.Run, came string) (text string, lost []Overtyped) {
	written := draft.Plain(runs)
	a := &absorbing{written: written}
	at := 0
	for _, r := range runs {
		if r.Mark != "" {
			a.marks = append(a.marks, span{at, at + len(r.Text), r.Mark})
		}
		at += len(r.Text)
	}
	from, to := plainTokens(written), plainTokens(came)
	before, place := offsets(from), 0
	hs := hunks(from, to)
	broken := map[int]string{}
	for _, h := range hs {
		x, y := before[h.from], before[h.until]
		for i, m := range a.marks {
			if x < m.end && y > m.start || x == y && x > m.start && x < m.end {
				broken[i] += strings.Join(to[h.start:h.end], "")
			}
		}
	}
	a.broken = broken
	for _, h := range hs {
		a.same(place, before[h.from])
		a.out.WriteString(strings.Join(to[h.start:h.end], ""))
		place = before[h.until]
	}
	a.same(place, len(written))
	for i, m := range a.marks {
		if words, gone := broken[i]; gone {
			lost = append(lost, Overtyped{Mark: m.mark, Was: written[m.start:m.end], Is: strings.TrimSpace(words)})
		}
	}
	return a.out.String(), lost
}

// Overtyped is a mark whose words were typed over outside: a figure that may
// now differ from the tariff, a citation that will no longer follow its
// clause.
type Overtyped struct {
	Clause string `json:"clause"`
	Mark   string `json:"mark"`
	Was    string `json:"was"`
	Is     string `json:"is"` // what stands there now; empty when it was taken out
}

type span struct {
	start, end int
	mark       string
}

type absorbing struct {
	written string
	marks   []span
	broken  map[int]string
	out     strings.Builder
}

// same writes an untouched stretch, with its marks.
func (a *absorbing) same(from, until int) {
	for i, m := range a.marks {
		if _, gone := a.broken[i]; gone || m.start < from || m.end > until || m.start == m.end {
			continue
		}
		a.out.WriteString(a.written[from:m.start] + m.mark)
		from = m.end
	}
	a.out.WriteString(a.written[from:until])
}

// offsets gives where each token begins in their concatenation, and its end.
func offsets(tokens []string) []int {
	out := make([]int, len(tokens)+1)
	for i, t := range tokens {
		out[i+1] = out[i] + len(t)
	}
	return out
}
