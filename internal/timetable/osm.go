package timetable

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
)

// osm is a piece of OpenStreetMap.
type osm struct {
	nodes     map[int64]osmNode
	ways      map[int64][]int64
	relations []osmRelation
	order     []int64 // of ways
	named     []int64 // nodes with a name, in order
}

type osmNode struct {
	at   Place
	name string
}

type osmRelation struct {
	route   bool
	members []osmMember
}

type osmMember struct {
	Type string `json:"type" xml:"type,attr"`
	Ref  int64  `json:"ref" xml:"ref,attr"`
	Role string `json:"role" xml:"role,attr"`
}

func readOverpass(b []byte) (Drawing, error) {
	var doc struct {
		Elements []struct {
			Type    string            `json:"type"`
			ID      int64             `json:"id"`
			Lat     float64           `json:"lat"`
			Lon     float64           `json:"lon"`
			Nodes   []int64           `json:"nodes"`
			Members []osmMember       `json:"members"`
			Tags    map[string]string `json:"tags"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return Drawing{}, err
	}
	o := osm{nodes: map[int64]osmNode{}, ways: map[int64][]int64{}}
	for _, e := range doc.Elements {
		switch e.Type {
		case "node":
			o.node(e.ID, Place{e.Lat, e.Lon}, e.Tags["name"])
		case "way":
			o.way(e.ID, e.Nodes)
		case "relation":
			o.relations = append(o.relations, osmRelation{e.Tags["type"] == "route", e.Members})
		}
	}
	return o.drawing(), nil
}

func (o *osm) node(id int64, at Place, name string) {
	if old, ok := o.nodes[id]; ok && name == "" {
		name = old.name
	} else if !ok && name != "" {
		o.named = append(o.named, id)
	}
	o.nodes[id] = osmNode{at, name}
}

func (o *osm) way(id int64, nodes []int64) {
	if _, twice := o.ways[id]; !twice {
		o.order = append(o.order, id)
	}
	o.ways[id] = nodes
}

func (o *osm) line(id int64) (way []Place) {
	for _, n := range o.ways[id] {
		if node, ok := o.nodes[n]; ok {
			way = append(way, node.at)
		}
	}
	return way
}

func (o *osm) drawing() (d Drawing) {
	for _, r := range o.relations {
		if !r.route {
			continue
		}
		var pieces [][]Place
		for _, m := range r.members {
			switch {
			case m.Type == "node" && (strings.HasPrefix(m.Role, "stop") || strings.HasPrefix(m.Role, "platform")):
				n, ok := o.nodes[m.Ref]
				again := slices.ContainsFunc(d.Halts, func(h Halt) bool { return metres(h.At, n.at) < 25 })
				if ok && !again {
					d.Halts = append(d.Halts, Halt{Name: n.name, At: n.at})
				}
			case m.Type == "way" && (m.Role == "" || m.Role == "forward" || m.Role == "backward" || m.Role == "route"):
				pieces = append(pieces, o.line(m.Ref))
			}
		}
		d.Ways = append(d.Ways, join(pieces)...)
	}
	if len(d.Ways)+len(d.Halts) > 0 {
		return d
	}
	for _, id := range o.order {
		d.Ways = append(d.Ways, o.line(id))
	}
	for _, id := range o.named {
		d.Halts = append(d.Halts, Halt{Name: o.nodes[id].name, At: o.nodes[id].at})
	}
	return d
}

func (o *osm) element(dec *xml.Decoder, start xml.StartElement) error {
	var e struct {
		ID  int64   `xml:"id,attr"`
		Lat float64 `xml:"lat,attr"`
		Lon float64 `xml:"lon,attr"`
		Nd  []struct {
			Ref int64 `xml:"ref,attr"`
		} `xml:"nd"`
		Members []osmMember `xml:"member"`
		Tags    []struct {
			K string `xml:"k,attr"`
			V string `xml:"v,attr"`
		} `xml:"tag"`
	}
	if err := dec.DecodeElement(&e, &start); err != nil {
		return err
	}
	tags := map[string]string{}
	for _, t := range e.Tags {
		tags[t.K] = t.V
	}
	switch start.Name.Local {
	case "node":
		o.node(e.ID, Place{e.Lat, e.Lon}, tags["name"])
	case "way":
		var nodes []int64
		for _, n := range e.Nd {
			nodes = append(nodes, n.Ref)
		}
		o.way(e.ID, nodes)
	default:
		o.relations = append(o.relations, osmRelation{tags["type"] == "route", e.Members})
	}
	return nil
}
