package travel

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/travel"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/raptor"
)

// reachMinutes are how far one can ask to come.
var reachMinutes = []int{15, 30, 45, 60}

// usualReach is how far one comes who does not choose.
const usualReach = "30"

// reachAsked is what a visitor asks about where one can be in time.
type reachAsked struct {
	From       end
	Date, Time string
	By         string // "leave" or "arrive"
	Within     string // minutes

	n      ops.Network
	now    *ops.Live
	m      moment
	fields []fault.Field
}

// readReach reads the address; what is wrong is in its fields.
func readReach(v *front.Visit) (r reachAsked, err error) {
	var wrong error
	r.m, wrong = asked(v)
	if r.n, r.now, err = v.Desk.NetworkNow(v.R.Context(), v.R.PathValue("service"), r.m.day); err != nil {
		return r, err
	}
	q := v.R.URL.Query()
	r.From = end{Name: "from", Text: strings.TrimSpace(q.Get("from")), Chosen: q.Get("from_halte")}
	r.Date, r.Time, r.By, r.Within = r.m.date, r.m.time, "leave", cmp.Or(q.Get("within"), usualReach)
	if q.Get("by") == arriving {
		r.By = arriving
	}
	r.fields = fieldsOf(wrong)
	if n, err := strconv.Atoi(r.Within); err != nil || !slices.Contains(reachMinutes, n) {
		r.fields = append(r.fields, fault.NewField("within", "travel.bad_for"))
	}
	if q.Has("from") {
		if f, ok := r.From.settle(v, r.n); !ok {
			r.fields = append(r.fields, f)
		}
	}
	return r, nil
}

func (r *reachAsked) minutes() int { n, _ := strconv.Atoi(r.Within); return n } // was read

// find finds where one can be.
func (r *reachAsked) find() travel.Reach {
	return travel.ReachOf(r.n.Plan, r.n.Halts, raptor.Request{From: r.From.place, To: r.From.place, Time: r.n.Plan.Second(r.m.at), ArriveBy: r.By == arriving}, int32(r.minutes())*60)
}

type reachBody struct {
	reachAsked
	Tabs      []ui.Tab
	Action    string
	Ways      []ui.Option
	Choices   []ui.Option // of minutes
	Names     []string
	Summary   ui.Summary
	SVG       template.HTML
	Districts []districtRow
	Halts     []reachRow
	Shape     string   // address of the GeoJSON
	Told      []string // how new what is told of buses is
	Source    string
}

// districtRow is a kecamatan, or a kabupaten or kota where none is known.
type districtRow struct {
	Name, First string
	Halts       int
}

type reachRow struct{ Href, Name, Length, Changes, Lines, District string }

func (p *pages) showReach(v *front.Visit) error {
	asked, err := readReach(v)
	if err != nil {
		return err
	}
	n := asked.n
	b := reachBody{
		reachAsked: asked, Tabs: tabs(v, n, "reach"), Action: base(n) + "/reach", Source: source(v, n), Names: names(n),
		Ways: []ui.Option{{Value: "leave", Label: v.T("travel.leave_from")}, {Value: arriving, Label: v.T("travel.arrive_at")}},
	}
	for _, minutes := range reachMinutes {
		b.Choices = append(b.Choices, ui.Option{Value: strconv.Itoa(minutes), Label: v.T("travel.minutes", "Minutes", minutes)})
	}
	page := newPage(v, n, v.T("travel.reach_title"))
	err = fault.InvalidFields(b.fields)
	if err == nil && v.R.URL.Query().Has("from") {
		err = b.answer(v)
		if err != nil {
			return err
		}
	}
	page.Body = b
	if err != nil {
		return v.Retry(p.reach, page, err)
	}
	return v.Render(p.reach, page)
}

