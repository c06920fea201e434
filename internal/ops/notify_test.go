package ops_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/notice"
	"sinergi/internal/obligation"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// notifies lets the desk look at what changed, and holds that against a node that
// has just started and looks at everything: there is nothing left to tell.
func (b bureau) notifies() {
	b.t.Helper()
	if err := b.desk.Notify(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	before := b.standing()
	if err := b.again().Notify(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if after := b.standing(); !cmp.Equal(before, after) {
		b.t.Errorf("a pass that looked at what changed missed something: %s", cmp.Diff(before, after))
	}
}

// standing gives every message of everybody, and whether it is over.
func (b bureau) standing() map[string]bool {
	out := map[string]bool{}
	for login, who := range b.people {
		for _, m := range b.told(who) {
			out[fmt.Sprint(login, " ", m.ID, " ", m.Text)] = m.OverUS != 0
		}
	}
	return out
}

// told lists somebody's messages, the newest first.
func (b bureau) told(who policy.Actor) []ops.Message {
	b.t.Helper()
	all, err := b.desk.Messages(b.t.Context(), who, "id", 0, 10_000)
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func (b bureau) countTold() (n int) {
	for _, who := range b.people {
		n += len(b.told(who))
	}
	return n
}

// mayOpen asks as the person for what a message leads to.
func (b bureau) mayOpen(who policy.Actor, m ops.Message) error {
	ctx, at := b.t.Context(), m.Place
	switch m.Kind {
	case notice.Queue, notice.Day:
		if len(at) == 1 {
			_, err := b.desk.Dossier(ctx, who, at[0])
			return err
		}
		run := at[0]
		if len(at) == 2 { // the cooperation stands before it
			run = at[1]
		}
		_, err := b.desk.Proceeding(ctx, who, run)
		return err
	case notice.DutyDue, notice.DutyLate, notice.DutyMissed, notice.DutyAnswer:
		one, err := b.desk.Duty(ctx, who, at[0], at[1], at[2])
		if err == nil && m.OverUS == 0 && len(one.May) == 0 {
			err = errors.New("nothing that they may do about it")
		}
		return err
	case notice.Proposal:
		p, err := b.desk.Proposal(ctx, who, at[0])
		if err == nil && m.OverUS == 0 && !p.MayAnswer {
			err = errors.New("they may not answer it")
		}
		return err
	}
	s, err := b.desk.Sheet(ctx, who, at[0])
	if err == nil && m.OverUS == 0 && len(s.May) == 0 {
		err = errors.New("no move of theirs")
	}
	return err
}

// What waits for an office, a duty, a proposal: each is told to those who may
// act on it, once, and is over when somebody has acted.
func TestPeopleAreToldWhatWaitsForThem(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		coop := b.cooperation("Angkutan perbatasan")
		b.begins("pekanbaru-kerjasama", ops.NewRun{Cooperation: coop, Definition: "ksdd-sukarela"})
		b.notifies()
		about := func(login, gate string) (found []ops.Message) {
			return slices.DeleteFunc(b.told(b.who(login)), func(m ops.Message) bool {
				return m.Kind != notice.Queue || m.Place[0] != b.run || m.Place[1] != gate
			})
		}
		if got := about("pekanbaru-kerjasama", "rencana"); len(got) != 1 || !got[0].Unread() {
			t.Errorf("the office whose move it is has %d messages of it", len(got))
		}
		for _, login := range []string{"kampar-kerjasama", "pekanbaru-keuangan", "riau-gubernur"} {
			if got := about(login, "rencana"); len(got) != 0 {
				t.Errorf("%s is told of another office's move, in what is still a draft", login)
			}
		}
		b.gives("pekanbaru-kerjasama", "rencana", "acuan", plan())
		b.notifies()
		if got := about("pekanbaru-kerjasama", "rencana"); len(got) != 1 || got[0].Unread() {
			t.Error("a step that was taken still waits to be read")
		}

		asked := func(login string) (n int) {
			for _, m := range b.told(b.who(login)) {
				if m.Kind == notice.Proposal && m.Detail == string(consent.DropObligation) {
					n++
				}
			}
			return n
		}
		propose := func() string {
			t.Helper()
			if err := b.desk.DropObligation(t.Context(), b.who("kampar-kerjasama"), demo.BusPKS, "bus-halte"); err != nil {
				t.Fatal(err)
			}
			all, err := b.desk.ProposalsAsking(t.Context(), b.who("pekanbaru-kerjasama"))
			if err != nil || len(all) != 1 {
				t.Fatalf("%d proposals, %v", len(all), err)
			}
			return all[0].ID
		}
		if err := b.desk.WithdrawProposal(t.Context(), b.who("kampar-kerjasama"), propose()); err != nil {
			t.Fatal(err)
		}
		b.notifies()
		if n := asked("pekanbaru-kerjasama"); n != 0 {
			t.Errorf("%d messages of a proposal that was over before anybody was told", n)
		}
		propose()
		b.notifies()
		for login, want := range map[string]int{"pekanbaru-kerjasama": 1, "kampar-kerjasama": 0, "pekanbaru-dishub": 0, "pekanbaru-admin": 0} {
			if n := asked(login); n != want {
				t.Errorf("%s is told of the proposal %d times, want %d", login, n, want)
			}
		}
	})
}

// Deeds of the two governments, passes, passes of two nodes at once, restarts
// and a clock that jumps, in any order: nobody is told of anything twice, nor
// of what is not theirs.
func TestNobodyIsToldTwice(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		dice := rand.New(rand.NewPCG(7, 11))
		handedIn, proposed := map[string]int{}, 0
		duty := func(login string, m obligation.Move) {
			list, err := b.desk.Duties(ctx, b.who(login), ops.DutyFilter{}, 0, 1000)
			if err != nil {
				t.Fatal(err)
			}
			all := slices.DeleteFunc(list.Duties, func(d ops.Duty) bool { return !slices.Contains(d.May, m) || d.State == obligation.Running })
			if len(all) == 0 {
				return
			}
			d := all[dice.IntN(min(3, len(all)))]
			if err := b.desk.MoveDuty(ctx, b.who(login), d.Paper.ID, d.ID, d.Period.Key, obligation.Event{Move: m, Reason: "alasan"}, "", nil); err != nil {
				t.Fatal(err)
			}
			if m == obligation.HandIn {
				handedIn[d.Paper.ID+d.ID+d.Period.Key]++
			}
		}
		steps := []func(){
			func() { duty("kampar-kerjasama", obligation.HandIn) },
			func() { duty("kampar-keuangan", obligation.HandIn) },
			func() { duty("pekanbaru-kerjasama", obligation.Refuse) },
			func() { duty("pekanbaru-kerjasama", obligation.Confirm) },
			func() {
				err := b.desk.SetParameter(ctx, b.who("kampar-keuangan"), store.Parameter{Agreement: demo.BusPKS, Name: "fuel.diesel", From: civil.Date{Year: 2026, Month: 12, Day: 1 + dice.IntN(28)}, Value: "7000", Source: "contoh"})
				if err != nil && fault.Of(err) == nil {
					t.Fatal(err)
				}
				if err == nil {
					proposed++
				}
			},
			func() {
				all, err := b.desk.ProposalsAsking(ctx, b.who("pekanbaru-keuangan"))
				if err != nil {
					t.Fatal(err)
				}
				if len(all) > 0 {
					if err := b.desk.Answer(ctx, b.who("pekanbaru-keuangan"), all[0].ID, consent.Refuse, "tidak"); err != nil {
						t.Fatal(err)
					}
				}
			},
			func() { b.days.Add(int64(dice.IntN(40))) },
			func() { b.days.Add(-int64(dice.IntN(20))) },
			func() { b.desk = b.again() },
			b.notifies,
			func() {
				var both errgroup.Group
				for _, node := range []*ops.Desk{b.desk, b.again()} {
					both.Go(func() error { return node.Notify(context.WithoutCancel(ctx)) })
				}
				if err := both.Wait(); err != nil {
					t.Fatal(err)
				}
			},
		}
		for step := range 60 {
			steps[dice.IntN(len(steps))]()
			if step%6 != 5 {
				continue
			}
			b.notifies()
			before := b.countTold()
			b.notifies()
			if after := b.countTold(); after != before {
				t.Fatalf("step %d: a second pass sends %d messages", step, after-before)
			}
		}
		for login, who := range b.people {
			seen := map[string]int{}
			for _, m := range b.told(who) {
				if m.OverUS == 0 {
					if err := b.mayOpen(who, m); err != nil {
						t.Errorf("%s is told “%s”: %v", login, m.Text, err)
					}
				}
				id := fmt.Sprint(m.Kind, m.Place, m.On)
				seen[id]++
				most := 1
				switch m.Kind {
				case notice.DutyAnswer:
					most = handedIn[m.Place[0]+m.Place[1]+m.Place[2]]
				case notice.Day:
					most = 5 // one for each day ahead
				}
				if seen[id] > most {
					t.Errorf("%s is told %d times “%s”, at most %d", login, seen[id], m.Text, most)
				}
			}
		}
		if b.countTold() < 30 {
			t.Errorf("only %d messages, so that the test proves little", b.countTold())
		}
		if len(handedIn) == 0 || proposed == 0 {
			t.Errorf("%d duties were handed in, %d proposals made: the test proves little", len(handedIn), proposed)
		}
	})
}

