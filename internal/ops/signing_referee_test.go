package ops_test

import (
	"math"
	"testing"
	"time"

	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/signing"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/pades"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

// One mayor signs at the signing service, one regent with a key of his own. The
// document that both governments file stands before programs of others, and a
// single changed bit of it before none.
func TestTheFiledDocumentBeforeOthers(t *testing.T) {
	t.Parallel()
	h := newHall(t, sqldbtest.OpenSQLite(t, nil))
	h.days.Store(int64(math.Floor(time.Since(start).Hours() / 24))) // the others have the clock of this machine
	h.sent("Di hadapan penguji lain")
	round := h.opensSigning(func(n *ops.NewSigning) { n.Means = map[string]signing.Means{demo.Kampar: signing.ByKey} })
	h.must(h.byService(round, demo.Pekanbaru))
	key := h.key(padestest.Subject{Name: signee(demo.Kampar).Name}, "rahasia-kunci")
	h.must(h.desk.SignByKey(t.Context(), h.who(heads[demo.Kampar]), round, key, []byte("rahasia-kunci"), ops.SignChoice{}))
	if d := h.day(round); d.Round.SealLevel != "PAdES-B-LTA" {
		t.Fatalf("the round: %+v\n%s", d.Round, h.log)
	}
	pdf, _, err := h.desk.SigningFile(t.Context(), h.who("kampar-kerjasama"), round, ops.PaperSigned)
	h.must(err)
	panel := referee.New(t, t.TempDir(), h.service.PKI.RootPEM(), h.service.PKI.TSAIdentity().ChainPEM())
	if !panel.Accept(t, pdf, 2, 1) {
		t.Error("the timestamp does not cover the whole document")
	}
	panel.Reject(t, pdf, 2, 1, 30, func(file []byte) bool {
		o, err := h.desk.CheckPDF(t.Context(), file)
		return err == nil && o.Verdict != pades.Failed
	})
}
