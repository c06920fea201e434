package ops_test

import (
	"log/slog"
	"testing"
	"time"

	"sinergi/internal/blob"
	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/signer"
	"sinergi/internal/signer/standin"
	"sinergi/internal/signing"
)

// restarts ends this program as a power cut does, and begins it again on the
// same database and files.
func (h *hall) restarts() {
	h.t.Helper()
	files, err := blob.Open(h.dir)
	h.must(err)
	h.desk = ops.New(ops.Config{Store: h.store, Files: files, Now: h.now, Log: slog.New(slog.NewTextHandler(h.log, nil))})
	h.use(h.service.Signing())
}

// impatient has the governments wait only so long for their service.
func (h hall) impatient(most time.Duration) {
	h.t.Helper()
	s := h.service.Signing()
	for _, g := range s.Governments {
		g.Service.Timeouts = signer.Timeouts{Sign: most}
	}
	h.use(s)
}

// retrieves asks the service of Kampar for a document by its number there.
func (h hall) retrieves(round, attempt, number string) error {
	return h.desk.RetrieveSigned(h.t.Context(), h.who(heads[demo.Kampar]), round, attempt, number, ops.Signee{NIK: signee(demo.Kampar).NIK}, ops.SignChoice{})
}

// kamparFirst opens a signing that the regent of Kampar begins.
func (h *hall) kamparFirst(title string) (round string) {
	h.t.Helper()
	h.sent(title)
	return h.opensSigning(func(n *ops.NewSigning) { n.Order = []string{demo.Kampar, demo.Pekanbaru} })
}

// unresolved is the attempt that holds a document because nobody knows.
func (h hall) unresolved(round string) string {
	h.t.Helper()
	d := h.day(round)
	if d.Open == nil || d.Open.State != signing.Unknown || d.Round.Signed() != 0 {
		h.t.Fatalf("it should not be known whether it was signed: %+v", d.Attempts)
	}
	return d.Open.ID
}

// newest is the number of the document that the service signed last, as an
// officer finds it in its list.
func (h hall) newest(before []string) string {
	h.t.Helper()
	known := map[string]bool{}
	for _, n := range before {
		known[n] = true
	}
	for _, n := range h.service.Server.Kept() {
		if !known[n] {
			return n
		}
	}
	h.t.Fatal("the service keeps nothing new")
	return ""
}

// The service signs and does not answer in time. The program ends and begins
// again; the next morning an officer finds the number in the service's list.
// The document is fetched, judged, taken as signed on the day on which it was,
// and the round goes on.
func TestSignedWithoutAnAnswerAndARestart(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		round := h.kamparFirst("Layanan tidak menjawab")
		day, before := h.today(), h.service.Server.Kept()
		h.impatient(300 * time.Millisecond)
		h.service.Server.Next(standin.SlowSigned)
		h.wants(h.byService(round, demo.Kampar), "signer.unknown.timed_out")
		attempt := h.unresolved(round)
		h.restarts()
		_, err := h.asks(round, demo.Kampar)
		h.wants(err, "signer.attempt_unknown")
		h.days.Add(1)
		if h.unresolved(round) != attempt {
			t.Error("the attempt is another one after the restart")
		}
		h.wants(h.retrieves(round, attempt, ""), "ui.required")
		h.wants(h.retrieves(round, attempt, "nomor-yang-tidak-ada"), "signer.refused.not_kept")
		if d, err := h.desk.SigningDay(t.Context(), h.who(heads[demo.Kampar]), round); err != nil || d.Blocked != nil || !d.Keeps {
			t.Errorf("the page says %v, %v", d.Blocked, err)
		}
		h.must(h.retrieves(round, attempt, h.newest(before)))
		d := h.day(round)
		if s := d.Round.Seats[0].Signature; s == nil || s.Level != "PAdES-B-T" || !s.Trusted || d.Attempts[0].State != signing.Found || d.Open != nil {
			t.Fatalf("taken: %+v", d.Attempts)
		}
		if on := h.see("kampar-kerjasama").Document("").Signed[0].Value.Signature.On; on != day {
			t.Errorf("signed on %s, recorded on %s", day, on)
		}
		h.wants(h.retrieves(round, attempt, h.newest(before)), "signer.attempt_moved")
		h.must(h.byService(round, demo.Pekanbaru))
		if d := h.day(round); d.Round.State != signing.RoundComplete || d.Round.SealLevel != "PAdES-B-LTA" {
			t.Errorf("%+v", d.Round)
		}
		h.noSecrets(t)
	})
}

