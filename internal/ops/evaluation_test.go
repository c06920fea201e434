package ops_test

import (
	"bytes"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/report"
)

// Each government evaluates a PKS for itself, from figures that are frozen when
// it finishes; two officers do not write over each other, and a correction says
// why.
func TestEvaluatingAPKS(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		half := report.Period{Year: 2026, Half: 2}
		states, err := b.desk.Evaluations(ctx, pku)
		if err != nil || len(states) != 2 || states[0].Period != half || states[0].Mine || !states[0].MayEdit || states[0].Overdue() {
			t.Fatalf("half years: %+v, %v", states, err)
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
		days, err := b.desk.Diary(ctx, pku)
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
