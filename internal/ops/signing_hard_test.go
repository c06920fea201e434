package ops_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/signer"
	"sinergi/internal/signer/standin"
	"sinergi/internal/signing"
	"sinergi/pades"
	"sinergi/pades/padestest"
)

// Two officers press the same button: one of them signs, the others are told.
func TestTwoOfficersPressTheSameButton(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Dua petugas")
		var wg sync.WaitGroup
		opened := make([]error, 4)
		for i := range opened {
			wg.Go(func() {
				_, opened[i] = h.desk.OpenSigning(t.Context(), h.who([]string{"pekanbaru-kerjasama", "kampar-kerjasama"}[i%2]),
					ops.NewSigning{Run: h.run, On: h.today(), Place: "Bangkinang", Site: "https://sinergi.test"})
			})
		}
		wg.Wait()
		h.onlyOne(opened, "signing.open_already", "procedure.moved_on")
		rounds, err := h.desk.SigningRounds(t.Context(), h.who("kampar-kerjasama"), h.run)
		h.must(err)
		round := rounds[0].ID
		attempt, err := h.asks(round, demo.Pekanbaru)
		h.must(err)
		// Who went back and asks again gets another form, and the first is void.
		first := attempt
		attempt, err = h.asks(round, demo.Pekanbaru)
		h.must(err)
		h.wants(h.signs(round, demo.Pekanbaru, first, ops.SignChoice{}), "signer.attempt_moved")
		_, err = h.desk.AskSigner(t.Context(), h.who("pekanbaru-kerjasama"), round, ops.Signee{NIK: signee(demo.Pekanbaru).NIK}, ops.SignChoice{})
		h.wants(err, "signer.attempt_open")
		s := signee(demo.Pekanbaru)
		h.wants(h.desk.SignByService(t.Context(), h.who("pekanbaru-kerjasama"), round, attempt, ops.Signee{NIK: s.NIK}, signer.Passphrase([]byte(s.Passphrase)), ops.SignChoice{}), "signer.attempt_open")
		before := h.service.Server.Signed()
		sent := make([]error, 4)
		for i := range sent {
			wg.Go(func() { sent[i] = h.signs(round, demo.Pekanbaru, attempt, ops.SignChoice{}) })
		}
		wg.Wait()
		h.onlyOne(sent, "signer.attempt_moved", "signer.attempt_open", "signing.not_your_turn", "signer.attempt_stale")
		if n := h.service.Server.Signed() - before; n != 1 {
			t.Errorf("the service signed %d times", n)
		}
	})
}

// onlyOne holds that one of several got through, and the others were told why.
func (h hall) onlyOne(all []error, keys ...string) {
	h.t.Helper()
	good := 0
	for _, err := range all {
		if err == nil {
			good++
			continue
		}
		if f := fault.Of(err); f == nil || !strings.Contains(strings.Join(keys, " "), f.Key) {
			h.t.Errorf("one who came too late is told %v", err)
		}
	}
	if good != 1 {
		h.t.Errorf("%d got through: %v", good, all)
	}
}