// A person who loses their role, or their account, has nothing waiting to be
// read any more; and nobody reads another's messages.
func TestMessagesFollowTheRight(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		b.notifies()
		officer := b.who("kampar-kerjasama")
		n, err := b.desk.Unread(ctx, officer)
		if err != nil || n == 0 {
			t.Fatalf("%d unread, %v", n, err)
		}
		mine := b.told(officer)[0]
		if _, err := b.desk.OpenMessage(ctx, b.who("pekanbaru-kerjasama"), mine.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another's message: %v, want not found", err)
		}
		if _, err := b.desk.OpenMessage(ctx, policy.Actor{}, mine.ID); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("the public: %v", err)
		}
		if _, err := b.desk.OpenMessage(ctx, officer, mine.ID); err != nil {
			t.Fatal(err)
		}
		if left, err := b.desk.Unread(ctx, officer); err != nil || left != n-1 {
			t.Errorf("after one is read %d of %d are unread, %v", left, n, err)
		}
		if err := b.desk.ChangePerson(ctx, b.who("kampar-admin"), officer.Account, ops.NewPerson{Name: officer.Name, Roles: []policy.Role{policy.Legislator}}); err != nil {
			t.Fatal(err)
		}
		b.notifies()
		if left, err := b.desk.Unread(ctx, officer); err != nil || left != 0 {
			t.Errorf("%d messages wait for one who may no longer act on them, %v", left, err)
		}
	})
}

