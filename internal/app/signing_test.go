package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/formulary"
	"sinergi/internal/i18n"
	"sinergi/internal/procedure"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
	"sinergi/pades/padestest/referee"
)

// signingHall is the demo with the running cooperation's KB sent for signature
// and the stand-in of the signing service.
type signingHall struct {
	operated
	t       *testing.T
	url     string
	service *demo.Rehearsal
}

func newSigningHall(t *testing.T) *signingHall {
	t.Helper()
	h := &signingHall{operated: operate(t, app.Data{Dir: t.TempDir()}, 1, 1), t: t}
	h.service = rehearse(t, h.node.Desk)
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := h.node.Handler(text, "http://sinergi.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	h.url = srv.URL
	h.answer()
	h.agree()
	return h
}

func (h *signingHall) gives(login, gate, need string, v procedure.Value) {
	h.t.Helper()
	who := h.load.Actors[login]
	p, err := h.node.Desk.Proceeding(h.t.Context(), who, demo.RunID)
	if err != nil {
		h.t.Fatal(err)
	}
	slot := procedure.Slot{Gate: strings.TrimSuffix(gate, "!"), Government: who.Government}
	if strings.HasSuffix(gate, "!") {
		slot.Government = ""
	}
	if err := h.node.Desk.Proceed(h.t.Context(), who, demo.RunID, procedure.Act{Kind: procedure.Supply, Base: p.Seq(), Slot: slot, Need: need, Value: &v}); err != nil {
		h.t.Fatalf("%s gives %s at %s: %v", login, need, gate, err)
	}
}

func (h *signingHall) today() civil.Date { return civil.In(time.Now()) }

func (h *signingHall) paper(login, title string) *procedure.Document {
	h.t.Helper()
	sum, err := h.node.Desk.AttachToRun(h.t.Context(), h.load.Actors[login], demo.RunID, title+".pdf", strings.NewReader("%PDF-1.4 "+title+"\nstartxref\n0\n%%EOF\n"))
	if err != nil {
		h.t.Fatal(err)
	}
	return &procedure.Document{Title: title, Number: "1/" + title, Date: h.today(), Hash: sum}
}

func (h *signingHall) answer() {
	h.t.Helper()
	h.gives("kampar-kerjasama", "rencana", "acuan", procedure.Value{Plan: &procedure.Plan{Reference: "RPJMD 2025-2029"}})
	h.gives("kampar-kerjasama", "tkksd_mitra", "anggota", procedure.Value{Opinion: &procedure.Opinion{Name: "Datuk", Role: "anggota", Decision: procedure.OpinionYes}})
	h.gives("kampar-kerjasama", "tkksd_mitra", "berita_acara", procedure.Value{Document: h.paper("kampar-kerjasama", "BA TKKSD")})
	h.gives("kampar-sekda", "tkksd_mitra", "kesimpulan", procedure.Value{Choice: &procedure.Choice{Option: "setuju"}})
	h.gives("kampar-kerjasama", "jawaban", "keputusan", procedure.Value{Choice: &procedure.Choice{Option: "terima"}})
	d := h.paper("kampar-kerjasama", "jawaban")
	p, err := h.node.Desk.Proceeding(h.t.Context(), h.load.Actors["kampar-kerjasama"], demo.RunID)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, x := range p.Holders {
		if strings.HasPrefix(x.Name, regent) {
			d.Signer = &procedure.Signer{Holder: x.ID, Government: demo.Kampar}
		}
	}
	h.gives("kampar-kerjasama", "jawaban", "surat", procedure.Value{Document: d})
}

func (h *signingHall) agree() {
	h.t.Helper()
	lib, err := formulary.Embedded()
	if err != nil {
		h.t.Fatal(err)
	}
	text, err := lib.Make("kb", formulary.Setup{Title: "Air bersih permukiman perbatasan", Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
	if err != nil {
		h.t.Fatal(err)
	}
	officer := h.load.Actors["pekanbaru-kerjasama"]
	id, err := h.node.Desk.BeginDraft(h.t.Context(), officer, demo.RunID, "", text)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.node.Desk.SendDraft(h.t.Context(), officer, id, ""); err != nil {
		h.t.Fatal(err)
	}
	p, err := h.node.Desk.Proceeding(h.t.Context(), officer, demo.RunID)
	if err != nil {
		h.t.Fatal(err)
	}
	sum := p.Document("").Text
	for _, g := range []string{"pekanbaru", "kampar"} {
		h.gives(g+"-kerjasama", "sepakat_kb", "pembahasan", procedure.Value{Document: h.paper(g+"-kerjasama", "BA "+g)})
		h.gives(g+"-sekda", "sepakat_kb", "setuju", procedure.Value{Hash: sum})
	}
	h.gives("kampar-kerjasama", "kirim_kb!", "kirim", procedure.Value{Hash: sum})
}

// multi posts a form with files.
func multi(t *testing.T, c *http.Client, address string, values map[string]string, files map[string][]byte) (int, string, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, v := range values {
		_ = w.WriteField(name, v)
	}
	for name, b := range files {
		part, err := w.CreateFormFile(name, name+".pdf")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(b)
	}
	_ = w.Close()
	resp, err := c.Post(address, w.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	return answered(t, resp)
}

var attemptField = regexp.MustCompile(`name="attempt" value="([^"]+)"`)

// signsBy takes a head of region through both forms.
func (h *signingHall) signsBy(login, code, round string) {
	h.t.Helper()
	c := visitor(h.t, h.url, login)
	s := signee(h.t, code, "")
	at := h.url + "/signing/" + round
	if code, text := page(h.t, c, at+"/sign"); code != http.StatusOK || !strings.Contains(text, s.Name) || strings.Contains(text, `type="password"`) {
		h.t.Fatalf("%s is asked for the passphrase before the service was: %d", login, code)
	}
	resp, err := c.PostForm(at+"/ask", url.Values{"nik": {s.NIK}})
	if err != nil {
		h.t.Fatal(err)
	}
	status, _, text := answered(h.t, resp)
	m := attemptField.FindStringSubmatch(text)
	if status != http.StatusOK || m == nil || !strings.Contains(text, `type="password"`) || !strings.Contains(text, `autocomplete="current-password"`) {
		h.t.Fatalf("%s asks: %d %s", login, status, wrongs(text))
	}
	form := map[string]string{"attempt": m[1], "nik": s.NIK, "passphrase": "salah sekali"}
	if status, _, text := multi(h.t, c, at+"/sign", form, nil); status != http.StatusUnprocessableEntity || strings.Contains(text, "salah sekali") || strings.Contains(text, s.Passphrase) {
		h.t.Errorf("a wrong passphrase: %d %s", status, wrongs(text))
	}
	resp, err = c.PostForm(at+"/ask", url.Values{"nik": {s.NIK}})
	if err != nil {
		h.t.Fatal(err)
	}
	_, _, text = answered(h.t, resp)
	form["attempt"], form["passphrase"] = attemptField.FindStringSubmatch(text)[1], s.Passphrase
	if status, location, text := multi(h.t, c, at+"/sign", form, nil); status != http.StatusSeeOther || location != "/signing/"+round {
		h.t.Fatalf("%s signs: %d %s", login, status, wrongs(text))
	}
}

// A signing through the pages: opened by an officer, signed by both heads at
// the stand-in, checked by the public, and judged by other people's programs.
func TestASigningThroughThePages(t *testing.T) {
	t.Parallel()
	h := newSigningHall(t)
	officer := visitor(t, h.url, "pekanbaru-kerjasama")
	if code, text := page(t, officer, h.url+"/runs/"+demo.RunID+"/gates/ttd_kb/-/14.71"); code != http.StatusOK || !strings.Contains(text, "/signing/new?") || !strings.Contains(text, "<details><summary>Catat tanda tangan yang dibubuhkan di luar Sinergi") {
		t.Fatalf("the gate does not lead to the signing first: %d", code)
	}
	b := browsertest.Start(t)
	b.Cookie(t, h.url, front.SessionCookie, tokenOf(t, h.url, "pekanbaru-kerjasama"))
	b.Look(t, "signing_new-phone", h.url+"/signing/new?run="+demo.RunID, browsertest.Phone())
	resp, err := officer.PostForm(h.url+"/signing/new", url.Values{"run": {demo.RunID}, "on": {h.today().String()}, "time": {"09.00"}, "place": {"Bangkinang"}, "first": {demo.Pekanbaru}})
	if err != nil {
		t.Fatal(err)
	}
	status, location, text := answered(t, resp)
	if status != http.StatusSeeOther {
		t.Fatalf("open: %d %s", status, wrongs(text))
	}
	round := strings.TrimPrefix(location, "/signing/")
	for login, invited := range map[string]string{"pekanbaru-pimpinan": "Tanda tangani", "pekanbaru-kerjasama": "Siapkan tanda tangan", "kampar-kerjasama": ""} {
		_, text := page(t, visitor(t, h.url, login), h.url+location)
		if asked := strings.Contains(text, location+`/sign"`); asked != (invited != "") || !strings.Contains(text, invited) || !strings.Contains(text, "data-renew") {
			t.Errorf("%s is asked on the day: %v, want %q", login, asked, invited)
		}
	}
	head := visitor(t, h.url, "pekanbaru-pimpinan")
	if resp, err = head.PostForm(h.url+location+"/ask", url.Values{"nik": {""}}); err != nil {
		t.Fatal(err)
	}
	if status, _, text := answered(t, resp); status != http.StatusUnprocessableEntity || !strings.Contains(text, "Isi NIK penanda tangan") {
		t.Errorf("asked without a NIK: %d %s", status, wrongs(text))
	}
	h.look(t, b, round)
	h.signsBy("pekanbaru-pimpinan", demo.Pekanbaru, round)
	h.signsBy("kampar-pimpinan", demo.Kampar, round)
	for _, late := range []string{"/void", "/schedule"} {
		if code, _ := page(t, head, h.url+location+late); code != http.StatusConflict {
			t.Errorf("%s after all have signed: %d", late, code)
		}
	}
	if _, text := page(t, officer, h.url+location); !strings.Contains(text, "PAdES-B-LTA") || !strings.Contains(text, "TIDAK TERSERTIFIKASI") {
		t.Error("the day does not tell the level that was reached, or that it certifies nothing")
	}
	h.everybody(t, round)
	pdf, err := os.ReadFile(fetched(t, visitor(t, h.url, "kampar-kerjasama"), h.url+location+"/files/naskah", "naskah.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	fetched(t, visitor(t, h.url, "kampar-auditor"), h.url+location+"/files/audit", "audit.pdf")
	fetched(t, officer, h.url+location+"/files/berita-acara", "ba.pdf")
	h.verified(t, pdf)
	h.judged(t, pdf)
}

// look sees every page of the signing in a browser.
func (h *signingHall) look(t *testing.T, b *browsertest.Browser, round string) {
	t.Helper()
	at := "/signing/" + round
	for login, paths := range map[string][]string{
		"pekanbaru-pimpinan": {at, at + "/sign", at + "/attendees", at + "/schedule", at + "/void"}, "kampar-auditor": {"/signing/calls"}, "": {"/verify"},
	} {
		token := ""
		if login != "" {
			token = tokenOf(t, h.url, login)
		}
		b.Cookie(t, h.url, front.SessionCookie, token)
		for _, path := range paths {
			name := "signing" + strings.ReplaceAll(strings.TrimPrefix(path, at), "/", "_")
			b.Cookie(t, h.url, "lang", i18n.Indonesian)
			b.Look(t, name+"-phone", h.url+path, browsertest.Phone())
			b.Cookie(t, h.url, "lang", i18n.English)
			b.Look(t, name+"-desk", h.url+path, browsertest.Desk())
		}
	}
	b.Cookie(t, h.url, front.SessionCookie, tokenOf(t, h.url, "pekanbaru-pimpinan"))
	b.Cookie(t, h.url, "lang", i18n.Indonesian)
	b.Open(t, h.url+at+"/sign", browsertest.Phone())
	b.Type(t, `[name="nik"]`, signee(t, demo.Pekanbaru, "").NIK)
	b.Tab(t, `form[action$="/ask"] button`)
	b.Enter(t)
	b.Check(t, "signing_passphrase-phone")
	day, err := h.node.Desk.SigningDay(t.Context(), h.load.Actors["pekanbaru-pimpinan"], round)
	if err != nil || len(day.Attempts) != 1 {
		t.Fatalf("asked once: %d, %v", len(day.Attempts), err)
	}
	b.Look(t, "signing_attempt-phone", h.url+at+"/attempts/"+day.Attempts[0].ID, browsertest.Phone())
}

// everybody walks the signing's routes: a stranger finds nothing, the public
// gets no paper, the other party reads what both may.
func (h *signingHall) everybody(t *testing.T, round string) {
	t.Helper()
	for _, login := range walkers(t, h.operated) {
		c := visitor(t, h.url, login)
		for _, route := range h.node.Routes() {
			method, path, _ := strings.Cut(route, " ")
			if !strings.HasPrefix(path, "/signing/{round}") {
				continue
			}
			path = strings.NewReplacer("{round}", round, "{attempt}", "x", "{paper}", "naskah").Replace(path)
			got := status(t, c, method, h.url+path)
			switch {
			case got >= 500:
				t.Errorf("%q %s %s: %d", login, method, path, got)
			case login == "" && got == http.StatusOK:
				t.Errorf("the public %s %s: %d", method, path, got)
			case login == "siak-admin" && got != http.StatusNotFound && !(method == http.MethodPost && got == http.StatusUnprocessableEntity):
				t.Errorf("Siak %s %s: %d", method, path, got)
			}
		}
	}
}

// verified has the public check the document, and the command line.
func (h *signingHall) verified(t *testing.T, pdf []byte) {
	t.Helper()
	public := visitor(t, h.url, "")
	broken := bytes.Clone(pdf)
	broken[bytes.Index(broken, []byte("stream\n"))+40]++ // inside what a page shows
	for name, c := range map[string]struct {
		file []byte
		want string
		code int
	}{
		"as it is": {pdf, "Sah: semua tanda tangan utuh", 200}, "changed": {broken, "Jangan dipakai", 200}, "no PDF": {[]byte("bukan"), "bukan PDF", 422}, "cut": {pdf[:len(pdf)/2], "", 0},
	} {
		code, _, text := multi(t, public, h.url+"/verify", nil, map[string][]byte{"file": c.file})
		if code >= 500 || c.code > 0 && (code != c.code || !strings.Contains(text, c.want)) {
			t.Errorf("%s: %d %s", name, code, wrongs(text))
		}
		for _, s := range demo.Signees() {
			if strings.Contains(text, s.NIK) {
				t.Errorf("%s: a NIK is shown", name)
			}
		}
	}
	dir := t.TempDir()
	root, good, bad := filepath.Join(dir, "root.pem"), filepath.Join(dir, "naskah.pdf"), filepath.Join(dir, "diubah.pdf")
	for name, b := range map[string][]byte{root: h.service.PKI.RootPEM(), good: pdf, bad: broken} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		want int
	}{{[]string{good, "--roots", root}, 0}, {[]string{good}, 1}, {[]string{bad, "--roots", root}, 1}, {[]string{root}, 65}, {[]string{good, "--roots", root, "--json"}, 0}} {
		var out, said bytes.Buffer
		if got := app.Main(append([]string{"verify"}, c.args...), &out, &said); got != c.want {
			t.Errorf("sinergi verify %v: %d, want %d\n%s%s", c.args, got, c.want, &out, &said)
		}
	}
}

// judged has the referees judge the document that two heads signed.
func (h *signingHall) judged(t *testing.T, pdf []byte) {
	t.Helper()
	panel := referee.New(t, t.TempDir(), h.service.PKI.RootPEM(), h.service.PKI.TSAIdentity().ChainPEM())
	if !panel.Accept(t, pdf, 2, 1) {
		t.Error("the timestamp does not cover the whole document")
	}
}
