package timetables

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/timetable"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type haltsBody struct {
	Summary  ui.Summary
	Tabs     []ui.Tab
	Action   string
	Base     int
	Findings []said
	Rows     []haltRow
	Empty    ui.Empty
	Map      ui.Map

	ID, Name, At, Paste string // the halt being typed
	Edit                bool
}

type haltRow struct {
	ID, Name, At, Government, Lines, Edit string
}

func haltsPage(v *front.Visit, s ops.PlanSheet) *ui.Page {
	b := haltsBody{
		Tabs: tabs(v, s, "halts"), Action: at(s) + "/halts", Base: s.Revision, Empty: ui.Empty{Title: v.T("timetable.no_halts"), Text: v.T("timetable.no_halts_text")},
		Findings: tell(v, s, func(w timetable.Where) bool { return w.Halt != "" && w.Line == "" }),
		ID:       v.R.PostFormValue("id"), Name: v.R.PostFormValue("name"), At: v.R.PostFormValue("at"), Paste: v.R.PostFormValue("paste"),
	}
	served := map[string][]string{}
	for _, l := range s.Plan.Lines {
		for _, t := range l.Patterns {
			for _, c := range t.Calls {
				if !slices.Contains(served[c.Halt], l.Code) {
					served[c.Halt] = append(served[c.Halt], l.Code)
				}
			}
		}
	}
	for _, h := range s.Plan.Halts {
		row := haltRow{ID: h.ID, Name: h.Name, At: written(h.At), Lines: strings.Join(served[h.ID], ", "), Edit: at(s) + "/halts?halt=" + queryEscape(h.ID) + "#halt"}
		row.Government = region.Short(s.Government(h.At))
		if d := s.District(h.At); d != "" {
			row.Government += ", " + region.Name(d)
		}
		b.Rows = append(b.Rows, row)
		if v.R.URL.Query().Get("halt") == h.ID && b.ID == "" {
			b.ID, b.Name, b.At, b.Edit = h.ID, h.Name, row.At, true
		}
	}
	b.Summary.Text = v.T("timetable.halts_answer", "Count", len(s.Plan.Halts))
	page := newPage(v, s, v.T("timetable.title_halts", "Name", s.Name), ui.Link{Href: at(s), Label: s.Name})
	if m, ok := mapOf(v, s, nil); ok {
		b.Map = ui.Map{Src: at(s) + "/map", Label: v.T("timetable.map"), SVG: draw.Responsive(m)}
		page.Map = true
	}
	page.Body = b
	return page
}

// written writes a place as it is read: latitude, longitude.
func written(q timetable.Place) string {
	if q.IsZero() {
		return ""
	}
	return strconv.FormatFloat(q.Lat, 'f', -1, 64) + ", " + strconv.FormatFloat(q.Lon, 'f', -1, 64)
}

func (p *pages) showHalts(v *front.Visit) error {
	s, err := load(v)
	if err != nil {
		return err
	}
	return v.Render(p.halts, haltsPage(v, s))
}

// saveHalts adds or changes a halt, takes one out, or adds many that were
// pasted or are in a file.
func (p *pages) saveHalts(fv *front.Visit) error {
	v := &visit{Visit: fv}
	s, err := load(fv)
	if err != nil {
		return err
	}
	switch do, id, _ := strings.Cut(v.value("do"), ":"); do {
	case "save":
		err = v.saveHalt(s)
	case "drop":
		err = v.edit(s, "", v.T("timetable.did.halt_gone"), func(p *timetable.Plan) error {
			for _, l := range p.Lines {
				for _, t := range l.Patterns {
					if slices.ContainsFunc(t.Calls, func(c timetable.Call) bool { return c.Halt == id }) {
						return fault.New(fault.Conflict, "timetable.halt_used", "Line", l.Code)
					}
				}
			}
			p.Halts = slices.DeleteFunc(p.Halts, func(h timetable.Halt) bool { return h.ID == id })
			return nil
		})
	case "paste":
		err = v.addHalts(s)
	default:
		err = fault.New(fault.Invalid, "timetable.no_base")
	}
	if err != nil {
		return v.Retry(p.halts, haltsPage(fv, s), err)
	}
	return v.Redirect(at(s)+"/halts", "timetable.saved")
}

