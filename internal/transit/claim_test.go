package transit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/transit"
)

// at is an instant of monday.
func at(hhmm int) int64 {
	return monday.Start().UnixMicro() + int64(hhmm/100*3600+hhmm%100*60)*1e6
}

func drive(vehicle string, hhmm int) transit.Drive {
	return transit.Drive{Vehicle: vehicle, Pass: pass(hhmm)}
}

func claim(vehicle string, hhmm int) transit.Claim {
	return transit.Claim{Trip: "t", Start: hhmm/100*3600 + hhmm%100*60, Vehicle: vehicle, At: at(hhmm), Last: at(hhmm)}
}

// Who drove is, in this order: the vehicle that a driver named, the one that is
// rostered, the one that is inferred; and a driver's word counts only where the
// positions bear it out.
func TestADriversWordIsHeldAgainstPositions(t *testing.T) {
	t.Parallel()
	const rostered = "R"
	short := drive("A", 715)
	short.Shape, short.Stretches = "h", []transit.Stretch{{To: 5000, FromAt: at(715), UntilAt: at(730), Kind: transit.StretchDelivered}}
	shorter := planned(720)
	shorter[0].Shape, shorter[0].Trip = "h", "pendek"
	for name, c := range map[string]struct {
		runs   []transit.Planned
		claims []transit.Claim
		drives []transit.Drive
		by     []int
		said   []transit.Verdict
	}{
		"it drove": {planned(715, 915), []transit.Claim{claim("A", 715)}, []transit.Drive{drive("A", 716)}, []int{0, -1}, []transit.Verdict{transit.Borne}},
		"it drove although another is rostered and drove as well": {
			planned(715), []transit.Claim{claim("A", 715)}, []transit.Drive{drive(rostered, 715), drive("A", 725)}, []int{1}, []transit.Verdict{transit.Borne},
		},
		"it was elsewhere":                        {planned(715), []transit.Claim{claim("A", 715)}, []transit.Drive{drive(rostered, 715)}, []int{-1}, []transit.Verdict{transit.Contradicted}},
		"it was silent":                           {planned(715), []transit.Claim{claim("silent", 715)}, []transit.Drive{drive(rostered, 715)}, []int{-1}, []transit.Verdict{transit.Unheard}},
		"it drove two hours later":                {planned(715), []transit.Claim{claim("A", 715)}, []transit.Drive{drive("A", 915)}, []int{-1}, []transit.Verdict{transit.Contradicted}},
		"two name one run, the nearer drove":      {planned(715), []transit.Claim{claim("A", 715), claim("B", 715)}, []transit.Drive{drive("A", 729), drive("B", 717)}, []int{1}, []transit.Verdict{transit.Beaten, transit.Borne}},
		"it drove half an hour after it was said": {planned(715), []transit.Claim{claim("A", 715)}, []transit.Drive{drive("A", 745)}, []int{-1}, []transit.Verdict{transit.Contradicted}},
		"it was said on the way":                  {planned(715), []transit.Claim{{Trip: "t", Start: 26100, Vehicle: "A", At: at(750), Last: at(750)}}, []transit.Drive{drive("A", 745)}, []int{0}, []transit.Verdict{transit.Borne}},
		"no such run":                             {planned(715), []transit.Claim{claim("A", 716)}, []transit.Drive{drive("A", 715)}, []int{-1}, []transit.Verdict{transit.NotPlanned}},
		"its own rostered run is not taken for the one it named": {
			planned(715, 745), []transit.Claim{claim(rostered, 715)}, []transit.Drive{drive(rostered, 745)}, []int{-1, -1}, []transit.Verdict{transit.Contradicted},
		},
		"the long and the short way at once": {
			append(planned(715), shorter...),
			[]transit.Claim{claim("A", 715), {Trip: "pendek", Start: 7*3600 + 20*60, Vehicle: "A", At: at(720), Last: at(720)}},
			[]transit.Drive{drive("A", 715), short},
			[]int{0, -1},
			[]transit.Verdict{transit.Borne, transit.Contradicted},
		},
		"by headway nobody names a time": {every(30, planned(715)), []transit.Claim{claim("A", 715)}, []transit.Drive{drive("A", 715)}, []int{-1}, []transit.Verdict{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			by, said := transit.Settle(monday, c.runs, func(transit.Planned) string { return rostered }, c.claims, c.drives,
				func(vehicle string, _ transit.Planned) bool { return vehicle != "silent" }, rules(t))
			if diff := cmp.Diff(c.by, by); diff != "" {
				t.Errorf("credited: %s", diff)
			}
			if diff := cmp.Diff(c.said, said); diff != "" {
				t.Errorf("verdicts: %s", diff)
			}
		})
	}
}

