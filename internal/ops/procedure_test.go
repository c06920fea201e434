package ops_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/blob"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
)

// bureau is a desk with the people of the demo and a clock that goes on by a
// minute each time it is looked at.
type bureau struct {
	t      *testing.T
	desk   *ops.Desk
	store  *store.Store
	again  func() *ops.Desk // another node on the same records
	now    func() time.Time
	people map[string]policy.Actor
	run    string
	days   *atomic.Int64
	still  *atomic.Int64 // microseconds at which the clock stands; 0: it goes
}

// start is when everything in these tests begins.
var start = time.Date(2026, 11, 3, 2, 0, 0, 0, time.UTC)

func eachBureau(t *testing.T, test func(t *testing.T, b bureau)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, err := store.New(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		files, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		var minutes, days, still atomic.Int64
		now := func() time.Time {
			if us := still.Load(); us != 0 {
				return time.UnixMicro(us)
			}
			return start.Add(time.Duration(minutes.Add(1))*time.Second + time.Duration(days.Load())*24*time.Hour)
		}
		again := func() *ops.Desk {
			return ops.New(ops.Config{Store: s, Files: files, Now: now, Log: slog.New(slog.DiscardHandler)})
		}
		desk := again()
		loaded, err := demo.Load(t.Context(), desk, simulate.Config{Seed: 1, Month: civil.Month{Year: 2026, Month: 10}, Days: 1})
		if err != nil {
			t.Fatal(err)
		}
		test(t, bureau{t: t, desk: desk, store: s, again: again, now: now, people: loaded.Actors, days: &days, still: &still})
	})
}

func (b bureau) today() civil.Date {
	return civil.In(start.Add(time.Duration(b.days.Load()) * 24 * time.Hour))
}

func (b bureau) who(login string) policy.Actor {
	b.t.Helper()
	a, ok := b.people[login]
	if !ok {
		b.t.Fatalf("the demo has nobody called %s", login)
	}
	return a
}

// cooperation enters a cooperation of Pekanbaru and Kampar that only Pekanbaru
// sees.
func (b bureau) cooperation(title string) string {
	b.t.Helper()
	c, err := b.desk.NewCooperation(b.t.Context(), b.who("pekanbaru-kerjasama"), agreement.Cooperation{
		Title: title, Category: agreement.Undecided, Parties: []string{demo.Pekanbaru, demo.Kampar},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return c.ID
}

func (b *bureau) begins(login string, n ops.NewRun) {
	b.t.Helper()
	id, err := b.desk.StartRun(b.t.Context(), b.who(login), n)
	if err != nil {
		b.t.Fatalf("start %s: %v", n.Definition, err)
	}
	b.run = id
}

func (b bureau) see(login string) ops.Proceeding {
	b.t.Helper()
	p, err := b.desk.Proceeding(b.t.Context(), b.who(login), b.run)
	if err != nil {
		b.t.Fatalf("%s sees %s: %v", login, b.run, err)
	}
	return p
}

func (b bureau) try(login string, act procedure.Act) error {
	if act.Base == 0 {
		acting := b.see(login)
		act.Base = acting.Seq()
	}
	return b.desk.Proceed(b.t.Context(), b.who(login), b.run, act)
}

func (b bureau) does(login string, act procedure.Act) {
	b.t.Helper()
	if err := b.try(login, act); err != nil {
		b.t.Fatalf("%s: %s %s %s: %v", login, act.Kind, act.Slot, act.Need, err)
	}
}

// gives supplies a need of a gate of the giver's own government; gate is
// "gate", "gate/branch", or with "!" at the end one that is common to all.
func (b bureau) gives(login, gate, need string, v *procedure.Value) {
	b.t.Helper()
	b.does(login, b.supply(login, gate, need, v))
}

func (b bureau) supply(login, gate, need string, v *procedure.Value) procedure.Act {
	gate, joint := strings.CutSuffix(gate, "!")
	id, branch, _ := strings.Cut(gate, "/")
	s := procedure.Slot{Gate: id, Branch: branch, Government: b.who(login).Government}
	if joint {
		s.Government = ""
	}
	return procedure.Act{Kind: procedure.Supply, Slot: s, Need: need, Value: v}
}

func (b bureau) refused(login string, act procedure.Act, kind fault.Kind, key string) {
	b.t.Helper()
	err := b.try(login, act)
	if f := fault.Of(err); f == nil || f.Kind != kind || (f.Key != key && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == key })) {
		b.t.Errorf("%s: %s %s %s: got %v, want %s %s", login, act.Kind, act.Slot, act.Need, err, kind, key)
	}
}

// file hands in a paper and gives its hash.
func (b bureau) file(login, name string) string {
	b.t.Helper()
	sum, err := b.desk.AttachToRun(b.t.Context(), b.who(login), b.run, name+".pdf", strings.NewReader("%PDF-1.4 "+name+"\nstartxref\n0\n%%EOF\n"))
	if err != nil {
		b.t.Fatal(err)
	}
	return sum
}

