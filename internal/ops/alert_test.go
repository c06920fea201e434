package ops_test

import (
	"strings"
	"testing"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/store"
)

// The Dishub that runs a bus service writes what its passengers are told. A draft
// is its own; what it publishes everybody reads, until it ends or that is undone;
// every version is kept, and who saw an old one overwrites nothing.
func TestPassengersAreToldByTheOperator(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		pku, kampar := b.who("pekanbaru-dishub"), b.who("kampar-dishub")
		edit := ops.AlertEdit{
			Alert: alert.Alert{Cause: 10, Effect: realtime.NoService, Header: alert.Text{ID: "Jalan Sudirman ditutup"}},
			Typed: alert.Typed{Routes: "1"},
		}
		save := func(e ops.AlertEdit) int {
			t.Helper()
			no, err := b.desk.SaveAlert(ctx, pku, demo.BusService, e)
			if err != nil {
				t.Fatal(err)
			}
			return no
		}
		move := func(base int, do alert.Act) {
			t.Helper()
			if err := b.desk.MoveAlert(ctx, pku, demo.BusService, 1, base, do); err != nil {
				t.Fatalf("%s: %v", do, err)
			}
		}
		told := func() (headers []string) {
			t.Helper()
			n, err := b.desk.AlertsTold(ctx, demo.BusService)
			if err != nil {
				t.Fatal(err)
			}
			m, err := b.desk.AlertFeed(ctx, demo.BusService)
			if err != nil || len(m.Entities) != len(n.Alerts) {
				t.Fatalf("%d are told and %d sent: %v", len(n.Alerts), len(m.Entities), err)
			}
			for _, a := range n.Alerts {
				headers = append(headers, a.Header.ID)
			}
			return headers
		}
		if no := save(edit); no != 1 || len(told()) != 0 {
			t.Fatalf("number %d, told: %v", no, told())
		}
		_, unseen := b.desk.Alert(ctx, kampar, demo.BusService, 1)
		_, _, unpublished := b.desk.PublicAlert(ctx, demo.BusService, "1")
		if fault.KindOf(unseen) != fault.NotFound || fault.KindOf(unpublished) != fault.NotFound {
			t.Errorf("a draft is seen by the other government: %v, by the public: %v", unseen, unpublished)
		}
		_, theirs := b.desk.SaveAlert(ctx, kampar, demo.BusService, edit)
		_, finance := b.desk.SaveAlert(ctx, b.who("pekanbaru-keuangan"), demo.BusService, edit)
		for name, err := range map[string]error{"the other Dishub's": theirs, "a finance officer's": finance, "the other Dishub's publishing": b.desk.MoveAlert(ctx, kampar, demo.BusService, 1, 1, alert.Publish)} {
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.desk.MoveAlert(ctx, pku, demo.BusService, 1, 1, alert.Undo); fault.KindOf(err) != fault.Conflict {
			t.Errorf("there is nothing to undo: %v", err)
		}
		move(1, alert.Publish)
		if got := told(); len(got) != 1 {
			t.Errorf("told: %v", got)
		}
		edit.Number, edit.Base = 1, 2
		edit.Alert.Header.ID = "Jalan Sudirman dan Riau ditutup"
		save(edit)
		if got := told(); len(got) != 1 || got[0] != edit.Alert.Header.ID {
			t.Errorf("a change of what is published: %v", got)
		}
		edit.Base = 3
		save(edit) // again the same
		edit.Alert.Header.ID = "Semua dibuka"
		edit.Base = 2
		if _, err := b.desk.SaveAlert(ctx, pku, demo.BusService, edit); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an old page: %v", err)
		}
		move(3, alert.Undo)
		if got := told(); got[0] != "Jalan Sudirman ditutup" {
			t.Errorf("undone: %v", got)
		}
		move(4, alert.End)
		if got := told(); len(got) != 0 {
			t.Errorf("ended: %v", got)
		}
		move(5, alert.Undo)
		if got := told(); len(got) != 1 {
			t.Errorf("the end undone: %v", got)
		}
		if _, a, err := b.desk.PublicAlert(ctx, demo.BusService, "1"); err != nil || a.State != alert.Published {
			t.Errorf("the public reads %+v: %v", a, err)
		}
		mine, err := b.desk.Alert(ctx, pku, demo.BusService, 1)
		if err != nil {
			t.Fatal(err)
		}
		shared, err := b.desk.Alert(ctx, kampar, demo.BusService, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(mine.Versions) != 6 || len(shared.Versions) != 5 || shared.MayWrite || mine.Versions[5].Name != pku.Name {
			t.Errorf("%d versions, of which the other government sees %d", len(mine.Versions), len(shared.Versions))
		}

		// In the other government's trail stands what was published, not the draft.
		trail, err := b.desk.Trail(ctx, b.who("kampar-auditor"), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var did []string
		for _, e := range trail {
			if strings.HasPrefix(e.Object, "alert ") {
				did = append(did, e.Action)
			}
		}
		if got := strings.Join(did, " "); got != "undo_alert end_alert undo_alert save_alert publish_alert" {
			t.Errorf("the trail: %s", got)
		}
	})
}

