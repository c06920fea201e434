package ops_test

import (
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/procedure"
	"sinergi/internal/report"
)

// A cooperation is extended on an evaluation of its PKS that both governments
// have confirmed, as the register has it and not as a form says; or the Sekda
// records why there is none.
func TestAnExtensionAsksForAJointEvaluation(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx, coop := t.Context(), b.signed("Angkutan lintas batas")
		pks, half := b.papers(coop)["bus"].ID, report.Period{Year: 2026, Times: 2, No: 2}
		evaluates := func(id string) (sum string) {
			t.Helper()
			j := report.Judgement{Verdicts: map[string]report.Verdict{}, Conclusion: report.Extend}
			s, err := b.desk.EvaluationSheet(ctx, b.who("kampar-kerjasama"), id, demo.Kampar, half, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range s.Duties {
				j.Verdicts[d.ID] = report.Verdict{Grade: report.Achieved}
			}
			if _, err := b.desk.FinishEvaluation(ctx, b.who("kampar-kerjasama"), id, half, j, s.SavedUS, ""); err != nil {
				t.Fatal(err)
			}
			if s, err = b.desk.EvaluationSheet(ctx, b.who("kampar-kerjasama"), id, demo.Kampar, half, 1); err != nil {
				t.Fatal(err)
			}
			return s.Kept.SHA256
		}
		confirms := func(login, id, sum string) {
			t.Helper()
			if err := b.desk.ConfirmEvaluation(ctx, b.who(login), id, demo.Kampar, half, 1, sum, true, ""); err != nil {
				t.Fatal(err)
			}
		}
		gives := func(login, id string) procedure.Act {
			claimed := []procedure.Confirmation{{Government: demo.Kampar}, {Government: demo.Pekanbaru}}
			return b.supply(login, "evaluasi", "evaluasi", &procedure.Value{Evaluation: &procedure.Evaluation{Agreement: id, Government: demo.Kampar, Period: half.String(), Version: 1, Confirmed: claimed}})
		}
		sum, other := evaluates(pks), evaluates(demo.BusPKS)
		b.about(coop, "perpanjangan", "")
		if v := b.see("kampar-kerjasama").Definition().Version; v != 2 {
			t.Fatalf("an extension begins with version %d", v)
		}
		offered, err := b.desk.EvaluationsFor(ctx, b.who("kampar-kerjasama"), b.run)
		if err != nil || len(offered) != 1 || offered[0].Agreement != pks || len(offered[0].Confirmed) != 0 {
			t.Fatalf("offered: %+v, %v", offered, err)
		}
		b.refused("kampar-kerjasama", gives("kampar-kerjasama", pks), fault.Conflict, "procedure.evaluation_not_joint")
		b.refused("kampar-kerjasama", gives("kampar-kerjasama", "pks-yang-tidak-ada"), fault.Invalid, "procedure.no_such_evaluation")
		for _, g := range []string{"pekanbaru", "kampar"} {
			confirms(g+"-kerjasama", pks, sum)
			confirms(g+"-kerjasama", demo.BusPKS, other)
		}
		b.refused("kampar-kerjasama", gives("kampar-kerjasama", demo.BusPKS), fault.Conflict, "procedure.other_evaluation")
		b.does("kampar-kerjasama", gives("kampar-kerjasama", pks))
		without := procedure.Act{Kind: procedure.Override, Slot: procedure.Slot{Gate: "evaluasi", Government: demo.Pekanbaru}, Reason: "Masa PKS terlalu pendek untuk dinilai."}
		b.refused("pekanbaru-kerjasama", without, fault.Denied, "procedure.wrong_office")
		b.does("pekanbaru-sekda", without)
		for _, g := range b.see("kampar-kerjasama").Gates() {
			if g.Slot.Gate == "evaluasi" && g.Status != procedure.Passed && g.Status != procedure.Overridden {
				t.Errorf("the gate of %s is %s", g.Slot.Government, g.Status)
			}
			if g.Slot.Gate == "evaluasi" && g.Slot.Government == demo.Kampar {
				if e := g.Given[0].Act.Value.Evaluation; e.Hash != sum || len(e.Confirmed) != 2 || e.Confirmed[0].Name == "" {
					t.Errorf("what is kept at the gate: %+v", e)
				}
			}
		}
	})
}

// A report that was sent passes the steps that wait for one, once it tells of
// what was signed there, and by an office that may.
func TestASentReportPassesItsSteps(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx, coop := t.Context(), b.signed("Angkutan lintas batas")
		kampar := b.who("kampar-kerjasama")
		send := func(p report.Period) int {
			t.Helper()
			s, err := b.desk.ReportSheet(ctx, kampar, demo.Kampar, p, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, base, err := s.Report.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			version, err := b.desk.SendReport(ctx, kampar, demo.Kampar, p, base, "")
			if err != nil {
				t.Fatal(err)
			}
			return version
		}
		use := func(login string, p report.Period) (int, error) {
			return b.desk.UseReport(ctx, b.who(login), demo.Kampar, p, 1, []byte("%PDF-1.7 laporan"), "Laporan")
		}
		earlier, half := report.Period{Year: 2026, Times: 2, No: 1}, report.Period{Year: 2026, Times: 2, No: 2}
		send(earlier)
		if _, err := use("kampar-kerjasama", earlier); keyOf(err) != "report.no_gates" {
			t.Errorf("a report of before the signing: %v", err)
		}
		b.days.Store(70)
		send(half)
		if _, err := use("pekanbaru-kerjasama", half); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody else's report: %v", err)
		}
		if n, err := use("kampar-kerjasama", half); err != nil || n != 1 {
			t.Fatalf("%d steps, %v", n, err)
		}
		b.run = coop + ".ksdd-sukarela"
		for _, g := range b.see("kampar-kerjasama").Gates() {
			if g.Slot.Gate != "laporan" {
				continue
			}
			if passed := g.Status == procedure.Passed; passed != (g.Slot.Government == demo.Kampar) {
				t.Errorf("the step of %s is %s", g.Slot.Government, g.Status)
			}
		}
		if _, err := use("kampar-kerjasama", half); keyOf(err) != "report.no_gates" {
			t.Errorf("used twice: %v", err)
		}
	})
}
