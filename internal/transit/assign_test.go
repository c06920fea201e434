package transit_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

var monday = civil.Date{Year: 2026, Month: 10, Day: 5}

func rules(t interface{ Fatal(...any) }) transit.Rules {
	r, err := transit.ParseRules("{}")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func planned(hhmm ...int) []transit.Planned {
	var out []transit.Planned
	for _, x := range hhmm {
		out = append(out, transit.Planned{Trip: "t", Start: x/100*3600 + x%100*60, Duration: 2580, Shape: "g", Length: 14462})
	}
	return out
}

// every gives runs of a headway, of which no time was promised.
func every(minutes int, runs []transit.Planned) []transit.Planned {
	for i := range runs {
		runs[i].Every = minutes * 60
	}
	return runs
}

// pass began at a time of day and was driven in full.
func pass(hhmm int) transit.Pass {
	at := monday.Start().UnixMicro() + int64(hhmm/100*3600+hhmm%100*60)*1e6
	return transit.Pass{Shape: "g", Began: at, Ended: at + 2580e6, Stretches: []transit.Stretch{{To: 14462, FromAt: at, UntilAt: at + 2580e6, Kind: transit.StretchDelivered}}}
}

func TestPassesServeTheirRuns(t *testing.T) {
	t.Parallel()
	other := pass(715)
	other.Shape = "h"
	wandered := pass(650) // its wait in the bay was taken for driving
	wandered.Stretches[0].UntilAt = pass(715).Ended
	short := pass(715)
	short.Stretches[0].To = 200
	for name, c := range map[string]struct {
		runs   []transit.Planned
		passes []transit.Pass
		want   []int
	}{
		"on time":                        {planned(715, 915), []transit.Pass{pass(716), pass(915)}, []int{0, 1}},
		"half an hour late":              {planned(715, 915), []transit.Pass{pass(745), pass(930)}, []int{0, 1}},
		"one was left out":               {planned(715, 915, 1115), []transit.Pass{pass(715), pass(1115)}, []int{0, -1, 1}},
		"two hours late is another run":  {planned(715), []transit.Pass{pass(915)}, []int{-1}},
		"a pass that nobody planned":     {planned(715), []transit.Pass{pass(610), pass(715), pass(800)}, []int{1}},
		"the other direction":            {planned(715), []transit.Pass{other}, []int{-1}},
		"manoeuvring at the terminal":    {planned(715), []transit.Pass{short}, []int{-1}},
		"half an hour early":             {planned(715, 745), []transit.Pass{pass(645), pass(715)}, []int{1, -1}},
		"by headway, a headway early":    {every(30, planned(715, 745)), []transit.Pass{pass(645), pass(715)}, []int{0, 1}},
		"by headway, a pair":             {every(15, planned(715, 730, 745)), []transit.Pass{pass(730), pass(731), pass(732)}, []int{0, 1, 2}},
		"by headway, one too many":       {every(15, planned(715, 730)), []transit.Pass{pass(715), pass(722), pass(730)}, []int{0, 2}},
		"given in any order":             {planned(915, 715), []transit.Pass{pass(915), pass(716)}, []int{0, 1}},
		"as many as possible are served": {planned(700, 730), []transit.Pass{pass(725), pass(800)}, []int{0, 1}},
		"it waited in a bay":             {planned(715), []transit.Pass{wandered}, []int{0}},
		"nobody drove":                   {planned(715), nil, []int{-1}},
	} {
		if diff := cmp.Diff(transit.Assign(monday, c.runs, c.passes, rules(t)), c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// of makes runs of a block, and drives of a vehicle.
func of(block string, runs []transit.Planned) []transit.Planned {
	for i := range runs {
		runs[i].Block = block
	}
	return runs
}

func by(vehicle string, passes ...transit.Pass) (all []transit.Drive) {
	for _, p := range passes {
		all = append(all, transit.Drive{Vehicle: vehicle, Pass: p})
	}
	return all
}

// part is a pass of some metres of a shape.
func part(hhmm int, shape string, from, to float64) transit.Pass {
	p := pass(hhmm)
	p.Shape, p.Stretches[0].From, p.Stretches[0].To = shape, from, to
	return p
}

func TestWhoDroveABlockIsInferred(t *testing.T) {
	t.Parallel()
	two := slices.Concat(of("B1", planned(700, 900, 1100)), of("B2", planned(730, 930, 1130)))
	short := slices.Concat(of("B1", planned(700)), of("S1", planned(700)))
	short[1].Shape, short[1].Length = "short", 8000
	for name, c := range map[string]struct {
		runs   []transit.Planned
		drives []transit.Drive
		want   []string
	}{
		"each its block": {two, slices.Concat(by("b", pass(731), pass(932), pass(1130)), by("a", pass(700), pass(905), pass(1101))), []string{"a", "a", "a", "b", "b", "b"}},
		"all half an hour late, as in a flood": {
			two, slices.Concat(by("a", pass(728), pass(929), pass(1131)), by("b", pass(800), pass(1001), pass(1159))),
			[]string{"a", "a", "a", "b", "b", "b"},
		},
		"one came in place of another":                         {two, slices.Concat(by("a", pass(700)), by("b", pass(730), pass(930), pass(1130)), by("c", pass(905), pass(1102))), []string{"a", "c", "c", "b", "b", "b"}},
		"the reserve of one block is not the bus of the other": {two, by("c", pass(931), pass(1131)), []string{"", "", "", "", "c", "c"}},
		"a short turn is also part of the long route":          {short, by("a", part(700, "short", 0, 8000), part(700, "g", 0, 8000)), []string{"", "a"}},
		"the long route is also all of the short turn":         {short, by("a", part(700, "short", 0, 8000), part(700, "g", 0, 14462)), []string{"a", ""}},
		"it crossed the route":                                 {of("B1", planned(700)), by("a", part(700, "g", 5000, 6000)), []string{""}},
		"runs of no block":                                     {planned(700, 730), slices.Concat(by("a", pass(701)), by("b", pass(729))), []string{"a", "b"}},
		"nobody drove":                                         {two, nil, []string{"", "", "", "", "", ""}},
	} {
		var got []string
		for _, d := range transit.Infer(monday, c.runs, c.drives, rules(t)) {
			if d < 0 {
				got = append(got, "")
			} else {
				got = append(got, c.drives[d].Vehicle)
			}
		}
		if diff := cmp.Diff(got, c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestNoPassServesTwoRuns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.IntRange(500, 2200), 0, 12)
		runs := planned(times.Draw(t, "runs")...)
		var passes []transit.Pass
		for _, x := range times.Draw(t, "passes") {
			passes = append(passes, pass(x))
		}
		seen := map[int]bool{}
		for i, p := range transit.Assign(monday, runs, passes, rules(t)) {
			if p < 0 {
				continue
			}
			late := (passes[p].Began-monday.Start().UnixMicro())/1e6 - int64(runs[i].Start)
			if seen[p] || late < -15*60 || late > 60*60 {
				t.Fatalf("pass %d serves run %d, %d s late, again %v", p, i, late, seen[p])
			}
			seen[p] = true
		}
	})
}

// halfWay is 10 km long, 4 of them in Kampar.
type halfWay struct{}

func (halfWay) Length() float64 { return 10_000 }

func (halfWay) Split(from, to float64) map[string]quantity.Metres {
	k := math.Max(0, math.Min(to, 4000)-math.Min(from, 4000))
	return map[string]quantity.Metres{"14.01": quantity.Metres(math.Round(k)), "14.71": quantity.Metres(math.Round(to-from)) - quantity.Metres(math.Round(k))}
}

func TestWhatBecameOfARun(t *testing.T) {
	t.Parallel()
	drove := func(stretches ...transit.Stretch) *transit.Pass {
		return &transit.Pass{Shape: "g", Stretches: stretches}
	}
	all := transit.Witness{Rostered: true, Device: true, Heard: true}
	for name, c := range map[string]struct {
		pass      *transit.Pass
		w         transit.Witness
		status    transit.Status
		reason    transit.Reason
		grade     transit.Grade
		delivered quantity.Metres
	}{
		"in full":                     {drove(transit.Stretch{To: 10_000, Kind: transit.StretchDelivered}), all, transit.Complete, transit.NoReason, transit.GradeA, 10_000},
		"broke down half way":         {drove(transit.Stretch{To: 5000, Kind: transit.StretchDelivered}), all, transit.Partial, transit.StoppedShort, transit.GradeA, 5000},
		"a long silence":              {drove(transit.Stretch{To: 5000, Kind: transit.StretchDelivered}, transit.Stretch{From: 5000, To: 5900, Kind: transit.StretchUnproven}, transit.Stretch{From: 5900, To: 10_000, Kind: transit.StretchDelivered}), all, transit.Partial, transit.Silence, transit.GradeB, 9100},
		"a detour":                    {drove(transit.Stretch{To: 5000, Kind: transit.StretchDelivered}, transit.Stretch{From: 5000, To: 7000, Kind: transit.StretchOffRoute}, transit.Stretch{From: 7000, To: 10_000, Kind: transit.StretchDelivered}), all, transit.Partial, transit.Detour, transit.GradeC, 8000},
		"nobody was rostered":         {nil, transit.Witness{}, transit.Missed, transit.NoVehicle, transit.GradeNone, 0},
		"the bus has no device":       {nil, transit.Witness{Rostered: true}, transit.Unproven, transit.UnknownDevice, transit.GradeNone, 0},
		"the device's clock is wrong": {nil, transit.Witness{Rostered: true, Device: true, Clock: true}, transit.Unproven, transit.WrongClock, transit.GradeNone, 0},
		"the bus was silent":          {nil, transit.Witness{Rostered: true, Device: true}, transit.Missed, transit.NoPositions, transit.GradeNone, 0},
		"the bus was elsewhere":       {nil, all, transit.Missed, transit.NotOnRoute, transit.GradeNone, 0},
	} {
		r := transit.Conclude(monday, planned(715)[0], "B1", halfWay{}, c.pass, c.w, rules(t))
		if r.Status != c.status || r.Reason != c.reason || r.Grade != c.grade || r.Delivered != c.delivered || r.Planned != 10_000 {
			t.Errorf("%s: %s, %q, grade %s, %d of %d m", name, r.Status, r.Reason, r.Grade, r.Delivered, r.Planned)
		}
		sum := quantity.Metres(0)
		for _, p := range r.Parts {
			sum += p.Delivered
		}
		if sum != r.Delivered {
			t.Errorf("%s: the parts sum to %d m of %d", name, sum, r.Delivered)
		}
	}
}

func TestRulesAreChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "[]", `{"gap_limit_s":-1}`, `{"complete_perm":1001}`} {
		if _, err := transit.ParseRules(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