func (b bureau) paper(login, title string) *procedure.Value {
	b.t.Helper()
	return &procedure.Value{Document: &procedure.Document{Title: title, Date: b.today(), Hash: b.file(login, title)}}
}

// holder finds who holds an office whose title begins so, today.
func (b bureau) holder(login, title string) *procedure.Signer {
	b.t.Helper()
	p := b.see(login)
	for _, o := range p.Offices[b.who(login).Government] {
		for _, h := range p.Holders {
			if h.Office == o.ID && h.Holds(b.today()) && strings.HasPrefix(o.Title, title) {
				return &procedure.Signer{Holder: h.ID, Name: "whatever the form says"}
			}
		}
	}
	b.t.Fatalf("%s: nobody holds %q", login, title)
	return nil
}

func (b bureau) head(login string) *procedure.Signer {
	return b.holder(login, map[string]string{demo.Kampar: "Bupati", demo.Pekanbaru: "Wali Kota"}[b.who(login).Government])
}

func (b bureau) letter(login, title, signer string) *procedure.Value {
	b.t.Helper()
	v := b.paper(login, title)
	v.Document.Number = "100/" + title
	if signer == "" {
		v.Document.Signer = b.head(login)
	} else {
		v.Document.Signer = b.holder(login, signer)
	}
	return v
}

func choice(option string, more ...string) *procedure.Value {
	c := &procedure.Choice{Option: option, Reason: "alasan"}
	c.Conditions = more
	return &procedure.Value{Choice: c}
}

func fields(pairs ...string) *procedure.Value {
	v := &procedure.Value{Fields: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		v.Fields[pairs[i]] = pairs[i+1]
	}
	return v
}

func kak() *procedure.Value {
	v := fields()
	for _, f := range []string{"latar_belakang", "maksud_tujuan", "lokasi", "ruang_lingkup", "jangka_waktu", "manfaat", "dampak", "pembiayaan"} {
		v.Fields[f] = "isi " + f
	}
	return v
}

func plan() *procedure.Value {
	return &procedure.Value{Plan: &procedure.Plan{Reference: "RPJMD 2025-2029"}}
}

func opinion(name string) *procedure.Value {
	return &procedure.Value{Opinion: &procedure.Opinion{Name: name, Role: "anggota", Decision: procedure.OpinionYes, Note: "rahasia rapat"}}
}

// offers brings a voluntary cooperation as far as the letter of offer.
func (b *bureau) offers(cooperation string) {
	b.t.Helper()
	b.begins("pekanbaru-kerjasama", ops.NewRun{Cooperation: cooperation, Definition: "ksdd-sukarela"})
	b.gives("pekanbaru-kerjasama", "rencana", "acuan", plan())
	b.gives("pekanbaru-kerjasama", "kategori", "alasan", fields("manfaat", "hemat", "tidak_wajib", "tanpa eksternalitas"))
	b.gives("pekanbaru-dishub", "kak", "isian", kak())
	b.gives("pekanbaru-dishub", "inisiasi", "surat", b.letter("pekanbaru-dishub", "inisiasi", "Kepala Dinas Perhubungan"))
	b.gives("pekanbaru-keuangan", "tkksd", "anggota", opinion("Tengku"))
	b.gives("pekanbaru-kerjasama", "tkksd", "batasan", fields("kesusilaan", "ya", "ketertiban", "ya", "kepentingan", "ya", "peraturan", "ya"))
	b.gives("pekanbaru-kerjasama", "tkksd", "berita_acara", b.paper("pekanbaru-kerjasama", "BA TKKSD"))
	b.gives("pekanbaru-sekda", "tkksd", "kesimpulan", choice("setuju"))
	b.gives("pekanbaru-kerjasama", "penawaran", "penghubung", fields("nama", "Wan", "kontak", "0761"))
	b.gives("pekanbaru-pimpinan", "penawaran", "surat", b.letter("pekanbaru-pimpinan", "penawaran", ""))
}

func (b *bureau) answers() {
	b.t.Helper()
	b.gives("kampar-kerjasama", "rencana", "acuan", plan())
	b.gives("kampar-kerjasama", "tkksd_mitra", "anggota", opinion("Datuk"))
	b.gives("kampar-kerjasama", "tkksd_mitra", "berita_acara", b.paper("kampar-kerjasama", "BA TKKSD mitra"))
	b.gives("kampar-sekda", "tkksd_mitra", "kesimpulan", choice("setuju"))
	b.gives("kampar-kerjasama", "jawaban", "keputusan", choice("terima"))
	b.gives("kampar-kerjasama", "jawaban", "surat", b.letter("kampar-kerjasama", "jawaban", ""))
}

