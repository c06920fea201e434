package ops_test

import (
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/signing"
	"sinergi/pades/padestest"
	"sinergi/pades/padestest/referee"
)

const busPKS = "bus"

// pksSent signs the KB of a cooperation and brings a PKS of the transport
// agencies to where it is sent for signature.
func (h *hall) pksSent(title string) {
	h.t.Helper()
	h.sent(title)
	kb := h.opensSigning(nil)
	h.must(h.byService(kb, demo.Pekanbaru))
	h.must(h.byService(kb, demo.Kampar))
	h.bureau.opens(busPKS, "dishub")
	h.questions(busPKS, false)
	lib, err := formulary.Embedded()
	h.must(err)
	text, err := lib.Make("pks-umum", formulary.Setup{Title: title, Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
	h.must(err)
	officer := h.who("pekanbaru-kerjasama")
	id, err := h.desk.BeginDraft(h.t.Context(), officer, h.run, busPKS, text)
	h.must(err)
	h.must(h.desk.SendDraft(h.t.Context(), officer, id, "versi pertama"))
	h.text = h.see("pekanbaru-kerjasama").Document(busPKS).Text
	for _, g := range []string{"pekanbaru", "kampar"} {
		h.gives(g+"-kerjasama", "sepakat_pks/"+busPKS, "pembahasan", h.paper(g+"-kerjasama", "BA PKS "+g))
		h.gives(g+"-sekda", "sepakat_pks/"+busPKS, "setuju", &procedure.Value{Hash: h.text})
	}
	h.gives("kampar-kerjasama", "kirim_pks/"+busPKS+"!", "kirim", &procedure.Value{Hash: h.text})
}

// empowers records a surat kuasa for the head of the transport agency, in force
// for so many days from today.
func (h hall) empowers(login, number string, days int) {
	h.t.Helper()
	h.gives(login, "ttd_pks/"+busPKS, "kuasa", &procedure.Value{Power: &procedure.Power{
		Number: number, Date: h.today(), Hash: h.file(login, "surat kuasa "+number), Grantor: *h.head(login), Grantee: *h.holder(login, "Kepala Dinas Perhubungan"),
		From: h.today(), Until: h.today().AddDays(days - 1),
	}})
}

// tryPKS opens the signing of the PKS today.
func (h hall) tryPKS(change func(*ops.NewSigning)) (string, error) {
	h.t.Helper()
	n := ops.NewSigning{Run: h.run, Branch: busPKS, On: h.today(), Time: "10.00", Place: "Bangkinang", Site: "https://sinergi.test"}
	if change != nil {
		change(&n)
	}
	return h.desk.OpenSigning(h.t.Context(), h.who("pekanbaru-kerjasama"), n)
}

// read gives the words of a paper of a round, and how it is laid out.
func (h hall) read(round string, which ops.SigningPaper) string {
	h.t.Helper()
	pdf, _, err := h.desk.SigningFile(h.t.Context(), h.who("kampar-kerjasama"), round, which)
	h.must(err)
	return strings.Join(strings.Fields(referee.Says(h.t, "pdftotext", "-layout", referee.Save(h.t, "naskah.pdf", pdf), "-")), " ")
}

// A head of agency signs in the place of the head of region. No paper is
// printed before the surat kuasa is known; it then names it. When it runs out
// before everybody has signed, the page says so to everybody before anyone
// tries, and another number is not the one on the paper.
func TestAProxyStandsOnThePaperWithTheSuratKuasa(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.pksSent("Surat kuasa")
		_, err := h.tryPKS(nil)
		h.wants(err, "signing.power.missing")
		h.empowers("pekanbaru-kerjasama", "180/KUASA/7", 30)
		h.empowers("kampar-kerjasama", "090/KUASA/3", 1)
		_, err = h.tryPKS(func(n *ops.NewSigning) { n.On = h.today().AddDays(1) })
		h.wants(err, "signing.power.not_in_force")
		round, err := h.tryPKS(nil)
		h.must(err)
		said := h.read(round, ops.PaperPrinted)
		for _, want := range []string{"a.n. Wali Kota Pekanbaru", "a.n. Bupati Kampar", "Surat Kuasa Nomor 180/KUASA/7 tanggal " + h.today().Long(), "Surat Kuasa Bupati Kampar Nomor 090/KUASA/3 tanggal", "Kepala Dinas Perhubungan"} {
			if !strings.Contains(said, want) {
				t.Errorf("the paper does not say %q:\n%s", want, said)
			}
		}
		if d := h.day(round); len(d.Powers) > 0 || !d.Round.Seats[0].Proxy || d.Round.Seats[0].Power != "180/KUASA/7" {
			t.Errorf("%+v %+v", d.Powers, d.Round.Seats[0])
		}
		for login, mine := range map[string]bool{"pekanbaru-dishub": true, "pekanbaru-kerjasama": false, "pekanbaru-pimpinan": false, "kampar-dishub": false} {
			d, err := h.desk.SigningDay(t.Context(), h.who(login), round)
			if h.must(err); d.MyTurn != mine || d.MayAct != strings.HasPrefix(login, "pekanbaru") {
				t.Errorf("%s: turn %v, may act %v", login, d.MyTurn, d.MayAct)
			}
		}
		h.empowers("pekanbaru-kerjasama", "180/KUASA/8", 30)
		h.troubles(round, "signing.power.other_paper")
		h.empowers("pekanbaru-kerjasama", "180/KUASA/7", 30)
		h.troubles(round)
		h.days.Add(1)
		h.troubles(round, "signing.power.not_in_force")
	})
}

