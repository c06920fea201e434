package ops_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/notice"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/report"
	"sinergi/internal/store"
)

// Each government evaluates a PKS for itself, from figures that are frozen when
// it finishes; two officers do not write over each other, and a correction says
// why.
func TestEvaluatingAPKS(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		half := report.Period{Year: 2026, Times: 2, No: 2}
		papers, next, err := b.desk.Evaluations(ctx, pku, ops.EvaluationFilter{Paper: demo.BusPKS}, "", 50)
		if err != nil || len(papers) != 1 || next != "" || len(papers[0].Periods) != 1 {
			t.Fatalf("half years: %+v, %v", papers, err)
		}
		if s := papers[0].Periods[0]; s.Period != half || s.Mine || !s.MayEdit || s.Overdue() || papers[0].Times != 2 {
			t.Fatalf("half years: %+v", s)
		}
		sheet := func() (s report.Evaluation, saved int64) {
			t.Helper()
			x, err := b.desk.EvaluationSheet(ctx, pku, demo.BusPKS, demo.Pekanbaru, half, 0)
			if err != nil {
				t.Fatal(err)
			}
			return x.Evaluation, x.SavedUS
		}
		now, saved := sheet()
		if len(now.Duties) == 0 || now.Version != 1 {
			t.Fatalf("the form holds %+v", now)
		}
		j := report.Judgement{Verdicts: map[string]report.Verdict{}, Actions: []report.Action{}, Problems: "Bus cadangan kurang."}
		if err := b.desk.SaveEvaluation(ctx, pku, demo.BusPKS, half, j, saved); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.SaveEvaluation(ctx, pku, demo.BusPKS, half, j, saved); keyOf(err) != "evaluation.moved_on" {
			t.Errorf("a colleague's form is written over: %v", err)
		}
		now, saved = sheet()
		if now.Problems != "Bus cadangan kurang." {
			t.Errorf("what was saved: %+v", now.Judgement)
		}
		if _, err := b.desk.FinishEvaluation(ctx, pku, demo.BusPKS, half, j, saved, ""); !named(err, "conclusion") || !named(err, "grade:"+now.Duties[0].ID) {
			t.Errorf("finished without a judgement: %v", err)
		}
		for _, d := range now.Duties {
			j.Verdicts[d.ID] = report.Verdict{Grade: report.TooEarly}
		}
		j.Conclusion = report.Amend
		j.Actions = []report.Action{{Text: "Tambah bus", Bearer: "14.08", Due: civil.Date{Year: 2027, Month: 1, Day: 31}}}
		if _, err := b.desk.FinishEvaluation(ctx, pku, demo.BusPKS, half, j, saved, ""); !named(err, "bearer0") {
			t.Errorf("somebody else is to do it: %v", err)
		}
		j.Actions[0].Bearer = demo.Pekanbaru
		version, err := b.desk.FinishEvaluation(ctx, pku, demo.BusPKS, half, j, saved, "")
		if err != nil || version != 1 {
			t.Fatalf("version %d, %v", version, err)
		}
		read := func() []byte {
			t.Helper()
			x, err := b.desk.EvaluationSheet(ctx, kampar, demo.BusPKS, demo.Pekanbaru, half, 1)
			if err != nil {
				t.Fatal(err)
			}
			return x.Kept.Canonical
		}
		first := read()
		if _, err := b.desk.EvaluationSheet(ctx, kampar, demo.BusPKS, demo.Pekanbaru, half, 0); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Kampar reads what Pekanbaru has not finished: %v", err)
		}
		if _, err := b.desk.EvaluationSheet(ctx, b.who("riau-gubernur"), demo.BusPKS, demo.Pekanbaru, half, 1); err != nil {
			t.Errorf("the province cannot read it: %v", err)
		}
		_, saved = sheet()
		j.Conclusion = report.GoOn
		if _, err := b.desk.FinishEvaluation(ctx, pku, demo.BusPKS, half, j, saved, ""); !named(err, "reason") {
			t.Errorf("corrected without a reason: %v", err)
		}
		if version, err = b.desk.FinishEvaluation(ctx, pku, demo.BusPKS, half, j, saved, "Salah pilih"); err != nil || version != 2 {
			t.Fatalf("version %d, %v", version, err)
		}
		if !bytes.Equal(first, read()) {
			t.Error("the first version changed")
		}
		days, _, err := b.desk.Diary(ctx, pku, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, d := range days {
			if d.Subject.ID == "Tambah bus" && d.On.String() == "2027-01-31" {
				found++
			}
		}
		if found != 1 {
			t.Errorf("the follow-up is in the diary %d times", found)
		}
		for _, who := range []string{"kampar-kerjasama", "pekanbaru-kerjasama"} { // the second is slower, and loses nothing
			if err := b.desk.FollowUpDone(ctx, b.who(who), demo.BusPKS, demo.Pekanbaru, half, 2, 0, "Selesai kata "+who); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		}
		if x, err := b.desk.EvaluationSheet(ctx, pku, demo.BusPKS, demo.Pekanbaru, half, 2); err != nil || x.Done[0].Note != "Selesai kata kampar-kerjasama" {
			t.Errorf("done: %+v, %v", x.Done, err)
		}
		if err := b.desk.FollowUpDone(ctx, kampar, demo.BusPKS, demo.Pekanbaru, half, 2, 7, "x"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("something else is done: %v", err)
		}
	})
}