// agreesAndSigns takes a document from its text to both signatures by hand.
func (b *bureau) agreesAndSigns(doc, branch string) {
	b.t.Helper()
	at := func(gate string) string { return gate + "_" + doc + strings.TrimSuffix("/"+branch, "/") }
	sum := b.file("pekanbaru-kerjasama", "naskah "+doc+branch)
	b.gives("pekanbaru-kerjasama", at("draf")+"!", "naskah", &procedure.Value{Text: &procedure.TextVersion{Hash: sum, Label: "1"}})
	b.signsText(doc, branch, sum)
}

// signsText has both sides agree to a text, send it and sign it in ink.
func (b *bureau) signsText(doc, branch, sum string) {
	b.t.Helper()
	at := func(gate string) string { return gate + "_" + doc + strings.TrimSuffix("/"+branch, "/") }
	for _, g := range []string{"pekanbaru", "kampar"} {
		b.gives(g+"-kerjasama", at("sepakat"), "pembahasan", b.paper(g+"-kerjasama", "BA "+doc+branch+g))
		b.gives(g+"-sekda", at("sepakat"), "setuju", &procedure.Value{Hash: sum})
	}
	b.gives("kampar-kerjasama", at("kirim")+"!", "kirim", &procedure.Value{Hash: sum})
	for _, g := range []string{"pekanbaru", "kampar"} {
		b.gives(g+"-kerjasama", at("ttd"), "tanda_tangan", b.signature(g+"-kerjasama", sum, b.head(g+"-kerjasama")))
	}
}

func (b *bureau) signature(login, sum string, by *procedure.Signer) *procedure.Value {
	b.t.Helper()
	return &procedure.Value{Signature: &procedure.Signature{
		Hash: sum, On: b.today(), Place: "Bangkinang", Method: procedure.WetInk, Signer: *by,
		File: b.file(login, "pindaian "+login+sum[:8]), Marks: []procedure.Mark{procedure.Initials, procedure.Seal},
	}}
}

func (b *bureau) opens(branch, agency string) {
	b.t.Helper()
	refs := []procedure.AgencyRef{{Government: demo.Pekanbaru, Agency: demo.Pekanbaru + "-" + agency}, {Government: demo.Kampar, Agency: demo.Kampar + "-" + agency}}
	b.does("pekanbaru-kerjasama", procedure.Act{Kind: procedure.OpenBranch, Open: &procedure.NewBranch{ID: branch, Title: "PKS " + branch, Agencies: refs}})
}

// ready gives what a PKS needs before it takes effect. Kampar's money is not
// in the current budget, so that its DPRD must be asked.
func (b *bureau) questions(branch string, kamparAsks bool) {
	b.t.Helper()
	for _, g := range []string{"pekanbaru", "kampar"} {
		b.gives(g+"-kerjasama", "uji_dprd/"+branch, "beban", &procedure.Value{Burden: &procedure.Burden{Reason: "tidak membebani"}})
	}
	b.gives("pekanbaru-keuangan", "uji_dprd/"+branch, "apbd", &procedure.Value{Budget: &procedure.Budget{Reason: "tidak menanggung biaya"}})
	m := procedure.Budget{Pays: true, InAPBD: !kamparAsks, Reason: "APBD perubahan"}
	if m.InAPBD {
		m.Year, m.Line = b.today().Year, "5.1.02"
	}
	b.gives("kampar-keuangan", "uji_dprd/"+branch, "apbd", &procedure.Value{Budget: &m})
}

func (b *bureau) readies(branch string) {
	b.t.Helper()
	b.gives("kampar-keuangan", "anggaran/"+branch, "mata_anggaran", &procedure.Value{BudgetLine: &procedure.BudgetLine{Year: b.today().Year, Account: "5.1.02", Amount: 250_000_000}})
	b.gives("kampar-keuangan", "tarif/"+branch+"!", "tarif", &procedure.Value{Tariff: &procedure.Tariff{ID: ops.PaperTariff, Version: 1}})
	b.gives("pekanbaru-kerjasama", "unit_layanan/"+branch+"!", "unit", &procedure.Value{Unit: &procedure.ServiceUnit{Government: demo.Pekanbaru, Agency: demo.Pekanbaru + "-dishub"}})
}

func (b *bureau) takesEffect(branch string) procedure.Act {
	return b.supply("pekanbaru-kerjasama", "berlaku/"+branch+"!", "masa", &procedure.Value{Term: &procedure.Term{From: b.today(), Until: b.today().AddDays(3 * 365)}})
}

func (b bureau) papers(cooperation string) map[string]ops.Paper {
	b.t.Helper()
	d, err := b.desk.Dossier(b.t.Context(), b.who("kampar-kerjasama"), cooperation)
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string]ops.Paper{}
	for _, p := range d.Papers {
		out[p.Branch] = p
	}
	return out
}

