package validate

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"sinergi/gtfs"
)

// town is the good feed with more stops on a grid of a town, and one row changed.
func town(t *testing.T, stop string) *gtfs.Feed {
	t.Helper()
	fsys := fstest.MapFS{}
	archive(t, "testdata/good.txtar", fsys)
	rows := strings.Split(strings.TrimSpace(string(fsys["stops.txt"].Data)), "\n")
	head := strings.Split(strings.TrimSpace(rows[0]), ",")
	for i := range 30 {
		rows = append(rows, row(head, map[string]string{"stop_id": fmt.Sprintf("grid%d", i), "stop_name": fmt.Sprintf("Halte %d", i), "stop_lat": fmt.Sprintf("%.4f", 0.50+float64(i/6)*0.01), "stop_lon": fmt.Sprintf("%.4f", 101.40+float64(i%6)*0.01)}))
	}
	if stop != "" {
		rows = append(rows, stop)
	}
	fsys["stops.txt"] = &fstest.MapFile{Data: []byte(strings.Join(rows, "\n") + "\n")}
	feed, err := gtfs.OpenFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return feed
}

func row(head []string, values map[string]string) string {
	var out []string
	for _, column := range head {
		out = append(out, values[column])
	}
	return strings.Join(out, ",")
}

var mapOf = regexp.MustCompile(`(?s)<svg.*?</svg>`)

func TestTheMapShowsWhereSomethingIsWrong(t *testing.T) {
	t.Parallel()
	feed := town(t, "")
	report := Feed(feed, monday)
	var html strings.Builder
	if err := report.WriteHTML(&html, "id", "kota.zip", monday, feed); err != nil {
		t.Fatal(err)
	}
	svg := mapOf.FindString(html.String())
	if svg == "" {
		t.Fatalf("no map; notices %v", report.Notices)
	}
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; { // a picture that other programs read
		if _, err := dec.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	// Stops that no trip uses are named, each at its place with the number of the notice.
	number := 0
	for i, f := range report.Notices {
		if f.Code == "stop_without_stop_time" {
			number = i + 1
		}
	}
	if want := fmt.Sprintf(`<a href="#n%d"><title>%d stop_without_stop_time: grid7 Halte 7</title>`, number, number); number == 0 || !strings.Contains(svg, want) {
		t.Errorf("no %s in %s", want, svg)
	}
	if want := fmt.Sprintf(`<h2 id="n%d">`, number); !strings.Contains(html.String(), want) || !strings.Contains(html.String(), "di peta: "+fmt.Sprint(number)) {
		t.Errorf("the list has no %s", want)
	}
	if strings.Contains(html.String(), "di luar peta") {
		t.Error("places are said to be outside")
	}
}

func TestAStopFarAwayDoesNotShrinkTheMap(t *testing.T) {
	t.Parallel()
	near, _ := frame(town(t, ""))
	head := strings.Split(strings.TrimSpace(strings.Split(string(goodStops(t)), "\n")[0]), ",")
	feed := town(t, row(head, map[string]string{"stop_id": "far", "stop_name": "Jauh", "stop_lat": "51.5", "stop_lon": "0.1"}))
	far, ok := frame(feed)
	if !ok || far.scale < near.scale*0.99 {
		t.Errorf("scale %v, without the far stop %v", far.scale, near.scale)
	}
	var html strings.Builder
	if err := Feed(feed, monday).WriteHTML(&html, "en", "town.zip", monday, feed); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html.String(), "1 places lie beyond this map") {
		t.Error("the stop far away is not told of")
	}
}

func goodStops(t *testing.T) []byte {
	t.Helper()
	fsys := fstest.MapFS{}
	archive(t, "testdata/good.txtar", fsys)
	return fsys["stops.txt"].Data
}

func TestAFeedWithNothingWrongHasNoMap(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{}
	archive(t, "testdata/good.txtar", fsys)
	feed, err := gtfs.OpenFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var html strings.Builder
	if err := Feed(feed, monday).WriteHTML(&html, "en", "good.zip", monday, feed); err != nil || strings.Contains(html.String(), "<svg") {
		t.Errorf("%v, %s", err, html.String())
	}
	if err := Unreadable(io.ErrUnexpectedEOF).WriteHTML(io.Discard, "id", "broken.zip", monday, nil); err != nil {
		t.Error(err)
	}
}
