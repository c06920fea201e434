package gtfs_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"sinergi/gtfs"
)

// However the rows of a file lie, a trip is driven in order of its sequence.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rows := []string{
		"t1,06:00:00,06:00:00,s1,1,0,0.0,Akhir", "t1,06:45:00,06:45:00,s2,20,1,4.5,", "t2,07:00:00,07:00:00,s2,5,,,Awal",
		"t2,07:40:00,07:40:00,s1,9,0,2.0,Awal", "t3,25:00:00,25:00:00,s1,1,0,,", "t3,25:30:00,25:30:00,s2,2,0,3.25,",
	}
	text := func(f *gtfs.Feed) string {
		var b strings.Builder
		for i := range f.Trips {
			from, to := f.Times.Of(i)
			for row := from; row < to; row++ {
				st := &f.Times
				fmt.Fprintln(&b, f.Trips[i].ID, st.Sequence[row], st.Arrival[row], f.Stops[st.Stop[row]].ID, st.Pickup[row], st.Dist[row], st.Headsign.Of(row))
			}
		}
		return b.String()
	}
	want := ""
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 20 {
		if i > 0 {
			rng.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		}
		fsys := small()
		fsys["stop_times.txt"] = &fstest.MapFile{Data: []byte("trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,shape_dist_traveled,stop_headsign\n" + strings.Join(rows, "\n"))}
		f, err := gtfs.ReadFS(fsys, gtfs.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := text(f); i == 0 {
			want = got
		} else if got != want {
			t.Fatalf("rows %q give\n%s, want\n%s", rows, got, want)
		}
		for trip := range f.Trips {
			from, to := f.Times.Of(trip)
			for row := from; row < to; row++ {
				if line := rows[f.Times.Line(row)-2]; !strings.HasPrefix(line, f.Trips[trip].ID+",") || !strings.Contains(line, ","+strconv.Itoa(int(f.Times.Sequence[row]))+",") {
					t.Errorf("row %d is said to be on the line %q", row, line)
				}
			}
		}
	}
}

// A large file goes through many blocks; a small one through one.
func TestManyRows(t *testing.T) {
	t.Parallel()
	var trips, times strings.Builder
	trips.WriteString("route_id,service_id,trip_id\n")
	times.WriteString("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n")
	const n = 40_000
	for i := range n {
		fmt.Fprintf(&trips, "r,hari,trip-%d\n", i)
		fmt.Fprintf(&times, "trip-%d,%02d:00:00,%02d:00:30,s1,1\ntrip-%d,%02d:30:00,%02d:30:00,s2,2\n", i, i%24, i%24, i, i%24, i%24)
	}
	fsys := small()
	delete(fsys, "frequencies.txt")
	fsys["trips.txt"] = &fstest.MapFile{Data: []byte(trips.String())}
	fsys["stop_times.txt"] = &fstest.MapFile{Data: []byte(times.String())}
	f, err := gtfs.ReadFS(fsys, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Times.Len() != 2*n {
		t.Fatalf("%d stop times", f.Times.Len())
	}
	for i := range n {
		from, to := f.Times.Of(i)
		if to-from != 2 || int(f.Times.Departure[from]) != i%24*3600+30 || f.Stops[f.Times.Stop[from+1]].ID != "s2" || f.Times.Line(from) != 2*i+2 {
			t.Fatalf("trip %d: rows %d to %d, line %d", i, from, to, f.Times.Line(from))
		}
	}
}

func TestWhatIsNoFeedIsRefusedWithAdvice(t *testing.T) {
	t.Parallel()
	fsys := small()
	fsys["stops.txt"] = &fstest.MapFile{Data: []byte("\xff\xfes\x00t\x00o\x00p\x00")}
	if _, err := gtfs.ReadFS(fsys, gtfs.Limits{}); err == nil || !strings.Contains(err.Error(), "save it as UTF-8") {
		t.Errorf("UTF-16: %v", err)
	}
	fsys = small()
	fsys["stops.txt"] = &fstest.MapFile{Data: []byte("stop_id,stop_name\ns1,\"" + strings.Repeat("a,\n", 1<<20))}
	if _, err := gtfs.ReadFS(fsys, gtfs.Limits{}); err == nil {
		t.Error("a quotation mark that is never closed was accepted")
	}
}

// table reads a file as encoding/csv does, with the white space and the
// numbers that GTFS does not tell apart made equal, and in any order.
func table(t *testing.T, data []byte) []string {
	t.Helper()
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	c.FieldsPerRecord = -1
	var rows []string
	for {
		record, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range record {
			record[i] = strings.TrimSpace(v)
			if x, err := strconv.ParseFloat(record[i], 64); err == nil && len(v) < 15 && !strings.HasPrefix(v, "0") {
				record[i] = strconv.FormatFloat(x, 'g', -1, 64)
			}
		}
		rows = append(rows, strings.Join(record, "\x00"))
	}
	slices.Sort(rows)
	return rows
}

// Feeds of elsewhere are read, written and read again: every row of every file
// is there. SINERGI_FEEDS names a folder of zip files to try besides.
func TestRoundTripOfFeeds(t *testing.T) {
	t.Parallel()
	feeds, err := os.ReadDir("testdata/feeds")
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{}
	for _, e := range feeds {
		if strings.HasSuffix(e.Name(), ".zip") {
			paths = append(paths, "testdata/feeds/"+e.Name())
		}
	}
	if dir := os.Getenv("SINERGI_FEEDS"); dir != "" {
		more, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range more {
			paths = append(paths, dir+"/"+e.Name())
		}
	}
	if len(paths) < 3 {
		t.Fatalf("only the feeds %v", paths)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in, err := gtfs.Open(bytes.NewReader(data), int64(len(data)), gtfs.Limits{Keep: true})
		if err != nil {
			t.Fatal(path, err)
		}
		var out bytes.Buffer
		if err := in.WriteZip(&out); err != nil {
			t.Fatal(path, err)
		}
		before, after := unzip(t, data), unzip(t, out.Bytes())
		if len(before) != len(after) {
			t.Errorf("%s: %d files became %d", path, len(before), len(after))
		}
		for name, b := range before {
			x, y := table(t, b), table(t, after[name])
			if !slices.Equal(x, y) {
				t.Errorf("%s: %s has other rows: %d before, %d after", path, name, len(x), len(y))
			}
		}
		again, err := gtfs.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), gtfs.Limits{})
		if err != nil || again.Times.Len() != in.Times.Len() || len(again.Trips) != len(in.Trips) || len(again.Shapes.Points) != len(in.Shapes.Points) {
			t.Errorf("%s: read again it is another feed (%v)", path, err)
		}
	}
}

func unzip(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