// A whole cooperation, from the terms of reference to two PKS in force, with
// the DPRD asked on one side only. What is signed is in the register with
// numbers and signers as the register of offices has them.
func TestFromTermsOfReferenceToTwoPKSInForce(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		coop := b.cooperation("Angkutan perbatasan")
		b.offers(coop)
		b.answers()
		b.opens("bus", "dishub")
		b.opens("sampah", "dlhk")
		b.agreesAndSigns("kb", "")
		if kb := b.papers(coop)[""]; kb.Status != agreement.Active || len(kb.Signers) != 2 || !strings.HasSuffix(kb.Signers[0].Name, "(contoh)") {
			t.Errorf("the KB in the register: %+v", kb.Agreement)
		}
		b.questions("bus", true)
		b.questions("sampah", false)
		b.readies("bus")
		b.readies("sampah")
		b.gives("kampar-kerjasama", "surat_dprd/bus", "surat", b.letter("kampar-kerjasama", "dprd", ""))
		b.agreesAndSigns("pks", "sampah")
		b.refused("pekanbaru-kerjasama", b.takesEffect("bus"), fault.Conflict, "procedure.gate_closed")
		b.gives("kampar-dprd", "dprd/bus", "surat", b.paper("kampar-dprd", "keputusan"))
		b.gives("kampar-dprd", "dprd/bus", "keputusan", choice("setuju_bersyarat", "Pemantauan setiap bulan", "Pemeliharaan halte"))
		b.agreesAndSigns("pks", "bus")
		for _, branch := range []string{"bus", "sampah"} {
			b.does("pekanbaru-kerjasama", b.takesEffect(branch))
			b.gives("kampar-kerjasama", "nomor_pks/"+branch, "nomor", &procedure.Value{Number: &procedure.Number{Number: "7/PKS/KPR/" + branch}})
		}
		all := b.papers(coop)
		for _, branch := range []string{"bus", "sampah"} {
			p := all[branch]
			if p.Status != agreement.Active || p.Parent != all[""].ID || p.From != b.today() || p.Until.IsZero() {
				t.Errorf("PKS %s: %+v", branch, p.Agreement)
			}
			if p.Parties[1].Number != "7/PKS/KPR/"+branch || p.Parties[0].Agency == "" || len(p.Signers) != 2 {
				t.Errorf("PKS %s: parties %+v, signers %+v", branch, p.Parties, p.Signers)
			}
		}
		var owed []string
		for _, o := range all["bus"].Obligations {
			owed = append(owed, o.Bearer+" "+o.Text)
		}
		if want := []string{demo.Kampar + " Pemantauan setiap bulan", demo.Kampar + " Pemeliharaan halte"}; !slices.Equal(owed, want) || len(all["sampah"].Obligations) > 0 {
			t.Errorf("the DPRD's conditions became %v, want %v", owed, want)
		}
	})
}

// Until the letter of offer is out, the cooperation is the initiator's own
// affair; afterwards the partner sees where it stands, but not what the
// other's TKKSD said.
func TestThePartnerSeesItWithTheOffer(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		coop := b.cooperation("Air minum perbatasan")
		b.begins("pekanbaru-kerjasama", ops.NewRun{Cooperation: coop, Definition: "ksdd-sukarela"})
		for _, login := range []string{"kampar-kerjasama", "riau-pengamat"} {
			if _, err := b.desk.Proceeding(t.Context(), b.who(login), b.run); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s sees the draft: %v", login, err)
			}
			queue, err := b.desk.Queue(t.Context(), b.who(login))
			if err != nil || slices.ContainsFunc(queue, func(q ops.Queued) bool { return q.Cooperation == coop }) {
				t.Errorf("%s has the draft in the queue: %v %v", login, queue, err)
			}
		}
		coop = b.cooperation("Air bersih lintas batas")
		b.offers(coop)
		own := b.file("pekanbaru-kerjasama", "konsep yang belum dikirim")
		p := b.see("kampar-kerjasama")
		for _, g := range p.Gates() {
			for _, given := range g.Given {
				internal := g.Slot.Gate == "inisiasi" || g.Slot.Gate == "tkksd"
				if g.Shown(demo.Kampar) == internal {
					t.Errorf("%s is shown: %v", g.Slot, !internal)
				}
				for _, sum := range given.Act.Value.Papers() {
					_, f, err := b.desk.RunFile(t.Context(), b.who("kampar-kerjasama"), b.run, sum)
					if (err == nil) == internal {
						t.Errorf("Kampar opens the paper of %s: %v", g.Slot, err)
					}
					if err == nil {
						f.Close()
					}
				}
			}
		}
		if _, _, err := b.desk.RunFile(t.Context(), b.who("kampar-kerjasama"), b.run, own); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Kampar opens what Pekanbaru only handed in: %v", err)
		}
		// The same bytes have for each government the name that it gave them.
		again, err := b.desk.AttachToRun(t.Context(), b.who("kampar-kerjasama"), b.run, "strategi kampar.pdf", strings.NewReader("%PDF-1.4 konsep yang belum dikirim\nstartxref\n0\n%%EOF\n"))
		if err != nil || again != own {
			t.Fatalf("the same bytes: %s, %v", again, err)
		}
		for login, want := range map[string]string{"kampar-kerjasama": "strategi kampar.pdf", "pekanbaru-kerjasama": "konsep yang belum dikirim.pdf"} {
			known, f, err := b.desk.RunFile(t.Context(), b.who(login), b.run, own)
			if err != nil || known.Name != want {
				t.Fatalf("%s opens %q, %v, want %q", login, known.Name, err, want)
			}
			f.Close()
			if shown, _ := b.see(login).File(own, b.who(login).Government); shown.Name != want {
				t.Errorf("%s is shown %q, want %q", login, shown.Name, want)
			}
		}
		queue, err := b.desk.Queue(t.Context(), b.who("kampar-sekda"))
		if err != nil || len(queue) == 0 || !queue[0].Mine || queue[0].Slot.Gate != "tkksd_mitra" {
			t.Errorf("Kampar's Sekda has in the queue: %+v %v", queue, err)
		}
	})
}

