package app_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"sinergi/internal/demo"
)

// A planner lays a way along the road; where the map has no road it is straight,
// and says so.
func TestAPlannerFollowsTheRoad(t *testing.T) {
	t.Parallel()
	n, _, base := serveDemo(t)
	planner := deskVisitor{t, visitor(t, base, "pekanbaru-dishub"), base}
	at, _ := planner.post("/services/"+demo.BusService+"/plans", 303, url.Values{"name": {"Lewat jalan"}, "begin": {"empty"}})
	edit := func(part string, code int, form url.Values) string {
		t.Helper()
		form.Set("base", baseField.FindStringSubmatch(planner.get(at, 200))[1])
		_, page := planner.post(at+part, code, form)
		return page
	}
	edit("/halts", 303, url.Values{"do": {"paste"}, "paste": {"UIN Suska; 0.4667, 101.3561\nRimbo Panjang\t0.4471 101.3166\nDanau Bingkuang; 0.4193, 101.2146"}})
	edit("", 303, url.Values{"do": {"line"}, "code": {"9"}, "line_name": {"UIN Suska – Danau Bingkuang"}})
	line := func() string { return planner.get(at+"/lines/9", 200) }
	for _, halt := range []string{"uin-suska", "rimbo-panjang"} {
		edit("/lines/9", 303, url.Values{"do": {"add:pergi"}, "halt": {halt}})
	}
	holds(t, "without a map of roads", line(), "Operator memasukkannya", "Titik jalur")
	holds(t, "nothing to follow", edit("/lines/9", 409, url.Values{"do": {"follow:pergi"}}), "Belum ada peta jalan")

	f, err := os.Open("testdata/roads.osm")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := n.Desk.OperatorBringsRoads(t.Context(), "Budi", "riau.osm", f); err != nil {
		t.Fatal(err)
	}
	holds(t, "a way without halts", edit("/lines/9", 422, url.Values{"do": {"follow:pulang"}}), "sedikitnya dua halte")
	edit("/lines/9", 303, url.Values{"do": {"follow:pergi"}})
	holds(t, "along the road", line(), "Jalur kini mengikuti jalan", "0.4667, 101.3561\n0.47, 101.3361\n0.4471, 101.3166", "5,6 km", "OpenStreetMap contributors")
	edit("/lines/9", 303, url.Values{"do": {"add:pergi"}, "halt": {"danau-bingkuang"}})
	edit("/lines/9", 303, url.Values{"do": {"follow:pergi"}})
	holds(t, "beyond the road", line(), "kecuali di tempat yang tidak ada jalannya", "0.4471, 101.3166\n0.4193, 101.2146")
	edit("/lines/9", 303, url.Values{"do": {"follow:pergi"}, "places": {"0.4668, 101.3561\n0.4472, 101.3100"}})
	holds(t, "through places", line(), "0.4471, 101.3166\n0.4471, 101.31")
	far := strings.Repeat("0.4668, 101.3561\n0.4472, 101.9100\n", 20)
	holds(t, "too far", edit("/lines/9", 422, url.Values{"do": {"follow:pergi"}, "places": {far}}), "Paling banyak")
	holds(t, "the history", planner.get(at+"/history", 200), "Jalur trayek 9 mengikuti jalan")
	feed := planner.get(at+"/geojson", 200)
	holds(t, "whose data it is", feed, "LineString")
}
