package ops

import (
	"context"
	"errors"
	"io"
	"sync"

	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/road"
	"sinergi/internal/store"
	"sinergi/internal/timetable"
	"sinergi/territory"
)

// roadShelf keeps the newest map of roads that was asked for. It is read on
// first use, because most nodes serve nobody who draws.
type roadShelf struct {
	mu  sync.Mutex
	sum string
	net *road.Network
}

// Bounds of a map of roads: Riau is about 40 MB.
const (
	maxRoadMap = 1 << 30
	roadMargin = 0.05 // degrees around the governments, about 5 km

	maxFollowed       = 5_000   // places of one way
	maxFollowedMetres = 500_000 // straight from place to place
)

// RoadMaps lists the maps of roads that were brought in, the newest first, for
// the operator of the node.
func (d *Desk) RoadMaps(ctx context.Context) (maps []store.RoadMap, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		maps, err = tx.RoadMaps(ctx)
		return err
	})
	return maps, err
}

// ReadRoads reads a map of roads of the area of the governments, without keeping
// it.
func (d *Desk) ReadRoads(ctx context.Context, r io.ReadSeeker) (road.Facts, error) {
	n, err := d.readRoads(ctx, r)
	if err != nil {
		return road.Facts{}, err
	}
	return n.Facts, nil
}

// OperatorBringsRoads keeps a map of roads, under a name that the list shows.
func (d *Desk) OperatorBringsRoads(ctx context.Context, by, file string, r io.ReadSeeker) (store.RoadMap, error) {
	if by = oneLine(by); by == "" {
		return store.RoadMap{}, fault.InvalidFields([]fault.Field{fault.NewField("by", "road.by_whom")})
	}
	facts, err := d.ReadRoads(ctx, r)
	if err != nil {
		return store.RoadMap{}, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return store.RoadMap{}, err
	}
	sum, size, err := d.files.Put(ctx, r, maxRoadMap)
	if err != nil {
		return store.RoadMap{}, err
	}
	m := store.RoadMap{AtUS: d.nowUS(), SHA256: sum, Name: oneLine(file), By: by, Facts: facts}
	return m, d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddFile(ctx, sum, "application/vnd.openstreetmap", size, m.AtUS); err != nil {
			return err
		}
		newest, err := tx.RoadMaps(ctx)
		if err != nil {
			return err
		}
		if len(newest) > 0 {
			m.AtUS = max(m.AtUS, newest[0].AtUS+1)
		}
		return tx.AddRoadMap(ctx, m)
	})
}

func (d *Desk) readRoads(ctx context.Context, r io.ReadSeeker) (*road.Network, error) {
	area, err := d.roadArea(ctx)
	if err != nil {
		return nil, err
	}
	n, err := road.Read(ctx, r, area)
	switch {
	case errors.Is(err, road.ErrNoOSM):
		return nil, fault.Wrap(fault.Invalid, "road.no_osm", err)
	case errors.Is(err, road.ErrNoRoads):
		return nil, fault.Wrap(fault.Invalid, "road.no_roads", err)
	case errors.Is(err, road.ErrTooMany):
		return nil, fault.Wrap(fault.Invalid, "road.too_many", err)
	}
	return n, err
}

// roadArea is around the kabupaten and kota that take part; everywhere when the
// shipped border knows none of them.
func (d *Desk) roadArea(ctx context.Context) (a road.Area, err error) {
	b, err := d.DefaultBorder()
	if err != nil {
		return a, err
	}
	p, err := b.Partition(region.RegencyLevel)
	if err != nil {
		return a, err
	}
	takesPart := map[string]bool{}
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Governments(ctx)
		for _, g := range all {
			takesPart[g.Code] = true
		}
		return err
	}); err != nil {
		return a, err
	}
	for _, area := range p.Areas() {
		if !takesPart[area.Code] {
			continue
		}
		for _, polygon := range area.Polygons {
			for _, q := range polygon[0] {
				if a == (road.Area{}) {
					a = road.Area{South: q.Lat, West: q.Lon, North: q.Lat, East: q.Lon}
				}
				a = road.Area{South: min(a.South, q.Lat), West: min(a.West, q.Lon), North: max(a.North, q.Lat), East: max(a.East, q.Lon)}
			}
		}
	}
	if a == (road.Area{}) {
		return a, nil
	}
	return road.Area{South: a.South - roadMargin, West: a.West - roadMargin, North: a.North + roadMargin, East: a.East + roadMargin}, nil
}

// roads gives the network of the newest map.
func (d *Desk) roads(ctx context.Context) (*road.Network, error) {
	maps, err := d.RoadMaps(ctx)
	if err != nil {
		return nil, err
	}
	if len(maps) == 0 {
		return nil, fault.New(fault.Conflict, "road.none")
	}
	d.roadMap.mu.Lock()
	defer d.roadMap.mu.Unlock()
	if d.roadMap.sum == maps[0].SHA256 {
		return d.roadMap.net, nil
	}
	f, err := d.files.Get(ctx, maps[0].SHA256)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	n, err := d.readRoads(ctx, f)
	if err != nil {
		return nil, err
	}
	d.roadMap.sum, d.roadMap.net = maps[0].SHA256, n
	return n, nil
}

// FollowRoads lays a way along the roads through places, for who plans a
// service's timetable. It gives the pieces that go straight, because there is no
// road.
func (d *Desk) FollowRoads(ctx context.Context, who policy.Actor, service string, places []timetable.Place) (way []timetable.Place, straight []road.Gap, err error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := d.busFeeder(ctx, tx, who, service)
		return err
	}); err != nil {
		return nil, nil, err
	}
	if len(places) < 2 {
		return nil, nil, fault.New(fault.Invalid, "road.two_places")
	}
	straightOn := 0.0
	for i := 1; i < len(places); i++ {
		straightOn += timetable.Metres(places[i-1], places[i])
	}
	if len(places) > maxFollowed || straightOn > maxFollowedMetres {
		return nil, nil, fault.New(fault.Invalid, "road.long", "Places", len(places), "Km", int(straightOn/1000))
	}
	n, err := d.roads(ctx)
	if err != nil {
		return nil, nil, err
	}
	through := make([]territory.Point, len(places))
	for i, q := range places {
		through[i] = territory.Point{Lat: q.Lat, Lon: q.Lon}
	}
	w, err := n.Follow(ctx, through)
	if err != nil {
		return nil, nil, err
	}
	for _, q := range w.Places {
		way = append(way, timetable.Place{Lat: q.Lat, Lon: q.Lon})
	}
	return way, w.Gaps, nil
}
