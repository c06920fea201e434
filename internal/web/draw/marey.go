// SPDX-License-Identifier: Apache-2.0

package draw

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/quantity"
)

// Marey is the distance–time diagram of a line: time from left to right, the
// way from top to bottom, every trip a stroke. Steep is fast, level is
// standing still, and a bus that is late runs right of its plan.
type Marey struct {
	ID, Title, Desc string
	Lang            string    // for the clock
	From, To        time.Time // the time shown
	Length          quantity.Metres
	Stops           []MareyStop
	Bands           []Band // whose territory the way runs through
	Trips           []Trip
}

// MareyStop is a stop on the way.
type MareyStop struct {
	At   quantity.Metres
	Name string
}

// Band is a stretch of the way in the territory of one party.
type Band struct {
	From, To quantity.Metres
	Party    int
	Name     string
}

// Moment is where a bus is, or should be, when.
type Moment struct {
	At     time.Time
	Metres quantity.Metres
}

// Trip is one trip: as planned, as run, and where nothing was received.
type Trip struct {
	Label     string
	Href      string
	Plan, Run []Moment
	Gaps      []Span // drawn hatched, from the last thing known to the next
}

// Span is a stretch of a trip.
type Span struct{ From, To Moment }

const (
	mareyTop    = 22
	mareyBottom = 10
	mareyRow    = 13 // least height between the names of two stops
)

// mareyFrame is where the plot lies on the paper.
type mareyFrame struct {
	left, top, right, bottom float64
	from, to                 time.Time
	span                     float64 // seconds
	length                   float64 // metres
	width                    float64 // of a trip's stroke
}

func (f mareyFrame) x(t time.Time) float64 {
	return f.left + (f.right-f.left)*t.Sub(f.from).Seconds()/f.span
}

func (f mareyFrame) y(m quantity.Metres) float64 {
	return f.top + (f.bottom-f.top)*float64(m)/f.length
}

// SVG draws the diagram. A time too long for the width is cut into rows below
// each other, so that trips stay apart.
func (m Marey) SVG(width float64, suffix string) template.HTML {
	names := min(170, width*0.29)
	left, right := names+12, width-18
	rows := m.rows(right - left)
	height := max(260.0, min(520, mareyTop+mareyBottom+float64(len(m.Stops))*18))
	if len(rows) > 1 {
		height = 250
	}
	c := newCanvas(m.ID, suffix, width, height*float64(len(rows)), m.Title, m.Desc)
	c.hatches(bandParties(m.Bands))
	for i, row := range rows {
		f := mareyFrame{
			left: left, top: height*float64(i) + mareyTop, right: right, bottom: height*float64(i+1) - mareyBottom,
			from: row.from, to: row.to, span: max(1, row.to.Sub(row.from).Seconds()), length: max(1, float64(m.Length)), width: 2.25,
		}
		if len(m.Trips) > 20 {
			f.width = 1.25
		}
		m.row(c, f, i, names)
	}
	return c.done()
}

func (m Marey) row(c *canvas, f mareyFrame, no int, names float64) {
	fmt.Fprintf(c, `<clipPath id="%s-plot%d"><rect x="%s" y="%s" width="%s" height="%s"/></clipPath>`,
		c.id, no, num(f.left), num(f.top), num(f.right-f.left), num(f.bottom-f.top))
	m.bands(c, f)
	m.hours(c, f)
	m.stops(c, f, names)
	fmt.Fprintf(c, `<g clip-path="url(#%s-plot%d)">`, c.id, no)
	for _, trip := range m.Trips {
		if trip.within(f.from, f.to) {
			m.trip(c, f, trip)
		}
	}
	c.WriteString("</g>")
	fmt.Fprintf(c, `<path class="axis" d="M%s %sV%sH%s" fill="none" stroke="%s"/>`, num(f.left), num(f.top), num(f.bottom), num(f.right), ink)
}

// period is the time of one row.
type period struct{ from, to time.Time }

// rows cuts the time into equal rows of whole hours, in which an hour has at
// least 34 pixels. A time of a few hours has one row.
func (m Marey) rows(width float64) []period {
	const perHour = 34
	hours := m.To.Sub(m.From).Hours()
	n := math.Ceil(hours * perHour / max(width, perHour))
	if n <= 1 || hours <= 3 {
		return []period{{m.From, m.To}}
	}
	step := time.Duration(math.Ceil(hours/n)) * time.Hour
	var out []period
	for from := m.From; from.Before(m.To); from = from.Add(step) {
		out = append(out, period{from, from.Add(step)})
	}
	return out
}

// within reports whether any of the trip lies between two times.
func (t Trip) within(from, to time.Time) bool {
	moments := append(append([]Moment{}, t.Plan...), t.Run...)
	for _, g := range t.Gaps {
		moments = append(moments, g.From, g.To)
	}
	first, last := to, from
	for _, m := range moments {
		if m.At.Before(first) {
			first = m.At
		}
		if m.At.After(last) {
			last = m.At
		}
	}
	return first.Before(to) && last.After(from)
}

