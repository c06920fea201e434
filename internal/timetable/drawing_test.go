package timetable_test

import (
	"encoding/json"
	"testing"

	"sinergi/internal/timetable"
)

// The same two halts and the same way, drawn with four programs.
func TestDrawingsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"GeoJSON": `{"type":"FeatureCollection","features":[
			{"type":"Feature","properties":{"nama":"Pasar"},"geometry":{"type":"Point","coordinates":[101.4,0.45]}},
			{"type":"Feature","properties":{"name":"Terminal"},"geometry":{"type":"Point","coordinates":[101.44,0.49]}},
			{"type":"Feature","properties":null,"geometry":{"type":"LineString","coordinates":[[101.4,0.45],[101.44,0.45],[101.44,0.49]]}}]}`,
		"GeoJSON in pieces": `{"type":"FeatureCollection","features":[
			{"type":"Feature","properties":{"name":"Pasar"},"geometry":{"type":"Point","coordinates":[101.4,0.45,12]}},
			{"type":"Feature","properties":{"name":"Terminal"},"geometry":{"type":"Point","coordinates":[101.44,0.49]}},
			{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[101.4,0.45],[101.44,0.45]],[[101.44,0.49],[101.44,0.45]]]}}]}`,
		"KML": `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Trayek</name>
			<Placemark><name>Pasar</name><Point><coordinates>101.4,0.45,0</coordinates></Point></Placemark>
			<Placemark><name>Terminal</name><Point><coordinates> 101.44,0.49 </coordinates></Point></Placemark>
			<Placemark><LineString><coordinates>101.4,0.45 101.44,0.45
			101.44,0.49</coordinates></LineString></Placemark></Document></kml>`,
		"OpenStreetMap XML": `<osm><node id="1" lat="0.45" lon="101.4"><tag k="name" v="Pasar"/></node><node id="2" lat="0.45" lon="101.44"/>
			<node id="3" lat="0.49" lon="101.44"><tag k="name" v="Terminal"/></node><way id="7"><nd ref="2"/><nd ref="1"/></way><way id="8"><nd ref="2"/><nd ref="3"/></way>
			<relation id="9"><member type="node" ref="1" role="stop"/><member type="node" ref="3" role="platform"/><member type="way" ref="7" role=""/><member type="way" ref="8" role=""/>
			<tag k="type" v="route"/></relation></osm>`,
		"Overpass": `{"version":0.6,"elements":[{"type":"node","id":1,"lat":0.45,"lon":101.4,"tags":{"name":"Pasar"}},{"type":"node","id":2,"lat":0.45,"lon":101.44},
			{"type":"node","id":3,"lat":0.49,"lon":101.44,"tags":{"name":"Terminal"}},{"type":"way","id":7,"nodes":[1,2]},{"type":"way","id":8,"nodes":[3,2]},
			{"type":"relation","id":9,"tags":{"type":"route"},"members":[{"type":"node","ref":1,"role":"stop_entry_only"},{"type":"node","ref":3,"role":"stop"},{"type":"way","ref":7,"role":""},{"type":"way","ref":8,"role":""}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := timetable.ReadDrawing([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Halts) != 2 || d.Halts[0].Name != "Pasar" || d.Halts[1].Name != "Terminal" || d.Halts[1].At.Lat != 0.49 {
				t.Errorf("halts: %+v", d.Halts)
			}
			way := d.Longest()
			if len(d.Ways) != 1 || len(way) != 3 || way[0].Lon != 101.4 || way[2].Lat != 0.49 {
				t.Errorf("ways: %v", d.Ways)
			}
		})
	}
}

// What a plan hands out, it reads.
func TestAPlanReadsItsOwnGeoJSON(t *testing.T) {
	t.Parallel()
	p := town()
	b, err := json.Marshal(p.GeoJSON())
	if err != nil {
		t.Fatal(err)
	}
	d, err := timetable.ReadDrawing(b)
	if err != nil || len(d.Halts) != 5 || len(d.Ways) != 2 || d.Halts[0].Name != "Pasar" {
		t.Errorf("%+v, %v", d, err)
	}
}

// The way back has the halts and the times between them from the end.
func TestTheWayBack(t *testing.T) {
	t.Parallel()
	out := town().Lines[0].Patterns[0]
	out.Calls[1].Run = 111
	back := out.Back()
	if back.Direction != 1 || back.Calls[0].Halt != "e" || back.Calls[0].Run != 0 || back.Calls[4].Run != 111 || back.Way[0] != out.Way[2] {
		t.Errorf("got %+v", back)
	}
	if back.Duration() != out.Duration() {
		t.Errorf("it takes %d s instead of %d", back.Duration(), out.Duration())
	}
}

func FuzzReadDrawing(f *testing.F) {
	f.Add([]byte(`{"type":"Point","coordinates":[1,2]}`))
	f.Add([]byte(`<kml><Placemark><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark></kml>`))
	f.Add([]byte(`{"elements":[{"type":"way","id":1,"nodes":[1]}]}`))
	f.Add([]byte(`<osm><relation><member type="way" ref="1"/></relation></osm>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := timetable.ReadDrawing(b)
		for _, w := range d.Ways {
			if err == nil && len(w) < 2 {
				t.Errorf("a way of %d places", len(w))
			}
		}
	})
}
