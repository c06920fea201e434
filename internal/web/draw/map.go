// SPDX-License-Identifier: Apache-2.0

package draw

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Map is a map of territories, lines and places. The picture shows Focus, or
// all lines and marks when Focus is empty, or the areas when there are none.
type Map struct {
	ID          string // unique on the page
	Title, Desc string
	Attribution string
	Ratio       float64 // height by width; 0.62 when 0 (phones: at least 0.9)
	Areas       []Area
	Lines       []Line
	Marks       []Mark
	Focus       []Point
}

// Area is a territory: outer rings and holes in any order, of any number of
// polygons. What lies in an odd number of rings belongs to it.
type Area struct {
	Rings [][]Point
	Party int // NoParty: neighbours, shown plain
	Label string
}

// LineKind says what a line is.
type LineKind int

// The kinds of lines, in the order in which they are drawn.
const (
	Border LineKind = iota // between governments: dash and dot
	Plan                   // where it should go
	Run                    // where it went, in the party's colour
	Gap                    // where nothing is known
)

// Line is a line on the map.
type Line struct {
	Points []Point
	Kind   LineKind
	Party  int    // of Run; NoParty for the colour of actions
	Label  string // read aloud and shown by the pointer
	Text   string // a second line, when it is touched in the live map
	Href   string
}

// MarkKind says what a mark is.
type MarkKind int

// The kinds of marks.
const (
	Fix   MarkKind = iota // a measured position
	Stop                  // a bus stop or collection point, with its name
	Place                 // a place to find one's way by
)

// Mark is a place on the map.
type Mark struct {
	At    Point
	Kind  MarkKind
	Party int
	Label string
	Text  string // a second line, when it is touched in the live map
	Href  string
}

// SVG draws the map.
func (m Map) SVG(width float64, suffix string) template.HTML {
	ratio := m.Ratio
	if ratio <= 0 {
		ratio = 0.62
	}
	if suffix == "n" {
		ratio = max(ratio, 0.9)
	}
	height := math.Round(width * ratio)
	v := fit(m.focus(), width, height, min(44, width/12))
	c := newCanvas(m.ID, suffix, width, height, m.Title, m.Desc)
	c.hatches(m.parties())
	fmt.Fprintf(c, `<rect class="back" width="%s" height="%s" fill="%s"/>`, num(width), num(height), paper)

	lines := make([][]xy, len(m.Lines))
	for i, line := range m.Lines {
		lines[i] = v.line(line.Points)
	}
	boxes := &placed{width: width, height: height}
	names := m.areas(c, v, lines, boxes)
	for kind := Border; kind <= Gap; kind++ {
		for i, line := range m.Lines {
			if line.Kind == kind {
				drawLine(c, line, lines[i])
			}
		}
	}
	foot := m.scale(c, v)
	boxes.add(foot)
	m.marks(c, v, boxes)
	c.WriteString(names)
	if m.Attribution != "" {
		c.text(width-6, height-7, "soft halo", "end", shorten(m.Attribution, width-foot.w-24, 10), 10)
	}
	return c.done()
}

func (m Map) focus() []Point {
	points := m.Focus
	if len(points) == 0 {
		for _, line := range m.Lines {
			if line.Kind != Border {
				points = append(points, line.Points...)
			}
		}
		for _, mark := range m.Marks {
			points = append(points, mark.At)
		}
	}
	if len(points) == 0 {
		for _, area := range m.Areas {
			for _, ring := range area.Rings {
				points = append(points, ring...)
			}
		}
	}
	return points
}

func (m Map) parties() map[int]bool {
	used := map[int]bool{}
	for _, area := range m.Areas {
		if area.Party >= 0 {
			used[area.Party%6] = true
		}
	}
	return used
}

// areas draws the territories and gives their names, which go on top of all.
func (m Map) areas(c *canvas, v view, lines [][]xy, boxes *placed) string {
	names := &canvas{}
	for _, area := range m.Areas {
		var rings [][]xy
		for _, ring := range area.Rings {
			if clipped := thin(v.clip(v.line(ring))); len(clipped) > 2 {
				rings = append(rings, clipped)
			}
		}
		if len(rings) == 0 {
			continue
		}
		var d strings.Builder
		for _, ring := range rings {
			path(&d, ring, true)
		}
		if area.Party >= 0 {
			fmt.Fprintf(c, `<path d="%s" fill="url(#%s)" fill-rule="evenodd"/>`, d.String(), c.hatch(area.Party))
		}
		fmt.Fprintf(c, `<path class="outline" d="%s" fill="none" stroke="%s" stroke-width=".75"/>`, d.String(), grey)
		if area.Label != "" {
			at, room := v.roomiest(rings, lines)
			size := 14.0
			if w := textWidth(area.Label, size); room > 12 && boxes.free(box{at.x - w/2, at.y - size, w, size * 1.3}) {
				boxes.add(box{at.x - w/2, at.y - size, w, size * 1.3})
				names.text(at.x, at.y+size/3, "name halo", "middle", area.Label, size)
			}
		}
	}
	return names.String()
}

func drawLine(c *canvas, line Line, points []xy) {
	if len(points) < 2 {
		return
	}
	var b strings.Builder
	path(&b, points, false)
	d := b.String()
	end := c.link(line.Href, line.Label)
	switch line.Kind {
	case Border:
		stroke(c, "border", d, ink, 1.5, "8 3 1.5 3", line.Label)
	case Plan:
		stroke(c, "plan", d, grey, 2.5, "5 4", line.Label)
	case Run:
		stroke(c, "casing", d, paper, 6, "", "")
		if line.Party >= 0 {
			stroke(c, "p-line "+partyClass(line.Party), d, partyColour(line.Party), 3.5, "", line.Label)
		} else {
			stroke(c, "line", d, "#15407a", 3.5, "", line.Label)
		}
	case Gap:
		stroke(c, "gap", d, red, 3.5, "3 3", line.Label)
	}
	end()
}

func stroke(c *canvas, class, d, colour string, width float64, dash, label string) {
	fmt.Fprintf(c, `<path class="%s" d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linejoin="round"`, class, d, colour, num(width))
	if dash != "" {
		fmt.Fprintf(c, ` stroke-dasharray="%s"`, dash)
	} else {
		c.WriteString(` stroke-linecap="round"`)
	}
	if label == "" {
		c.WriteString("/>")
		return
	}
	fmt.Fprintf(c, `><title>%s</title></path>`, esc(label))
}

// scale draws the scale bar: the longest round length within a quarter of the
// width.
func (m Map) scale(c *canvas, v view) box {
	perMetre := v.pixelsPerMetre()
	length := 1.0
	for i, factors := 0, [...]float64{2, 2.5, 2}; length*factors[i%3]*perMetre <= c.width/4 && length < 1e7; i++ {
		length *= factors[i%3]
	}
	words := strconv.FormatFloat(length, 'f', -1, 64) + " m"
	if length >= 1000 {
		words = strconv.FormatFloat(length/1000, 'f', -1, 64) + " km"
	}
	w, y := length*perMetre, c.height-9
	fmt.Fprintf(c, `<path class="axis" d="M8 %sv5h%sv-5" fill="none" stroke="%s" stroke-width="1.2"/>`, num(y-5), num(w), ink)
	c.text(8+w+6, y+2, "halo", "", words, 11)
	return box{8, y - 8, w + 8 + textWidth(words, 11), 14}
}
