package ops_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/retention"
	"sinergi/internal/store"
)

// The register holds what was signed; each party enters its own number and its
// own original, a number stands once a year for a kind of paper, and what was
// entered before stays in sight.
func TestTheRegisterOfPapers(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		pku, kampar := b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		papers := func(who policy.Actor, f store.PaperFilter) []string {
			t.Helper()
			var ids []string
			for after := ""; ; {
				some, next, err := b.desk.Papers(ctx, who, f, after, 1)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range some {
					ids = append(ids, p.ID)
				}
				if next == "" {
					return ids
				}
				after = next
			}
		}
		all := papers(pku, store.PaperFilter{})
		if !slices.Contains(all, demo.BusPKS) || !slices.Contains(all, demo.WastePKS) {
			t.Fatalf("the register holds %v", all)
		}
		if got := papers(b.who("riau-gubernur"), store.PaperFilter{}); !slices.Equal(got, all) {
			t.Errorf("the province sees %v, the parties %v", got, all)
		}
		if got := papers(pku, store.PaperFilter{Kind: agreement.KB}); len(got) == 0 || len(got) == len(all) {
			t.Errorf("of the kind KB: %v", got)
		}
		before, err := b.desk.Register(ctx, pku)
		if err != nil {
			t.Fatal(err)
		}
		at := procedure.Originals{Place: "Lemari arsip 3", Holder: "Bagian Kerja Sama", Copies: 2}
		if err := b.desk.RecordOriginal(ctx, pku, demo.BusPKS, at); err != nil {
			t.Fatal(err)
		}
		after, err := b.desk.Register(ctx, pku)
		if err != nil || after.NoOriginal != before.NoOriginal-1 {
			t.Errorf("originals missing before %d, after %d, %v", before.NoOriginal, after.NoOriginal, err)
		}
		if other, err := b.desk.Register(ctx, kampar); err != nil || other.NoOriginal != before.NoOriginal {
			t.Errorf("Kampar misses %d originals, %v", other.NoOriginal, err)
		}
		if err := b.desk.RecordOriginal(ctx, pku, demo.BusPKS, at); err != nil { // pressed twice
			t.Fatal(err)
		}
		at.Place = " Depo \n arsip"
		if err := b.desk.RecordOriginal(ctx, pku, demo.BusPKS, at); err != nil {
			t.Fatal(err)
		}
		number := func(who policy.Actor, id, number, reason string) error {
			seen, err := b.desk.PaperSheet(ctx, who, id)
			if err != nil {
				t.Fatal(err)
			}
			was := ""
			for _, p := range seen.Parties {
				if p.Government == who.Government {
					was = p.Number
				}
			}
			return b.desk.RecordNumber(ctx, who, id, was, number, reason)
		}
		if err := number(pku, demo.BusPKS, "77/PKS/2024", "Salah ketik"); err != nil {
			t.Fatal(err)
		}
		if err := number(pku, demo.BusPKS, "78/PKS/2024", ""); !named(err, "reason") {
			t.Errorf("replaced without a reason: %v", err)
		}
		if err := number(pku, demo.BusPKS, "78/PKS/2024", strings.Repeat("Salah ketik. ", 20)); !named(err, "reason") {
			t.Errorf("replaced with a reason that no list can hold: %v", err)
		}
		if err := b.desk.RecordNumber(ctx, pku, demo.BusPKS, "CONTOH 2/PKS/DISHUB-PKU/2024", "79/PKS/2024", "Salah baca"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a colleague's form from before: %v", err)
		}
		for _, same := range []string{" 77/PKS/2024", "77/pks/2024"} {
			if err := number(pku, demo.WastePKS, same, "Disamakan"); !named(err, "number") {
				t.Errorf("%q, the number of another PKS of the year: %v", same, err)
			}
		}
		if err := number(kampar, demo.WastePKS, "77/PKS/2024", "Nomor Kampar sendiri"); err != nil {
			t.Errorf("another government's own number: %v", err)
		}
		if err := number(b.who("riau-gubernur"), demo.BusPKS, "1", "x"); fault.Of(err) == nil {
			t.Errorf("the province numbers a paper: %v", err)
		}
		sheet, err := b.desk.PaperSheet(ctx, kampar, demo.BusPKS)
		if err != nil {
			t.Fatal(err)
		}
		if len(sheet.Kept) != 2 || sheet.Originals[demo.Pekanbaru].Place != "Depo arsip" || sheet.Kept[1].Place != "Lemari arsip 3" {
			t.Errorf("originals: %+v", sheet.Kept)
		}
		if r := sheet.Renumberings; len(r) != 1 || r[0].Number != "77/PKS/2024" || r[0].Reason != "Salah ketik" || !strings.Contains(r[0].Was, "/") {
			t.Errorf("earlier numbers: %+v", r)
		}
		if got := papers(pku, store.PaperFilter{Words: "77/pks", Year: "2024"}); !slices.Contains(got, demo.BusPKS) || slices.Contains(got, demo.CooperationID) {
			t.Errorf("by its number: %v", got)
		}
		if got := papers(pku, store.PaperFilter{Words: "%"}); len(got) != 0 {
			t.Errorf("a sign of the search is taken as it is: %v", got)
		}
	})
}

