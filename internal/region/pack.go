package region

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"sinergi/territory"
)

// Pack writes areas compactly: coordinates as whole 1e-7 degrees, each as its
// difference to the one before, then deflated. The same areas always give the
// same bytes before deflation, and those are what a border's hash is of.
func Pack(areas []territory.Area) (packed, canonical []byte, err error) {
	b := binary.AppendUvarint(nil, uint64(len(areas)))
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	for _, a := range areas {
		text(a.Code)
		text(a.Name)
		b = binary.AppendUvarint(b, uint64(len(a.Polygons)))
		for _, poly := range a.Polygons {
			b = binary.AppendUvarint(b, uint64(len(poly)))
			for _, ring := range poly {
				b = binary.AppendUvarint(b, uint64(len(ring)))
				var lat, lon int64
				for _, p := range ring {
					y, x := int64(math.Round(p.Lat*1e7)), int64(math.Round(p.Lon*1e7))
					b = binary.AppendVarint(binary.AppendVarint(b, y-lat), x-lon)
					lat, lon = y, x
				}
			}
		}
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, nil, err
	}
	err = w.Close()
	return out.Bytes(), b, err
}

var errPacked = errors.New("region: packed border is damaged")

// maxPacked bounds what a packed border may unpack to.
const maxPacked = 64 << 20

// Unpack reads what Pack wrote.
func Unpack(packed []byte) (areas []territory.Area, canonical []byte, err error) {
	canonical, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxPacked+1))
	if err != nil || len(canonical) > maxPacked {
		return nil, nil, errors.Join(errPacked, err)
	}
	r := &unpacker{left: canonical}
	for range r.count() {
		a := territory.Area{Code: r.text(), Name: r.text()}
		for range r.count() {
			var poly territory.Polygon
			for range r.count() {
				var ring territory.Ring
				var lat, lon int64
				for range r.count() {
					lat, lon = lat+r.varint(), lon+r.varint()
					ring = append(ring, territory.Point{Lat: float64(lat) / 1e7, Lon: float64(lon) / 1e7})
				}
				poly = append(poly, ring)
			}
			a.Polygons = append(a.Polygons, poly)
		}
		areas = append(areas, a)
	}
	if r.bad || len(r.left) != 0 {
		return nil, nil, errPacked
	}
	return areas, canonical, nil
}

type unpacker struct {
	left []byte
	bad  bool
}

// count reads a number of things that each take a byte at least.
func (r *unpacker) count() uint64 {
	n, used := binary.Uvarint(r.left)
	if used <= 0 || n > uint64(len(r.left)) {
		r.bad, r.left = true, nil
		return 0
	}
	r.left = r.left[used:]
	return n
}

func (r *unpacker) varint() int64 {
	n, used := binary.Varint(r.left)
	if used <= 0 {
		r.bad, r.left = true, nil
		return 0
	}
	r.left = r.left[used:]
	return n
}

func (r *unpacker) text() string {
	n := r.count()
	if n > uint64(len(r.left)) {
		r.bad, r.left = true, nil
		return ""
	}
	s := string(r.left[:n])
	r.left = r.left[n:]
	return s
}
