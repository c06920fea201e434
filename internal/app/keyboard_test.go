package app_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
)

// sitting is a browser in which the people of two governments take turns.
type sitting struct {
	t     *testing.T
	b     *browsertest.Browser
	base  string
	run   string
	who   string // whose turn it is
	token map[string]string
	scan  string // a file to hand in
	seen  map[string]bool
	shots int

	service *demo.Rehearsal // of signing
}

// as has somebody take their turn, and tells whether it was another's before.
func (s *sitting) as(login string) (turned bool) {
	s.t.Helper()
	if s.who == login {
		return false
	}
	if s.token[login] == "" {
		s.token[login] = tokenOf(s.t, s.base, login)
	}
	s.who = login
	s.b.Cookie(s.t, s.base, front.SessionCookie, s.token[login])
	return true
}

func (s *sitting) path() string {
	s.t.Helper()
	path, err := url.PathUnescape(s.b.Ask(s.t, `location.pathname`))
	if err != nil {
		s.t.Fatal(err)
	}
	return path
}

func (s *sitting) open(path string) { s.b.Open(s.t, s.base+path, browsertest.Desk()) }

func (s *sitting) look(name string) {
	s.t.Helper()
	s.shots++
	s.b.Check(s.t, fmt.Sprintf("%02d-%s", s.shots, name))
}

// given is what somebody fills in, in the order of the form: the kind of
// input, the end of its name, and what.
type given struct{ as, name, what string }

// does fills the form of a need of a gate and sends it. Each kind of form is
// looked at once, filled.
func (s *sitting) does(login, gate, need string, all ...given) {
	s.t.Helper()
	s.goesToGate(login, gate)
	mark := `input[name=need][value="` + need + `"]`
	if folded := `details:not([open]):has(` + mark + `) > summary`; s.b.Ask(s.t, `document.querySelector(`+strconv.Quote(folded)+`) ? "yes" : ""`) != "" {
		s.b.Tab(s.t, folded)
		s.b.Press(s.t, " ")
	}
	s.fill(need, all)
	id, _, _ := strings.Cut(strings.Replace(gate, "!", "", 1), "/")
	s.send(fmt.Sprintf("%s %s %s", login, gate, need), `form:has(`+mark+`) button`, id+"-"+need)
}

// goesToGate goes to a gate, unless that is the page where somebody is: its
// name, "!" when it is of both, and the PKS behind a slash. The way is a link of
// the page that lies before them, or else of the page of the run.
func (s *sitting) goesToGate(login, gate string) {
	s.t.Helper()
	turned := s.as(login)
	id, branch, _ := strings.Cut(gate, "/")
	id, joint := strings.CutSuffix(id, "!")
	side := map[bool]string{true: demo.Kampar, false: demo.Pekanbaru}[strings.HasPrefix(login, "kampar")]
	if joint {
		side = "-"
	}
	if branch == "" {
		branch = "-"
	}
	path := "/gates/" + id + "/" + branch + "/" + side
	if !turned && strings.HasSuffix(s.path(), path) {
		return
	}
	link := `main a[href$="` + path + `"]`
	if turned || s.b.Ask(s.t, `document.querySelector(`+strconv.Quote(link)+`)?.href ?? ""`) == "" {
		s.open("/runs/" + s.run)
	}
	s.b.Tab(s.t, link)
	s.b.Enter(s.t)
}

func (s *sitting) fill(need string, all []given) {
	s.t.Helper()
	for _, g := range all {
		at := `[name="` + need + "-" + g.name + `"]`
		switch g.as {
		case "pick":
			s.b.Pick(s.t, at, g.what)
		case "tick":
			s.b.Tick(s.t, at)
		case "file":
			s.b.Attach(s.t, at, s.scan)
		default:
			s.b.Type(s.t, at, g.what)
		}
	}
}

func (s *sitting) send(what, button, shot string) {
	s.t.Helper()
	s.b.Tab(s.t, button)
	if !s.seen[shot] {
		s.seen[shot] = true
		s.look(shot)
	}
	s.b.Enter(s.t)
	if wrong := s.b.Ask(s.t, `document.querySelector(".errors")?.innerText ?? ""`); wrong != "" {
		s.t.Fatalf("%s: %s", what, wrong)
	}
}

func write(name, what string) given { return given{"", name, what} }
func picks(name, what string) given { return given{"pick", name, what} }
func ticks(name string) given       { return given{"tick", name, ""} }
func scans() given                  { return given{"file", "file", ""} }
func letter(signer string) []given {
	return []given{write("number", "100/1"), picks("signer", signer), scans()}
}

