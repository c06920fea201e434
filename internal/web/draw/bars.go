// SPDX-License-Identifier: Apache-2.0

package draw

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
)

// DayBars is a month at a glance: a bar for each day, stacked from parts.
type DayBars struct {
	ID, Title, Desc string
	Lang            string
	Month           civil.Month
	Days            []Day  // days of the month; one that is missing has no bar
	Unit            string // written at the axis
	Target          int64  // a line across, e.g. the planned trips; 0 for none
	TargetLabel     string
}

// Day is one bar.
type Day struct {
	Date  civil.Date
	Parts []Part // from the bottom up; values below zero count as zero
	Label string // the whole day in words
	Href  string
}

// Part is a part of a bar: a party's, or a state.
type Part struct {
	Value int64
	Party int    // 0 to 5, or NoParty
	State string // of NoParty: good, warn, bad or none
}

// SVG draws the bars.
func (d DayBars) SVG(width float64, suffix string) template.HTML {
	const height, top, bottom = 180.0, 22.0, 20.0
	c := newCanvas(d.ID, suffix, width, height, d.Title, d.Desc)
	c.hatches(d.parties())
	highest := d.highest()
	step := niceStep(highest)
	ceiling := (highest + step - 1) / step * step
	left := textWidth(i18n.Int(d.Lang, ceiling), 11) + 8
	plot := height - top - bottom
	y := func(v int64) float64 { return top + plot*(1-float64(v)/float64(ceiling)) }
	for v := int64(0); v <= ceiling; v += step {
		c.line("rule", rule, left, y(v), width, y(v), 1)
		c.text(left-5, y(v)+4, "soft", "end", i18n.Int(d.Lang, v), 11)
	}
	c.text(0, 11, "soft", "start", d.Unit, 11)
	days := d.Month.Days()
	slot := (width - left) / float64(days)
	for i := 1; i <= days; i++ {
		if width > 500 || i == 1 || i%5 == 0 {
			date := civil.Date{Year: d.Month.Year, Month: d.Month.Month, Day: i}
			class := "soft"
			if date.Weekday() == time.Sunday {
				class = "soft sunday"
			}
			c.text(left+slot*(float64(i)-0.5), height-6, class, "middle", strconv.Itoa(i), 10)
		}
	}
	for _, day := range d.Days {
		if d.Month.Contains(day.Date) {
			d.bar(c, day, left+slot*(float64(day.Date.Day)-0.9), slot*0.8, y)
		}
	}
	c.line("axis", ink, left, y(0), width, y(0), 1)
	if d.Target > 0 {
		fmt.Fprintf(c, `<path class="border" d="M%s %sH%s" fill="none" stroke="%s" stroke-width="1.25" stroke-dasharray="6 3"/>`, num(left), num(y(d.Target)), num(width), ink)
		c.text(width, y(d.Target)-4, "halo", "end", d.TargetLabel, 11)
	}
	return c.done()
}

func (d DayBars) bar(c *canvas, day Day, x, w float64, y func(int64) float64) {
	end := c.link(day.Href, day.Label)
	c.WriteString("<g>")
	if day.Label != "" {
		fmt.Fprintf(c, "<title>%s</title>", esc(day.Label))
	}
	var sum int64
	for _, part := range day.Parts {
		v := max(0, part.Value)
		from, to := y(sum), y(sum+v)
		sum += v
		if v == 0 {
			continue
		}
		if part.Party >= 0 {
			fmt.Fprintf(c, `<rect class="p-edge %s" x="%s" y="%s" width="%s" height="%s" fill="url(#%s)" stroke="%s" stroke-width="%s"/>`,
				partyClass(part.Party), num(x), num(to), num(w), num(from-to), c.hatch(part.Party), partyColour(part.Party), num(min(1, w/15)))
			continue
		}
		class, colour := stateColour(part.State)
		fmt.Fprintf(c, `<rect class="%s" x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, class, num(x), num(to), num(w), num(from-to), colour)
	}
	c.WriteString("</g>")
	end()
}

func stateColour(state string) (class, colour string) {
	switch state {
	case "good":
		return "good", "#1f6339"
	case "warn":
		return "warn", "#7d4a00"
	case "bad":
		return "bad", red
	default:
		return "none", grey
	}
}

func (d DayBars) parties() map[int]bool {
	used := map[int]bool{}
	for _, day := range d.Days {
		for _, part := range day.Parts {
			if part.Party >= 0 {
				used[part.Party%6] = true
			}
		}
	}
	return used
}

func (d DayBars) highest() int64 {
	highest := max(d.Target, 1)
	for _, day := range d.Days {
		var sum int64
		for _, part := range day.Parts {
			sum += max(0, part.Value)
		}
		highest = max(highest, sum)
	}
	return highest
}

// niceStep gives the step of an axis with two to five steps: 1, 2 or 5 and
// zeros.
func niceStep(highest int64) int64 {
	for step := int64(1); ; step *= 10 {
		for _, f := range [...]int64{1, 2, 5} {
			if highest/4 < step*f || highest == 4*step*f || step > 1e17 {
				return step * f
			}
		}
	}
}

// ShareBar is one bar divided among parties.
type ShareBar struct {
	ID, Title, Desc string
	Parts           []Share
}

// Share is one party's part of a ShareBar.
type Share struct {
	Value int64 // at least 0
	Party int   // 0 to 5, or NoParty
	Name  string
	Text  string // the share in figures: "8.412,360 km"
}

// SVG draws the bar with a line of words for each part.
func (s ShareBar) SVG(width float64, suffix string) template.HTML {
	const bar, row = 24.0, 20.0
	c := newCanvas(s.ID, suffix, width, bar+6+row*float64(len(s.Parts)), s.Title, s.Desc)
	used, total := map[int]bool{}, int64(0)
	for _, part := range s.Parts {
		total += max(0, part.Value)
		if part.Party >= 0 {
			used[part.Party%6] = true
		}
	}
	c.hatches(used)
	var sum int64
	for i, part := range s.Parts {
		if total > 0 && part.Value > 0 {
			x := 0.5 + (width-1)*float64(sum)/float64(total)
			w := (width - 1) * float64(part.Value) / float64(total)
			sum += part.Value
			shareRect(c, part.Party, x, 0.5, w, bar-1)
		}
		y := bar + 6 + row*float64(i)
		shareRect(c, part.Party, 0.5, y+2.5, 12, 12)
		c.text(20, y+13, "", "", part.Name, 13)
		c.text(width, y+13, "", "end", part.Text, 13)
	}
	return c.done()
}

func shareRect(c *canvas, party int, x, y, w, h float64) {
	if party < 0 {
		fmt.Fprintf(c, `<rect class="none" x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, num(x), num(y), num(w), num(h), rule)
		return
	}
	fmt.Fprintf(c, `<rect class="p-edge %s" x="%s" y="%s" width="%s" height="%s" fill="url(#%s)" stroke="%s"/>`,
		partyClass(party), num(x), num(y), num(w), num(h), c.hatch(party), partyColour(party))
}
