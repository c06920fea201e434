package validate

var (
	decreasingShape = Notice{"decreasing_shape_distance", Error, "shapes.txt", "csvRowNumber shapeId shapeDistTraveled shapePtSequence prevCsvRowNumber prevShapeDistTraveled prevShapePtSequence", "shape_dist_traveled menurun sepanjang jalur.", "shape_dist_traveled decreases along the shape."}
	equalDiffFar    = Notice{"equal_shape_distance_diff_coordinates", Error, "shapes.txt", "csvRowNumber shapeId shapeDistTraveled shapePtSequence prevCsvRowNumber prevShapeDistTraveled prevShapePtSequence actualDistanceBetweenShapePoints", "Dua titik yang berjauhan punya shape_dist_traveled yang sama.", "Two points apart from each other have the same shape_dist_traveled."}
	equalDiffNear   = Notice{"equal_shape_distance_diff_coordinates_distance_below_threshold", Warning, "shapes.txt", "csvRowNumber shapeId shapeDistTraveled shapePtSequence prevCsvRowNumber prevShapeDistTraveled prevShapePtSequence actualDistanceBetweenShapePoints", "Dua titik yang sangat dekat punya shape_dist_traveled yang sama.", "Two points close to each other have the same shape_dist_traveled."}
	equalSame       = Notice{"equal_shape_distance_same_coordinates", Warning, "shapes.txt", "csvRowNumber shapeId shapeDistTraveled shapePtSequence prevCsvRowNumber prevShapeDistTraveled prevShapePtSequence", "Titik yang sama ditulis dua kali berturut-turut.", "The same point is written twice in a row."}
	singlePoint     = Notice{"single_shape_point", Warning, "shapes.txt", "csvRowNumber shapeId", "Jalur hanya satu titik.", "The shape has one point only."}
	unusedShape     = Notice{"unused_shape", Warning, "shapes.txt", "csvRowNumber shapeId", "Jalur tidak dipakai perjalanan mana pun.", "No trip uses the shape."}
)

// tiny is how far apart points may be that are taken for the same, in metres.
const tiny = 1.11

// shapeDistances wants distances that rise with the way.
var shapeDistances = rule{notices: []*Notice{&decreasingShape, &equalDiffFar, &equalDiffNear, &equalSame}, feed: func(r *run) {
	sh := &r.feed.Shapes
	for i, id := range sh.IDs {
		from, to := sh.Of(i)
		for at := from + 1; at < to; at++ {
			p, q := sh.Points[at-1], sh.Points[at]
			if p.Dist < 0 || q.Dist < 0 || q.Dist > p.Dist {
				continue
			}
			values := []any{sh.Line(at), id, q.Dist, sh.Sequence[at], sh.Line(at - 1), p.Dist, sh.Sequence[at-1]}
			if q.Dist < p.Dist {
				r.add(&decreasingShape, values...)
			} else if p.Lat == q.Lat && p.Lon == q.Lon {
				r.add(&equalSame, values...)
			} else if m := metres(p.Lat, p.Lon, q.Lat, q.Lon); m >= tiny {
				r.add(&equalDiffFar, append(values, m)...)
			} else {
				r.add(&equalDiffNear, append(values, m)...)
			}
		}
	}
}}

// shapeUse wants shapes that are lines and that some trip follows.
var shapeUse = rule{notices: []*Notice{&singlePoint, &unusedShape}, feed: func(r *run) {
	sh := &r.feed.Shapes
	used := make([]bool, sh.Len())
	for i := range r.feed.Trips {
		if at, ok := sh.Index(r.feed.Trips[i].ShapeID); ok {
			used[at] = true
		}
	}
	for i, id := range sh.IDs {
		from, to := sh.Of(i)
		if to-from == 1 {
			r.add(&singlePoint, sh.Line(from), id)
		}
		if !used[i] {
			r.add(&unusedShape, sh.Line(from), id)
		}
	}
}}