// named reports whether a fault is about a field.
func named(err error, field string) bool {
	f := fault.Of(err)
	return f != nil && slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field })
}

// A number that is given at a gate and corrected in the register goes through
// the gate: the paper and the procedure say the same.
func TestTheRegisterAndTheProcedureAgree(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx, pku := t.Context(), b.who("pekanbaru-kerjasama")
		id := b.papers(b.signed("Air bersih perbatasan"))[""].ID
		if err := b.desk.RecordNumber(ctx, pku, id, "", "12/KB/2026", ""); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.RecordNumber(ctx, pku, id, "12/KB/2026", "13/KB/2026", "Nomor ganda di buku agenda"); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.RecordOriginal(ctx, pku, id, procedure.Originals{Place: "Depo arsip", Holder: "Bagian Hukum", Copies: 1}); err != nil {
			t.Fatal(err)
		}
		sheet, err := b.desk.PaperSheet(ctx, pku, id)
		if err != nil {
			t.Fatal(err)
		}
		run, err := b.desk.Proceeding(ctx, pku, sheet.Run)
		if err != nil {
			t.Fatal(err)
		}
		doc := run.Document("")
		if doc.Numbers[demo.Pekanbaru] != "13/KB/2026" || doc.Originals[demo.Pekanbaru].Holder != "Bagian Hukum" {
			t.Errorf("the procedure knows %v, %v", doc.Numbers, doc.Originals)
		}
		if r := sheet.Renumberings; len(r) != 1 || r[0].Was != "12/KB/2026" || r[0].Reason != "Nomor ganda di buku agenda" {
			t.Errorf("earlier numbers: %+v", r)
		}
		if o := sheet.Originals[demo.Pekanbaru]; o.Place != "Depo arsip" {
			t.Errorf("the original is %+v", o)
		}
	})
}

// The kind of a paper proposes how it is archived; a party changes that for its
// own side with a reason, and the list is asked by the phase that follows.
func TestHowAPaperIsArchived(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		schedule := b.desk.Retention()
		see := func(who policy.Actor) ops.Archive {
			t.Helper()
			s, err := b.desk.PaperSheet(ctx, kampar, demo.BusPKS)
			if err != nil {
				t.Fatal(err)
			}
			return s.Archive(who.Government, schedule)
		}
		in := func(who policy.Actor, p retention.Phase) bool {
			t.Helper()
			all, _, err := b.desk.Papers(ctx, who, store.PaperFilter{Phase: p}, "", 100)
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(all, func(r ops.Registered) bool { return r.ID == demo.BusPKS })
		}
		first := see(kampar)
		if first.Rule != schedule.For(agreement.PKS) || first.Changed != nil || first.Plan.Until.IsZero() || !in(kampar, retention.Active) || in(kampar, retention.Inactive) || in(kampar, retention.Over) {
			t.Fatalf("proposed: %+v", first)
		}
		own := retention.Rule{Code: "100.2.2.3", Active: 0, Inactive: 1, Fate: retention.Reviewed}
		if err := b.desk.RecordArchiving(ctx, kampar, demo.BusPKS, own, " "); !named(err, "why") {
			t.Errorf("changed without a reason: %v", err)
		}
		if err := b.desk.RecordArchiving(ctx, kampar, demo.BusPKS, retention.Rule{}, "x"); !named(err, "code") || !named(err, "fate") {
			t.Errorf("no rule: %v", err)
		}
		for name, who := range map[string]policy.Actor{"the province": b.who("riau-gubernur"), "finance": b.who("kampar-keuangan")} {
			if err := b.desk.RecordArchiving(ctx, who, demo.BusPKS, own, "x"); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s changes it: %v", name, err)
			}
		}
		if err := b.desk.RecordArchiving(ctx, kampar, demo.BusPKS, own, "JRA Kabupaten Kampar"); err != nil {
			t.Fatal(err)
		}
		if a := see(kampar); a.Rule != own || a.Changed == nil || a.Changed.Reason != "JRA Kabupaten Kampar" {
			t.Errorf("changed: %+v", a)
		}
		if a := see(pku); a.Rule != first.Rule || a.Changed != nil {
			t.Errorf("the other side: %+v", a)
		}
		// The day of each phase is asked of the engine as the core knows it.
		s, err := b.desk.PaperSheet(ctx, kampar, demo.BusPKS)
		if err != nil {
			t.Fatal(err)
		}
		s.Agreement.Until = b.desk.Today().AddDays(-1)
		if err := b.store.Write(ctx, func(tx *store.Tx) error { return tx.SaveAgreement(ctx, s.Agreement) }); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]retention.Phase{"kampar-kerjasama": retention.Inactive, "pekanbaru-kerjasama": retention.Active} {
			for _, p := range retention.Phases() {
				if got := in(b.who(who), p); got != (p == want) || see(b.who(who)).On(b.desk.Today()) != want {
					t.Errorf("%s: in phase %s %v, want %s", who, p, got, want)
				}
			}
		}
		if err := b.desk.RecordArchiving(ctx, kampar, demo.BusPKS, retention.Rule{Code: "1", Fate: retention.Destroyed}, "uji"); err != nil || !in(kampar, retention.Over) {
			t.Errorf("with no years at all it is not over: %v", err)
		}
	})
}
