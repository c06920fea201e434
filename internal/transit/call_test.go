package transit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

func TestPackedCallsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var calls []transit.Call
		for range rapid.IntRange(0, 60).Draw(t, "halte") {
			at := rapid.IntRange(-2, 30*3600).Draw(t, "at")
			c := transit.Call{Arrived: at, Left: at}
			if at >= 0 {
				c.Left += rapid.IntRange(0, 900).Draw(t, "halt")
			}
			calls = append(calls, c)
		}
		got, err := transit.UnpackCalls(transit.PackCalls(calls))
		if err != nil {
			t.Fatal(err)
		}
		if len(calls)+len(got) > 0 {
			if diff := cmp.Diff(calls, got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func FuzzUnpackCalls(f *testing.F) {
	f.Add(transit.PackCalls([]transit.Call{{Arrived: 100, Left: 120}, {Arrived: transit.Absent, Left: transit.Absent}, {Arrived: 90, Left: 90}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		calls, err := transit.UnpackCalls(data)
		if err != nil {
			return
		}
		again, err := transit.UnpackCalls(transit.PackCalls(calls))
		if err != nil || len(again) != len(calls) {
			t.Fatalf("%v does not come back: %v, %v", calls, again, err)
		}
	})
}

// straight is a way of which the first 400 m lie in Kampar.
type straight float64

func (w straight) Length() float64 { return float64(w) }

func (w straight) Split(from, to float64) map[string]quantity.Metres {
	return map[string]quantity.Metres{"14.01": quantity.Metres(min(to, 400) - min(from, 400)), "14.71": quantity.Metres(max(to, 400) - max(from, 400))}
}

// A bus came to the first halte, was silent about the second, went round the
// third and ended before the fourth.
func TestWhatIsKnownOfAHalte(t *testing.T) {
	t.Parallel()
	rules, err := transit.ParseRules("{}")
	if err != nil {
		t.Fatal(err)
	}
	day := civil.Date{Year: 2026, Month: 10, Day: 1}
	us := func(s float64) int64 { return day.Start().UnixMicro() + int64(s*1e6) }
	planned := transit.Planned{Trip: "1", Start: 21_600, Duration: 600, Length: 1000, Halts: []float64{0, 350, 600, 1000}}
	pass := &transit.Pass{
		Began: us(21_700), Ended: us(22_100),
		Stretches: []transit.Stretch{{From: 0, To: 300, Kind: transit.StretchDelivered}, {From: 300, To: 500, Kind: transit.StretchUnproven}, {From: 500, To: 700, Kind: transit.StretchOffRoute}, {From: 700, To: 900, Kind: transit.StretchDelivered}},
		Visits:    []transit.Visit{{Along: 0, Arrived: us(21_650.6), Left: us(21_700.4)}},
	}
	unsure, absent := transit.Call{Arrived: transit.Unsure, Left: transit.Unsure}, transit.Call{Arrived: transit.Absent, Left: transit.Absent}
	run := transit.Conclude(day, planned, "bus-1", straight(1000), pass, transit.Witness{Rostered: true, Device: true, Heard: true}, rules)
	if diff := cmp.Diff([]transit.Call{{Arrived: 21_651, Left: 21_700}, unsure, absent, absent}, run.Calls); diff != "" {
		t.Error(diff)
	}
	want := []transit.Part{{Code: "14.01", Planned: 400, Delivered: 300, Unproven: 100}, {Code: "14.71", Planned: 600, Delivered: 200, Unproven: 100, OffRoute: 200}}
	if diff := cmp.Diff(want, run.Parts); diff != "" {
		t.Error(diff)
	}
	if got := run.Parts[1].NotRun(); got != 100 {
		t.Errorf("%d m were not run", got)
	}
	if silent := transit.Conclude(day, planned, "bus-1", straight(1000), nil, transit.Witness{Rostered: true}, rules); silent.Status != transit.Unproven || silent.Calls[0] != unsure {
		t.Errorf("a bus without device: %s, %v", silent.Status, silent.Calls)
	}
	if missed := transit.Conclude(day, planned, "", straight(1000), nil, transit.Witness{}, rules); missed.Status != transit.Missed || missed.Calls[0] != absent {
		t.Errorf("a run without a bus: %s, %v", missed.Status, missed.Calls)
	}
}
