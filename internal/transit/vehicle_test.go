package transit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/trace"
)

// metresEast is a place so many metres east of a corner, near the equator.
func metresEast(m float64) (lat, lon float64) { return 0.5, 101.4 + m/111_316 }

// drivenAt is a bus that is so many metres east at each of the given seconds and drives
// evenly between them, with a position every ten seconds.
func drivenAt(secondsAndMetres ...float64) (points []trace.Point) {
	for i := 2; i < len(secondsAndMetres); i += 2 {
		from, until, a, b := secondsAndMetres[i-2], secondsAndMetres[i], secondsAndMetres[i-1], secondsAndMetres[i+1]
		for at := from; at < until; at += 10 {
			lat, lon := metresEast(a + (b-a)*(at-from)/(until-from))
			points = append(points, trace.Point{At: int64(at * 1e6), Lat: lat, Lon: lon})
		}
	}
	return points
}

// A bus leaves the depot at 1,000 s, drives 3 km to the terminal, waits, drives
// 6 km in service, waits ten minutes, drives back with a detour of 1 km that is
// not delivered, and goes 3 km home.
func TestADayOfAVehicle(t *testing.T) {
	points := drivenAt(1000, 0, 1400, 3000, 2000, 3000, 2800, 9000, 3400, 9000, 4200, 3000, 4300, 3000, 4700, 0, 6000, 0)
	stretch := func(from, until int64, kind string) Stretch {
		return Stretch{FromAt: from * 1e6, UntilAt: until * 1e6, Kind: kind}
	}
	runs := []Run{
		{Vehicle: "TMP-1", Began: 2000e6, Ended: 2800e6, Delivered: 6000, Stretches: []Stretch{stretch(2000, 2800, StretchDelivered)}},
		{Vehicle: "TMP-1", Began: 3400e6, Ended: 4200e6, Delivered: 5000, OffRoute: 1000, Stretches: []Stretch{
			stretch(3400, 3800, StretchDelivered), stretch(3800, 3940, StretchOffRoute), stretch(3940, 4200, StretchDelivered),
		}},
		{Vehicle: "TMP-2", Began: 3400e6, Ended: 4200e6, Delivered: 5000},
		{Vehicle: "TMP-1"}, // did not run
	}
	got := VehicleDayOf("TMP-1", runs, points, trace.Options{})
	near := func(what string, got, want, off quantity.Metres) {
		if got < want-off || got > want+off {
			t.Errorf("%s: %d m, want %d", what, got, want)
		}
	}
	if got.Trips != 2 || got.InService != 11_000 || got.OnTrips != 1600 || got.Layover != 600 {
		t.Errorf("%+v", got)
	}
	near("empty", got.Empty, 6000, 200)
	near("beside", got.Beside, 1050, 150)
	if got.Out < 3600 || got.Out > 3720 || got.Silent != 0 {
		t.Errorf("out for %d s, silent %d", got.Out, got.Silent)
	}
	if empty := VehicleDayOf("TMP-9", runs, nil, trace.Options{}); empty != (VehicleDay{Vehicle: "TMP-9"}) {
		t.Errorf("one without positions: %+v", empty)
	}
	// The order of positions does not matter.
	slices.Reverse(points)
	if again := VehicleDayOf("TMP-1", runs, points, trace.Options{}); again != got {
		t.Errorf("in another order %+v, not %+v", again, got)
	}
}

func TestOdometerAgainstPositions(t *testing.T) {
	day := func(n int) civil.Date { return civil.Date{Year: 2026, Month: 10, Day: n} }
	driven := func(from, until civil.Date) quantity.Metres { // 100 km a day
		n := quantity.Metres(0)
		for d := from; !d.After(until); d = d.AddDays(1) {
			n += 100_000
		}
		return n
	}
	var readings []OdometerReading
	for _, r := range []struct{ day, km int }{{1, 1000}, {2, 1104}, {4, 1320}, {5, 1350}, {6, 1340}, {26, 3400}} {
		readings = append(readings, OdometerReading{"TMP-1", day(r.day), int64(r.km)})
	}
	slices.Reverse(readings)
	var got []OdometerState
	for _, c := range CheckOdometer(readings, driven) {
		got = append(got, c.State)
	}
	// 104 against 100 (5 % are 5.2); 216 against 200; 30 against 100; −10; 2,060 against 2,000.
	if want := []OdometerState{Agrees, OdometerMore, OdometerLess, Backwards, Agrees}; !slices.Equal(got, want) {
		t.Errorf("states %v, want %v", got, want)
	}
	if CheckOdometer(readings[:1], driven) != nil || CheckOdometer(nil, driven) != nil {
		t.Error("one reading has nothing to be held against")
	}
}

// Whatever the runs and positions, no part is negative and days add up.
func TestPartsOfAVehiclesDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var points []trace.Point
		for range rapid.IntRange(0, 40).Draw(t, "points") {
			lat, lon := metresEast(rapid.Float64Range(0, 20_000).Draw(t, "metres"))
			points = append(points, trace.Point{At: rapid.Int64Range(0, 80_000).Draw(t, "at") * 1e6, Lat: lat, Lon: lon})
		}
		var runs []Run
		for range rapid.IntRange(0, 5).Draw(t, "runs") {
			began := rapid.Int64Range(1, 80_000).Draw(t, "began")
			ended := began + rapid.Int64Range(0, 7000).Draw(t, "length")
			runs = append(runs, Run{Vehicle: "A", Began: began * 1e6, Ended: ended * 1e6, Delivered: 10, Stretches: []Stretch{{FromAt: began * 1e6, UntilAt: (began + ended) / 2 * 1e6, Kind: StretchDelivered}}})
		}
		d := VehicleDayOf("A", runs, points, trace.Options{MaxSpeed: 1000})
		if d.Empty < 0 || d.Beside < 0 || d.Silent < 0 || d.Layover < 0 || d.Out < 0 || d.Driven() != d.InService+d.Beside+d.Empty || d.Silent > d.Beside+d.Empty+1 {
			t.Fatalf("%+v", d)
		}
		if two := d.Add(d); two.Driven() != 2*d.Driven() || two.Trips != 2*d.Trips {
			t.Fatalf("%+v twice is %+v", d, two)
		}
	})
}