func (s *sitting) minutes(n string) []given {
	return []given{write("title", "Berita acara "+n), scans()}
}

const (
	mayor  = "Laksamana"
	regent = "Rimba"
)

func (s *sitting) prepare() {
	s.t.Helper()
	s.does("pekanbaru-kerjasama", "rencana", "acuan", picks("plan", "rencana"), write("reference", "RPJMD 2025"))
	s.does("pekanbaru-kerjasama", "kategori", "alasan", write("manfaat", "hemat"), write("tidak_wajib", "tanpa eksternalitas"))
	var kak []given
	for _, f := range []string{"latar_belakang", "maksud_tujuan", "lokasi", "ruang_lingkup", "jangka_waktu", "manfaat", "dampak", "pembiayaan"} {
		kak = append(kak, write(f, strings.ReplaceAll(f, "_", " ")))
	}
	s.does("pekanbaru-kerjasama", "kak", "isian", kak...)
	s.does("pekanbaru-kerjasama", "inisiasi", "surat", letter("Awang")...)
	s.does("pekanbaru-kerjasama", "tkksd", "anggota", write("name", "Tengku"), write("role", "keuangan"), picks("decision", "setuju"))
	s.does("pekanbaru-kerjasama", "tkksd", "batasan", ticks("kesusilaan"), ticks("ketertiban"), ticks("kepentingan"), ticks("peraturan"))
	s.does("pekanbaru-kerjasama", "tkksd", "berita_acara", s.minutes("TKKSD")...)
	s.does("pekanbaru-kerjasama", "tkksd", "kesimpulan", picks("option", "setuju"))
	s.does("pekanbaru-kerjasama", "penawaran", "surat", letter(mayor)...)
	s.does("pekanbaru-kerjasama", "penawaran", "penghubung", write("nama", "Wan"), write("kontak", "0761"))

	s.does("kampar-kerjasama", "rencana", "acuan", picks("plan", "penugasan"), write("grounds", "Penugasan provinsi"))
	s.does("kampar-kerjasama", "tkksd_mitra", "anggota", write("name", "Datuk"), write("role", "hukum"), picks("decision", "setuju"))
	s.does("kampar-kerjasama", "tkksd_mitra", "berita_acara", s.minutes("TKKSD")...)
	s.does("kampar-kerjasama", "tkksd_mitra", "kesimpulan", picks("option", "setuju"))
	s.does("kampar-kerjasama", "jawaban", "surat", letter(regent)...)
	s.does("kampar-kerjasama", "jawaban", "keputusan", picks("option", "terima"))
}

func inGate(gate, doc, branch string) string { return strings.TrimSuffix(gate+"_"+doc+"/"+branch, "/") }

func jointly(gate, doc, branch string) string {
	return strings.TrimSuffix(gate+"_"+doc+"!/"+branch, "/")
}

// agrees has both agree to the text of a document and one send it.
func (s *sitting) agrees(doc, branch string) {
	s.t.Helper()
	for _, g := range []string{"pekanbaru", "kampar"} {
		s.does(g+"-kerjasama", inGate("sepakat", doc, branch), "pembahasan", s.minutes(g)...)
		s.does(g+"-kerjasama", inGate("sepakat", doc, branch), "setuju", ticks("sure"))
	}
	s.does("kampar-kerjasama", jointly("kirim", doc, branch), "kirim", ticks("sure"))
}

// signsOnPaper takes a document that was written elsewhere from its text to the
// signatures of both heads of region.
func (s *sitting) signsOnPaper(doc, branch string) {
	s.t.Helper()
	s.does("pekanbaru-kerjasama", jointly("draf", doc, branch), "naskah", write("label", "versi 1"), scans())
	s.agrees(doc, branch)
	s.goesToGate("pekanbaru-kerjasama", inGate("ttd", doc, branch))
	if s.b.Ask(s.t, `document.querySelector('a[href^="/signing/new"]')?.href ?? ""`) != "" {
		s.t.Errorf("%s: a text that Sinergi does not have is offered for signing in it", branch)
	}
	for _, by := range [][2]string{{"pekanbaru", mayor}, {"kampar", regent}} {
		s.does(by[0]+"-kerjasama", inGate("ttd", doc, branch), "tanda_tangan", write("place", "Bangkinang"), picks("signer", by[1]), ticks("mark-paraf"), ticks("mark-stempel"), scans())
	}
}

