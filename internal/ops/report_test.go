package ops_test

import (
	"bytes"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/report"
)

// A government reports a half year that has ended: what was sent stays as it
// is, the province reads it, the other party does not, and a correction says
// what it corrects.
func TestReportsToTheGovernor(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, officer, province := t.Context(), b.who("kampar-kerjasama"), b.who("riau-gubernur")
		ended, running := report.Period{Year: 2026, Times: 2, No: 1}, report.Period{Year: 2026, Times: 2, No: 2}
		states, err := b.desk.Reports(ctx, officer)
		if err != nil {
			t.Fatal(err)
		}
		// Signed in 2024, but here only since November 2026.
		if len(states) != 1 || states[0].Period != running || states[0].Overdue {
			t.Errorf("half years: %+v", states)
		}
		now, err := b.desk.ReportSheet(ctx, officer, demo.Kampar, ended, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !now.Live || now.Addressee != "Gubernur Riau" || len(now.Cooperations) == 0 {
			t.Errorf("as it would be sent: %+v", now.Report)
		}
		papers := 0
		for _, c := range now.Cooperations {
			papers += len(c.Papers)
		}
		if papers != 3 {
			t.Errorf("%d papers are reported", papers)
		}
		hash := func(s report.Report) string {
			_, sum, err := s.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		if err := b.desk.SaveReportNotes(ctx, officer, demo.Kampar, ended, map[string]ops.NoteEdit{demo.CooperationID: {Is: "Halte belum lengkap."}}); err != nil {
			t.Fatal(err)
		}
		b.wants(b.desk.SaveReportNotes(ctx, officer, demo.Kampar, ended, map[string]ops.NoteEdit{demo.CooperationID: {Is: "Dari formulir lama."}}), fault.Invalid, "report.note_moved_on")
		if _, err := b.desk.SendReport(ctx, officer, demo.Kampar, ended, hash(now.Report), ""); keyOf(err) != "report.moved_on" {
			t.Errorf("sent what the officer has not seen: %v", err)
		}
		if now, err = b.desk.ReportSheet(ctx, officer, demo.Kampar, ended, 0); err != nil {
			t.Fatal(err)
		}
		version, err := b.desk.SendReport(ctx, officer, demo.Kampar, ended, hash(now.Report), "")
		if err != nil || version != 1 {
			t.Fatalf("version %d, %v", version, err)
		}
		if _, err := b.desk.SendReport(ctx, officer, demo.Kampar, running, hash(now.Report), ""); keyOf(err) != "report.not_ended" {
			t.Errorf("a half year that runs is sent: %v", err)
		}
		sent, err := b.desk.ReportSheet(ctx, province, demo.Kampar, ended, 1)
		if err != nil {
			t.Fatal(err)
		}
		if sent.Live || !strings.Contains(string(sent.Kept.Canonical), "Halte belum lengkap.") {
			t.Errorf("the province reads %+v", sent.Report)
		}
		if _, err := b.desk.ReportSheet(ctx, province, demo.Kampar, ended, 0); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the province reads what was not sent: %v", err)
		}
		if _, err := b.desk.ReportSheet(ctx, b.who("pekanbaru-kerjasama"), demo.Kampar, ended, 1); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Pekanbaru reads Kampar's report: %v", err)
		}
		if _, err := b.desk.SendReport(ctx, b.who("kampar-keuangan"), demo.Kampar, ended, "", ""); fault.Of(err) == nil {
			t.Error("the finance office sends a report")
		}

		// What happens afterwards is in a correction alone.
		if err := b.desk.SaveReportNotes(ctx, officer, demo.Kampar, ended, map[string]ops.NoteEdit{demo.CooperationID: {Was: "Halte belum lengkap.", Is: "Halte selesai."}}); err != nil {
			t.Fatal(err)
		}
		if now, err = b.desk.ReportSheet(ctx, officer, demo.Kampar, ended, 0); err != nil {
			t.Fatal(err)
		}
		if now.Version != 2 || now.Corrects != sent.Kept.SHA256 {
			t.Errorf("the next version is %d and corrects %s", now.Version, now.Corrects)
		}
		if _, err := b.desk.SendReport(ctx, officer, demo.Kampar, ended, hash(now.Report), " "); !named(err, "reason") {
			t.Errorf("corrected without a reason: %v", err)
		}
		if version, err = b.desk.SendReport(ctx, officer, demo.Kampar, ended, hash(now.Report), "Halte sudah dibangun"); err != nil || version != 2 {
			t.Fatalf("version %d, %v", version, err)
		}
		again, err := b.desk.ReportSheet(ctx, province, demo.Kampar, ended, 1)
		if err != nil || !bytes.Equal(again.Kept.Canonical, sent.Kept.Canonical) {
			t.Errorf("the first version changed: %v", err)
		}
		all, err := b.desk.Reports(ctx, province)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.Government == demo.Kampar && s.Period == ended && (len(s.Sent) != 2 || s.Overdue) {
				t.Errorf("the province's list has %+v", s)
			}
		}
	})
}

func keyOf(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return ""
}