// A finished evaluation is a joint report once both governments have confirmed
// the very bytes; an objection is kept beside it and changes nothing, and a
// correction is confirmed anew.
func TestAnEvaluationIsJoint(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		half := report.Period{Year: 2026, Times: 2, No: 2}
		read := func(version int) ops.FinishedEvaluation {
			t.Helper()
			s, err := b.desk.EvaluationSheet(ctx, kampar, demo.BusPKS, demo.Pekanbaru, half, version)
			if err != nil {
				t.Fatal(err)
			}
			return s.Kept
		}
		say := func(who policy.Actor, version int, sum string, confirms bool, note string) error {
			return b.desk.ConfirmEvaluation(ctx, who, demo.BusPKS, demo.Pekanbaru, half, version, sum, confirms, note)
		}
		finishes(t, b, half, "")
		first := read(1)
		if first.Joint() || !cmp.Equal(first.Awaited, []string{demo.Pekanbaru, demo.Kampar}) || !first.MayConfirm {
			t.Fatalf("just finished: awaits %v, may confirm: %v", first.Awaited, first.MayConfirm)
		}
		if err := say(kampar, 1, strings.Repeat("0", 64), true, ""); keyOf(err) != "evaluation.other_bytes" {
			t.Errorf("confirmed without having read it: %v", err)
		}
		if err := say(b.who("pekanbaru-keuangan"), 1, first.SHA256, true, ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("confirmed by finance: %v", err)
		}
		if err := say(b.who("riau-gubernur"), 1, first.SHA256, true, ""); err == nil {
			t.Error("confirmed by the province")
		}
		if err := say(kampar, 1, first.SHA256, false, " "); !named(err, "remark") {
			t.Errorf("an objection without words: %v", err)
		}
		for _, err := range []error{say(kampar, 1, first.SHA256, false, "Halte kita sudah berdiri."), say(pku, 1, first.SHA256, true, "")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got := read(1); !cmp.Equal(got.Awaited, []string{demo.Kampar}) || len(got.Answers) != 2 || !bytes.Equal(got.Canonical, first.Canonical) {
			t.Errorf("after an objection it awaits %v: %+v", got.Awaited, got.Answers)
		}
		if err := say(pku, 1, first.SHA256, true, ""); keyOf(err) != "evaluation.confirmed_already" {
			t.Errorf("confirmed twice: %v", err)
		}
		if err := say(kampar, 1, first.SHA256, true, "Setelah dibahas"); err != nil || !read(1).Joint() {
			t.Errorf("both confirm: %v, awaits %v", err, read(1).Awaited)
		}
		finishes(t, b, half, "Halte dihitung ulang")
		if got := read(2); got.Joint() || got.SHA256 == first.SHA256 {
			t.Errorf("a correction is joint before anybody confirms it: %+v", got.Answers)
		}
		if got := read(1); got.MayRemark || !got.Joint() {
			t.Errorf("what was corrected awaits %v and takes remarks: %v", got.Awaited, got.MayRemark)
		}
		if err := say(kampar, 1, first.SHA256, false, "Terlambat"); keyOf(err) != "evaluation.corrected" {
			t.Errorf("an objection to what was corrected: %v", err)
		}
	})
}

