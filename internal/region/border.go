package region

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"slices"
	"sync"

	"sinergi/internal/fault"
	"sinergi/territory"
)

//go:embed data/kabkota.bin
var packedRegencies []byte

//go:embed data/kecamatan.bin
var packedDistricts []byte

//go:embed data/desa.bin
var packedVillages []byte

// Attribution is to be shown with whatever is drawn from the shipped border.
const Attribution = "Batas wilayah: BIG, melalui cahyadsn/wilayah_boundaries (MIT). Kode: Kepmendagri 300.2.2-2430/2025 melalui cahyadsn/wilayah (MIT)."

// DefaultVersion names the shipped border.
const DefaultVersion = "big-2025"

// Border is one version of the lines between governments. It is prepared on
// first use and safe for use by many goroutines.
type Border struct {
	Version string
	Source  string
	SHA256  string // of the kabupaten/kota polygons: as packed for the shipped border, to the last bit for an official one

	regencies func() (*territory.Partition, error)
	districts func() (*territory.Partition, error)
	villages  func() (*territory.Partition, error)
}

func partition(packed []byte) func() (*territory.Partition, error) {
	return sync.OnceValues(func() (*territory.Partition, error) {
		areas, _, err := Unpack(packed)
		if err != nil {
			return nil, err
		}
		return territory.New(areas, territory.Options{})
	})
}

// Default gives the border that Sinergi ships: the twelve kabupaten and kota
// of Riau, and the kecamatan and desa of Kampar and Pekanbaru.
func Default() (*Border, error) {
	_, canonical, err := Unpack(packedRegencies)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	return &Border{
		Version: DefaultVersion, Source: "Batas BIG melalui cahyadsn/wilayah_boundaries 3c5a7960f4d2, disederhanakan per desa (MIT)", SHA256: hex.EncodeToString(sum[:]),
		regencies: partition(packedRegencies), districts: partition(packedDistricts), villages: partition(packedVillages),
	}, nil
}

// Partition gives the areas of a level.
func (b *Border) Partition(l Level) (*territory.Partition, error) {
	switch l {
	case RegencyLevel:
		return b.regencies()
	case DistrictLevel:
		return b.districts()
	case VillageLevel:
		return b.villages()
	}
	return nil, errors.New("region: there are no polygons of this level")
}

// With gives the border with the polygons of some governments replaced, as
// an official line does. Districts and villages stay as they are.
func (b *Border) With(version, source string, official []territory.Area) (*Border, error) {
	old, err := b.regencies()
	if err != nil {
		return nil, err
	}
	areas := slices.Clone(old.Areas())
	for _, a := range official {
		i := slices.IndexFunc(areas, func(o territory.Area) bool { return o.Code == a.Code })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "region.unknown_code", "Code", a.Code)
		}
		areas[i].Polygons = a.Polygons
	}
	p, err := territory.New(areas, territory.Options{})
	if err != nil {
		return nil, shapeFault(err)
	}
	return &Border{
		Version: version, Source: source, SHA256: exactSum(areas),
		regencies: func() (*territory.Partition, error) { return p, nil }, districts: b.districts, villages: b.villages,
	}, nil
}

// exactSum is the SHA-256 of areas to the last bit of their coordinates, which
// an official line may give more finely than the shipped border's 1e-7°.
func exactSum(areas []territory.Area) string {
	h := sha256.New()
	number := func(n uint64) { h.Write(binary.BigEndian.AppendUint64(nil, n)) }
	for _, a := range areas {
		number(uint64(len(a.Code)))
		h.Write([]byte(a.Code))
		number(uint64(len(a.Polygons)))
		for _, poly := range a.Polygons {
			number(uint64(len(poly)))
			for _, ring := range poly {
				number(uint64(len(ring)))
				for _, p := range ring {
					number(math.Float64bits(p.Lat))
					number(math.Float64bits(p.Lon))
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ReadOfficial reads an official line: a GeoJSON FeatureCollection with a
// polygon for each government, named by the property kode. Every area is
// checked; what is wrong is said with area, ring and vertex.
func ReadOfficial(r io.Reader) ([]territory.Area, error) {
	features, err := territory.ReadGeoJSON(r, territory.Limits{})
	if err != nil {
		return nil, shapeFault(err)
	}
	var areas []territory.Area
	for i, f := range features {
		code, _ := f.Properties["kode"].(string)
		if LevelOf(code) != RegencyLevel || !Known(code) {
			return nil, fault.New(fault.Invalid, "region.feature_without_code", "Feature", i+1, "Code", code)
		}
		if len(f.Polygons) == 0 {
			return nil, fault.New(fault.Invalid, "region.feature_without_polygon", "Feature", i+1, "Code", code)
		}
		if slices.ContainsFunc(areas, func(a territory.Area) bool { return a.Code == code }) {
			return nil, fault.New(fault.Invalid, "region.code_twice", "Code", code)
		}
		a := territory.Area{Code: code, Name: Name(code), Polygons: f.Polygons}
		if err := a.Validate(); err != nil {
			return nil, shapeFault(err)
		}
		areas = append(areas, a)
	}
	if len(areas) == 0 {
		return nil, fault.New(fault.Invalid, "region.no_polygon")
	}
	return areas, nil
}

// shapeFault makes a library's error one that a person can be shown.
func shapeFault(err error) error {
	var s *territory.ShapeError
	switch {
	case errors.As(err, &s):
		key, ok := problems[s.Problem]
		if !ok {
			key = "region.bad_shape"
		}
		return fault.Wrap(fault.Invalid, key, err, "Area", s.Area, "Ring", s.Ring, "Vertex", s.Vertex)
	case errors.Is(err, territory.ErrTooLarge):
		return fault.Wrap(fault.Invalid, "region.too_large", err)
	}
	return fault.Wrap(fault.Invalid, "region.not_geojson", err)
}

// problems gives the message for each problem of a shape. Area is empty and
// Ring 0 for a line.
var problems = map[territory.Problem]string{
	territory.NoRing:        "region.no_polygon",
	territory.CodeTwice:     "region.code_twice_area",
	territory.NotOnEarth:    "region.not_on_earth",
	territory.NotClosed:     "region.not_closed",
	territory.CrossesItself: "region.crosses_itself",
	territory.TooTangled:    "region.too_tangled",
	territory.TooManyPoints: "region.too_large",
	territory.TooLong:       "region.too_long",
	territory.TooDivided:    "region.too_divided",
}
