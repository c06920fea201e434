package validate

import (
	"math"
	"strconv"
)

var colorContrast = Notice{"route_color_contrast", Warning, "routes.txt", "csvRowNumber routeId routeColor routeTextColor", "Warna tulisan hampir sama dengan warna trayek, jadi sulit dibaca.", "The text color is too near the route color to be read."}

// leastContrast is the difference in brightness from which on a text is read.
const leastContrast = 72

// routeColors wants a text that stands out from its ground.
var routeColors = rule{notices: []*Notice{&colorContrast}, feed: func(r *run) {
	t := r.feed.Table("routes.txt")
	id, color, text := t.Column("route_id"), t.Column("route_color"), t.Column("route_text_color")
	for row := range t.Len() {
		a, ok := brightness(color.Of(row))
		b, fine := brightness(text.Of(row))
		if ok && fine && math.Abs(a-b) < leastContrast {
			r.add(&colorContrast, t.Line(row), id.Of(row), "#"+color.Of(row), "#"+text.Of(row))
		}
	}
}}

// brightness gives the luma of a color from 0 to 255 (ITU-R BT.601).
func brightness(s string) (float64, bool) {
	if len(s) != 6 {
		return 0, false
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return 0, false
	}
	return 0.30*float64(v>>16) + 0.59*float64(v>>8&255) + 0.11*float64(v&255), true
}
