package region

import (
	"io"

	"sinergi/internal/fault"
	"sinergi/territory"
)

// Place is where a point is. A code is empty where it is not known.
type Place struct {
	Lat      float64 `json:"lat"`
	Lon      float64 `json:"lon"`
	Regency  string  `json:"regency"`
	District string  `json:"district"`
	Village  string  `json:"village"`
	Name     string  `json:"name"`
	Border   string  `json:"border"`
}

// Locate says which government, kecamatan and desa a point is in. Kecamatan
// and desa are known in Kampar and Pekanbaru only.
func (b *Border) Locate(lat, lon float64) (Place, error) {
	place := Place{Lat: lat, Lon: lon, Border: b.Version}
	if lat < -90 || lat > 90 || lon < -180 || lon > 180 || lat != lat || lon != lon {
		return place, fault.New(fault.Invalid, "region.no_such_place")
	}
	for _, l := range []struct {
		level Level
		to    *string
	}{{RegencyLevel, &place.Regency}, {DistrictLevel, &place.District}, {VillageLevel, &place.Village}} {
		p, err := b.Partition(l.level)
		if err != nil {
			return place, err
		}
		if i, ok := p.Locate(lat, lon); ok {
			*l.to = p.Area(i).Code
		}
	}
	// The levels were simplified apart: what contradicts the government is left out.
	if Regency(place.District) != place.Regency {
		place.District = ""
	}
	if place.District == "" || Parent(place.Village) != place.District {
		place.Village = ""
	}
	for _, code := range []string{place.Village, place.District, place.Regency} {
		if code != "" {
			place.Name = FullName(code)
			break
		}
	}
	return place, nil
}

// Share is how many metres of a line are in one government's territory.
type Share struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Metres int64  `json:"metres"`
}

// Division is a line divided among governments. Shares sum to Total.
type Division struct {
	Total  int64   `json:"total_m"`
	Shares []Share `json:"parts"`
	Border string  `json:"border"`
}

// SplitGeoJSON divides all lines of a GeoJSON text among governments. Lines
// are measured one after the other, without the ways between them, and rounded
// together. A line over and over the same ground counts each time.
func (b *Border) SplitGeoJSON(r io.Reader) (Division, error) {
	d := Division{Border: b.Version, Shares: []Share{}}
	features, err := territory.ReadGeoJSON(r, territory.Limits{})
	if err != nil {
		return d, shapeFault(err)
	}
	var lines [][]territory.Point
	for _, f := range features {
		lines = append(lines, f.Lines...)
	}
	if len(lines) == 0 {
		return d, fault.New(fault.Invalid, "region.no_line")
	}
	p, err := b.Partition(RegencyLevel)
	if err != nil {
		return d, err
	}
	parts, err := p.SplitLines(lines...)
	if err != nil {
		return d, shapeFault(err)
	}
	if parts.Total == 0 {
		return d, fault.New(fault.Invalid, "region.no_length")
	}
	d.Total = parts.Total
	for _, part := range parts.Parts {
		name := Short(part.Code)
		if part.Code == "" {
			name = "di luar"
		}
		d.Shares = append(d.Shares, Share{part.Code, name, part.Metres})
	}
	return d, nil
}
