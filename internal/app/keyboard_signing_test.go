package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/web/browsertest"
	"sinergi/pades/padestest"
)

// rehearse has a desk sign at the stand-in of the signing service.
func rehearse(t *testing.T, d *ops.Desk) *demo.Rehearsal {
	t.Helper()
	service, err := demo.NewRehearsal(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	if err := d.UseSigning(service.Signing()); err != nil {
		t.Fatal(err)
	}
	return service
}

// signee is the official of a government who signs: the head of region, or of
// the agency for an affair.
func signee(t *testing.T, government string, office party.Affair) demo.Signee {
	t.Helper()
	for _, s := range demo.Signees() {
		if s.Government == government && s.Office == office {
			return s
		}
	}
	t.Fatalf("nobody signs for %s", government)
	return demo.Signee{}
}

// goes follows a link by keyboard and looks at each kind of page once.
func (s *sitting) goes(link, shot string) {
	s.t.Helper()
	s.b.Tab(s.t, link)
	s.b.Enter(s.t)
	if shot != "" && !s.seen[shot] {
		s.seen[shot] = true
		s.look(shot)
	}
}

func (s *sitting) types(fields ...[2]string) {
	s.t.Helper()
	for _, f := range fields {
		s.b.Type(s.t, `[name="`+f[0]+`"]`, f[1])
	}
}

// negotiates has Pekanbaru write a document in Sinergi from a template, Kampar
// propose another heading, and Pekanbaru accept it.
func (s *sitting) negotiates(template, branch string, values ...[2]string) {
	s.t.Helper()
	s.as("pekanbaru-kerjasama")
	s.open("/runs/" + s.run)
	s.goes(`a[href^="/drafts/new?branch=`+branch+`&"]`, "naskah-baru")
	s.goes(`a[href*="template=`+template+`"]`, "naskah-dari-templat")
	s.send("begin the text", `main button`, "naskah-mulai-"+template)
	text := s.path()
	s.look("naskah-" + template)
	s.goes(`a[href="`+text+`/values"]`, "")
	s.types(values...)
	s.send("fill the text in", `form[action$="/values"] button`, "naskah-isian-"+template)
	send := func(login, note string) {
		s.goes(`a[href="`+text+`/versions"]`, "")
		s.types([2]string{"note", note})
		s.send(login+" sends a version", `#send form[action$="/send"] button`, "naskah-kirim-"+strings.TrimSuffix(login, "-kerjasama"))
	}
	send("pekanbaru-kerjasama", "Versi pertama")

	s.as("kampar-kerjasama")
	s.open("/runs/" + s.run)
	s.goes(`main a[href$="/drafts"]`, "daftar-naskah")
	s.goes(`th a[href="`+text+`"]`, "")
	s.goes(`.is-pasal a.button`, "naskah-pasal")
	s.b.Type(s.t, `input[name^="h:"]`, "Maksud, Tujuan, dan Pengertian")
	s.send("change a heading", `button[value=done]`, "naskah-pasal-diubah")
	send("kampar-kerjasama", "Judul pasal")

	s.as("pekanbaru-kerjasama")
	s.open("/runs/" + s.run)
	s.goes(`main a[href$="/drafts"]`, "")
	s.goes(`th a[href="`+text+`"]`, "naskah-dengan-usulan")
	s.goes(`a[href^="`+text+`/proposals/"]`, "usulan")
	s.send("accept what Kampar changed", `button[name=all]`, "usulan-terima")
	s.look("usulan-diterima-" + template)
}

// empowers has a head of region give the power to sign a PKS.
func (s *sitting) empowers(login, branch, grantor, grantee string) {
	s.t.Helper()
	now := time.Now().In(civil.WIB())
	s.does(login, "ttd_pks/"+branch, "kuasa", write("number", "180/1"), picks("grantor", grantor), picks("grantee", grantee),
		write("from", browsertest.Date(now)), write("until", browsertest.Date(now.AddDate(0, 1, 0))), scans())
}

// opensSigning opens the signing of a document today, one government with a key
// of its own where it is named, and gives where it is.
func (s *sitting) opensSigning(doc, branch, byKey string) (round string) {
	s.t.Helper()
	s.goesToGate("pekanbaru-kerjasama", inGate("ttd", doc, branch))
	s.goes(`a[href^="/signing/new?"]`, "")
	s.types([2]string{"time", "09.00"}, [2]string{"place", "Bangkinang"})
	if byKey != "" {
		s.b.Pick(s.t, `[name="means_`+byKey+`"]`, "Berkas PKCS#12")
	}
	s.send("open the signing", `main form button`, "buka-penandatanganan-"+doc)
	round = s.path()
	s.look("penandatanganan-" + doc)
	return round
}

// comesToSign goes from the page of the run over the gate to where somebody
// signs.
func (s *sitting) comesToSign(login, gate string) {
	s.t.Helper()
	s.goesToGate(login, gate)
	s.goes(`a[href^="/signing/new?"]`, "")
	s.goes(`.move a[href$="/sign"]`, "")
}

// signsAtService signs with number and passphrase at the signing service.
func (s *sitting) signsAtService(login, gate string, who demo.Signee) {
	s.t.Helper()
	s.comesToSign(login, gate)
	s.types([2]string{"nik", who.NIK})
	s.send(login+" asks", `form[action$="/ask"] button`, "tanda-tangan-nik")
	s.types([2]string{"passphrase", who.Passphrase})
	s.send(login+" signs", `form[action$="/sign"] button`, "tanda-tangan-passphrase")
}

// signsByKey signs with a PKCS #12 file.
func (s *sitting) signsByKey(login, gate string, who demo.Signee) {
	s.t.Helper()
	const password = "kunci-contoh"
	id, err := s.service.PKI.Issue(padestest.Subject{Name: who.Name})
	if err != nil {
		s.t.Fatal(err)
	}
	file, err := id.PKCS12(password)
	if err != nil {
		s.t.Fatal(err)
	}
	key := filepath.Join(s.t.TempDir(), "kunci.p12")
	if err := os.WriteFile(key, file, 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.comesToSign(login, gate)
	s.b.Attach(s.t, `[name=key]`, key)
	s.types([2]string{"password", password})
	s.send(login+" signs", `form[action$="/sign"] button`, "tanda-tangan-kunci")
}

// signed looks at the finished signing and has the document judged by the
// public's page, the command line and other people's programs.
func (s *sitting) signed(round, shot string) {
	s.t.Helper()
	s.look(shot)
	s.b.Tab(s.t, `a[href="`+round+`/files/naskah"]`)
	pdf, err := os.ReadFile(fetched(s.t, visitor(s.t, s.base, "kampar-kerjasama"), s.base+round+"/files/naskah", "naskah.pdf"))
	if err != nil {
		s.t.Fatal(err)
	}
	h := signingHall{t: s.t, url: s.base, service: s.service}
	h.verified(s.t, pdf)
	h.judged(s.t, pdf)
}
