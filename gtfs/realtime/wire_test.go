package realtime_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	reference "github.com/MobilityData/gtfs-realtime-bindings/golang/gtfs"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"sinergi/gtfs/realtime"
)

func real(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/*.pb")
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		if all[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// The bindings of MobilityData read the same in what is written here.
func TestTheReferenceReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	for file, data := range real(t) {
		m, err := realtime.Read(data, realtime.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if len(m.Entities) == 0 {
			t.Errorf("%s: nothing in it", file)
		}
		if m.Header.Incrementality == nil {
			t.Errorf("%s: no incrementality", file)
		}
		got, want := decode(t, m.Append(nil)), decode(t, data)
		if !proto.Equal(populated(got), populated(want)) {
			t.Errorf("%s differs:\n%s", file, cmp.Diff(prototext.Format(want), prototext.Format(got)))
		}
	}
}

func decode(t testing.TB, data []byte) *reference.FeedMessage {
	t.Helper()
	m := new(reference.FeedMessage)
	if err := proto.Unmarshal(data, m); err != nil {
		t.Fatal(err)
	}
	return m
}

// populated fills in the defaults that this package always writes, and leaves
// out what it does not keep.
func populated(m *reference.FeedMessage) *reference.FeedMessage {
	trip := func(d *reference.TripDescriptor) {
		if d != nil {
			r := d.GetScheduleRelationship()
			d.ScheduleRelationship = &r
		}
	}
	m.Header.ProtoReflect().SetUnknown(nil) // an extension
	for _, e := range m.Entity {
		if e.IsDeleted != nil && !*e.IsDeleted {
			e.IsDeleted = nil
		}
		if u := e.TripUpdate; u != nil {
			trip(u.Trip)
			for _, c := range u.StopTimeUpdate {
				r := c.GetScheduleRelationship()
				c.ScheduleRelationship = &r
			}
		}
		if v := e.Vehicle; v != nil {
			trip(v.Trip)
			v.OccupancyStatus, v.OccupancyPercentage, v.CongestionLevel = nil, nil, nil
			if v.Vehicle != nil && v.Vehicle.Label != nil && *v.Vehicle.Label == "" {
				v.Vehicle.Label = nil
			}
		}
	}
	return m
}

// Every message goes out and comes back as it was, and its JSON is that of
// protobuf.
func TestMessagesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := message(t)
		data := m.Append(nil)
		back, err := realtime.Read(data, realtime.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, back); diff != "" {
			t.Fatal(diff)
		}
		theirs := new(reference.FeedMessage)
		if err := proto.Unmarshal(data, theirs); err != nil {
			t.Fatal(err)
		}
		if unknown := theirs.ProtoReflect().GetUnknown(); len(unknown) > 0 {
			t.Fatalf("the reference does not know %x", unknown)
		}
		want, err := protojson.Marshal(theirs)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var a, b any
		if json.Unmarshal(want, &a) != nil || json.Unmarshal(got, &b) != nil {
			t.Fatalf("no JSON: %s\n%s", want, got)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatal(diff)
		}
	})
}

func message(t *rapid.T) *realtime.Message {
	text := rapid.StringMatching(`[a-zA-Z0-9 é]{0,6}`)
	filled := rapid.StringMatching(`[a-z0-9]{1,6}`)
	stamp := rapid.Uint64Range(0, 4e9)
	maybe := func(name string) bool { return rapid.Bool().Draw(t, name) }
	number := func(name string) *uint32 {
		if !maybe(name) {
			return nil
		}
		v := rapid.Uint32Range(0, 300).Draw(t, name)
		return &v
	}
	seconds := func(name string) *int32 {
		if !maybe(name) {
			return nil
		}
		v := rapid.Int32().Draw(t, name)
		return &v
	}
	trip := func() realtime.Trip {
		return realtime.Trip{
			ID: text.Draw(t, "trip"), RouteID: text.Draw(t, "route"), Direction: number("direction"), StartTime: text.Draw(t, "start"), StartDate: text.Draw(t, "date"),
			Relationship: rapid.SampledFrom([]realtime.TripRelation{realtime.Scheduled, realtime.Unscheduled, realtime.Canceled, realtime.Duplicated}).Draw(t, "relation"),
		}
	}
	event := func() *realtime.Event {
		if !maybe("event") {
			return nil
		}
		return &realtime.Event{Delay: seconds("delay"), Time: rapid.Int64Range(0, 4e9).Draw(t, "time"), Uncertainty: seconds("uncertainty")}
	}
	words := func() *realtime.Text {
		return &realtime.Text{In: []realtime.Translation{{Text: text.Draw(t, "text"), Language: "id"}, {Text: text.Draw(t, "text"), Language: "en"}}}
	}
	full := realtime.Full
	m := &realtime.Message{Header: realtime.Header{Version: "2.0", Incrementality: &full, Timestamp: stamp.Draw(t, "stamp")}}
	for range rapid.IntRange(0, 4).Draw(t, "entities") {
		e := realtime.Entity{ID: filled.Draw(t, "id")}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			e.TripUpdate = &realtime.TripUpdate{Trip: trip(), Timestamp: stamp.Draw(t, "stamp"), Delay: seconds("delay")}
			for range rapid.IntRange(0, 40).Draw(t, "calls") {
				e.TripUpdate.Calls = append(e.TripUpdate.Calls, realtime.Call{
					Sequence: number("sequence"), StopID: text.Draw(t, "stop"), Arrival: event(), Departure: event(),
					Relationship: rapid.SampledFrom([]realtime.CallRelation{realtime.CallScheduled, realtime.CallSkipped, realtime.CallNoData}).Draw(t, "relation"),
				})
			}
		case 1:
			of := trip()
			status := rapid.SampledFrom([]realtime.Status{realtime.IncomingAt, realtime.StoppedAt, realtime.InTransitTo}).Draw(t, "status")
			bearing, odometer := float32(rapid.IntRange(0, 359).Draw(t, "bearing")), float64(rapid.IntRange(0, 1e6).Draw(t, "odometer"))
			e.Vehicle = &realtime.Vehicle{
				Trip: &of, Vehicle: &realtime.VehicleID{ID: text.Draw(t, "vehicle"), Label: text.Draw(t, "label"), Plate: text.Draw(t, "plate")},
				Position: &realtime.Position{Lat: float32(rapid.IntRange(-90, 90).Draw(t, "lat")), Lon: float32(rapid.IntRange(-180, 180).Draw(t, "lon")), Bearing: &bearing, Odometer: &odometer},
				Sequence: number("sequence"), StopID: text.Draw(t, "stop"), Status: &status, Timestamp: stamp.Draw(t, "stamp"),
			}
		case 2:
			of := trip()
			e.Alert = &realtime.Alert{
				Periods:  []realtime.Period{{Start: stamp.Draw(t, "start"), End: stamp.Draw(t, "end")}},
				Informed: []realtime.Selector{{AgencyID: text.Draw(t, "agency"), RouteID: text.Draw(t, "route"), RouteType: seconds("type"), Trip: &of, StopID: text.Draw(t, "stop"), Direction: number("direction")}},
				Cause:    rapid.SampledFrom(realtime.Causes()).Draw(t, "cause"), Effect: rapid.SampledFrom(realtime.Effects()).Draw(t, "effect"),
				Header: words(), Description: words(), Severity: realtime.Severity(rapid.Int32Range(0, 4).Draw(t, "severity")),
			}
		}
		m.Entities = append(m.Entities, e)
	}
	return m
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	t.Parallel()
	good := (&realtime.Message{Header: realtime.Header{Version: "2.0"}, Entities: []realtime.Entity{{ID: "1"}}}).Append(nil)
	many := bytes.Repeat([]byte{0x12, 0x03, 0x0a, 0x01, 'x'}, 1<<16) // entities of five bytes
	for name, c := range map[string]struct {
		data   []byte
		limits realtime.Limits
		want   string
	}{
		"nothing":             {nil, realtime.Limits{}, "Message without Header"},
		"a page of the web":   {[]byte("<!doctype html><title>502</title>"), realtime.Limits{}, "field"},
		"cut short":           {good[:len(good)-1], realtime.Limits{}, "unexpected EOF"},
		"an entity of no id":  {[]byte{0x0a, 0x05, 0x0a, 0x03, '2', '.', '0', 0x12, 0x00}, realtime.Limits{}, "Entity without ID"},
		"too long":            {good, realtime.Limits{Bytes: 4}, "more than 4 bytes"},
		"grows beyond bounds": {append(good, many...), realtime.Limits{Memory: 1 << 20}, "bytes of memory"},
	} {
		_, err := realtime.Read(c.data, c.limits)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// What a stranger sends takes no more memory than the limit says, whatever it
// is.
func TestReadingIsBounded(t *testing.T) {
	const limit = 8 << 20
	head := (&realtime.Message{Header: realtime.Header{Version: "2.0"}}).Append(nil)
	call := []byte{0x12, 0x00} // an empty stop_time_update: two bytes that become a struct
	update := append([]byte{0x0a, 0x00}, bytes.Repeat(call, 1<<20)...)
	inner := append([]byte{0x0a, 0x01, 'x', 0x1a}, varint(len(update))...)
	entity := append(inner, update...)
	data := append(append(head, 0x12), append(varint(len(entity)), entity...)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := realtime.Read(data, realtime.Limits{Memory: limit}); err == nil {
		t.Error("a million calls were read into 8 MiB")
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 2*limit {
		t.Errorf("%d bytes allocated, the limit is %d", got, limit)
	}
}

func varint(n int) []byte {
	var out []byte
	for ; n >= 0x80; n >>= 7 {
		out = append(out, byte(n)|0x80)
	}
	return append(out, byte(n))
}

func FuzzRead(f *testing.F) {
	for _, data := range real(f) {
		f.Add(data[:min(len(data), 2000)])
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := realtime.Read(data, realtime.Limits{Bytes: 1 << 20, Memory: 8 << 20})
		if err != nil {
			return
		}
		again, err := realtime.Read(m.Append(nil), realtime.Limits{})
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !bytes.Equal(m.Append(nil), again.Append(nil)) {
			t.Fatal("written twice, not the same")
		}
		if proto.Unmarshal(data, new(reference.FeedMessage)) == nil && len(m.Entities) != len(decode(t, data).Entity) {
			t.Fatal("not as many entities as the reference reads")
		}
	})
}

func BenchmarkThousandVehicles(b *testing.B) {
	full := realtime.Full
	m := realtime.Message{Header: realtime.Header{Version: "2.0", Incrementality: &full, Timestamp: 1_790_000_000}}
	for i := range 1000 {
		u := &realtime.TripUpdate{Trip: realtime.Trip{ID: "trip", RouteID: "1", StartDate: "20261126"}, Timestamp: 1_790_000_000}
		for k := range 40 {
			s := uint32(k)
			u.Calls = append(u.Calls, realtime.Call{Sequence: &s, StopID: "stop", Arrival: &realtime.Event{Time: int64(1_790_000_000 + 60*k), Uncertainty: new(int32)}})
		}
		speed := float32(math.Mod(float64(i), 20))
		m.Entities = append(m.Entities, realtime.Entity{ID: "t", TripUpdate: u}, realtime.Entity{ID: "v", Vehicle: &realtime.Vehicle{Position: &realtime.Position{Lat: 0.5, Lon: 101.4, Speed: &speed}}})
	}
	var buf []byte
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			buf = m.Append(buf[:0])
		}
		b.SetBytes(int64(len(buf)))
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := realtime.Read(buf, realtime.Limits{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