// After a cut connection nobody knows whether the service signed. Nothing goes
// on until it is found out: by fetching it, by uploading what was found, or by
// giving it up.
func TestNobodyKnowsWhetherItWasSigned(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Sambungan terputus")
		round := h.opensSigning(func(n *ops.NewSigning) { n.Order = []string{demo.Kampar, demo.Pekanbaru} })
		who := h.who(heads[demo.Kampar])
		unknown := func(f standin.Fault, key string) string {
			t.Helper()
			h.service.Server.Next(f)
			h.wants(h.byService(round, demo.Kampar), key)
			d := h.day(round)
			if d.Open == nil || d.Open.State != signing.Unknown || d.Round.Signed() != 0 {
				t.Fatalf("after %s: %+v", f, d.Open)
			}
			_, err := h.asks(round, demo.Kampar)
			h.wants(err, "signer.attempt_unknown")
			h.wants(h.desk.VoidSigning(t.Context(), h.who("kampar-kerjasama"), round, "bosan menunggu"), "signer.attempt_unknown")
			h.refused("kampar-kerjasama", procedure.Act{Kind: procedure.VoidSigning, Reason: "lewat halaman lain"}, fault.Conflict, "signer.attempt_unknown")
			return d.Open.ID
		}
		attempt := unknown(standin.CutSigned, "signer.unknown.cut")
		h.wants(h.desk.VoidAttempt(t.Context(), h.who("pekanbaru-kerjasama"), round, attempt, "bukan urusannya"), "policy.denied")
		h.wants(h.desk.VoidAttempt(t.Context(), who, round, attempt, " "), "signer.attempt_note")
		h.must(h.desk.VoidAttempt(t.Context(), who, round, attempt, "tidak ada pada layanan"))

		attempt = unknown(standin.Rewritten, "signer.unknown.altered")
		rewritten, _, err := h.desk.SigningFile(t.Context(), who, round, ops.PaperPrinted)
		h.must(err)
		h.wants(h.desk.BringFound(t.Context(), who, round, attempt, rewritten, ops.SignChoice{}), "signing.refused.unsigned")
		h.wants(h.desk.BringFound(t.Context(), who, round, attempt, append([]byte("%PDF-1.7 lain\n"), rewritten...), ops.SignChoice{}), "signing.refused.altered")
		h.wants(h.desk.BringFound(t.Context(), who, round, attempt, []byte("bukan"), ops.SignChoice{}), "validity.not_pdf")
		h.must(h.desk.VoidAttempt(t.Context(), who, round, attempt, "isinya bukan dokumen ini"))

		attempt = unknown(standin.CutSigned, "signer.unknown.cut")
		kept := h.service.Server.Kept()
		found, err := h.service.Kept(t.Context(), kept[len(kept)-1])
		h.must(err)
		h.must(h.desk.BringFound(t.Context(), who, round, attempt, found, ops.SignChoice{}))
		h.wants(h.desk.BringFound(t.Context(), who, round, attempt, found, ops.SignChoice{}), "signer.attempt_moved")
		if d := h.day(round); d.Round.Signed() != 1 || d.Attempts[len(d.Attempts)-1].State != signing.Found || d.Open != nil {
			t.Errorf("found: %+v", d.Attempts)
		}
		h.must(h.byService(round, demo.Pekanbaru))
		h.noSecrets(t)
	})
}

// What the service refuses changes nothing, and the sentence says who acts.
func TestWhatTheServiceRefuses(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Ditolak")
		round := h.opensSigning(nil)
		who := h.who(heads[demo.Pekanbaru])
		_, err := h.desk.AskSigner(t.Context(), who, round, ops.Signee{NIK: "1471010101010101"}, ops.SignChoice{})
		h.wants(err, "signer.status.no_certificate")
		if h.day(round).Open != nil {
			t.Error("a signer who cannot sign holds the document")
		}
		attempt, err := h.asks(round, demo.Pekanbaru)
		h.must(err)
		secret := []byte("passphrase-yang-salah")
		h.wants(h.desk.SignByService(t.Context(), who, round, attempt, ops.Signee{NIK: signee(demo.Pekanbaru).NIK}, signer.Passphrase(secret), ops.SignChoice{}), "signer.refused.wrong_secret")
		if !bytes.Equal(secret, make([]byte, len(secret))) {
			t.Error("the passphrase is still in memory")
		}
		// The head of the transport agency signs in the mayor's place.
		var other demo.Signee
		for _, s := range demo.Signees() {
			if s.Government == demo.Pekanbaru && s.Office == party.Transport {
				other = s
			}
		}
		attempt, err = h.desk.AskSigner(t.Context(), who, round, ops.Signee{NIK: other.NIK}, ops.SignChoice{})
		h.must(err)
		h.wants(h.desk.SignByService(t.Context(), who, round, attempt, ops.Signee{NIK: other.NIK}, signer.Passphrase([]byte(other.Passphrase)), ops.SignChoice{Why: "tidak menolong"}), "signing.refused.other_person")
		h.wants(h.desk.TakeCandidate(t.Context(), who, round, attempt, ops.SignChoice{Why: "tidak menolong"}), "signing.refused.other_person")
		h.must(h.desk.VoidAttempt(t.Context(), who, round, attempt, "orang lain"))
		attempt, err = h.asks(round, demo.Pekanbaru)
		h.must(err)
		h.must(h.desk.WithdrawAttempt(t.Context(), who, round, attempt))
		h.wants(h.signs(round, demo.Pekanbaru, attempt, ops.SignChoice{}), "signer.attempt_moved")
		h.must(h.byService(round, demo.Pekanbaru))
		h.noSecrets(t, "passphrase-yang-salah")
	})
}