// What nobody may do, however the form is filled.
func TestWhatARunRefuses(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		b.offers(b.cooperation("Pemadam kebakaran"))
		answer := b.supply("kampar-kerjasama", "tkksd_mitra", "kesimpulan", choice("setuju"))
		b.refused("pekanbaru-sekda", answer, fault.Denied, "procedure.other_government")
		b.refused("kampar-dlhk", answer, fault.Denied, "procedure.wrong_office")

		// Two officers of Kampar press the same button.
		b.gives("kampar-kerjasama", "tkksd_mitra", "anggota", opinion("Datuk"))
		b.gives("kampar-kerjasama", "tkksd_mitra", "berita_acara", b.paper("kampar-kerjasama", "BA TKKSD mitra"))
		seen := b.see("kampar-sekda")
		answer.Base = seen.Seq()
		b.does("kampar-sekda", answer)
		b.refused("kampar-sekda", answer, fault.Conflict, "procedure.changed_meanwhile")
		b.gives("kampar-kerjasama", "rencana", "acuan", plan())

		forged := b.letter("kampar-kerjasama", "jawaban", "")
		forged.Document.Hash = strings.Repeat("ab", 32)
		b.refused("kampar-kerjasama", b.supply("kampar-kerjasama", "jawaban", "surat", forged), fault.Invalid, "procedure.paper_missing")
		agency := b.letter("kampar-kerjasama", "jawaban2", "Kepala Dinas Perhubungan")
		b.refused("kampar-kerjasama", b.supply("kampar-kerjasama", "jawaban", "surat", agency), fault.Denied, "procedure.letter_signer")
		unknown := b.letter("kampar-kerjasama", "jawaban3", "")
		unknown.Document.Signer = &procedure.Signer{Government: demo.Kampar, Name: "Siapa saja", Kind: procedure.HeadOfRegion}
		b.refused("kampar-kerjasama", b.supply("kampar-kerjasama", "jawaban", "surat", unknown), fault.Invalid, "procedure.signer_unknown")

		b.gives("kampar-kerjasama", "jawaban", "surat", b.letter("kampar-kerjasama", "jawaban4", ""))
		b.gives("kampar-kerjasama", "jawaban", "keputusan", choice("terima"))
		nowhere := &procedure.Value{Text: &procedure.TextVersion{Hash: strings.Repeat("cd", 32)}}
		b.refused("pekanbaru-kerjasama", b.supply("pekanbaru-kerjasama", "draf_kb!", "naskah", nowhere), fault.Invalid, "procedure.paper_missing")

		sum := b.file("pekanbaru-kerjasama", "naskah")
		b.gives("pekanbaru-kerjasama", "draf_kb!", "naskah", &procedure.Value{Text: &procedure.TextVersion{Hash: sum}})
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "sepakat_kb", "pembahasan", b.paper(g+"-kerjasama", "BA"+g))
			b.gives(g+"-sekda", "sepakat_kb", "setuju", &procedure.Value{Hash: sum})
		}
		b.gives("pekanbaru-kerjasama", "kirim_kb!", "kirim", &procedure.Value{Hash: sum})
		electronic := b.signature("kampar-kerjasama", sum, b.head("kampar-kerjasama"))
		electronic.Signature.Method = procedure.Electronic
		b.refused("kampar-kerjasama", b.supply("kampar-kerjasama", "ttd_kb", "tanda_tangan", electronic), fault.Denied, "procedure.electronic_not_by_hand")
		bare := b.signature("kampar-kerjasama", sum, b.head("kampar-kerjasama"))
		bare.Signature.File = ""
		b.refused("kampar-kerjasama", b.supply("kampar-kerjasama", "ttd_kb", "tanda_tangan", bare), fault.Invalid, "procedure.paper_missing")
		b.refused("kampar-kerjasama", b.supply("kampar-kerjasama", "ttd_kb", "tanda_tangan", b.signature("kampar-kerjasama", sum, b.holder("kampar-kerjasama", "Kepala Dinas Perhubungan"))), fault.Denied, "procedure.head_only")
	})
}

