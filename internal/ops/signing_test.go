package ops_test

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sinergi/internal/blob"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/signer"
	"sinergi/internal/signing"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
)

// hall is a bureau in which a document is signed, with the stand-in of the
// signing service on the same clock.
type hall struct {
	bureau
	service *demo.Rehearsal
	store   *store.Store
	dir     string // of the files
	log     *strings.Builder
	now     func() time.Time
	text    string // hash of the KB
}

func eachHall(t *testing.T, test func(t *testing.T, h hall)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newHall(t, db)) })
}

func newHall(t *testing.T, db *sqldb.DB) hall {
	t.Helper()
	s, err := store.New(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	h := hall{bureau: bureau{t: t, days: &atomic.Int64{}}, store: s, dir: t.TempDir(), log: &strings.Builder{}}
	files, err := blob.Open(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	var ticks atomic.Int64
	h.now = func() time.Time {
		return start.Add(time.Duration(ticks.Add(1))*time.Millisecond + time.Duration(h.days.Load())*24*time.Hour)
	}
	h.desk = ops.New(ops.Config{Store: s, Files: files, Now: h.now, Log: slog.New(slog.NewTextHandler(h.log, nil))})
	loaded, err := demo.Load(t.Context(), h.desk, simulate.Config{Seed: 1, Month: civil.Month{Year: 2026, Month: 10}, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	h.people = loaded.Actors
	if h.service, err = demo.NewRehearsal(context.WithoutCancel(t.Context()), h.now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.service.Close)
	h.use(h.service.Signing())
	return h
}

// use sets signing up with the clock of the hall.
func (h hall) use(s ops.Signing) {
	h.t.Helper()
	for code, g := range s.Governments {
		if g.Service != nil {
			g.Service.Now = h.now
			s.Governments[code] = g
		}
	}
	if err := h.desk.UseSigning(s); err != nil {
		h.t.Fatal(err)
	}
}

// sent brings the KB of a new cooperation to where it is sent for signature.
func (h *hall) sent(title string) {
	h.t.Helper()
	coop := h.cooperation(title)
	h.offers(coop)
	h.answers()
	lib, err := formulary.Embedded()
	if err != nil {
		h.t.Fatal(err)
	}
	text, err := lib.Make("kb", formulary.Setup{Title: title, Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
	if err != nil {
		h.t.Fatal(err)
	}
	id, err := h.desk.BeginDraft(h.t.Context(), h.who("pekanbaru-kerjasama"), h.run, "", text)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.desk.SendDraft(h.t.Context(), h.who("pekanbaru-kerjasama"), id, "versi pertama"); err != nil {
		h.t.Fatal(err)
	}
	h.text = h.see("pekanbaru-kerjasama").Document("").Text
	if h.text == "" {
		h.t.Fatal("the run does not know the text")
	}
	h.agreesToSend()
}

// agreesToSend has both Sekda agree to the text and sends it.
func (h *hall) agreesToSend() {
	h.t.Helper()
	for _, g := range []string{"pekanbaru", "kampar"} {
		h.gives(g+"-kerjasama", "sepakat_kb", "pembahasan", h.paper(g+"-kerjasama", "BA KB "+g))
		h.gives(g+"-sekda", "sepakat_kb", "setuju", &procedure.Value{Hash: h.text})
	}
	h.gives("kampar-kerjasama", "kirim_kb!", "kirim", &procedure.Value{Hash: h.text})
}

// opens opens the signing today in Bangkinang.
func (h hall) opensSigning(change func(*ops.NewSigning)) string {
	h.t.Helper()
	n := ops.NewSigning{Run: h.run, On: h.today(), Time: "09.00", Place: "Bangkinang", Site: "https://sinergi.test"}
	if change != nil {
		change(&n)
	}
	id, err := h.desk.OpenSigning(h.t.Context(), h.who("pekanbaru-kerjasama"), n)
	if err != nil {
		h.t.Fatalf("open the signing: %v", err)
	}
	return id
}

func (h hall) day(round string) ops.SigningDay {
	h.t.Helper()
	d, err := h.desk.SigningDay(h.t.Context(), h.who("kampar-kerjasama"), round)
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

// signee is the head of region of a government at the stand-in.
func signee(code string) demo.Signee {
	for _, s := range demo.Signees() {
		if s.Government == code && s.Office == "" {
			return s
		}
	}
	panic("no signee of " + code)
}

var heads = map[string]string{demo.Kampar: "kampar-pimpinan", demo.Pekanbaru: "pekanbaru-pimpinan"}

// asks reserves the document for a head of region.
func (h hall) asks(round, code string) (attempt string, err error) {
	return h.desk.AskSigner(h.t.Context(), h.who(heads[code]), round, ops.Signee{NIK: signee(code).NIK}, ops.SignChoice{})
}

func (h hall) signs(round, code, attempt string, c ops.SignChoice) error {
	s := signee(code)
	return h.desk.SignByService(h.t.Context(), h.who(heads[code]), round, attempt, ops.Signee{NIK: s.NIK}, signer.Passphrase([]byte(s.Passphrase)), c)
}

// byService asks and signs.
func (h hall) byService(round, code string) error {
	attempt, err := h.asks(round, code)
	if err != nil {
		return err
	}
	return h.signs(round, code, attempt, ops.SignChoice{})
}

func (h hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h hall) wants(err error, key string) {
	h.t.Helper()
	f := fault.Of(err)
	if f == nil {
		h.t.Fatalf("got %v, want %s", err, key)
	}
	keys := []string{f.Key}
	for _, x := range f.Fields {
		keys = append(keys, x.Key)
	}
	for _, k := range keys {
		if k == key {
			return
		}
	}
	h.t.Fatalf("got %v, want %s", keys, key)
}

// Two heads of region sign one document, each through another version of the
// service's contract; it is sealed, verified, in the register, and its audit
// paper is there.
func TestTwoHeadsSignOneDocument(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Kesepakatan uji tanda tangan")
		round := h.opensSigning(nil)
		h.wants(h.byService(round, demo.Kampar), "signing.not_your_turn")
		h.must(h.byService(round, demo.Pekanbaru))
		h.must(h.byService(round, demo.Kampar))
		d := h.day(round)
		if d.Round.State != signing.RoundComplete || d.Round.Seal != signing.SealDone || d.Round.SealLevel != "PAdES-B-LTA" || d.Round.Audit == "" {
			t.Fatalf("the round: %+v\n%s", d.Round, h.log)
		}
		for _, s := range d.Round.Seats {
			if s.Signature == nil || s.Signature.Level != "PAdES-B-T" || !s.Signature.Trusted || !s.Signature.Test || s.Signature.Proven.IsZero() {
				t.Errorf("%s: %+v", s.Name, s.Signature)
			}
		}
		pdf, _, err := h.desk.SigningFile(t.Context(), h.who("kampar-kerjasama"), round, ops.PaperSigned)
		h.must(err)
		o, err := h.desk.CheckPDF(t.Context(), pdf)
		h.must(err)
		if !o.Valid() || len(o.Signatures) != 2 || !o.Uncertified() {
			t.Errorf("the document: %+v", o)
		}
		doc := h.see("kampar-kerjasama").Document("")
		if !doc.Complete || doc.Signed[1].Value.Signature.File != d.Round.Head || doc.Signed[0].Value.Signature.Method != procedure.Electronic {
			t.Errorf("the run: complete %v", doc.Complete)
		}
		for _, asked := range []string{d.Round.Code, strings.ToUpper(strings.ReplaceAll(d.Round.Code, "-", "")), o.SHA256} {
			p, err := h.desk.FindSigned(t.Context(), asked)
			if err != nil || p.Round.ID != round || !p.Opinion.Valid() || !p.Newest {
				t.Errorf("asked for %q: %v", asked, err)
			}
		}
		if _, err := h.desk.FindSigned(t.Context(), "0000-0000-0000-0000"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a guessed code: %v", err)
		}
		calls, err := h.desk.SigningCalls(t.Context(), h.who("kampar-auditor"), "", 0)
		h.must(err)
		if len(calls) != 3 || calls[0].Action != "sign" || calls[1].Action != "status" {
			t.Errorf("the log: %+v", calls)
		}
		if _, err := h.desk.SigningCalls(t.Context(), h.who("kampar-kerjasama"), round, 0); fault.KindOf(err) != fault.Denied {
			t.Errorf("an officer reads the log: %v", err)
		}
		h.noSecrets(t)
	})
}