// Whoever may confirm a finished evaluation for a party that has not is told
// once; it is over when the party has confirmed it, or when it was corrected.
func TestWhoMustConfirmAnEvaluationIsTold(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, half := t.Context(), report.Period{Year: 2026, Times: 2, No: 2}
		told := func(login string) (open, over int) {
			t.Helper()
			if err := b.desk.Notify(ctx); err != nil {
				t.Fatal(err)
			}
			all, err := b.desk.Messages(ctx, b.who(login), i18n.Indonesian, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range all {
				switch {
				case m.Kind != notice.Confirm:
				case m.OverUS == 0:
					open++
					if !strings.Contains(m.Text, "Kota Pekanbaru menyelesaikan evaluasi") || !strings.Contains(m.Text, "Semester II Tahun 2026") {
						t.Errorf("%s reads %q", login, m.Text)
					}
				default:
					over++
				}
			}
			return open, over
		}
		expect := func(when string, want map[string][2]int) {
			t.Helper()
			for login, n := range want {
				if open, over := told(login); open != n[0] || over != n[1] {
					t.Errorf("%s: %s has %d open and %d over, want %v", when, login, open, over, n)
				}
			}
		}
		confirms := func(login string, version int) {
			t.Helper()
			s, err := b.desk.EvaluationSheet(ctx, b.who(login), demo.BusPKS, demo.Pekanbaru, half, version)
			if err == nil {
				err = b.desk.ConfirmEvaluation(ctx, b.who(login), demo.BusPKS, demo.Pekanbaru, half, version, s.Kept.SHA256, true, "")
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		expect("before it", map[string][2]int{"kampar-kerjasama": {0, 0}})
		finishes(t, b, half, "")
		expect("finished", map[string][2]int{"kampar-kerjasama": {1, 0}, "kampar-pimpinan": {1, 0}, "pekanbaru-kerjasama": {1, 0}, "kampar-keuangan": {0, 0}, "riau-gubernur": {0, 0}})
		confirms("pekanbaru-kerjasama", 1)
		expect("one has confirmed", map[string][2]int{"kampar-kerjasama": {1, 0}, "pekanbaru-kerjasama": {0, 1}})
		finishes(t, b, half, "Halte dihitung ulang")
		expect("corrected", map[string][2]int{"kampar-kerjasama": {1, 1}, "pekanbaru-kerjasama": {1, 1}})
		confirms("kampar-pimpinan", 2)
		confirms("pekanbaru-kerjasama", 2)
		expect("joint", map[string][2]int{"kampar-kerjasama": {0, 2}, "kampar-pimpinan": {0, 2}, "pekanbaru-kerjasama": {0, 2}})
	})
}

// How often a PKS is evaluated is what its clause says; a form that was begun
// keeps its period when an addendum changes that.
func TestAPKSIsEvaluatedAsOftenAsItsClauseSays(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku := t.Context(), b.who("pekanbaru-kerjasama")
		asks := func(often int) (periods []string) {
			t.Helper()
			if err := b.store.Write(ctx, func(tx *store.Tx) error {
				a, err := tx.Agreement(ctx, demo.BusPKS)
				a.Evaluations = often
				return errors.Join(err, tx.SaveAgreement(ctx, a))
			}); err != nil {
				t.Fatal(err)
			}
			all, _, err := b.desk.Evaluations(ctx, pku, ops.EvaluationFilter{Paper: demo.BusPKS}, "", 50)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			for _, s := range all[0].Periods {
				periods = append(periods, s.Period.String())
			}
			return periods
		}
		for often, newest := range map[int]string{0: "2026-s2", 1: "2026-t1", 2: "2026-s2", 3: "2026-c3", 4: "2026-k4", 5: "2026-d6", 12: "2026-b11"} {
			if got := asks(often); got[0] != newest {
				t.Errorf("%d times a year: %v, want %s first", often, got, newest)
			}
		}
		asks(2)
		half := report.Period{Year: 2026, Times: 2, No: 2}
		if err := b.desk.SaveEvaluation(ctx, pku, demo.BusPKS, half, report.Judgement{}, 0); err != nil {
			t.Fatal(err)
		}
		if got := asks(4); !cmp.Equal(got[:1], []string{"2026-s2"}) || slices.Contains(got, "2026-k4") {
			t.Errorf("a form that was begun: %v", got)
		}
		finishes(t, b, half, "")
		if _, err := b.desk.EvaluationSheet(ctx, pku, demo.BusPKS, demo.Pekanbaru, report.Period{Year: 2026, Times: 4, No: 4}, 0); fault.KindOf(err) != fault.NotFound {
			t.Errorf("evaluated twice: %v", err)
		}
	})
}

// finishes lets Pekanbaru finish an evaluation of the bus PKS.
func finishes(t *testing.T, b table, p report.Period, reason string) {
	t.Helper()
	pku := b.who("pekanbaru-kerjasama")
	s, err := b.desk.EvaluationSheet(t.Context(), pku, demo.BusPKS, demo.Pekanbaru, p, 0)
	if err != nil {
		t.Fatal(err)
	}
	j := report.Judgement{Verdicts: map[string]report.Verdict{}, Conclusion: report.GoOn}
	for _, d := range s.Duties {
		j.Verdicts[d.ID] = report.Verdict{Grade: report.TooEarly}
	}
	if _, err := b.desk.FinishEvaluation(t.Context(), pku, demo.BusPKS, p, j, s.SavedUS, reason); err != nil {
		t.Fatal(err)
	}
}
