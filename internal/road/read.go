package road

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
	"github.com/paulmach/osm/osmxml"

	"sinergi/territory"
)

// Errors of Read.
var (
	ErrNoOSM   = errors.New("not a file of OpenStreetMap (.osm.pbf or .osm)")
	ErrNoRoads = errors.New("no road in the area that a bus may take")
	ErrTooMany = errors.New("more roads than can be held")
)

// maxPlaces bounds what a file can make of memory: about 2 GB.
const maxPlaces = 20_000_000

// Area is a rectangle of degrees; the zero value is everywhere.
type Area struct{ South, West, North, East float64 }

func (a Area) has(lat, lon float64) bool {
	return a == Area{} || lat >= a.South && lat <= a.North && lon >= a.West && lon <= a.East
}

// scanner is what osmpbf and osmxml have in common.
type scanner interface {
	Scan() bool
	Object() osm.Object
	Err() error
	Close() error
}

// Read reads the roads of an area from a file of OpenStreetMap: PBF, or XML. It
// goes through the file twice: for the ways, then for where their nodes are.
// Errors are those above, of the context, and of reading, with what the library
// that reads the format says of it.
func Read(ctx context.Context, f io.ReadSeeker, area Area) (n *Network, err error) {
	b := &builder{area: area, ordinal: map[osm.WayID]int32{}, node: map[osm.NodeID]int32{}}
	defer func() {
		if r := recover(); r != nil { // the library's readers do with damaged files
			n, err = nil, fmt.Errorf("%w: %v", ErrNoOSM, r)
		}
	}()
	if err := b.pass(ctx, f, b.way, b.relation, nil); err != nil {
		return nil, err
	}
	b.number()
	if err := b.pass(ctx, f, nil, nil, b.locate); err != nil {
		return nil, err
	}
	return b.network()
}

type builder struct {
	area    Area
	asOf    string
	ways    []roadway
	ordinal map[osm.WayID]int32 // of ways
	node    map[osm.NodeID]int32
	at      []place
	open    []bool // seen, inside and not closed by a barrier
	turns   []turn
}

type roadway struct {
	nodes  []osm.NodeID
	weight float32
	direction
}

type turn struct {
	from, to osm.WayID
	via      osm.NodeID
	only     bool
}

// pass goes through the file once.
func (b *builder) pass(ctx context.Context, f io.ReadSeeker, way func(*osm.Way) error, relation func(*osm.Relation), node func(*osm.Node)) error {
	var head [64]byte
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	k, err := io.ReadFull(f, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", ErrNoOSM, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var s scanner
	switch start := bytes.TrimLeft(bytes.TrimPrefix(head[:k], []byte("\xef\xbb\xbf")), " \t\r\n"); {
	case bytes.Contains(head[:k], []byte("OSMHeader")):
		p := osmpbf.New(ctx, f, 2)
		p.SkipNodes, p.SkipWays, p.SkipRelations = node == nil, way == nil, relation == nil
		if h, err := p.Header(); err == nil && !h.ReplicationTimestamp.IsZero() {
			b.asOf = h.ReplicationTimestamp.UTC().Format(time.RFC3339)
		}
		s = p
	case bytes.HasPrefix(start, []byte("<")):
		s = osmxml.New(ctx, f)
	default:
		return ErrNoOSM
	}
	defer s.Close()
	for s.Scan() {
		switch o := s.Object().(type) {
		case *osm.Way:
			if way != nil {
				if err := way(o); err != nil {
					return err
				}
			}
		case *osm.Relation:
			if relation != nil {
				relation(o)
			}
		case *osm.Node:
			if node != nil {
				node(o)
			}
		}
	}
	if err := s.Err(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %w", ErrNoOSM, err)
	}
	return nil
}

func (b *builder) way(w *osm.Way) error {
	weight, d := busWay(w.Tags)
	if weight == 0 || !d.forward && !d.backward || len(w.Nodes) < 2 {
		return nil
	}
	if _, twice := b.ordinal[w.ID]; twice {
		return nil
	}
	r := roadway{nodes: make([]osm.NodeID, len(w.Nodes)), weight: weight, direction: d}
	for i, n := range w.Nodes {
		r.nodes[i] = n.ID
		b.node[n.ID] = 0
	}
	if len(b.node) > maxPlaces {
		return ErrTooMany
	}
	b.ordinal[w.ID] = int32(len(b.ways))
	b.ways = append(b.ways, r)
	return nil
}

func (b *builder) relation(r *osm.Relation) {
	if from, to, via, only, ok := turnBan(r); ok {
		b.turns = append(b.turns, turn{from, to, via, only})
	}
}

// number gives the nodes of roads their places, by id, so that the same file
// always makes the same network.
func (b *builder) number() {
	ids := make([]osm.NodeID, 0, len(b.node))
	for id := range b.node {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, id := range ids {
		b.node[id] = int32(i)
	}
	b.at, b.open = make([]place, len(ids)), make([]bool, len(ids))
}

func (b *builder) locate(n *osm.Node) {
	i, ok := b.node[n.ID]
	if !ok || !b.area.has(n.Lat, n.Lon) || !(n.Lat >= -90 && n.Lat <= 90 && n.Lon >= -180 && n.Lon <= 180) {
		return
	}
	b.at[i], b.open[i] = place{int32(math.Round(n.Lat * 1e7)), int32(math.Round(n.Lon * 1e7))}, !closed(n.Tags)
}

// network makes the graph. A road ends where it leaves the area, at a barrier,
// and at a node that the file does not have.
func (b *builder) network() (*Network, error) {
	n := &Network{at: b.at, first: make([]int32, len(b.at)+1), bans: map[int32][]ban{}, Facts: Facts{AsOf: b.asOf}}
	for w, r := range b.ways {
		used := false
		for i := 1; i < len(r.nodes); i++ {
			x, y := b.node[r.nodes[i-1]], b.node[r.nodes[i]]
			if x == y || !b.open[x] || !b.open[y] {
				continue
			}
			metres := max(territory.Distance(b.at[x].point(), b.at[y].point()), 0.01)
			if r.forward {
				n.arcs = append(n.arcs, arc{x, y, int32(w), float32(metres), r.weight})
			}
			if r.backward {
				n.arcs = append(n.arcs, arc{y, x, int32(w), float32(metres), r.weight})
			}
			used = true
			n.Facts.Metres += metres
		}
		if used {
			n.Facts.Roads++
		}
	}
	if len(n.arcs) == 0 {
		return nil, ErrNoRoads
	}
	slices.SortStableFunc(n.arcs, func(a, b arc) int { return int(a.from) - int(b.from) })
	for _, a := range n.arcs {
		n.first[a.from+1]++
	}
	for i := range b.at {
		n.first[i+1] += n.first[i]
		if b.open[i] {
			n.Facts.Places++
		}
	}
	for _, t := range b.turns {
		from, ok1 := b.ordinal[t.from]
		to, ok2 := b.ordinal[t.to]
		via, ok3 := b.node[t.via]
		if ok1 && ok2 && ok3 {
			n.bans[via] = append(n.bans[via], ban{from, to, t.only})
			n.Facts.Bans++
		}
	}
	n.index()
	return n, nil
}