// The service signs at a lower level than the government asks for: the
// signature is not taken before the government chooses to, with a reason that
// everybody sees.
func TestNoSilentDowngrade(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		s := h.service.Signing()
		g := s.Governments[demo.Pekanbaru]
		g.Level = pades.BLT
		s.Governments[demo.Pekanbaru] = g
		h.use(s)
		h.sent("Tingkat lebih rendah")
		round := h.opensSigning(nil)
		h.wants(h.byService(round, demo.Pekanbaru), "signing.refused.lower_level")
		d := h.day(round)
		if d.Round.Signed() != 0 || d.Open == nil || d.Open.Candidate == "" {
			t.Fatalf("%+v", d.Open)
		}
		who := h.who("pekanbaru-kerjasama")
		h.wants(h.desk.TakeCandidate(t.Context(), who, round, d.Open.ID, ops.SignChoice{}), "procedure.reason_needed")
		h.wants(h.desk.TakeCandidate(t.Context(), h.who("kampar-kerjasama"), round, d.Open.ID, ops.SignChoice{Why: "bagi mereka"}), "policy.denied")
		h.must(h.desk.TakeCandidate(t.Context(), who, round, d.Open.ID, ops.SignChoice{Why: "OCSP BSrE sedang mati"}))
		sig := h.day(round).Round.Seats[0].Signature
		if sig.Level != "PAdES-B-T" || sig.Wanted != "PAdES-B-LT" || sig.Chosen != "OCSP BSrE sedang mati" {
			t.Errorf("%+v", sig)
		}
	})
}

// The office holder changes between signature one and two: the paper never
// gets another name. It is called off and printed anew; what was signed stays
// for the record and counts for nothing.
func TestTheHolderChangesBetweenSignatures(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Pejabat berganti")
		round := h.opensSigning(nil)
		h.must(h.byService(round, demo.Pekanbaru))
		d := h.day(round)
		old := d.Round.Seats[1]
		h.replaces("kampar-admin", old, "Batang Kuantan (contoh)")
		h.wants(h.byService(round, demo.Kampar), "signing.holder_changed")
		if f := fault.Of(h.day(round).Blocked); f == nil || f.Args["Now"] != "Batang Kuantan (contoh)" {
			t.Errorf("the page says %v", h.day(round).Blocked)
		}
		h.wants(h.desk.VoidSigning(t.Context(), h.who("kampar-kerjasama"), round, ""), "procedure.reason_needed")
		h.must(h.desk.VoidSigning(t.Context(), h.who("kampar-kerjasama"), round, "Bupati berganti"))
		h.wants(h.byService(round, demo.Kampar), "signing.closed")
		p, err := h.desk.FindSigned(t.Context(), d.Round.Code)
		if err != nil || p.Round.State != signing.RoundVoid || p.Round.Reason != "Bupati berganti" {
			t.Errorf("who has the void paper is told %+v %v", p.Round.State, err)
		}
		h.agreesToSend()
		second := h.opensSigning(nil)
		again := h.day(second).Round
		if again.No != 2 || again.Seats[1].Name != "Batang Kuantan (contoh)" || again.Paper == d.Round.Paper || again.Text != d.Round.Text || again.Code == d.Round.Code {
			t.Errorf("the second round: %+v", again)
		}
		h.must(h.byService(second, demo.Pekanbaru))
	})
}

