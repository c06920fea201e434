package ops_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/timetable"
)

// Two planners at one timetable: each sees the other's work, nothing is lost,
// and what it would cost is known before it is made.
func TestATimetableIsPlannedPricedAndPublished(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		dishub := b.who("pekanbaru-dishub")
		id, lost, err := b.desk.StartPlan(ctx, dishub, demo.BusService, "Jadwal 2027", true)
		if err != nil || len(lost) > 0 {
			t.Fatalf("start: %v %v", lost, err)
		}
		sheet := func(number int) ops.PlanSheet {
			t.Helper()
			s, err := b.desk.PlanSheet(ctx, dishub, demo.BusService, id, number)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		s := sheet(0)
		if s.Revision != 1 || timetable.Failed(s.Findings) {
			t.Fatalf("revision %d: %v", s.Revision, s.Findings)
		}
		for _, stranger := range []string{"kampar-kerjasama", "pekanbaru-kerjasama", "riau-gubernur"} {
			if _, err := b.desk.PlanSheet(ctx, b.who(stranger), demo.BusService, id, 0); err == nil {
				t.Errorf("%s sees an unfinished plan", stranger)
			}
		}

		headway := func(seconds int) ops.PlanEdit {
			return ops.PlanEdit{Base: 1, Part: "1", What: "Jarak waktu", Do: func(p *timetable.Plan) error {
				p.Line("1").Windows[0].Every = seconds
				return nil
			}}
		}
		edit := func(e ops.PlanEdit) error { return b.desk.EditPlan(ctx, dishub, demo.BusService, id, e) }
		if err := edit(headway(1800)); err != nil {
			t.Fatal(err)
		}
		if err := edit(headway(600)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("who saw an older state of the line: %v", err)
		}
		if err := edit(ops.PlanEdit{Base: 1, Part: "2", What: "Bus", Do: func(p *timetable.Plan) error { p.Line("2").Fleet = 9; return nil }}); err != nil {
			t.Errorf("who changes another line of the older state: %v", err)
		}
		s = sheet(0)
		if s.Revision != 3 || s.Plan.Line("1").Windows[0].Every != 1800 || s.Plan.Line("2").Fleet != 9 {
			t.Errorf("revision %d holds %v", s.Revision, s.Plan.Line("1").Windows[0])
		}

		october := civil.Month{Year: 2026, Month: 10}
		cost, err := b.desk.PlanCost(ctx, dishub, s, october)
		if err != nil || cost.Unpriced != nil || cost.Now == nil {
			t.Fatalf("cost: %v %v", cost.Unpriced, err)
		}
		plan, now := cost.Plan, *cost.Now
		if now.Trips != 122*31 || plan.Trips != 61*31+1*31 && plan.Trips != 60*31 && plan.Trips != 62*31 {
			t.Errorf("trips: %d now, %d planned", now.Trips, plan.Trips)
		}
		for _, m := range []ops.PlanMonth{plan, now} {
			if err := settlement.Verify(m.Statement); err != nil {
				t.Error(err)
			}
			if sum := m.Parts[demo.Pekanbaru] + m.Parts[demo.Kampar] + m.Parts[""]; sum != m.Total || m.Parts[demo.Kampar] == 0 {
				t.Errorf("parts %v of %d", m.Parts, m.Total)
			}
		}
		if a, b := plan.Statement.Payable[0].Amount, now.Statement.Payable[0].Amount; a >= b || a < b/3 {
			t.Errorf("half the buses would cost Kampar %d instead of %d", a, b)
		}

		from := civil.In(b.desk.Now()).AddDays(1)
		sum, _, err := b.desk.PublicFeed(ctx, demo.BusService)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.desk.PublishPlan(ctx, dishub, demo.BusService, id, s.Revision, from, false); !isKey(err, "timetable.publish.confirm") {
			t.Errorf("half the trips would go unasked: %v", err)
		}
		if err := b.desk.PublishPlan(ctx, dishub, demo.BusService, id, s.Revision-1, from, true); fault.KindOf(err) != fault.Conflict {
			t.Errorf("publishing a state that is not the newest: %v", err)
		}
		if err := b.desk.PublishPlan(ctx, dishub, demo.BusService, id, s.Revision, from, true); err != nil {
			t.Fatal(err)
		}
		if same, _, err := b.desk.PublicFeed(ctx, demo.BusService); err != nil || same != sum {
			t.Errorf("the feed of today changed before its day: %v", err)
		}
		if err := b.desk.PublishPlan(ctx, dishub, demo.BusService, id, s.Revision, civil.In(b.desk.Now()), true); err != nil {
			t.Fatal(err)
		}
		other, feed, err := b.desk.PublicFeed(ctx, demo.BusService)
		if err != nil || other == sum {
			t.Fatalf("the published feed is the old one: %v", err)
		}
		f, err := gtfs.Read(bytes.NewReader(feed), int64(len(feed)), gtfs.Limits{})
		if err != nil || len(f.Runs(gtfs.Date{Year: from.Year, Month: from.Month, Day: from.Day})) == 0 {
			t.Errorf("the published feed: %v", err)
		}
		if err := b.desk.RestorePlan(ctx, dishub, demo.BusService, id, 3, 1); err != nil {
			t.Fatal(err)
		}
		if s = sheet(0); s.Revision != 4 || s.Plan.Line("1").Windows[0].Every != 900 || s.Revisions[1].Feed != other {
			t.Errorf("after going back: revision %d, %v, published %q", s.Revision, s.Plan.Line("1").Windows[0], s.Revisions[1].Feed)
		}
	})
}

func isKey(err error, key string) bool {
	f := fault.Of(err)
	return f != nil && f.Key == key
}

// A feed that is no use is refused in the language of who uploads it.
func TestABadFeedIsRefusedInIndonesian(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	eachTable(t, func(t *testing.T, b table) {
		var who policy.Actor = b.who("pekanbaru-dishub")
		err := b.desk.AddTimetable(t.Context(), who, demo.BusService, "jadwal.zip", civil.In(b.desk.Now()), strings.NewReader("PK bukan zip"))
		var f *fault.Error
		if !errors.As(err, &f) || len(f.Fields) == 0 {
			t.Fatalf("got %v", err)
		}
		said := text.T("id", f.Fields[0].Key, f.Fields[0].Args)
		if !strings.Contains(said, "Berkas ini bukan jadwal GTFS yang bisa dibaca") {
			t.Errorf("got %s", said)
		}
		if slices.ContainsFunc(f.Fields, func(f fault.Field) bool { return !text.Has(f.Key) }) {
			t.Errorf("no sentence for one of %v", f.Fields)
		}
	})
}