func TestAWordByHeadwayIsOfTheTripThatWasFound(t *testing.T) {
	t.Parallel()
	run := transit.Run{Trip: "t", Vehicle: "A", Every: 900, Start: 7 * 3600, Began: at(720), Ended: at(800)}
	for name, c := range map[string]struct {
		claim transit.Claim
		heard bool
		want  transit.Verdict
	}{
		"said when it left":      {claim("A", 719), true, transit.Borne},
		"said two hours later":   {claim("A", 1015), true, transit.Contradicted},
		"of another vehicle":     {claim("B", 719), true, transit.Contradicted},
		"of one that was silent": {claim("B", 719), false, transit.Unheard},
	} {
		if got := transit.SettleHeadway(c.claim, []transit.Run{run}, c.heard); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What was taken back was not said, unless somebody else's phone took it back.
func TestAWordIsTakenBack(t *testing.T) {
	t.Parallel()
	start := transit.Word{ID: "1", Device: "hp-1", Vehicle: "A", Kind: transit.Starts, Date: monday, Trip: "t", Start: 26100, At: at(715)}
	again := start
	again.ID, again.Trip, again.At = "3", "u", at(717)
	back := transit.Word{ID: "2", Device: "hp-1", Kind: transit.Undoes, Date: monday, Of: "1", At: at(716)}
	stranger := back
	stranger.Device = "hp-2"
	for name, c := range map[string]struct {
		words []transit.Word
		want  []transit.Claim
	}{
		"taken back":               {[]transit.Word{back, again, start}, []transit.Claim{{Trip: "u", Start: 26100, Vehicle: "A", At: at(717), Last: at(717)}}},
		"by another phone":         {[]transit.Word{start, stranger}, []transit.Claim{{Trip: "t", Start: 26100, Vehicle: "A", At: at(715), Last: at(715)}}},
		"started, ended":           {[]transit.Word{start, {ID: "4", Device: "hp-1", Vehicle: "A", Kind: transit.Ends, Date: monday, Trip: "t", Start: 26100, At: at(800)}}, []transit.Claim{{Trip: "t", Start: 26100, Vehicle: "A", At: at(715), Last: at(800)}}},
		"a rest is no claim":       {[]transit.Word{{ID: "5", Device: "hp-1", Vehicle: "A", Kind: transit.Rests, Date: monday, Trip: "t", At: at(800)}}, nil},
		"of another day, no claim": {[]transit.Word{{ID: "6", Device: "hp-1", Vehicle: "A", Kind: transit.Starts, Date: monday.AddDays(1), Trip: "t", At: at(2350)}}, nil},
	} {
		if diff := cmp.Diff(c.want, transit.ClaimsOf(transit.StandingWords(c.words), monday)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A phone goes from bus to bus; what it sends is of the one that its driver
// named last.
func TestAPhoneGoesFromBusToBus(t *testing.T) {
	t.Parallel()
	carriers := transit.CarriersOf([]transit.Word{{Device: "hp", Kind: transit.Boards, Vehicle: "A", At: at(600)}, {Device: "hp", Kind: transit.Starts, Vehicle: "A", At: at(615)}, {Device: "hp", Kind: transit.Boards, Vehicle: "B", At: at(1200)}})
	for hhmm, want := range map[int]string{530: "A", 600: "A", 1159: "A", 1200: "B", 2300: "B"} {
		if got := carriers.At("hp", at(hhmm), "C"); got != want {
			t.Errorf("at %d in %s, want %s", hhmm, got, want)
		}
	}
	if got := carriers.At("other", at(700), "C"); got != "C" {
		t.Errorf("a device of which nobody speaks is in %s", got)
	}
	split := carriers.Split("hp", "C", []transit.Position{{At: at(700)}, {At: at(1300)}, {At: at(1301)}})
	if len(split["A"]) != 1 || len(split["B"]) != 2 || len(split) != 2 {
		t.Errorf("divided: %+v", split)
	}
}

func TestAWordIsComplete(t *testing.T) {
	t.Parallel()
	good := transit.Word{ID: "1", Vehicle: "A", Kind: transit.Starts, Date: monday, Trip: "t", At: at(715)}
	if err := transit.CheckWord(good); err != nil {
		t.Errorf("a good word: %v", err)
	}
	for name, change := range map[string]func(*transit.Word){
		"no kind":          func(w *transit.Word) { w.Kind = "" },
		"no id":            func(w *transit.Word) { w.ID = "" },
		"no vehicle":       func(w *transit.Word) { w.Vehicle = "" },
		"no trip":          func(w *transit.Word) { w.Trip = "" },
		"another week":     func(w *transit.Word) { w.Date = monday.AddDays(7) },
		"no day":           func(w *transit.Word) { w.Date = civil.Date{} },
		"trouble of what?": func(w *transit.Word) { w.Kind = transit.Trouble },
		"other trouble":    func(w *transit.Word) { w.Kind, w.Hitch = transit.Trouble, "lain" },
		"takes back what?": func(w *transit.Word) { w.Kind = transit.Undoes },
	} {
		w := good
		change(&w)
		if fault.KindOf(transit.CheckWord(w)) != fault.Invalid {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestPassesAtTheSameTimeAreNotFree(t *testing.T) {
	t.Parallel()
	free := transit.Free([]transit.Pass{pass(715), pass(900)}, []transit.Pass{pass(720)})
	if len(free) != 1 || free[0].Began != at(900) {
		t.Errorf("free: %+v", free)
	}
}