// replaces ends a holder yesterday and enters another from today.
func (h hall) replaces(admin string, s signing.Seat, name string) {
	h.t.Helper()
	for _, x := range h.see("kampar-kerjasama").Holders {
		if x.ID == s.Holder {
			x.Until = h.today().AddDays(-1)
			if _, err := h.desk.SaveHolder(h.t.Context(), h.who(admin), x); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	if _, err := h.desk.SaveHolder(h.t.Context(), h.who(admin), party.Holder{Office: s.Office, Name: name, Acting: party.Definitive, From: h.today()}); err != nil {
		h.t.Fatal(err)
	}
}

// The day is printed in the paper. On another day nobody signs first; before
// the first signature the paper is printed anew, after it the paper stays.
func TestAnotherDay(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Hari lain")
		round := h.opensSigning(func(n *ops.NewSigning) { n.On = h.today().AddDays(2) })
		first := h.day(round).Round
		_, err := h.asks(round, demo.Pekanbaru)
		h.wants(err, "signing.other_day")
		officer := h.who("kampar-kerjasama")
		h.wants(h.desk.Reschedule(t.Context(), officer, round, ops.NewSigning{On: h.today(), Place: "Pekanbaru"}), "procedure.reason_needed")
		h.must(h.desk.Reschedule(t.Context(), officer, round, ops.NewSigning{On: h.today(), Place: "Pekanbaru", Reason: "dimajukan"}))
		second := h.day(round).Round
		if second.Paper == first.Paper || second.Code != first.Code || second.On != h.today() || second.Place != "Pekanbaru" || second.Text != first.Text || second.No != 1 {
			t.Errorf("printed anew: %+v", second)
		}
		h.must(h.byService(round, demo.Pekanbaru))
		h.must(h.desk.Reschedule(t.Context(), officer, round, ops.NewSigning{On: h.today().AddDays(1), Place: "Bangkinang", Reason: "Bupati berhalangan"}))
		third := h.day(round)
		if third.Round.Paper != second.Paper || third.Round.On != second.On || !third.Printed || third.Round.Signed() != 1 {
			t.Errorf("moved after a signature: %+v", third.Round)
		}
		h.days.Add(1)
		h.must(h.byService(round, demo.Kampar))
		if d := h.day(round); d.Round.State != signing.RoundComplete {
			t.Errorf("%+v", d.Round)
		}
	})
}

// keys has Kampar and Pekanbaru sign by PKCS #12 files.
func keys(n *ops.NewSigning) {
	n.Means = map[string]signing.Means{demo.Kampar: signing.ByKey, demo.Pekanbaru: signing.ByKey}
}

func (h hall) key(s padestest.Subject, password string) []byte {
	h.t.Helper()
	id, err := h.service.PKI.Issue(s)
	h.must(err)
	file, err := id.PKCS12(password)
	h.must(err)
	return file
}

