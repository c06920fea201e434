package waste_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/waste"
)

// deal is that of Pekanbaru and Kampar, open-ended.
var deal = waste.Deal{Parties: []string{"14.71", "14.01"}}

func rules(t interface{ Fatal(...any) }) waste.Rules {
	r, err := waste.ParseRules(`{"closed":{"14.01":["sunday"]},"cap_kg":{"14.01":12000},"excess_priced":true,"open":{"from":"06:00","until":"21:00"}}`)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func trucks() []waste.Truck {
	return []waste.Truck{{Plate: "BM 8101 FA", Government: "14.01", Tare: 4000, MaxGross: 12000}, {Plate: "BM 9201 TA", Government: "14.71", Tare: 4100, MaxGross: 12000}}
}

// monday is an honest load of Kampar on Monday 5 October 2026.
func monday(number string, hour int) waste.Ticket {
	in := time.Date(2026, 10, 5, hour, 0, 0, 0, civil.WIB())
	return waste.Ticket{Site: "TPA", Number: number, Plate: "BM 8101 FA", In: in.UnixMicro(), Out: in.Add(12 * time.Minute).UnixMicro(), Gross: 9000, Tare: 4000, Net: 5000, Origin: "14.01.05", Load: "campuran"}
}

func kinds(a waste.Assessment) []waste.Kind {
	var out []waste.Kind
	for _, f := range a.Flags {
		out = append(out, f.Kind)
	}
	return out
}

// TestTheDayOfATicket: a weighing after the ticket came, or on a day on which
// the agreement does not hold, waits for a decision. The day it came decides,
// not the day on which somebody looks.
func TestTheDayOfATicket(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month, d int) civil.Date { return civil.Date{Year: y, Month: m, Day: d} }
	term := waste.Deal{Parties: deal.Parties, From: day(2024, 9, 4), Until: day(2029, 9, 3)}
	for name, c := range map[string]struct {
		out      civil.Date
		received time.Duration // after the second weighing
		want     []waste.Kind
	}{
		"it came a minute later":                     {day(2026, 10, 5), time.Minute, nil},
		"it came a month later":                      {day(2026, 10, 5), 31 * 24 * time.Hour, nil},
		"the weighbridge's clock is a little ahead":  {day(2026, 10, 5), -10 * time.Minute, nil},
		"it came the day before":                     {day(2026, 10, 6), -24 * time.Hour, []waste.Kind{waste.FutureDate}},
		"the agreement's first day":                  {day(2024, 9, 4), time.Minute, nil},
		"the day before the agreement":               {day(2024, 9, 3), time.Minute, []waste.Kind{waste.OutsideTerm}},
		"the agreement's last day":                   {day(2029, 9, 3), time.Minute, nil},
		"the day after the agreement":                {day(2029, 9, 4), time.Minute, []waste.Kind{waste.OutsideTerm}},
		"next century, and nobody can have seen it":  {day(2099, 10, 5), -70 * 365 * 24 * time.Hour, []waste.Kind{waste.FutureDate, waste.OutsideTerm}},
		"nobody wrote down when an old ticket came":  {day(2026, 10, 5), 0, nil},
		"before the agreement, found in the archive": {day(2020, 10, 5), 6 * 365 * 24 * time.Hour, []waste.Kind{waste.OutsideTerm}},
	} {
		x := monday("1", 9)
		x.In, x.Out = c.out.Start().Add(9*time.Hour).UnixMicro(), c.out.Start().Add(9*time.Hour+12*time.Minute).UnixMicro()
		if c.received != 0 {
			x.Received = x.Out + c.received.Microseconds()
		}
		x.Origin, x.Plate = "14.71.08", "BM 9201 TA" // of Pekanbaru, whose loads are taken every day
		x.Tare, x.Net = 4100, 4900
		got := waste.Assess([]waste.Ticket{x}, nil, trucks(), rules(t), term)
		if diff := cmp.Diff(c.want, kinds(got[0])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDatesThatNoTicketHas(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	for text, want := range map[string]bool{
		"0001-01-01": false, "1999-12-31": false, "2000-01-02": true, "2024-09-04": true, "2026-11-25": true, "2027-11-01": true, "2028-01-01": false, "2099-10-05": false,
	} {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := waste.Plausible(at.UnixMicro(), now.UnixMicro()); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestTheTicketsBehindTheTonnes: the list that a statement names by its hash
// can be read back, whatever a ticket is called.
func TestTheTicketsBehindTheTonnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(ticket), 1, 20).Draw(t, "tickets")
		for i := range all {
			all[i].Number = rapid.String().Draw(t, "number")
			all[i].Site = rapid.String().Draw(t, "site")
		}
		for _, d := range waste.Tonnes(waste.Settle(waste.Assess(all, nil, trucks(), rules(t), deal), nil, rules(t))) {
			proofs, err := waste.ParseProofs(d.List)
			if err != nil {
				t.Fatal(err)
			}
			var sum quantity.Kilograms
			for _, p := range proofs {
				sum += p.Weight
				if p.Government() != d.Government || p.State != waste.Counted || !slices.ContainsFunc(all, func(x waste.Ticket) bool { return x.Number == p.Number && x.Site == p.Site && x.Content() == p.Content }) {
					t.Fatalf("%+v is none of them", p)
				}
			}
			if len(proofs) != d.Tickets || sum != d.Counted {
				t.Fatalf("%d tickets of %d kg in the list, %d of %d counted", len(proofs), sum, d.Tickets, d.Counted)
			}
		}
	})
	for _, text := range []string{"x\n", "\"a\"|\"b\"|c\n", "\"a\"|\"b\"|c|counted|\"14.01\"|heavy\n", "\"a\n"} {
		if got, err := waste.ParseProofs(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestWhatDoesNotLookRight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*waste.Ticket)
		want   []waste.Kind
	}{
		"an honest load":                     {func(*waste.Ticket) {}, nil},
		"net is not gross less tare":         {func(x *waste.Ticket) { x.Net = 5900 }, []waste.Kind{waste.NetMismatch}},
		"ballast dropped before the tare":    {func(x *waste.Ticket) { x.Tare, x.Net = 3200, 5800 }, []waste.Kind{waste.TareDrift}},
		"out before in":                      {func(x *waste.Ticket) { x.Out = x.In - 1 }, []waste.Kind{waste.Turnaround}},
		"a minute on the scale":              {func(x *waste.Ticket) { x.Out = x.In + 60e6 }, []waste.Kind{waste.Turnaround}},
		"a Kampar lorry from Pekanbaru":      {func(x *waste.Ticket) { x.Origin = "14.71.08" }, []waste.Kind{waste.OriginMismatch}},
		"from a government that is no party": {func(x *waste.Ticket) { x.Origin = "14.08" }, []waste.Kind{waste.OriginForeign}},
		"from nowhere":                       {func(x *waste.Ticket) { x.Origin = "99.99" }, []waste.Kind{waste.OriginForeign}},
		"a stay of a year":                   {func(x *waste.Ticket) { x.In -= 365 * 86400e6 }, []waste.Kind{waste.Turnaround}},
		"before the gate opens":              {func(x *waste.Ticket) { x.In -= 5 * 3600e6; x.Out -= 5 * 3600e6 }, []waste.Kind{waste.OutsideHours}},
		"on a closed Sunday":                 {func(x *waste.Ticket) { x.In -= 86400e6; x.Out -= 86400e6 }, []waste.Kind{waste.ClosedDay}},
		"too heavy":                          {func(x *waste.Ticket) { x.Gross, x.Net = 16000, 12000 }, []waste.Kind{waste.Overweight}},
		"an unknown lorry":                   {func(x *waste.Ticket) { x.Plate = "BM 1 X" }, []waste.Kind{waste.UnknownTruck}},
	} {
		x := monday("1", 9)
		c.change(&x)
		got := waste.Assess([]waste.Ticket{x}, nil, trucks(), rules(t), deal)
		if diff := cmp.Diff(kinds(got[0]), c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestOneNumberTwoLoads(t *testing.T) {
	t.Parallel()
	a, b := monday("7", 9), monday("7", 13)
	b.Gross, b.Net = 9700, 5700
	got := waste.Assess([]waste.Ticket{a, b, a}, nil, trucks(), rules(t), deal)
	if len(got) != 2 || !slices.Contains(got[0].Blocked(), waste.DuplicateNo) || !slices.Contains(got[1].Blocked(), waste.DuplicateNo) {
		t.Errorf("%+v: want both loads held, and the exact repeat once", got)
	}
}

func TestTheSameLorryFourMinutesLater(t *testing.T) {
	t.Parallel()
	a, b := monday("1", 9), monday("2", 9)
	b.In, b.Out = a.Out+60e6, a.Out+300e6
	got := waste.Assess([]waste.Ticket{b, a}, nil, trucks(), rules(t), deal)
	if len(got[0].Flags) != 0 || !slices.Contains(got[1].Blocked(), waste.Turnaround) {
		t.Errorf("%+v", got)
	}
}

// A limit of 12 tonnes: the third load of 5 tonnes exceeds it, and is told, not
// held, because its excess has a price.
func TestTheDailyCap(t *testing.T) {
	t.Parallel()
	three := waste.Assess([]waste.Ticket{monday("1", 9), monday("2", 11), monday("3", 13)}, nil, trucks(), rules(t), deal)
	got := waste.Settle(three, nil, rules(t))
	if len(got[1].Flags) != 0 || !slices.Equal(kinds(got[2].Assessment), []waste.Kind{waste.OverCap}) || got[2].State != waste.Counted {
		t.Errorf("%+v", got)
	}
	strict := rules(t)
	strict.ExcessPriced = false
	if got := waste.Settle(three, nil, strict); got[2].State != waste.Waiting {
		t.Error("without a price the excess must wait")
	}
}

// What was rejected uses none of the limit; what still waits does.
func TestWhatIsRejectedMakesRoom(t *testing.T) {
	t.Parallel()
	odd := monday("1", 9)
	odd.Net = 5900
	strict := rules(t)
	strict.ExcessPriced = false
	three := waste.Assess([]waste.Ticket{odd, monday("2", 11), monday("3", 13)}, nil, trucks(), strict, deal)
	if got := waste.Settle(three, nil, strict); got[0].State != waste.Waiting || got[2].State != waste.Waiting {
		t.Errorf("while the first waits: %s, %s", got[0].State, got[2].State)
	}
	reject := waste.Decision{Site: odd.Site, Number: odd.Number, Content: odd.Content(), Seq: 1, Verdict: waste.Reject, Flags: []waste.Kind{waste.NetMismatch}, Reason: "x"}
	if got := waste.Settle(three, []waste.Decision{reject}, strict); got[0].State != waste.Rejected || got[2].State != waste.Counted || len(got[2].Flags) != 0 {
		t.Errorf("once the first is rejected: %s, %+v", got[0].State, got[2])
	}
	accept := reject
	accept.Verdict = waste.Accept
	if got := waste.Settle(three, []waste.Decision{accept}, strict); got[0].State != waste.Counted || got[2].State != waste.Waiting {
		t.Errorf("once the first is accepted: %s, %s", got[0].State, got[2].State)
	}
}

// A number that was used in another month of the year is not used again; the
// earlier month stays as it was.
func TestANumberOfAnEarlierMonth(t *testing.T) {
	t.Parallel()
	september := monday("MF 7", 9)
	september.In, september.Out = september.In-30*86400e6, september.Out-30*86400e6
	october := monday("mf7", 9)
	got := waste.Assess([]waste.Ticket{october}, []waste.Ticket{september}, trucks(), rules(t), deal)
	if !slices.Equal(got[0].Blocked(), []waste.Kind{waste.DuplicateNo}) || got[0].Flags[0].Args["Earlier"] != (civil.Date{Year: 2026, Month: 9, Day: 5}) {
		t.Errorf("%+v", got[0].Flags)
	}
	if got := waste.Assess([]waste.Ticket{september}, nil, trucks(), rules(t), deal); len(got[0].Flags) != 0 {
		t.Errorf("the earlier ticket: %+v", got[0].Flags)
	}
	r := rules(t)
	m := civil.Month{Year: 2026, Month: 10}
	for restart, want := range map[waste.Restart]string{"": "2026-01-01", waste.RestartYearly: "2026-01-01", waste.RestartMonthly: "2026-10-01", waste.RestartNever: ""} {
		r.NumbersRestart = restart
		if got := r.NumbersSince(m).String(); got != want && !(want == "" && r.NumbersSince(m).IsZero()) {
			t.Errorf("numbers that restart %q: since %s, want %s", restart, got, want)
		}
	}
}

// A load from no party's territory cannot simply be accepted.
func TestAForeignLoadIsRejectedOrCorrected(t *testing.T) {
	t.Parallel()
	x := monday("1", 9)
	x.Origin = "14.08"
	a := waste.Assess([]waste.Ticket{x}, nil, trucks(), rules(t), deal)[0]
	for name, c := range map[string]struct {
		d    waste.Decision
		fits bool
	}{
		"accepted":                  {waste.Decision{Verdict: waste.Accept}, false},
		"corrected without origin":  {waste.Decision{Verdict: waste.Correct, Net: 5000}, false},
		"corrected to no party":     {waste.Decision{Verdict: waste.Correct, Origin: "14.08"}, false},
		"corrected to where it was": {waste.Decision{Verdict: waste.Correct, Origin: "14.01.05"}, true},
		"rejected":                  {waste.Decision{Verdict: waste.Reject}, true},
	} {
		if err := c.d.Fits(a, deal.Parties); (err == nil) != c.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	x := monday("1", 9)
	x.Net = 5900
	as := waste.Assess([]waste.Ticket{x}, nil, trucks(), rules(t), deal)
	decide := func(d waste.Decision) waste.Outcome {
		d.Site, d.Number, d.Content = x.Site, x.Number, x.Content()
		return waste.Settle(as, []waste.Decision{d}, rules(t))[0]
	}
	if o := waste.Settle(as, nil, rules(t))[0]; o.State != waste.Waiting {
		t.Errorf("without a decision it is %s", o.State)
	}
	if o := decide(waste.Decision{Verdict: waste.Correct, Net: 5000, Flags: []waste.Kind{waste.NetMismatch}}); o.State != waste.Corrected || o.Weight != 5000 || o.Net != 5900 {
		t.Errorf("corrected: %+v", o)
	}
	if o := decide(waste.Decision{Verdict: waste.Reject, Flags: []waste.Kind{waste.NetMismatch}}); o.State != waste.Rejected {
		t.Errorf("rejected: %s", o.State)
	}
	if o := decide(waste.Decision{Verdict: waste.Accept, Flags: []waste.Kind{waste.TareDrift}}); o.State != waste.Waiting || !o.Stale {
		t.Errorf("a decision made on other flags still holds: %+v", o)
	}
}

func ticket(t *rapid.T) waste.Ticket {
	x := monday(rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "number"), rapid.IntRange(8, 20).Draw(t, "hour"))
	x.Plate = rapid.SampledFrom([]string{"BM 8101 FA", "BM 9201 TA", "BM 1 X"}).Draw(t, "plate")
	x.Tare = quantity.Kilograms(rapid.SampledFrom([]int64{4000, 4100, 3000}).Draw(t, "tare"))
	x.Net = x.Gross - x.Tare + quantity.Kilograms(rapid.SampledFrom([]int64{0, 0, 500}).Draw(t, "typo"))
	x.Origin = rapid.SampledFrom([]string{"14.01.05", "14.71.08", "14.08", "x"}).Draw(t, "origin")
	return x
}

func TestTheOrderOfArrivalChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(ticket), 1, 30).Draw(t, "tickets")
		shuffled := append(slices.Clone(all), all[:len(all)/2]...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		a, b := waste.Assess(all, nil, trucks(), rules(t), deal), waste.Assess(shuffled, nil, trucks(), rules(t), deal)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatal(diff)
		}
		total, sum := quantity.Kilograms(0), quantity.Kilograms(0)
		outcomes := waste.Settle(a, nil, rules(t))
		for _, o := range outcomes {
			total += o.Net
		}
		for _, d := range waste.Tonnes(outcomes) {
			sum += d.Counted + d.Waiting + d.Rejected
		}
		if sum != total {
			t.Fatalf("counted, waiting and rejected are %d kg of %d", sum, total)
		}
	})
}