// The list is asked for by words, effect and how an alert stands, page by page.
func TestAlertsAreFound(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		pku := b.who("pekanbaru-dishub")
		now := b.desk.Now().Unix()
		for i, x := range []struct {
			header   string
			effect   realtime.Effect
			from, to int64 // hours from now
			end      bool
		}{
			{"Jalan Sudirman ditutup", realtime.NoService, -1, 1, false},
			{"Halte 100% baru", 9, 2, 4, false},
			{"Pawai", 4, -1, 0, true},
			{"Banjir", 4, 0, 0, false},
		} {
			e := ops.AlertEdit{Alert: alert.Alert{Cause: 2, Effect: x.effect, Header: alert.Text{ID: x.header}}, Typed: alert.Typed{Whole: true}}
			if x.from != 0 || x.to != 0 {
				e.Alert.Periods = []alert.Period{{From: now + x.from*3600}}
				if x.to != 0 {
					e.Alert.Periods[0].Until = now + x.to*3600
				}
			}
			no, err := b.desk.SaveAlert(ctx, pku, demo.BusService, e)
			if err != nil || no != i+1 {
				t.Fatalf("%s is number %d: %v", x.header, no, err)
			}
			if x.header == "Banjir" {
				continue
			}
			if err := b.desk.MoveAlert(ctx, pku, demo.BusService, no, 1, alert.Publish); err != nil {
				t.Fatal(err)
			}
			if x.end {
				if err := b.desk.MoveAlert(ctx, pku, demo.BusService, no, 2, alert.End); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, tc := range []struct {
			login  string
			filter store.AlertFilter
			want   string
		}{
			{"pekanbaru-dishub", store.AlertFilter{}, "4 3 2 1"},
			{"kampar-dishub", store.AlertFilter{}, "3 2 1"},
			{"pekanbaru-dishub", store.AlertFilter{Phase: alert.Unpublished}, "4"},
			{"kampar-dishub", store.AlertFilter{Phase: alert.Unpublished}, ""},
			{"pekanbaru-dishub", store.AlertFilter{Phase: alert.Coming}, "2"},
			{"pekanbaru-dishub", store.AlertFilter{Phase: alert.Current}, "1"},
			{"pekanbaru-dishub", store.AlertFilter{Phase: alert.Over}, "3"},
			{"pekanbaru-dishub", store.AlertFilter{Effect: 4}, "4 3"},
			{"pekanbaru-dishub", store.AlertFilter{Words: " SUDIRMAN"}, "1"},
			{"pekanbaru-dishub", store.AlertFilter{Words: "100%"}, "2"},
			{"pekanbaru-dishub", store.AlertFilter{Words: "0_"}, ""},
		} {
			var got []string
			for offset := 0; ; offset += 2 { // two a page
				page, err := b.desk.Alerts(ctx, b.who(tc.login), demo.BusService, tc.filter, offset, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range page.Alerts {
					got = append(got, string(rune('0'+a.Number)))
				}
				if offset+2 >= page.Total {
					break
				}
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("%s %+v: %v, want %s", tc.login, tc.filter, got, tc.want)
			}
		}
		if n, err := b.desk.AlertsTold(ctx, demo.BusService); err != nil || len(n.Alerts) != 2 {
			t.Errorf("passengers are told %d: %v", len(n.Alerts), err)
		}
		if _, err := b.desk.Alerts(ctx, b.who("pekanbaru-dlhk"), demo.WasteService, store.AlertFilter{}, 0, 1); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of a waste service: %v", err)
		}
	})
}
