package trace

// Driven is how far a vehicle went, wherever that was.
type Driven struct {
	Metres float64 // from place to place
	Silent float64 // of them across silences longer than the limit, straight
	From   int64   // the instants, in microseconds, between which it moved; 0 when it did not
	Until  int64
}

// stride is how far a vehicle must be from where it was last counted to have
// moved: positions of one that stands wander less, and bends that it cuts are
// shorter.
const stride = 100.0

// Drive measures how far a vehicle went by its positions alone, without a path:
// for ways that nobody planned, such as those to the depot. It counts straight
// from place to place whenever the vehicle is 100 metres farther, so it is a few
// per cent rough: bends are cut, noise adds. Positions that could only be
// reached at more than the greatest speed are left out.
func Drive(points []Point, opt Options) (d Driven) {
	s := opt.settle(0)
	points = clean(points, nil)
	if len(points) == 0 {
		return d
	}
	last := points[0] // where it was last counted
	heard := points[0].At
	doubted := 0
	for _, q := range points[1:] {
		metres := ground(last.place(), q.place())
		if micros := q.At - last.At; metres > s.maxSpeed*float64(micros)/1e6+stride {
			if doubted++; doubted < believed {
				continue
			}
			metres, last = 0, q // it really is there: the place before was wrong
		}
		doubted = 0
		if metres >= stride {
			d.Metres += metres
			if q.At-heard > s.gap {
				d.Silent += metres
			}
			if d.From == 0 {
				d.From = last.At
			}
			d.Until, last = q.At, q
		}
		heard = q.At
	}
	return d
}

// believed is how many positions in a row may seem out of reach before the one
// they are measured from is taken to be wrong.
const believed = 5
