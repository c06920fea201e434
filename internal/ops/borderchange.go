package ops

import (
	"context"
	"math"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/territory"
)

// routeChanges lists what a line does to the bus routes that the actor may
// see, in cooperations of the line's governments.
func (d *Desk) routeChanges(ctx context.Context, tx *store.Tx, who policy.Actor, b store.Border, before, now *region.Border) ([]RouteChange, error) {
	services, err := busServices(ctx, tx, b, d.today())
	if err != nil {
		return nil, err
	}
	day := b.From
	if today := civil.In(d.now()); today.After(day) {
		day = today
	}
	var out []RouteChange
	for _, id := range services {
		s, rules, _, err := busService(ctx, tx, who, policy.SeeService, id, day)
		if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Denied {
			continue // not this actor's business
		}
		if err != nil {
			return nil, err
		}
		t, ok, err := timetableOn(ctx, tx, id, day)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		old, err := d.routeLines(ctx, t, rules, before, day)
		if err != nil {
			return nil, err
		}
		lines, err := d.routeLines(ctx, t, rules, now, day)
		if err != nil {
			return nil, err
		}
		for i := range lines { // the same timetable in the same order
			out = append(out, RouteChange{s, lines[i].Name, partChanges(old[i], lines[i])})
		}
	}
	return out, nil
}

// busServices gives the ids of the bus services between governments of a line.
func busServices(ctx context.Context, tx *store.Tx, b store.Border, on civil.Date) (ids []string, err error) {
	cooperations, err := tx.Cooperations(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range cooperations {
		if !slices.ContainsFunc(c.Parties, func(code string) bool { return concerns(b, code) }) {
			continue
		}
		papers, err := tx.Agreements(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range papers {
			services, err := tx.Services(ctx, a.ID, on)
			if err != nil {
				return nil, err
			}
			for _, s := range services {
				if s.Kind == agreement.Bus {
					ids = append(ids, s.ID)
				}
			}
		}
	}
	return ids, nil
}

func partChanges(old, now RouteLine) (out []PartChange) {
	at := func(code string) *PartChange {
		i := slices.IndexFunc(out, func(p PartChange) bool { return p.Code == code })
		if i < 0 {
			i = len(out)
			out = append(out, PartChange{Code: code})
		}
		return &out[i]
	}
	for _, p := range now.Parts {
		at(p.Code).Now = p.Planned
	}
	for _, p := range old.Parts {
		at(p.Code).Before = p.Planned
	}
	return out
}

// draw fills what the map shows: around what differs, or all of it.
func (l *BorderLine) draw(now, before *region.Border) error {
	areas, err := now.Partition(region.RegencyLevel)
	if err != nil {
		return err
	}
	tolerance := 0.0005
	if before != nil {
		was, err := before.Partition(region.RegencyLevel)
		if err != nil {
			return err
		}
		own, old := l.own(areas), l.own(was)
		gone, fresh := missing(old, sides(own)), missing(own, sides(old))
		if b := around(gone, fresh); b.north >= b.south {
			l.Changed = []Place{{b.south, b.west}, {b.north, b.east}}
			tolerance = min(tolerance, max(b.north-b.south, b.east-b.west)/1000)
		}
		l.Gone, l.Fresh = thinAll(gone, tolerance), thinAll(fresh, tolerance)
	}
	l.Outlines = map[string][][]Place{}
	for _, a := range areas.Areas() {
		for _, poly := range a.Polygons {
			l.Outlines[a.Code] = append(l.Outlines[a.Code], thinAll(poly, tolerance)...)
		}
	}
	return nil
}

// own gives the territories whose line it is.
func (l *BorderLine) own(p *territory.Partition) (all []territory.Area) {
	for _, a := range p.Areas() {
		if concerns(l.Border, a.Code) {
			all = append(all, a)
		}
	}
	return all
}

func thinAll(lines []territory.Ring, tolerance float64) (out [][]Place) {
	for _, line := range lines {
		out = append(out, thin(line, tolerance))
	}
	return out
}

// side is a straight piece of a government's line, whichever way it was drawn.
type side struct {
	code string
	a, b territory.Point
}

func newSide(code string, a, b territory.Point) side {
	if b.Lat < a.Lat || (b.Lat == a.Lat && b.Lon < a.Lon) {
		a, b = b, a
	}
	return side{code, a, b}
}

func sides(areas []territory.Area) map[side]bool {
	all := map[side]bool{}
	for _, a := range areas {
		for _, poly := range a.Polygons {
			for _, ring := range poly {
				for i := 1; i < len(ring); i++ {
					all[newSide(a.Code, ring[i-1], ring[i])] = true
				}
			}
		}
	}
	return all
}

// missing gives the stretches of areas that are not among the sides of the
// others, each once though two governments share it.
func missing(areas []territory.Area, others map[side]bool) (out []territory.Ring) {
	seen := map[side]bool{}
	for _, a := range areas {
		for _, poly := range a.Polygons {
			for _, ring := range poly {
				going := false
				for i := 1; i < len(ring); i++ {
					shared := newSide("", ring[i-1], ring[i])
					if others[newSide(a.Code, ring[i-1], ring[i])] || seen[shared] {
						going = false
						continue
					}
					seen[shared] = true
					if !going {
						out = append(out, territory.Ring{ring[i-1]})
					}
					going = true
					out[len(out)-1] = append(out[len(out)-1], ring[i])
				}
			}
		}
	}
	return out
}

// box is a rectangle of degrees; north is less than south when it is empty.
type box struct{ south, west, north, east float64 }

func around(all ...[]territory.Ring) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, lines := range all {
		for _, line := range lines {
			for _, p := range line {
				b.south, b.north = min(b.south, p.Lat), max(b.north, p.Lat)
				b.west, b.east = min(b.west, p.Lon), max(b.east, p.Lon)
			}
		}
	}
	return b
}