// signed is a cooperation with a KB and one PKS in force.
func (b *bureau) signed(title string) (cooperation string) {
	b.t.Helper()
	coop := b.cooperation(title)
	b.offers(coop)
	b.answers()
	b.opens("bus", "dishub")
	b.agreesAndSigns("kb", "")
	b.questions("bus", false)
	b.readies("bus")
	b.agreesAndSigns("pks", "bus")
	b.does("pekanbaru-kerjasama", b.takesEffect("bus"))
	return coop
}

func (b *bureau) about(coop, definition, branch string) {
	b.t.Helper()
	subject := strings.Replace(coop, "!", "", 1) + ".ksdd-sukarela"
	b.begins("kampar-kerjasama", ops.NewRun{Cooperation: coop, Definition: definition, Title: definition, Subject: &procedure.Subject{Run: subject, Branch: branch}})
}

// proposesAddendum takes an addendum to the PKS on buses as far as its text.
func (b *bureau) proposesAddendum(coop string) {
	b.t.Helper()
	b.about(coop, "adendum", "bus")
	b.gives("kampar-kerjasama", "usulan", "surat", b.letter("kampar-kerjasama", "usul adendum", ""))
	b.gives("kampar-kerjasama", "usulan", "alasan", fields("pasal", "8", "alasan", "harga"))
	b.gives("pekanbaru-kerjasama", "jawaban", "surat", b.letter("pekanbaru-kerjasama", "jawab adendum", ""))
	b.gives("pekanbaru-kerjasama", "jawaban", "keputusan", choice("terima"))
	for _, g := range []string{"pekanbaru", "kampar"} {
		b.gives(g+"-kerjasama", "uji_dprd", "beban", &procedure.Value{Burden: &procedure.Burden{Reason: "tidak"}})
		b.gives(g+"-keuangan", "uji_dprd", "apbd", &procedure.Value{Budget: &procedure.Budget{Reason: "tetap"}})
	}
}