// With a key of one's own: a wrong password, another's key, a certificate that
// runs out on the day, an authority for time that is down, slow or lies.
func TestSigningByKey(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Dengan kunci")
		round := h.opensSigning(keys)
		who := h.who(heads[demo.Pekanbaru])
		name := signee(demo.Pekanbaru).Name
		sign := func(file []byte, password string, c ops.SignChoice) error {
			return h.desk.SignByKey(t.Context(), who, round, file, []byte(password), c)
		}
		h.wants(sign(h.key(padestest.Subject{Name: name}, "rahasia-kunci"), "salah", ops.SignChoice{}), "signing.key.password")
		h.wants(sign([]byte("bukan kunci"), "", ops.SignChoice{}), "signing.key.file")
		h.wants(sign(h.key(padestest.Subject{Name: "Orang Lain"}, "x"), "x", ops.SignChoice{}), "signing.refused.other_person")
		h.wants(sign(h.key(padestest.Subject{Name: name, NotBefore: h.now().AddDate(-1, 0, 0), NotAfter: h.now().Add(-time.Minute)}, "x"), "x", ops.SignChoice{}), "signing.key.expired")
		for f, key := range map[padestest.Fault]string{padestest.HTTPError: "signing.tsa.down", padestest.Slow: "signing.tsa.slow", padestest.WrongTime: "signing.tsa.lies", padestest.Untrusted: "signing.tsa.lies", padestest.Rejection: "signing.tsa.refuses"} {
			s := h.service.Signing()
			s.TSA = &pades.TSA{URL: h.service.PKI.TSA(f), Roots: h.service.PKI.Roots(), Now: h.now, Timeout: 200 * time.Millisecond}
			h.use(s)
			h.wants(sign(h.key(padestest.Subject{Name: name}, "x"), "x", ops.SignChoice{}), key)
			if h.day(round).Round.Signed() != 0 {
				t.Fatalf("%s: signed all the same", f)
			}
		}
		file := h.key(padestest.Subject{Name: name}, "rahasia-kunci")
		h.must(sign(file, "rahasia-kunci", ops.SignChoice{Why: "Cap waktu mati sejak pagi"}))
		if !bytes.Equal(file, make([]byte, len(file))) {
			t.Error("the key is still in memory")
		}
		sig := h.day(round).Round.Seats[0].Signature
		if sig.Level != "PAdES-B-B" || sig.Wanted != "PAdES-B-T" || sig.Chosen == "" || !sig.Proven.IsZero() {
			t.Errorf("taken with less: %+v", sig)
		}
		h.use(h.service.Signing())
		h.must(h.desk.SignByKey(t.Context(), h.who(heads[demo.Kampar]), round, h.key(padestest.Subject{Name: strings.ToUpper(signee(demo.Kampar).Name), Key: padestest.RSA2048}, "x"), []byte("x"), ops.SignChoice{Why: "tidak perlu"}))
		if sig := h.day(round).Round.Seats[1].Signature; sig.Level != "PAdES-B-T" || sig.Chosen != "" {
			t.Errorf("a choice that was not needed: %+v", sig)
		}
		h.noSecrets(t, "rahasia-kunci")
	})
}

// A document signed with another program is taken only if it continues the one
// here by one signature of that signer.
func TestSignedElsewhere(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Di luar")
		round := h.opensSigning(func(n *ops.NewSigning) {
			n.Means = map[string]signing.Means{demo.Pekanbaru: signing.ByUpload}
		})
		who := h.who("pekanbaru-kerjasama")
		base, r, err := h.desk.SigningFile(t.Context(), who, round, ops.PaperSigned)
		h.must(err)
		id, err := h.service.PKI.Issue(padestest.Subject{Name: signee(demo.Pekanbaru).Name})
		h.must(err)
		o := pades.Options{Level: pades.BT, Time: h.now(), TSA: &pades.TSA{URL: h.service.PKI.TSA(""), Now: h.now}}
		signed, err := pades.Sign(t.Context(), base, r.Seats[0].Field, pades.Identity(*id), o)
		h.must(err)
		h.wants(h.desk.SignedElsewhere(t.Context(), who, round, base, ops.SignChoice{}), "signing.refused.unsigned")
		broken := bytes.Clone(signed.PDF)
		broken[len(base)/2]++
		h.wants(h.desk.SignedElsewhere(t.Context(), who, round, broken, ops.SignChoice{}), "signing.refused.altered")
		h.must(h.desk.SignedElsewhere(t.Context(), who, round, signed.PDF, ops.SignChoice{}))
		if s := h.day(round).Round.Seats[0].Signature; s.Method != signing.ByUpload || s.Level != "PAdES-B-T" {
			t.Errorf("%+v", s)
		}
	})
}

