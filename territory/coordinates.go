package territory

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// errCoordinates is text that is no list of coordinates of the depth that its
// geometry has.
var errCoordinates = errors.New("the coordinates are not what this geometry has")

// coordinates reads nested lists of numbers. The text is valid JSON already.
// Reading it here, not by reflection, keeps memory to the points themselves.
type coordinates struct {
	text []byte
	at   int
	left *int // points that may still be read
	ring int
}

// readCoordinates gives coordinates as polygons: those of a LineString (depth
// 1) or a Polygon (2) as one.
func readCoordinates(text []byte, depth int, left *int) ([]Polygon, error) {
	c := &coordinates{text: text, left: left}
	var out []Polygon
	var err error
	switch depth {
	case 1:
		var r Ring
		r, err = c.points()
		out = []Polygon{{r}}
	case 2:
		var p Polygon
		p, err = c.rings()
		out = []Polygon{p}
	default:
		err = c.list(func() error {
			p, err := c.rings()
			out = append(out, p)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	if c.next() != 0 {
		return nil, errCoordinates
	}
	return out, nil
}

// next gives the next byte that is no space, without taking it, or 0.
func (c *coordinates) next() byte {
	for c.at < len(c.text) {
		switch b := c.text[c.at]; b {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return b
		}
	}
	return 0
}

// list calls item at the start of every item of a list, which must not be
// empty lists without end: each counts as a point.
func (c *coordinates) list(item func() error) error {
	if c.next() != '[' {
		return errCoordinates
	}
	c.at++
	if c.next() == ']' {
		c.at++
		return c.spend()
	}
	for {
		if err := item(); err != nil {
			return err
		}
		switch c.next() {
		case ',':
			c.at++
		case ']':
			c.at++
			return nil
		default:
			return errCoordinates
		}
	}
}

func (c *coordinates) spend() error {
	if *c.left--; *c.left < 0 {
		return ErrTooLarge
	}
	return nil
}

func (c *coordinates) rings() (out Polygon, err error) {
	err = c.list(func() error {
		r, err := c.points()
		out = append(out, r)
		return err
	})
	return out, err
}

func (c *coordinates) points() (out Ring, err error) {
	c.ring++
	err = c.list(func() error {
		if err := c.spend(); err != nil {
			return err
		}
		p, err := c.point()
		if err == nil && !onEarth(p) {
			err = &ShapeError{Ring: c.ring, Vertex: len(out) + 1, Problem: NotOnEarth}
		}
		out = append(out, p)
		return err
	})
	return out, err
}

// point reads longitude and latitude, and skips a height and more.
func (c *coordinates) point() (Point, error) {
	var lonLat [2]float64
	n := 0
	err := c.list(func() error {
		x, err := c.number()
		if n < 2 {
			lonLat[n] = x
		}
		n++
		return err
	})
	if err == nil && n < 2 {
		err = fmt.Errorf("%w: a point has no longitude and latitude", errCoordinates)
	}
	return Point{Lat: lonLat[1], Lon: lonLat[0]}, err
}

func (c *coordinates) number() (float64, error) {
	c.next()
	start := c.at
	for c.at < len(c.text) && strings.IndexByte("0123456789-+.eE", c.text[c.at]) >= 0 {
		c.at++
	}
	x, err := strconv.ParseFloat(string(c.text[start:c.at]), 64)
	if err != nil {
		return 0, errCoordinates // not a number, or beyond the largest
	}
	return x, nil
}