// What is about an earlier run does to it, and to the register, what it says.
func TestRunsAboutARun(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		coop := b.signed("Angkutan lintas batas")
		term := &procedure.Value{Term: &procedure.Term{From: b.today()}}

		b.proposesAddendum(coop)
		sum := b.file("kampar-kerjasama", "naskah adendum")
		b.gives("kampar-kerjasama", "draf!", "naskah", &procedure.Value{Text: &procedure.TextVersion{Hash: sum}})
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "sepakat", "pembahasan", b.paper(g+"-kerjasama", "BA adendum"+g))
			b.gives(g+"-sekda", "sepakat", "setuju", &procedure.Value{Hash: sum})
		}
		b.gives("kampar-kerjasama", "kirim!", "kirim", &procedure.Value{Hash: sum})
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "ttd", "tanda_tangan", b.signature(g+"-kerjasama", sum, b.head(g+"-kerjasama")))
		}
		addendum := func() agreement.Agreement {
			d, err := b.desk.Dossier(t.Context(), b.who("kampar-kerjasama"), coop)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(d.Papers, func(p ops.Paper) bool { return p.Kind == agreement.Addendum })
			return d.Papers[i].Agreement
		}
		if got := addendum(); got.Status != agreement.Signed || got.Parent != b.papers(coop)["bus"].ID {
			t.Errorf("the addendum after signing: %+v", got)
		}
		b.gives("kampar-kerjasama", "berlaku!", "masa", term)
		if got := addendum(); got.Status != agreement.Active {
			t.Errorf("the addendum with its term: %s", got.Status)
		}

		b.about(coop, "penghentian-sementara", "bus")
		b.gives("kampar-kerjasama", "pemberitahuan", "surat", b.letter("kampar-kerjasama", "henti", ""))
		b.gives("kampar-kerjasama", "pemberitahuan", "dasar", fields("pasal", "11", "alasan", "banjir", "dampak", "bus pengganti"))
		b.gives("kampar-kerjasama", "penghentian", "masa", term)
		b.gives("kampar-kerjasama", "penghentian", "berita_acara", b.paper("kampar-kerjasama", "BA henti"))
		if got := b.papers(coop)["bus"].Status; got != agreement.Suspended {
			t.Errorf("the PKS while suspended: %s", got)
		}
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "pemulihan", "setuju", choice("pulih"))
		}
		b.gives("kampar-kerjasama", "berjalan_kembali!", "masa", term)
		if got := b.papers(coop)["bus"].Status; got != agreement.Active {
			t.Errorf("the PKS after resuming: %s", got)
		}

		b.about(coop, "sengketa", "bus")
		b.gives("kampar-kerjasama", "keberatan", "surat", b.letter("kampar-kerjasama", "keberatan", ""))
		b.gives("kampar-kerjasama", "keberatan", "pokok", fields("pasal", "8", "uraian", "tarif", "tuntutan", "hitung ulang"))
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "musyawarah", "berita_acara", b.paper(g+"-kerjasama", "BA musyawarah"+g))
			b.gives(g+"-kerjasama", "musyawarah", "hasil", choice("belum"))
		}
		queue, err := b.desk.Queue(t.Context(), b.who("riau-gubernur"))
		if err != nil || len(queue) != 1 || !queue[0].Mine || queue[0].Slot.Gate != "gubernur" {
			t.Errorf("the governor's queue: %+v %v", queue, err)
		}
		ruling := b.supply("riau-gubernur", "gubernur!", "hasil", choice("selesai"))
		b.refused("kampar-pimpinan", ruling, fault.Denied, "procedure.not_a_party")
		b.gives("riau-gubernur", "gubernur!", "putusan", b.paper("riau-gubernur", "putusan"))
		b.does("riau-gubernur", ruling)
		b.gives("kampar-kerjasama", "penutupan!", "tindak_lanjut", b.paper("kampar-kerjasama", "tindak lanjut"))

		b.about(coop, "pengakhiran", "bus")
		b.gives("kampar-kerjasama", "usul", "dasar", choice("kesepakatan"))
		b.gives("kampar-kerjasama", "usul", "surat", b.letter("kampar-kerjasama", "akhiri", ""))
		b.gives("kampar-kerjasama", "usul", "bukti", b.paper("kampar-kerjasama", "bukti"))
		b.gives("pekanbaru-kerjasama", "tanggapan", "tanggapan", choice("setuju"))
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-keuangan", "kewajiban", "rekonsiliasi", b.paper(g+"-keuangan", "rekonsiliasi"+g))
		}
		b.gives("kampar-kerjasama", "berakhir!", "masa", term)
		b.gives("kampar-kerjasama", "berakhir!", "berita_acara", b.paper("kampar-kerjasama", "BA akhir"))
		if got := b.papers(coop)["bus"]; got.Status != agreement.Ended || got.Until != b.today() {
			t.Errorf("the PKS after its termination: %s until %s", got.Status, got.Until)
		}
		b.run = coop + ".ksdd-sukarela"
		if p := b.see("kampar-kerjasama"); len(p.About) != 4 || len(p.Links()) != 5 {
			t.Errorf("about the run: %d runs, %d links", len(p.About), len(p.Links()))
		}
	})
}

// Every definition can be started through the desk by those who may.
func TestEveryProcedureCanBeStarted(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		coop := b.signed("Dasar semua proses")
		wajib := b.cooperation("Wajib bersama")
		b.begins("pekanbaru-kerjasama", ops.NewRun{Cooperation: wajib, Definition: "ksdd-wajib"})
		mandatory := b.run
		if err := b.desk.ShareCooperation(t.Context(), b.who("pekanbaru-kerjasama"), wajib); err != nil {
			t.Fatal(err)
		}
		for _, def := range b.desk.Procedures() {
			n := ops.NewRun{Cooperation: coop, Definition: def.ID, Title: def.Name.ID}
			login := "kampar-kerjasama"
			if def.Rules.Partner != "" {
				n.Others = []procedure.Party{{Code: "pt-contoh", Name: "PT Contoh", Kind: def.Rules.Partner}}
			}
			if def.Rules.Subject {
				n.Subject = &procedure.Subject{Run: coop + ".ksdd-sukarela", Document: procedure.NK, Category: agreement.Mandatory}
			}
			if def.Rules.Supervisor {
				login, n.Cooperation, n.Subject = "riau-gubernur", wajib, &procedure.Subject{Run: mandatory}
			}
			id, err := b.desk.StartRun(t.Context(), b.who(login), n)
			if def.Rules.Mandatory && !def.Rules.Supervisor {
				if f := fault.Of(err); f == nil || f.Key != "procedure.mandatory_only" {
					t.Errorf("%s about a voluntary cooperation: %v", def.ID, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", def.ID, err)
				continue
			}
			if again, err := b.desk.StartRun(t.Context(), b.who(login), n); err != nil || again != id {
				t.Errorf("%s, the form sent twice: started %q and %q, %v", def.ID, id, again, err)
			}
			p, err := b.desk.Proceeding(t.Context(), b.who(login), id)
			if err != nil || len(p.Moves) == 0 || len(p.Permits) == 0 {
				t.Errorf("%s: %d moves, %d permits, %v", def.ID, len(p.Moves), len(p.Permits), err)
			}
			if def.Rules.Subject && !def.Rules.Supervisor && p.Run.Subject().Document != procedure.KB {
				t.Errorf("%s believes what the form says of its subject: %+v", def.ID, p.Run.Subject())
			}
		}
	})
}