// troubles holds what the page says of surat kuasa, to either side.
func (h hall) troubles(round string, want ...string) {
	h.t.Helper()
	for _, login := range []string{"kampar-kerjasama", "pekanbaru-kerjasama"} {
		d, err := h.desk.SigningDay(h.t.Context(), h.who(login), round)
		h.must(err)
		var got []string
		for _, p := range d.Powers {
			got = append(got, fault.Of(p.Err).Key)
			if p.Gate.Gate != "ttd_pks" {
				h.t.Errorf("the page leads to %+v", p.Gate)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			h.t.Errorf("%s reads %v, want %v", login, got, want)
		}
	}
}

// A PKS names an agency, and the head of region signs it all the same: the
// paper names them, without a surat kuasa, and so does the record. The other
// side's head is a Penjabat, and is called so.
func TestTheHeadOfRegionSignsAPKSInPerson(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.pksSent("Kepala daerah sendiri")
		kampar := h.see("kampar-kerjasama")
		for _, x := range kampar.Holders {
			if x.ID == h.head("kampar-kerjasama").Holder {
				x.Acting = party.Pj
				_, err := h.desk.SaveHolder(t.Context(), h.who("kampar-admin"), x)
				h.must(err)
			}
		}
		round, err := h.tryPKS(func(n *ops.NewSigning) {
			keys(n)
			n.InPerson = map[string]bool{demo.Kampar: true, demo.Pekanbaru: true}
		})
		h.must(err)
		said := h.read(round, ops.PaperPrinted)
		if strings.Contains(said, "a.n.") || strings.Contains(said, "Surat Kuasa") || !strings.Contains(said, "Pj. Bupati Kampar") || !strings.Contains(said, "Wali Kota Pekanbaru") {
			t.Errorf("the paper says:\n%s", said)
		}
		h.must(h.desk.Reschedule(t.Context(), h.who("kampar-kerjasama"), round, ops.NewSigning{On: h.today(), Time: "11.00", Place: "Pekanbaru", Reason: "pindah tempat", Site: "https://sinergi.test"}))
		for _, code := range []string{demo.Pekanbaru, demo.Kampar} {
			key := h.key(padestest.Subject{Name: signee(code).Name}, "x")
			h.must(h.desk.SignByKey(t.Context(), h.who(heads[code]), round, key, []byte("x"), ops.SignChoice{}))
		}
		d := h.day(round)
		if d.Round.State != signing.RoundComplete || d.Round.Seats[1].Title != "Pj. Bupati Kampar" || d.Round.Seats[1].Proxy {
			t.Fatalf("%+v", d.Round)
		}
		if s := h.see("kampar-kerjasama").Document(busPKS).Signed[0].Value.Signature; s.Proxy || s.Signer.Kind != procedure.HeadOfRegion {
			t.Errorf("the record says %+v", s)
		}
	})
}