// answer tells where one can be, by kecamatan and by halte.
func (b *reachBody) answer(v *front.Visit) error {
	border, err := v.Desk.DefaultBorder()
	if err != nil {
		return err
	}
	found := b.find()
	in := map[string]int{}
	for _, h := range found.Halts {
		place, err := border.Locate(h.Lat, h.Lon)
		if err != nil {
			return err
		}
		row := reachRow{
			Name: h.Name, Length: v.T("travel.minutes", "Minutes", travel.Minutes(h.After)), Lines: strings.Join(h.Lines, ", "),
			Changes: changes(v, h.Rides), District: cmp.Or(region.Name(place.District), region.Short(place.Regency), v.T("travel.reach_elsewhere")), Href: b.journeyTo(h),
		}
		b.Halts = append(b.Halts, row)
		if i, known := in[row.District]; known {
			b.Districts[i].Halts++
		} else {
			in[row.District] = len(b.Districts)
			b.Districts = append(b.Districts, districtRow{row.District, row.Length, 1})
		}
	}
	b.Shape = b.Action + ".geojson?" + v.R.URL.RawQuery
	b.Told = newness(v, b.n, b.now)
	key := "travel.reach_answer"
	if b.By == arriving {
		key = "travel.reach_answer_back"
	}
	b.Summary = ui.Summary{Text: v.T(key, "Place", b.From.label, "At", clock(v, b.n, b.n.Plan.Second(b.m.at)), "Minutes", b.minutes(), "Halts", len(b.Halts))}
	m, err := b.drawn(v, border, found)
	b.SVG = draw.Responsive(m)
	return err
}

// changes tells how often one changes.
func changes(v *front.Visit, rides int) string {
	switch rides {
	case 0:
		return v.T("travel.on_foot")
	case 1:
		return v.T("travel.direct")
	}
	return v.T("travel.changes", "Count", rides-1)
}

// journeyTo is the address of the journey to a halte, or from it.
func (b *reachBody) journeyTo(h travel.Reached) string {
	q := url.Values{"date": {b.Date}, "time": {b.Time}}
	here, there := "from", "to"
	if b.By == arriving {
		here, there = there, here
		q.Set("by", arriving)
	}
	q.Set(here, b.From.Text)
	if b.From.Chosen != "" {
		q.Set(here+"_halte", b.From.Chosen)
	}
	q.Set(there, h.Name)
	q.Set(there+"_halte", h.ID)
	return base(b.n) + "?" + q.Encode()
}

// drawn is the map: the area, the governments around it, and the halte.
func (b *reachBody) drawn(v *front.Visit, border *region.Border, found travel.Reach) (draw.Map, error) {
	m := draw.Map{ID: "reach", Title: v.T("travel.reach_map"), Desc: b.Summary.Text, Attribution: region.Attribution}
	outlines, err := v.Desk.Outlines(border)
	if err != nil {
		return m, err
	}
	var codes []string
	for code := range outlines {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		a := draw.Area{Party: draw.NoParty, Label: region.Short(code)}
		for _, ring := range outlines[code] {
			var points []draw.Point
			for _, p := range ring {
				points = append(points, draw.Point{Lon: p.Lon, Lat: p.Lat})
			}
			a.Rings = append(a.Rings, points)
		}
		m.Areas = append(m.Areas, a)
	}
	var area draw.Area
	for _, polygon := range found.Outline() {
		for _, ring := range polygon {
			var points []draw.Point
			for _, p := range ring {
				points = append(points, draw.Point{Lon: p[0], Lat: p[1]})
			}
			area.Rings = append(area.Rings, points)
			m.Focus = append(m.Focus, points...)
		}
	}
	if len(area.Rings) > 0 {
		m.Areas = append(m.Areas, area)
	}
	for _, h := range found.Halts {
		m.Marks = append(m.Marks, draw.Mark{At: draw.Point{Lon: h.Lon, Lat: h.Lat}, Kind: draw.Stop, Party: draw.NoParty})
	}
	m.Marks = append(m.Marks, draw.Mark{At: degrees(b.n, b.From.place), Kind: draw.Place, Party: draw.NoParty, Label: b.From.label})
	return m, nil
}

// degrees gives where a place is.
func degrees(n ops.Network, p raptor.Place) draw.Point {
	if stop, is := p.Stop(); is {
		s := n.Plan.Stop(stop)
		return draw.Point{Lon: s.Lon, Lat: s.Lat}
	}
	lat, lon := p.Coordinates()
	return draw.Point{Lon: lon, Lat: lat}
}

// sendReach gives the area and the halte as GeoJSON, for a map of one's own.
func (p *pages) sendReach(v *front.Visit) error {
	asked, err := readReach(v)
	if err != nil {
		return err
	}
	if !v.R.URL.Query().Has("from") {
		asked.fields = append(asked.fields, fault.NewField("from", "ui.required"))
	}
	if err := fault.InvalidFields(asked.fields); err != nil {
		return err
	}
	body, err := asked.find().GeoJSON()
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/geo+json")
	v.W.Header().Set("Content-Disposition", `attachment; filename="jangkauan-`+asked.m.at.Format("2006-01-02-1504")+`.geojson"`)
	v.W.WriteHeader(http.StatusOK)
	_, err = v.W.Write(body)
	return err
}