// The head of Kampar changes between its signature and Pekanbaru's: what was
// signed stays, and the page says so.
func TestTheHeadChangesBetweenTheSignatures(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		coop := b.cooperation("Pasar bersama")
		b.offers(coop)
		b.answers()
		sum := b.file("pekanbaru-kerjasama", "naskah")
		b.gives("pekanbaru-kerjasama", "draf_kb!", "naskah", &procedure.Value{Text: &procedure.TextVersion{Hash: sum}})
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "sepakat_kb", "pembahasan", b.paper(g+"-kerjasama", "BA"+g))
			b.gives(g+"-sekda", "sepakat_kb", "setuju", &procedure.Value{Hash: sum})
		}
		b.gives("kampar-kerjasama", "kirim_kb!", "kirim", &procedure.Value{Hash: sum})
		signed := b.signature("kampar-kerjasama", sum, b.head("kampar-kerjasama"))
		b.gives("kampar-kerjasama", "ttd_kb", "tanda_tangan", signed)
		b.days.Store(1)
		p := b.see("kampar-kerjasama")
		i := slices.IndexFunc(p.Offices[demo.Kampar], func(o party.Office) bool { return o.Head })
		next := party.Holder{Office: p.Offices[demo.Kampar][i].ID, Name: "Penerus (contoh)", Acting: party.Plt, From: b.today()}
		if _, err := b.desk.SaveHolder(t.Context(), b.who("kampar-admin"), next); err != nil {
			t.Fatal(err)
		}
		notes := b.see("kampar-kerjasama").Notes
		if len(notes) != 1 || !notes[0].Between || notes[0].Now == nil || notes[0].Now.Name != next.Name {
			t.Errorf("the notes are %+v", notes)
		}
		b.gives("pekanbaru-kerjasama", "ttd_kb", "tanda_tangan", b.signature("pekanbaru-kerjasama", sum, b.head("pekanbaru-kerjasama")))
		var names []string
		for _, s := range b.papers(coop)[""].Signers {
			names = append(names, fmt.Sprint(s.Name, s.Acting))
		}
		if want := []string{"Rimba Sungai Kampar (contoh)definitif", "Laksamana Senapelan (contoh)definitif"}; !slices.Equal(names, want) {
			t.Errorf("signed by %v, want %v", names, want)
		}
	})
}

// One region begins a cooperation with a company, or with the central
// government: nobody else has to confirm what its record says.
func TestARegionCooperatesWithoutAnother(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx, officer := t.Context(), b.who("kampar-kerjasama")
		c, err := b.desk.NewCooperation(ctx, officer, agreement.Cooperation{Title: "Pengolahan sampah dengan swasta", Category: agreement.Undecided, Parties: []string{demo.Kampar}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.desk.StartRun(ctx, officer, ops.NewRun{Cooperation: c.ID, Definition: "ksdd-sukarela"}); !named(err, "parties") {
			t.Errorf("a cooperation of regions with one region: %v", err)
		}
		for id, kind := range map[string]procedure.PartyKind{"ksdpk": procedure.ThirdParty, "sinergi": procedure.CentralBody} {
			run, err := b.desk.StartRun(ctx, officer, ops.NewRun{Cooperation: c.ID, Definition: id, Title: id, Others: []procedure.Party{{Code: "mitra", Name: "Mitra", Kind: kind}}})
			if err != nil {
				t.Errorf("%s: %v", id, err)
				continue
			}
			p, err := b.desk.Proceeding(ctx, officer, run)
			if err != nil || len(p.Moves) == 0 || len(p.Permits) == 0 {
				t.Errorf("%s: %d moves, %d permits, %v", id, len(p.Moves), len(p.Permits), err)
			}
		}
		if err := b.desk.ShareCooperation(ctx, officer, c.ID); err != nil {
			t.Fatal(err)
		}
		c.Title = "Pengolahan sampah menjadi energi"
		if err := b.desk.ChangeCooperation(ctx, officer, c); err != nil {
			t.Fatal(err)
		}
		d, err := b.desk.Dossier(ctx, officer, c.ID)
		if err != nil || d.Title != c.Title {
			t.Errorf("the record says %q, %v", d.Title, err)
		}
		if _, err := b.desk.NewCooperation(ctx, officer, agreement.Cooperation{Title: "Tanpa pihak", Category: agreement.Undecided}); !named(err, "parties") {
			t.Errorf("a cooperation of nobody: %v", err)
		}
	})
}
