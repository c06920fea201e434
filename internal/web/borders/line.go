package borders

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type lineBody struct {
	Summary   ui.Summary
	Move      ui.Move
	Record    record
	Parties   []ui.Party
	Map       ui.Map
	Compared  string
	Approvals []approval
	Surfaces  []change
	Routes    []change
}

// record is what is kept of a version.
type record struct {
	Source, From, File     string
	ProposedBy, ProposedAt string   // empty for the shipped border
	Hash                   []string // in pieces, so that it fits a phone
}

func newRecord(v *front.Visit, l ops.BorderLine) record {
	r := record{Source: l.Source, From: from(v, l.BorderVersion), File: "/borders/" + l.ID + "/file"}
	if l.Standing != ops.BorderShipped {
		r.ProposedBy, r.ProposedAt = ops.GovernmentName(l.ProposedBy), i18n.DateTime(v.Lang, time.UnixMicro(l.ProposedUS))
	}
	for piece := range slices.Chunk([]byte(l.SHA256), 8) {
		r.Hash = append(r.Hash, string(piece))
	}
	return r
}

// change is a figure before and now.
type change struct {
	Name              string
	Party             ui.Party
	Before, Now, Diff string
}

func (p *pages) load(v *front.Visit) (ops.BorderLine, error) {
	return v.Desk.BorderLine(v.R.Context(), v.Actor, v.R.PathValue("id"))
}

func (p *pages) showLine(v *front.Visit) error {
	l, err := p.load(v)
	if err != nil {
		return err
	}
	svg := draw.Responsive(drawn(v, l))
	body := lineBody{Summary: answer(v, l), Record: newRecord(v, l), Approvals: approvals(v, l.BorderVersion), Map: ui.Map{Src: "/borders/" + l.ID + "/map.geojson", Label: v.T("border.map"), SVG: svg}}
	if l.Standing != ops.BorderShipped {
		body.Compared = v.T("border.compared", "Source", l.Before.Source)
	}
	if l.Standing == ops.BorderWaiting {
		body.Move = ui.Move{Office: missing(l.BorderVersion), Mine: l.MayApprove, Text: v.T("border.move"), Action: &ui.Action{Href: "/borders/" + l.ID + "/approve", Label: v.T("border.approve")}}
	}
	for _, a := range body.Approvals {
		body.Parties = append(body.Parties, a.Party)
	}
	for _, s := range l.Surfaces {
		body.Surfaces = append(body.Surfaces, change{Party: party(v, l, s.Code), Before: km2(v, s.Before), Now: km2(v, s.Now), Diff: plus(s.Now-s.Before) + km2(v, s.Now-s.Before)})
	}
	for _, r := range l.Routes {
		for _, part := range r.Parts {
			body.Routes = append(body.Routes, change{
				Name: r.Name, Party: party(v, l, part.Code), Before: i18n.Km(v.Lang, part.Before), Now: i18n.Km(v.Lang, part.Now),
				Diff: plus(part.Now-part.Before) + i18n.Km(v.Lang, part.Now-part.Before),
			})
		}
	}
	page := v.Page(l.Source, ui.Link{Href: "/borders", Label: v.T("border.title")})
	page.Map, page.Body = true, body
	return v.Render(p.line, page)
}

// answer says what this version is and what it changes.
func answer(v *front.Visit, l ops.BorderLine) ui.Summary {
	s := ui.Summary{Badge: state(v, l.BorderVersion)}
	s.Text = v.T("border.answer."+string(l.Standing), "Who", missing(l.BorderVersion), "Day", from(v, l.BorderVersion))
	if l.Standing == ops.BorderShipped {
		s.Note = region.Attribution
		return s
	}
	var each []string
	for _, c := range l.Surfaces {
		if d := c.Now - c.Before; d != 0 {
			each = append(each, ops.GovernmentName(c.Code)+" "+plus(d)+km2(v, d))
		}
	}
	s.Note = v.T("border.same")
	if len(l.Changed) > 0 {
		s.Note = v.T("border.bent")
	}
	if len(each) > 0 {
		s.Note = v.T("border.changes", "Each", strings.Join(each, " · "))
	}
	return s
}

// party gives a government its colour on this page: its place among those
// whose line it is. Others have index -1 and none.
func party(v *front.Visit, l ops.BorderLine, code string) ui.Party {
	name := ops.ShortName(code)
	if code == "" {
		name = v.T("border.outside")
	}
	return ui.Party{Index: slices.IndexFunc(l.Parties, func(p store.BorderParty) bool { return p.Government == code }), Name: name}
}

// km2 writes a surface in square kilometres, to a thousandth.
func km2(v *front.Visit, m2 int64) string {
	d, err := quantity.Parse(strconv.FormatFloat(math.Round(float64(m2)/1e3)/1e3, 'f', 3, 64))
	if err != nil { // no territory is that large
		return strconv.FormatInt(m2, 10) + " m²"
	}
	return i18n.Number(v.Lang, d) + " km²"
}

func plus[T ~int64](n T) string {
	if n > 0 {
		return "+"
	}
	return ""
}

func (p *pages) file(v *front.Visit) error {
	f, err := v.Desk.BorderFile(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	defer f.Close()
	v.W.Header().Set("Content-Type", "application/geo+json")
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+v.R.PathValue("id")+`.geojson"`)
	_, err = io.Copy(v.W, f)
	return err
}