// signsKB writes the KB in Sinergi; both heads of region sign it at the signing
// service.
func (s *sitting) signsKB() {
	s.t.Helper()
	s.negotiates("kb", "", [2]string{"v:objek", "perhubungan dan persampahan"}, [2]string{"v:ruang-lingkup-1", "angkutan umum"}, [2]string{"v:ruang-lingkup-2", "pengelolaan sampah"})
	s.agrees("kb", "")
	round := s.opensSigning("kb", "", "")
	s.signsAtService("pekanbaru-pimpinan", "ttd_kb", signee(s.t, demo.Pekanbaru, ""))
	s.signsAtService("kampar-pimpinan", "ttd_kb", signee(s.t, demo.Kampar, ""))
	s.signed(round, "kb-ditandatangani")
}

// signsPKS writes a PKS in Sinergi; the heads of both agencies sign it with a
// power of attorney, one at the service and one with a key of his own.
func (s *sitting) signsPKS(branch string) {
	s.t.Helper()
	s.negotiates(branch, branch, [2]string{"v:tpa", "Muara Fajar"}, [2]string{"v:wilayah-asal", "Tarai Bangun"}, [2]string{"v:jam-terima", "06.00 sampai 18.00"})
	s.agrees("pks", branch)
	ours, theirs := signee(s.t, demo.Pekanbaru, party.Environment), signee(s.t, demo.Kampar, party.Environment)
	s.empowers("pekanbaru-kerjasama", branch, mayor, ours.Name)
	s.empowers("kampar-kerjasama", branch, regent, theirs.Name)
	round := s.opensSigning("pks", branch, demo.Pekanbaru)
	s.signsByKey("pekanbaru-dlhk", inGate("ttd", "pks", branch), ours)
	s.signsAtService("kampar-dlhk", inGate("ttd", "pks", branch), theirs)
	s.signed(round, "pks-ditandatangani")
}

func (s *sitting) opensPKS(title, agency string) {
	s.t.Helper()
	s.as("pekanbaru-kerjasama")
	s.open("/runs/" + s.run)
	s.b.Tab(s.t, `a[href$="/branches/new"]`)
	s.b.Enter(s.t)
	s.b.Type(s.t, `[name=title]`, title)
	for _, code := range []string{demo.Pekanbaru, demo.Kampar} {
		s.b.Pick(s.t, `[name="agency_`+code+`"]`, agency)
	}
	s.send("open "+title, `main button`, "buka-pks")
}

func (s *sitting) questions(branch string, kamparFunded bool) {
	s.t.Helper()
	burden := []given{picks("public", "tidak"), picks("region", "tidak"), write("reason", "tidak membebani")}
	s.does("pekanbaru-kerjasama", "uji_dprd/"+branch, "beban", burden...)
	s.does("pekanbaru-kerjasama", "uji_dprd/"+branch, "apbd", picks("pays", "tidak"), picks("in_apbd", "tidak"), write("reason", "biaya di pihak Kampar"))
	s.does("kampar-kerjasama", "uji_dprd/"+branch, "beban", burden...)
	money := []given{picks("pays", "ya"), picks("in_apbd", "tidak"), write("reason", "menunggu APBD perubahan")}
	if kamparFunded {
		money = []given{picks("pays", "ya"), picks("in_apbd", "ya"), write("year", time.Now().Format("2006")), write("line", "5.1.02")}
	}
	s.does("kampar-kerjasama", "uji_dprd/"+branch, "apbd", money...)
}

// readies gives what a PKS needs before it takes effect; tariff begins the name
// of its tariff: in the text, or on paper.
func (s *sitting) readies(branch, tariff string) {
	s.t.Helper()
	s.does("kampar-kerjasama", "anggaran/"+branch, "mata_anggaran", write("year", time.Now().Format("2006")), write("account", "5.1.02"), write("amount", "250.000.000"))
	s.does("kampar-kerjasama", "tarif!/"+branch, "tarif", picks("id", tariff))
	s.does("pekanbaru-kerjasama", "unit_layanan!/"+branch, "unit", picks("agency", "Dinas"))
	s.does("pekanbaru-kerjasama", "berlaku!/"+branch, "masa", write("from", browsertest.Date(time.Now().In(civil.WIB()))), write("until", browsertest.Date(time.Now().In(civil.WIB()).AddDate(3, 0, 0))))
}