func (v *visit) saveHalt(s ops.PlanSheet) error {
	id, name, place := v.value("id"), v.value("name"), v.place("at")
	if name == "" {
		v.wrong = append(v.wrong, fault.NewField("name", "ui.required"))
	}
	if err := fault.InvalidFields(v.wrong); err != nil {
		return err
	}
	return v.edit(s, "", v.T("timetable.did.halt", "Halt", name), func(p *timetable.Plan) error {
		if h := p.Halt(id); h != nil {
			h.Name, h.At = name, place
			return nil
		}
		addHalt(p, name, place)
		return nil
	})
}

func addHalt(p *timetable.Plan, name string, place timetable.Place) string {
	var taken []string
	for _, h := range p.Halts {
		taken = append(taken, h.ID)
	}
	id := agreement.Slug(name)
	if len(id) > 40 {
		id = id[:40]
	}
	id = free(taken, id)
	p.Halts = append(p.Halts, timetable.Halt{ID: id, Name: name, At: place})
	return id
}

// addHalts adds halts from lines "name; latitude, longitude", or from a file.
func (v *visit) addHalts(s ops.PlanSheet) error {
	var halts []timetable.Halt
	for i, row := range strings.Split(v.R.PostFormValue("paste"), "\n") {
		row = strings.TrimSpace(row)
		if row == "" {
			continue
		}
		cut := strings.IndexAny(row, ";\t")
		if cut < 0 {
			return fault.InvalidFields([]fault.Field{fault.NewField("paste", "timetable.expect_row", "Row", i+1, "Value", row)})
		}
		q, ok := readPlace(strings.TrimSpace(row[cut+1:]))
		if !ok {
			return fault.InvalidFields([]fault.Field{fault.NewField("paste", "timetable.expect_row", "Row", i+1, "Value", row)})
		}
		halts = append(halts, timetable.Halt{Name: strings.TrimSpace(row[:cut]), At: q})
	}
	drawn, err := v.drawn("file")
	if err != nil {
		return err
	}
	halts = append(halts, drawn.Halts...)
	if len(halts) == 0 {
		return fault.InvalidFields([]fault.Field{fault.NewField("paste", "timetable.nothing_found")})
	}
	return v.edit(s, "", v.T("timetable.did.halts", "Count", len(halts)), func(p *timetable.Plan) error {
		for i, h := range halts {
			if h.Name == "" {
				h.Name = v.T("timetable.halt_unnamed", "Number", i+1)
			}
			if old := slices.IndexFunc(p.Halts, func(o timetable.Halt) bool { return o.Name == h.Name && timetable.Near(o.At, h.At) }); old < 0 {
				addHalt(p, h.Name, h.At)
			}
		}
		return nil
	})
}

// maxDrawn bounds a file of a drawing.
const maxDrawn = 20 << 20

// drawn reads a file of halts and ways: GeoJSON, KML or OpenStreetMap. No file
// is nothing.
func (v *visit) drawn(field string) (timetable.Drawing, error) {
	if v.R.MultipartForm == nil || len(v.R.MultipartForm.File[field]) == 0 {
		return timetable.Drawing{}, nil
	}
	f, err := v.R.MultipartForm.File[field][0].Open()
	if err != nil {
		return timetable.Drawing{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxDrawn+1))
	if err != nil {
		return timetable.Drawing{}, err
	}
	if len(b) > maxDrawn {
		return timetable.Drawing{}, fault.New(fault.Invalid, "ui.file_too_large", "MiB", maxDrawn>>20)
	}
	return timetable.ReadDrawing(b)
}
