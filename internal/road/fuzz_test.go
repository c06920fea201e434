package road

import (
	"bytes"
	"context"
	"os"
	"testing"

	"sinergi/territory"
)

// FuzzRead reads what claims to be a map: it is refused, or gives roads along
// which ways can be laid.
func FuzzRead(f *testing.F) {
	pbf, err := os.ReadFile("testdata/porto_alegre_centre.osm.pbf")
	if err != nil {
		f.Fatal(err)
	}
	s := block()
	s.way(1, []int{1, 2, 3, 4}, "highway=primary")
	s.restriction("no_straight_on", 1, 2, 1)
	f.Add([]byte(s.String() + "</osm>"))
	f.Add(pbf[:200])
	f.Add([]byte(`<osm><node id="1" lat="91" lon="NaN"/><way id="1"><nd ref="1"/><nd ref="1"/><tag k="highway" v="primary"/></way></osm>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := Read(context.Background(), bytes.NewReader(body), Area{})
		if err != nil {
			return
		}
		a := n.at[n.arcs[0].from].point()
		if w, err := n.Follow(context.Background(), []territory.Point{a, spotAt(3, 3)}); err != nil || len(w.Places) == 0 {
			t.Errorf("%v, %v", w, err)
		}
	})
}