func bandParties(bands []Band) map[int]bool {
	used := map[int]bool{}
	for _, b := range bands {
		if b.Party >= 0 {
			used[b.Party%6] = true
		}
	}
	return used
}

func (m Marey) bands(c *canvas, f mareyFrame) {
	for _, b := range m.Bands {
		if b.Party < 0 {
			continue
		}
		y, h := f.y(b.From), f.y(b.To)-f.y(b.From)
		fmt.Fprintf(c, `<rect class="p-fill %s" x="%s" y="%s" width="%s" height="%s" fill="%s" fill-opacity=".06"/>`,
			partyClass(b.Party), num(f.left), num(y), num(f.right-f.left), num(h), partyColour(b.Party))
		fmt.Fprintf(c, `<rect class="p-edge %s" x="%s" y="%s" width="8" height="%s" fill="url(#%s)" stroke="%s" stroke-width="1"><title>%s</title></rect>`,
			partyClass(b.Party), num(f.left-10), num(y), num(h), c.hatch(b.Party), partyColour(b.Party), esc(b.Name))
	}
}

// hours draws the time axis with a line at every round step.
func (m Marey) hours(c *canvas, f mareyFrame) {
	room := (f.right - f.left) / 44 // labels that fit
	step := 24 * time.Hour
	for _, s := range []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour} {
		if f.span/s.Seconds() <= room {
			step = s
			break
		}
	}
	free := f.left - 20 // where the last label ended
	for t := f.from.Truncate(step); !t.After(f.to); t = t.Add(step) {
		x := f.x(t)
		if x < f.left-0.5 {
			continue
		}
		c.line("rule", rule, x, f.top, x, f.bottom, 1)
		const half = 16
		if x-half >= free && x+half <= c.width {
			c.text(x, f.top-7, "soft", "middle", i18n.Clock(m.Lang, t), 11)
			free = x + half + 4
		}
	}
}

// stops writes the names along the way, the ends first; one without room, or
// too long for the margin, keeps its line only.
func (m Marey) stops(c *canvas, f mareyFrame, width float64) {
	var taken []float64
	for _, i := range endsFirst(len(m.Stops)) {
		stop := m.Stops[i]
		y := f.y(stop.At)
		c.line("rule", rule, f.left, y, f.right, y, 1)
		room := true
		for _, other := range taken {
			room = room && math.Abs(other-y) >= mareyRow
		}
		if fits := shorten(stop.Name, width-4, 11.5) == stop.Name; room && (fits || i == 0 || i == len(m.Stops)-1) {
			taken = append(taken, y)
			c.text(width-4, y+4, "", "end", shorten(stop.Name, width-4, 11.5), 11.5)
		}
	}
}

func (m Marey) trip(c *canvas, f mareyFrame, trip Trip) {
	end := c.link(trip.Href, trip.Label)
	c.WriteString("<g>")
	if trip.Label != "" {
		fmt.Fprintf(c, "<title>%s</title>", esc(trip.Label))
	}
	if d := momentsPath(f, trip.Plan); d != "" {
		fmt.Fprintf(c, `<path class="plan" d="%s" fill="none" stroke="%s" stroke-width="1.5" stroke-dasharray="4 3"/>`, d, grey)
	}
	for _, gap := range trip.Gaps {
		x1, x2, y1, y2 := f.x(gap.From.At), f.x(gap.To.At), f.y(gap.From.Metres), f.y(gap.To.Metres)
		fmt.Fprintf(c, `<rect class="gap" x="%s" y="%s" width="%s" height="%s" fill="url(#%s-gap)" stroke="%s" stroke-width=".75"/>`,
			num(min(x1, x2)), num(min(y1, y2)), num(max(3, math.Abs(x2-x1))), num(max(3, math.Abs(y2-y1))), c.id, red)
	}
	for _, part := range outsideGaps(trip.Run, trip.Gaps) {
		if d := momentsPath(f, part); d != "" {
			fmt.Fprintf(c, `<path class="went" d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linejoin="round" stroke-linecap="round"/>`, d, ink, num(f.width))
		}
	}
	c.WriteString("</g>")
	end()
}

// outsideGaps cuts the run where a gap lies, so that no line pretends to know.
func outsideGaps(run []Moment, gaps []Span) [][]Moment {
	var parts [][]Moment
	var part []Moment
	for i, m := range run {
		if i > 0 && inGap(run[i-1], m, gaps) {
			parts, part = append(parts, part), nil
		}
		part = append(part, m)
	}
	return append(parts, part)
}

func inGap(a, b Moment, gaps []Span) bool {
	middle := a.At.Add(b.At.Sub(a.At) / 2)
	for _, gap := range gaps {
		if middle.After(gap.From.At) && middle.Before(gap.To.At) {
			return true
		}
	}
	return false
}

func momentsPath(f mareyFrame, moments []Moment) string {
	if len(moments) < 2 {
		return ""
	}
	points := make([]xy, len(moments))
	for i, m := range moments {
		points[i] = xy{f.x(m.At), f.y(m.Metres)}
	}
	var b strings.Builder
	path(&b, thin(points), false)
	return b.String()
}