// On paper: scans, what was checked on them, where the originals are. While a
// round is open the run's own pages take no signature and call nothing off
// behind its back.
func TestSignedOnPaper(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Di atas kertas")
		round := h.opensSigning(func(n *ops.NewSigning) { n.ByHand = true })
		h.refused("pekanbaru-kerjasama", h.supply("pekanbaru-kerjasama", "ttd_kb", "tanda_tangan", h.signature("pekanbaru-kerjasama", h.text, h.head("pekanbaru-kerjasama"))), fault.Conflict, "signing.round_open")
		scan := func() *strings.Reader { return strings.NewReader("%PDF-1.4\nstartxref\n0\n%%EOF\n") }
		officer := h.who("pekanbaru-kerjasama")
		h.wants(h.desk.SignByHand(t.Context(), officer, round, scan(), ops.HandSigned{}), "ui.required")
		h.wants(h.desk.SignByHand(t.Context(), officer, round, strings.NewReader("bukan pindaian"), ops.HandSigned{Originals: "Setda"}), "ui.not_a_scan")
		h.must(h.desk.SignByHand(t.Context(), officer, round, scan(), ops.HandSigned{Originals: "Lemari 3, Bagian Kerja Sama", Marks: []string{"paraf", "stempel"}}))
		h.must(h.desk.SetAttendees(t.Context(), officer, round, []signing.Attendee{{Name: "Ninik Rantau", Office: "Sekda", Government: "Kampar"}}))
		minutes, err := h.desk.MinutesPDF(t.Context(), officer, round)
		if err != nil || !bytes.HasPrefix(minutes, []byte("%PDF-")) {
			t.Errorf("minutes: %v", err)
		}
		h.must(h.desk.SignByHand(t.Context(), h.who("kampar-kerjasama"), round, strings.NewReader("%PDF-1.5\nstartxref\n0\n%%EOF\n"), ops.HandSigned{Originals: "Setda Kampar"}))
		d := h.day(round)
		if d.Round.State != signing.RoundComplete || d.Round.Audit == "" || d.Round.Seats[0].Signature.Originals == "" {
			t.Errorf("%+v", d.Round)
		}
		if doc := h.see("kampar-kerjasama").Document(""); !doc.Complete || doc.Signed[0].Value.Signature.Method != procedure.WetInk {
			t.Error("the run does not know of the signatures")
		}
		h.sent("Dibatalkan di halaman lain")
		other := h.opensSigning(nil)
		h.does("kampar-kerjasama", procedure.Act{Kind: procedure.VoidSigning, Reason: "salah naskah"})
		if d := h.day(other); d.Round.State != signing.RoundVoid || d.Round.Reason != "salah naskah" {
			t.Errorf("%+v", d.Round)
		}
	})
}

// The authority for time is down when the last has signed: the document is
// complete and waits to be sealed, visibly, until it can be.
func TestSealedLater(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Dikunci nanti")
		s := h.service.Signing()
		s.ArchiveTSA = &pades.TSA{URL: h.service.PKI.TSA(padestest.HTTPError), Roots: h.service.PKI.Roots(), Now: h.now}
		h.use(s)
		round := h.opensSigning(nil)
		h.must(h.byService(round, demo.Pekanbaru))
		h.must(h.byService(round, demo.Kampar))
		d := h.day(round)
		if d.Round.State != signing.RoundComplete || d.Round.Seal != signing.SealPending || d.Round.SealNote != "signing.tsa.down" || d.Round.Audit == "" || d.Round.Final != d.Round.Head {
			t.Fatalf("%+v", d.Round)
		}
		h.wants(h.desk.SealSigned(t.Context(), h.who("kampar-kerjasama"), round), "signing.tsa.down")
		h.use(h.service.Signing())
		h.must(h.desk.SealPending(t.Context()))
		if d := h.day(round); d.Round.Seal != signing.SealDone || d.Round.SealLevel != "PAdES-B-LTA" || d.Round.Final == d.Round.Head {
			t.Errorf("%+v", d.Round)
		}
		h.wants(h.desk.SealSigned(t.Context(), h.who("kampar-kerjasama"), round), "signing.nothing_to_seal")
	})
}
