package formulary

import (
	"regexp"
	"strconv"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// The notation of wordings. A clause begins with a line
//
//	@--huruf .bencana #kahar = Judul
//
// where the dashes say how deep it is, then come its level, its id (one that
// begins with "." is added to its parent's), its topic, and after "=" its
// heading. The lines up to the next "@" are its text; a line that ends in "\"
// goes on with the next as one paragraph. "@use kahar" puts a library clause
// there, "@use kahar/ringkas" its fallback. What stands between "@each" and
// "@end" is there once for each party (from the second on after "@each 2"),
// with the party's number in place of "%" in ids and in "pihak-%".
var clauseLine = regexp.MustCompile(`^@(-*)([a-z]+) (\.?[a-z0-9%][a-z0-9%._-]*)(?: #([a-z-]+))?(?: = (.+))?$`)

// use finds library clauses while a form is read; nil refuses them.
type use func(id, fallback string) (draft.Clause, error)

// outline reads a wording for so many parties.
func outline(text string, library use, parties int) ([]draft.Clause, error) {
	lines, err := expand(strings.Split(text, "\n"), parties)
	if err != nil {
		return nil, err
	}
	r := &outlining{library: library}
	for i, line := range lines {
		if err := r.line(strings.TrimSpace(line)); err != nil {
			return nil, fault.Wrap(fault.Invalid, "formulary.fault.line", err, "Line", i+1, "Text", shorten(line))
		}
	}
	r.close(0)
	return r.top, sound(r.top, map[string]bool{})
}

// sound refuses ids and levels that no text could hold.
func sound(level []draft.Clause, seen map[string]bool) error {
	for _, c := range level {
		if !draft.ValidID(c.ID) || seen[c.ID] {
			return fault.New(fault.Invalid, "draft.clause.id_twice", "ID", shorten(c.ID))
		}
		seen[c.ID] = true
		for _, child := range c.Children {
			if !draft.Fits(child.Level, c.Level, "") {
				return fault.New(fault.Invalid, "draft.clause.misplaced", "Clause", child.ID, "Level", string(child.Level))
			}
		}
		if err := sound(c.Children, seen); err != nil {
			return err
		}
	}
	return nil
}

type outlining struct {
	library use
	top     []draft.Clause
	open    []*draft.Clause // the path to what a line goes on with
	glue    bool            // the line before ended in "\"
}

func (r *outlining) line(s string) error {
	switch {
	case s == "":
		return nil
	case strings.HasPrefix(s, "@use "):
		return r.use(strings.TrimPrefix(s, "@use "))
	case strings.HasPrefix(s, "@"):
		return r.clause(s)
	case len(r.open) == 0:
		return fault.New(fault.Invalid, "formulary.fault.no_clause_open")
	}
	c := r.open[len(r.open)-1]
	words, more := strings.CutSuffix(s, `\`)
	switch {
	case c.Text == "":
		c.Text = strings.TrimSpace(words)
	case r.glue:
		c.Text += " " + strings.TrimSpace(words)
	default:
		c.Text += "\n" + strings.TrimSpace(words)
	}
	r.glue = more
	return nil
}

func (r *outlining) clause(s string) error {
	m := clauseLine.FindStringSubmatch(s)
	if m == nil || len(m[1]) > len(r.open) {
		return fault.New(fault.Invalid, "formulary.fault.no_clause_line")
	}
	depth := len(m[1])
	r.close(depth)
	c := &draft.Clause{Level: draft.Level(m[2]), ID: m[3], Topic: m[4], Heading: m[5]}
	if rest, relative := strings.CutPrefix(c.ID, "."); relative {
		if depth == 0 {
			return fault.New(fault.Invalid, "formulary.fault.no_clause_line")
		}
		c.ID = r.open[depth-1].ID + "." + rest
	}
	r.open = append(r.open, c)
	r.glue = false
	return nil
}

// close ends the open clauses from a depth on.
func (r *outlining) close(depth int) {
	for len(r.open) > depth {
		n := len(r.open) - 1
		c := *r.open[n]
		r.open = r.open[:n]
		if n == 0 {
			r.top = append(r.top, c)
		} else {
			r.open[n-1].Children = append(r.open[n-1].Children, c)
		}
	}
}

func (r *outlining) use(name string) error {
	if r.library == nil {
		return fault.New(fault.Invalid, "formulary.fault.no_clause_line")
	}
	r.close(0)
	id, fallback, _ := strings.Cut(name, "/")
	c, err := r.library(id, fallback)
	if err == nil {
		r.top = append(r.top, c)
	}
	return err
}

// expand writes out what stands between @each and @end for every party.
func expand(lines []string, parties int) ([]string, error) {
	var out, block []string
	from := 0
	for _, line := range lines {
		s := strings.TrimSpace(line)
		switch {
		case s == "@each" || strings.HasPrefix(s, "@each "):
			if from > 0 {
				return nil, fault.New(fault.Invalid, "formulary.fault.no_clause_line")
			}
			from = 1
			if n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(s, "@each"))); err == nil {
				from = n
			}
		case s == "@end" && from > 0:
			for n := from; n <= parties; n++ {
				for _, l := range block {
					out = append(out, forParty(l, n, parties))
				}
			}
			from, block = 0, nil
		case from > 0:
			block = append(block, line)
		default:
			out = append(out, line)
		}
	}
	if from > 0 {
		return nil, fault.New(fault.Invalid, "formulary.fault.no_clause_line")
	}
	return out, nil
}

// forParty writes a line for a party. A list that ends its items with ";" says
// "dan" before its last and ends it with a full stop.
func forParty(line string, n, of int) string {
	number := strconv.Itoa(n)
	if strings.HasPrefix(strings.TrimSpace(line), "@") {
		head, heading, has := strings.Cut(line, " = ")
		line = strings.ReplaceAll(head, "%", number)
		if has {
			line += " = " + heading
		}
	}
	if words, listed := strings.CutSuffix(line, ";"); listed && n == of {
		line = words + "."
	} else if listed && n == of-1 {
		line += " dan"
	}
	return strings.ReplaceAll(line, "pihak-%", "pihak-"+number)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
