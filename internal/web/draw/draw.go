// SPDX-License-Identifier: Apache-2.0

// Package draw draws the few pictures that Sinergi needs, as SVG made on the
// server: a map of territories and lines, the distance–time diagram of a bus
// line, the days of a month as bars, and shares of a whole. It knows
// geometry and paper; what is drawn, in which words and in whose colour, the
// caller says.
//
// Every drawing stands by itself: it has a title and a description, is read
// without colour (each party has its hatch), and needs no script. Classes let
// the stylesheet follow the dark scheme; the attributes beside them make the
// same drawing right in a file of its own. There are no style attributes. The
// same input always gives the same bytes.
//
//	m := draw.Map{ID: "border", Title: "…", Areas: areas, Lines: lines}
//	html := draw.Responsive(m) // one drawing for wide screens and paper, one for phones
package draw

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// NoParty is the Party of what belongs to no government of the cooperation.
const NoParty = -1

// The widths in CSS pixels that Responsive draws for: the text column of a
// wide screen, and a phone of 360.
const (
	Wide   = 760
	Narrow = 328
)

// Drawing is a picture that can be drawn at any width. suffix keeps the ids of
// two renderings on one page apart.
type Drawing interface {
	SVG(width float64, suffix string) template.HTML
}

// Responsive draws twice, for wide screens (and paper) and for phones; the
// stylesheet shows the one that fits. So letters keep their size.
func Responsive(d Drawing) template.HTML {
	return d.SVG(Wide, "w") + "\n" + d.SVG(Narrow, "n")
}

// colours are those of the parties in the light scheme, for drawings outside a
// page; in a page the stylesheet decides.
func partyColour(party int) string {
	return [...]string{"#1f5fa8", "#a65f00", "#2f7d4f", "#7a3e8e", "#0b7285", "#b23a2e"}[party%6]
}

func partyClass(party int) string { return "party-" + strconv.Itoa(party%6+1) }

const (
	ink   = "#1b1e22"
	soft  = "#565d65"
	rule  = "#e3e4e1"
	grey  = "#868c93"
	paper = "#ffffff"
	red   = "#9c1f16"
)

// canvas collects the elements of a drawing.
type canvas struct {
	strings.Builder
	id            string
	width, height float64
	linked        bool // holds links: then it is a group of things, not one image
}

func newCanvas(id, suffix string, width, height float64, title, desc string) *canvas {
	c := &canvas{id: name(id) + "-" + suffix, width: width, height: height}
	class := "draw wide"
	if suffix == "n" {
		class = "draw narrow"
	}
	labels := c.id + "-t"
	if desc != "" {
		labels += " " + c.id + "-d"
	}
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" class="%s" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-labelledby="%s" font-family="sans-serif" font-size="12">`,
		class, num(width), num(height), num(width), num(height), labels)
	fmt.Fprintf(c, `<title id="%s-t">%s</title>`, c.id, esc(title))
	if desc != "" {
		fmt.Fprintf(c, `<desc id="%s-d">%s</desc>`, c.id, esc(desc))
	}
	return c
}

// name makes an id of letters, digits and hyphens.
func name(id string) string {
	clean := strings.Map(func(r rune) rune {
		if (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9') {
			return r
		}
		return '-'
	}, id)
	return "d" + clean
}

func (c *canvas) done() template.HTML {
	c.WriteString("</svg>")
	svg := c.String()
	if c.linked {
		svg = strings.Replace(svg, ` role="img"`, ` role="group"`, 1)
	}
	return template.HTML(svg) // every text went through esc, every number through num
}

// hatches defines the patterns of the parties that the drawing uses, each a
// tint with its lines.
func (c *canvas) hatches(used map[int]bool) {
	c.WriteString("<defs>")
	for party := range 6 {
		if !used[party] {
			continue
		}
		colour := partyColour(party)
		fmt.Fprintf(c, `<pattern id="%s" width="8" height="8" patternUnits="userSpaceOnUse">`, c.hatch(party))
		fmt.Fprintf(c, `<rect class="p-fill %s" width="8" height="8" fill="%s" fill-opacity=".14"/>`, partyClass(party), colour)
		fmt.Fprintf(c, `<path class="p-line %s" d="%s" fill="none" stroke="%s" stroke-width="1" stroke-opacity=".45" stroke-linecap="round"/></pattern>`,
			partyClass(party), hatchPath(party), colour)
	}
	fmt.Fprintf(c, `<pattern id="%s-gap" width="6" height="6" patternUnits="userSpaceOnUse"><path class="gap" d="M-1 7 7-1M-1 1 1-1M5 7 7 5" stroke="%s" stroke-width="1.2"/></pattern>`, c.id, red)
	c.WriteString("</defs>")
}

func hatchPath(party int) string {
	return [...]string{
		"M-2 10 10-2M-2 2 2-2M6 10 10 6",
		"M-2-2 10 10M6-2 10 2M-2 6 2 10",
		"M0 4H8", "M4 0V8", "M4 4h.01",
		"M-2 10 10-2M-2 2 2-2M6 10 10 6M-2-2 10 10M6-2 10 2M-2 6 2 10",
	}[party%6]
}

func (c *canvas) hatch(party int) string { return fmt.Sprintf("%s-h%d", c.id, party%6+1) }

// text writes a word. class and anchor may be "".
func (c *canvas) text(x, y float64, class, anchor, words string, size float64) {
	fmt.Fprintf(c, `<text x="%s" y="%s"`, num(x), num(y))
	if class != "" {
		fmt.Fprintf(c, ` class="%s"`, class)
	}
	if anchor != "" {
		fmt.Fprintf(c, ` text-anchor="%s"`, anchor)
	}
	colour := ink
	if strings.Contains(class, "soft") {
		colour = soft
	}
	if strings.Contains(class, "halo") {
		fmt.Fprintf(c, ` stroke="%s" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`, paper)
	}
	fmt.Fprintf(c, ` font-size="%s" fill="%s">%s</text>`, num(size), colour, esc(words))
}

func (c *canvas) line(class, colour string, x1, y1, x2, y2, width float64) {
	fmt.Fprintf(c, `<path class="%s" d="M%s %sL%s %s" fill="none" stroke="%s" stroke-width="%s"/>`, class, num(x1), num(y1), num(x2), num(y2), colour, num(width))
}

// link wraps what follows in a link of that name until the returned function
// is called.
func (c *canvas) link(href, label string) func() {
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") { // our own pages only
		return func() {}
	}
	c.linked = true
	fmt.Fprintf(c, `<a href="%s" aria-label="%s">`, esc(href), esc(label))
	return func() { c.WriteString("</a>") }
}

// esc makes a text safe in XML, without what XML cannot hold.
func esc(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if (r < ' ' && r != '\t' && r != '\n') || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?")))
}

// num writes a coordinate to a tenth of a pixel; what is no number becomes 0.
func num(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "0"
	}
	s := strconv.FormatFloat(math.Round(f*10)/10, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// textWidth estimates the width of a word in a sans-serif.
func textWidth(s string, size float64) float64 {
	return float64(len([]rune(s))) * size * 0.56
}

// shorten cuts a word to fit, with an ellipsis.
func shorten(s string, width, size float64) string {
	r := []rune(s)
	fits := int(width / (size * 0.56))
	if len(r) <= fits || fits < 2 {
		return s
	}
	return strings.TrimRight(string(r[:fits-1]), " ") + "…"
}