// Two governments take a cooperation from the terms of reference to two PKS in
// force, the DPRD asked on one side, in one sitting and without a mouse. The
// two officers of the cooperation sections enter what each office did; the KB
// and one PKS are written in Sinergi and signed electronically by both sides,
// the other PKS is signed on paper.
func TestFromTermsOfReferenceToTwoPKSByKeyboard(t *testing.T) {
	t.Parallel()
	var service *demo.Rehearsal
	n, _, base := serveDemo(t, func(d *ops.Desk) { service = rehearse(t, d) })
	s := &sitting{t: t, service: service, b: browsertest.Start(t), base: base, token: map[string]string{}, seen: map[string]bool{}, scan: filepath.Join(t.TempDir(), "pindaian.pdf")}
	if err := os.WriteFile(s.scan, []byte("%PDF-1.4\nstartxref\n0\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.as("pekanbaru-kerjasama")
	s.b.Cookie(t, base, "lang", "id")
	s.open("/cooperations/new")
	s.b.Type(t, `[name=title]`, "Angkutan dan sampah perbatasan")
	s.b.Pick(t, `[name=category]`, "belum_ditetapkan")
	s.b.Pick(t, `[name=party_1]`, "Kota Pekanbaru")
	s.b.Pick(t, `[name=party_2]`, "Kabupaten Kampar")
	s.send("new cooperation", `main button`, "kerja-sama-baru")
	s.look("mulai-proses")
	s.b.Tab(t, `a[href$="kind=ksdd-sukarela"]`)
	s.b.Enter(t)
	s.send("begin", `main button`, "sukarela")
	s.run = strings.TrimPrefix(s.path(), "/runs/")
	s.look("proses-dimulai")

	s.prepare()
	s.opensPKS("PKS bus", "Dinas Perhubungan")
	s.opensPKS("PKS sampah", "Dinas Lingkungan Hidup")
	s.signsKB()
	s.questions("pks-bus", false)
	s.questions("pks-sampah", true)
	s.does("kampar-kerjasama", "surat_dprd/pks-bus", "surat", letter(regent)...)
	s.does("kampar-kerjasama", "dprd/pks-bus", "surat", s.minutes("DPRD")...)
	s.does("kampar-kerjasama", "dprd/pks-bus", "keputusan", picks("option", "setuju_bersyarat"), write("conditions", "Pemantauan setiap bulan"))
	s.as("kampar-kerjasama")
	s.open("/runs/" + s.run)
	s.look("setelah-dprd")
	s.signsOnPaper("pks", "pks-bus")
	s.readies("pks-bus", "Rumus")
	s.signsPKS("pks-sampah")
	s.readies("pks-sampah", "tarif-sampah")
	s.open("/runs/" + s.run)
	s.look("dua-pks-berlaku")
	s.open("/cooperations/" + strings.TrimSuffix(s.run, ".ksdd-sukarela"))
	s.look("kerja-sama-berlaku")
	s.amendsTariff("tarif-sampah")

	d, err := n.Desk.Dossier(t.Context(), actorOf(t, n.Desk, "kampar-kerjasama"), strings.TrimSuffix(s.run, ".ksdd-sukarela"))
	if err != nil {
		t.Fatal(err)
	}
	active := 0
	for _, p := range d.Papers {
		if p.Status == agreement.Active {
			active++
		}
	}
	if active != 3 {
		t.Errorf("%d papers are in force, want the KB and two PKS", active)
	}
}

// amendsTariff begins an addendum to the PKS on waste and takes its tariff into
// the text.
func (s *sitting) amendsTariff(id string) {
	s.t.Helper()
	s.open(s.path() + "/start?kind=adendum")
	s.b.Pick(s.t, `[name=subject]`, "Perjanjian Kerja Sama: PKS sampah")
	s.send("addendum", `main button`, "adendum")
	s.open("/drafts/new?run=" + strings.TrimPrefix(s.path(), "/runs/") + "&template=adendum")
	s.send("text of the addendum", `main button`, "naskah-adendum")
	draft := s.path()
	s.open(draft + "/values")
	s.send("the tariff of the agreement", `form[action$="/tariffs"] button`, "tarif-induk")
	if got := s.path(); got != draft+"/tariffs/"+id {
		s.t.Fatalf("the tariff is changed at %s", got)
	}
	s.look("tarif-adendum")
	s.open(draft)
	s.look("naskah-adendum-dengan-tarif")
	if said := s.b.Ask(s.t, `document.querySelector("main").innerText`); !strings.Contains(said, "Ketentuan mengenai tarif dalam Pasal") {
		s.t.Errorf("the text of the addendum does not say the tariff: %s", said)
	}
}

func actorOf(t *testing.T, d *ops.Desk, login string) (a policy.Actor) {
	t.Helper()
	token, err := d.Login(t.Context(), login, demo.Password)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = d.Who(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	return a
}