// Deadlines are told at each configured number of days ahead, to those whose
// office they concern, and the next one takes the place of the one before.
func TestDaysAreToldAhead(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		end := b.today().AddDays(100)
		err := b.store.Write(t.Context(), func(tx *store.Tx) error {
			a, err := tx.Agreement(t.Context(), demo.BusPKS)
			if err != nil {
				return err
			}
			a.Until = end
			return tx.SaveAgreement(t.Context(), a)
		})
		if err != nil {
			t.Fatal(err)
		}
		ends := func() (all, unread int) {
			for _, m := range b.told(b.who("kampar-kerjasama")) {
				if m.Kind == notice.Day && m.Detail == string(procedure.TermEvent) && m.On == end {
					all++
					if m.Unread() {
						unread++
					}
				}
			}
			return all, unread
		}
		told := 0
		for day := range 102 {
			b.days.Store(int64(day))
			b.notifies()
			if slices.Contains([]int{90, 60, 30, 7, 0}, 100-day) {
				told++
			}
			if all, unread := ends(); all != told || unread != min(told, 1) {
				t.Fatalf("%d days ahead: told %d times, %d of them wait to be read; want %d and the last", 100-day, all, unread, told)
			}
		}
	})
}

// Messages that were read go after a year; what nobody has read yet stays, and
// nobody is told again of what is gone.
func TestOldMessagesAreRemoved(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		kampar := b.who("kampar-kerjasama")
		b.signed("Angkutan lintas batas")
		b.notifies()
		all := b.told(kampar)
		if len(all) < 2 {
			t.Fatalf("told of %d things", len(all))
		}
		if err := b.desk.ReadMessages(t.Context(), kampar, all[0].ID, all[0].ID); err != nil {
			t.Fatal(err)
		}
		has := func(id int64) bool {
			return slices.ContainsFunc(b.told(kampar), func(m ops.Message) bool { return m.ID == id })
		}
		keeps := ops.New(ops.Config{Store: b.store, Now: b.now, Log: slog.New(slog.DiscardHandler), KeepMessages: 365 * 24 * time.Hour})
		b.days.Store(300)
		if err := keeps.Notify(t.Context()); err != nil || !has(all[0].ID) {
			t.Errorf("a message of this year is gone: %v", err)
		}
		b.days.Store(370)
		if err := keeps.Notify(t.Context()); err != nil || has(all[0].ID) || !has(all[1].ID) {
			t.Errorf("after a year: %v, read one kept: %v, unread one kept: %v", err, has(all[0].ID), has(all[1].ID))
		}
		again := all[0].Text
		if n := slices.IndexFunc(b.told(kampar), func(m ops.Message) bool { return m.Text == again && m.ToldUS > all[0].ToldUS }); n >= 0 {
			t.Errorf("told again: %s", again)
		}
	})
}