// The program ends while the order is under way. What the old one hears later
// changes nothing; until an officer has looked, nobody signs again.
func TestTheProgramEndsDuringTheCall(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		round := h.kamparFirst("Server mati di tengah jalan")
		before, signed := h.service.Server.Kept(), h.service.Server.Signed()
		h.impatient(3 * time.Second)
		attempt, err := h.asks(round, demo.Kampar)
		h.must(err)
		h.service.Server.Next(standin.SlowSigned)
		old, late := h, make(chan error)
		go func() { late <- old.signs(round, demo.Kampar, attempt, ops.SignChoice{}) }()
		for limit := time.Now().Add(2 * time.Second); h.service.Server.Signed() == signed; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(limit) {
				t.Fatal("the order does not reach the service")
			}
		}
		h.restarts()
		if d := h.day(round); d.Open == nil || d.Open.State != signing.InFlight {
			t.Fatalf("under way: %+v", d.Attempts)
		}
		h.wants(h.signs(round, demo.Kampar, attempt, ops.SignChoice{}), "signer.attempt_moved")
		h.days.Add(1) // nobody waits for the answer any more
		if a := h.unresolved(round); a != attempt || h.day(round).Open.Reason != "lost" {
			t.Fatalf("lost: %+v", h.day(round).Attempts)
		}
		h.must(h.retrieves(round, attempt, h.newest(before)))
		if <-late == nil {
			t.Error("the old program believes that it entered the signature")
		}
		if d := h.day(round); d.Round.Signed() != 1 || d.Attempts[0].State != signing.Found || h.service.Server.Signed() != signed+1 {
			t.Errorf("the late answer changed something: %+v", d.Attempts)
		}
		h.must(h.byService(round, demo.Pekanbaru))
	})
}

// The order never reached the service: whoever looked there and found nothing
// gives the attempt up, and the regent signs again.
func TestTheServiceNeverReceivedTheOrder(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		round := h.kamparFirst("Tidak pernah sampai")
		who, signed := h.who(heads[demo.Kampar]), h.service.Server.Signed()
		h.impatient(300 * time.Millisecond)
		h.service.Server.Next(standin.Slow)
		h.wants(h.byService(round, demo.Kampar), "signer.unknown.timed_out")
		attempt := h.unresolved(round)
		h.restarts()
		h.wants(h.retrieves(round, attempt, "123"), "signer.refused.not_kept")
		h.must(h.desk.VoidAttempt(t.Context(), who, round, attempt, "tidak ada dalam daftar layanan"))
		h.must(h.byService(round, demo.Kampar))
		d := h.day(round)
		if d.Round.Signed() != 1 || d.Attempts[0].State != signing.Voided || d.Attempts[0].Note == "" || h.service.Server.Signed() != signed+1 {
			t.Errorf("%+v", d.Attempts)
		}
	})
}

// The number belongs to another document that the same regent signed: it is
// refused, the sentence says so, and the right number is taken after it.
func TestTheServiceGivesAnotherDocument(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		start := h.service.Server.Kept()
		h.must(h.byService(h.kamparFirst("Dokumen lain"), demo.Kampar))
		other := h.newest(start)
		round := h.kamparFirst("Dokumen yang dicari")
		before := h.service.Server.Kept()
		h.service.Server.Next(standin.CutSigned)
		h.wants(h.byService(round, demo.Kampar), "signer.unknown.cut")
		attempt := h.unresolved(round)
		h.wants(h.retrieves(round, attempt, other), "signer.unknown.altered")
		if h.unresolved(round) != attempt {
			t.Error("another document ended the attempt")
		}
		h.must(h.retrieves(round, attempt, h.newest(before)))
		if h.day(round).Round.Signed() != 1 {
			t.Error("the right document is not taken")
		}
	})
}
