package procedure

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/party"
)

// The real case: KB and two PKS signed on one day, money not yet in Kampar's
// budget. Here the bus PKS waits until DPRD, budget line, tariff and operator
// are there; the waste PKS, without cost, does not.
func TestKamparAndPekanbaruSignKBAndTwoPKSOnOneDay(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("bus", "Layanan bus Trans Metro Pekanbaru")
	s.open("sampah", "Pelayanan persampahan di perbatasan")
	s.toText()
	s.drafted("bus")
	s.drafted("sampah")
	s.passes("uji_dprd", "sampah", kampar, pekanbaru)
	s.passes("uji_dprd", "bus", pekanbaru)
	s.does(s.make("uji_dprd", "bus", kampar, "beban"))
	s.does(s.with(s.make("uji_dprd", "bus", kampar, "apbd"), budget(true, false, 0)))
	if why, answered := s.run.Approval("bus", kampar); !answered || !why.Unfunded || why.Burden {
		t.Fatalf("Kampar's need: %+v %v", why, answered)
	}

	s.days(1)
	s.refuses(s.make("ttd_pks", "sampah", kampar, "tanda_tangan"), "procedure.gate_closed") // no KB yet
	s.passes("kirim_kb", "", "")
	s.passes("ttd_kb", "", kampar, pekanbaru)
	s.passes("ttd_pks", "sampah", kampar, pekanbaru)
	s.passes("ttd_pks", "bus", pekanbaru)
	s.refuses(s.make("ttd_pks", "bus", kampar, "tanda_tangan"), "procedure.dprd_before_signature")
	signed := s.make("ttd_pks", "bus", kampar, "tanda_tangan")
	signed.Value.Signature.Suspensive = "Pasal 12 ayat (3)"
	s.does(signed)

	s.passes("unit_layanan", "sampah", "")
	s.passes("berlaku", "sampah", "")
	s.refuses(s.make("berlaku", "bus", "", "masa"), "procedure.gate_closed")
	s.passes("surat_dprd", "bus", kampar)
	s.passes("dprd", "bus", kampar)
	s.passes("tarif", "bus", "")
	s.passes("unit_layanan", "bus", "")
	s.refuses(s.make("berlaku", "bus", "", "masa"), "procedure.gate_closed") // the money
	s.passes("anggaran", "bus", kampar)
	s.passes("berlaku", "bus", "")
	for _, b := range s.run.Branches() {
		if !b.Active() || !b.Document.Complete {
			t.Errorf("%s is not active", b.ID)
		}
	}
	if got := s.run.Document("bus").FirstSigned(); got != s.run.Document("").FirstSigned() {
		t.Errorf("signed on %s, the KB on another day", got)
	}
}

// Serang: the DPRD was asked when the PKS was being drafted, ten days before
// the plenary; the PKS was signed after.
func TestTheDPRDComesWhileThePKSIsDrafted(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("sampah", "200 ton sampah sehari")
	s.toText()
	s.passes("kirim_kb", "", "")
	s.passes("ttd_kb", "", kampar, pekanbaru)
	s.does(s.with(s.make("uji_dprd", "sampah", pekanbaru, "beban"), &Value{Burden: &Burden{Public: true, Region: true, Reason: "bau dan lalu lintas truk"}}))
	s.does(s.make("uji_dprd", "sampah", pekanbaru, "apbd"))
	s.passes("uji_dprd", "sampah", kampar)
	s.passes("surat_dprd", "sampah", pekanbaru)
	s.passes("draf_pks", "sampah", "")
	if m := s.moveAt("dprd", "sampah", pekanbaru); m.Office != Council || m.Due == nil || !m.Due.On.IsZero() || m.Due.Rule.Verified() {
		t.Errorf("the DPRD's move: %+v", m)
	}
	s.days(10)
	conditions := s.make("dprd", "sampah", pekanbaru, "keputusan")
	conditions.Value.Choice = &Choice{Option: "setuju_bersyarat"}
	s.refuses(conditions, "procedure.conditions_needed")
	conditions.Value.Choice.Conditions = []string{"pemantauan sedikitnya sebulan sekali", "perawatan alat dan truk"}
	s.does(conditions)
	s.does(s.make("dprd", "sampah", pekanbaru, "surat"))
	if got := s.status("dprd", "sampah", pekanbaru); got != Passed {
		t.Fatal(got)
	}
	if got := s.status("dprd", "sampah", kampar); got != NotNeeded {
		t.Fatal(got)
	}
	s.drafted("sampah")
	s.passes("ttd_pks", "sampah", kampar, pekanbaru)
}

func TestTheSecondOfTwoOfficersIsToldWhatHappened(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toText()
	first, second := s.make("kirim_kb", "", "", "kirim"), s.make("kirim_kb", "", "", "kirim")
	first.By, second.By = officer(kampar, Cooperation), officer(pekanbaru, Cooperation)
	s.does(first)
	f := s.refuses(second, "procedure.changed_meanwhile")
	if f.Kind != fault.Conflict {
		t.Errorf("kind %s", f.Kind)
	}
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := "Sementara halaman ini terbuka, Pejabat kerja_sama 14.01 (kerja_sama) sudah mengerjakan “KB dikirim untuk ditandatangani” pada 12 Januari 2026 09.00 WIB. Isian Anda belum disimpan. Muat ulang halaman, lalu putuskan lagi."
	if diff := cmp.Diff(want, text.T("id", f.Key, f.Args)); diff != "" {
		t.Error(diff)
	}
	// What somebody else does elsewhere is no conflict.
	mine := s.make("nomor_kb", "", pekanbaru, "nomor")
	s.does(s.make("nomor_kb", "", kampar, "nomor"))
	s.does(mine)
}

func TestATextIsLockedOnceItIsSent(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toText()
	if got := s.run.Turn(""); got != nil {
		t.Errorf("all have agreed, turn %v", got)
	}
	s.does(s.make("draf_kb", "", "", "naskah")) // a new version: both must agree anew
	if diff := cmp.Diff([]string{kampar, pekanbaru}, s.run.Turn("")); diff != "" {
		t.Error(diff)
	}
	s.refuses(s.make("kirim_kb", "", "", "kirim"), "procedure.gate_closed")
	s.passes("sepakat_kb", "", kampar, pekanbaru)
	s.passes("kirim_kb", "", "")
	s.refuses(s.make("draf_kb", "", "", "naskah"), "procedure.text_is_sent")
	s.passes("ttd_kb", "", kampar)

	void := Act{Kind: VoidSigning, At: s.now, By: officer(pekanbaru, Secretary), Base: s.run.Seq()}
	s.refuses(void, "procedure.reason_needed")
	void.Reason = "tarif pada Pasal 5 keliru"
	s.does(void)
	s.does(s.make("draf_kb", "", "", "naskah"))
	s.passes("sepakat_kb", "", kampar, pekanbaru)
	s.passes("kirim_kb", "", "")
	if got := s.status("ttd_kb", "", kampar); got != Open {
		t.Errorf("Kampar's signature under the old text still counts: %s", got)
	}
	s.passes("ttd_kb", "", kampar, pekanbaru)
	void.Base, void.At = s.run.Seq(), s.now
	s.refuses(void, "procedure.already_signed")
}

func TestTheOfficeHolderChangesBetweenTwoSignatures(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toText()
	s.passes("kirim_kb", "", "")
	s.passes("ttd_kb", "", kampar)
	for s.today().Before(changeOfLeaders) {
		s.days(1)
	}
	s.days(2)
	old := s.make("ttd_kb", "", pekanbaru, "tanda_tangan")
	old.Value.Signature.Signer = holder(pekanbaru, HeadOfRegion, changeOfLeaders.AddDays(-1))
	s.refuses(old, "procedure.signer_not_in_office")

	now := []party.Holder{{ID: "baru-14.01kepala_daerah", Office: "14.01kepala_daerah", Name: "Bupati baru", From: changeOfLeaders}}
	notes := s.run.LeadershipNotes(now, s.today())
	if len(notes) != 1 || !notes[0].Between || notes[0].Now == nil || notes[0].Now.Name != "Bupati baru" || notes[0].Signer.Name != "Lama 14.01kepala_daerah" {
		t.Fatalf("notes: %+v", notes)
	}
	s.passes("ttd_kb", "", pekanbaru) // the new holder signs; Kampar's signature stands
	if !s.run.Document("").Complete {
		t.Error("the KB is not complete")
	}
	if notes := s.run.LeadershipNotes(now, s.today()); len(notes) != 2 || notes[0].Between {
		t.Errorf("after completion: %+v", notes) // Pekanbaru's office has no known holder
	}
	if status, _ := s.run.Status(); status != Running {
		t.Errorf("the change of leadership made the run %s", status)
	}
}

func TestANumberMayFollowTheSignature(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toText()
	s.passes("kirim_kb", "", "")
	s.passes("ttd_kb", "", kampar, pekanbaru)
	s.days(20)
	s.passes("nomor_kb", "", pekanbaru)
	if got := s.run.Document("").Numbers; len(got) != 1 || got[pekanbaru] == "" {
		t.Errorf("numbers %v", got)
	}
}

func TestWhoMaySign(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("bus", "Bus")
	s.toText()
	s.passes("uji_dprd", "bus", kampar, pekanbaru)
	s.drafted("bus")
	s.passes("kirim_kb", "", "")
	proxy := s.make("ttd_kb", "", kampar, "tanda_tangan")
	proxy.Value.Signature.Signer, proxy.Value.Signature.Proxy = holder(kampar, Agency, s.today()), true
	s.refuses(proxy, "procedure.head_only")
	s.passes("ttd_kb", "", kampar, pekanbaru)

	sign := func(change func(*Signature)) Act {
		act := s.make("ttd_pks", "bus", kampar, "tanda_tangan")
		sig := act.Value.Signature
		sig.Signer, sig.Proxy = holder(kampar, Agency, s.today()), true
		change(sig)
		return act
	}
	kadis := sign(func(*Signature) {})
	s.refuses(kadis, "procedure.no_power")
	power := s.make("ttd_pks", "bus", kampar, "kuasa")
	power.Value.Power.Until = power.Value.Power.From.AddDays(2)
	power.Value.Power.Grantor = holder(kampar, Secretary, s.today())
	s.does(power)
	s.refuses(sign(func(*Signature) {}), "procedure.power_not_by_head")
	power = s.make("ttd_pks", "bus", kampar, "kuasa")
	power.Value.Power.Until = power.Value.Power.From.AddDays(2)
	s.does(power)
	s.refuses(sign(func(g *Signature) { g.Signer = holder(kampar, Finance, s.today()) }), "procedure.power_for_another")
	s.refuses(sign(func(g *Signature) { g.Signer = holder(pekanbaru, Agency, s.today()) }), "procedure.signer_of_other_government")
	s.refuses(sign(func(g *Signature) { g.Hash = hashOf("naskah lain") }), "procedure.other_text")
	s.days(3)
	s.refuses(sign(func(*Signature) {}), "procedure.power_not_in_force")
	s.does(sign(func(g *Signature) { g.On = g.On.AddDays(-1) })) // signed yesterday on paper, entered today
}

func TestWhatIsMissingCanBeOverriddenWithAReasonAndStaysVisible(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("bus", "Bus")
	s.toText()
	s.does(s.make("uji_dprd", "bus", kampar, "beban"))
	s.does(s.with(s.make("uji_dprd", "bus", kampar, "apbd"), budget(true, true, s.today().Year)))
	s.passes("uji_dprd", "bus", pekanbaru)
	s.drafted("bus")
	s.passes("kirim_kb", "", "")
	s.passes("ttd_kb", "", kampar, pekanbaru)
	s.passes("ttd_pks", "bus", kampar, pekanbaru)
	s.passes("anggaran", "bus", kampar)
	s.passes("tarif", "bus", "")

	waive := func(by Actor) Act {
		return Act{Kind: Override, At: s.now, By: by, Base: s.run.Seq(), Slot: Slot{"unit_layanan", "bus", ""}, Reason: "UPT dibentuk bulan depan"}
	}
	s.refuses(waive(officer(kampar, Cooperation)), "procedure.wrong_office")
	s.does(waive(officer(kampar, HeadOfRegion)))
	if got := s.status("unit_layanan", "bus", ""); got != Open {
		t.Fatalf("one government waived it for both: %s", got)
	}
	s.does(waive(officer(pekanbaru, Secretary)))
	if got := s.status("unit_layanan", "bus", ""); got != Overridden {
		t.Fatal(got)
	}
	next := s.make("berlaku", "bus", "", "masa")
	next.Value.Term.From = day(s.today().Year+1, 1, 1)
	s.refuses(next, "procedure.other_budget_year")
	s.passes("berlaku", "bus", "")
	s.passes("unit_layanan", "bus", "") // later it is there after all
	if got := s.run.Overrides(); len(got) != 2 || got[0].Reason != "UPT dibentuk bulan depan" {
		t.Errorf("overrides %+v", got)
	}
	dprd := Act{Kind: Override, At: s.now, By: officer(kampar, HeadOfRegion), Base: s.run.Seq(), Slot: Slot{"ttd_pks", "bus", kampar}, Reason: "x"}
	s.refuses(dprd, "procedure.not_overridable")
}

func TestAnAgencyOutsideThePKSHasNoHandInIt(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.does(Act{Kind: OpenBranch, At: s.now, By: officer(kampar, Cooperation), Base: s.run.Seq(), Open: &NewBranch{
		ID: "bus", Title: "Bus",
		Agencies: []AgencyRef{{kampar, "dishub-kampar", "Dinas Perhubungan"}, {pekanbaru, "dishub-pku", "Dinas Perhubungan"}},
	}})
	by := officer(kampar, Agency)
	by.Agency = "dlhk-kampar"
	s.refuses(s.as(s.make("unit_layanan", "bus", "", "unit"), by), "procedure.other_agency")
	by.Agency = "dishub-kampar"
	s.does(s.as(s.make("unit_layanan", "bus", "", "unit"), by))
}

func TestVoidBeforeCompletion(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("bus", "Bus")
	s.open("sampah", "Sampah")
	s.toText()
	void := Act{Kind: VoidBranch, At: s.now, By: officer(kampar, HeadOfRegion), Base: s.run.Seq(), Branch: "sampah"}
	s.refuses(void, "procedure.reason_needed")
	void.Reason = "dikerjakan sendiri"
	s.does(void)
	s.refuses(s.make("draf_pks", "sampah", "", "naskah"), "procedure.over_voided")
	s.does(s.make("draf_pks", "bus", "", "naskah"))
	all := Act{Kind: VoidRun, At: s.now, By: officer(pekanbaru, Cooperation), Base: s.run.Seq(), Reason: "tidak jadi"}
	s.refuses(all, "procedure.void_office")
	all.By = officer(pekanbaru, HeadOfRegion)
	s.does(all)
	s.refuses(s.make("draf_pks", "bus", "", "naskah"), "procedure.over_voided")
	if got := s.run.Moves(s.today(), holidays(t)); len(got) != 0 {
		t.Errorf("moves in a voided run: %v", got)
	}
}

// A procedure that was begun by mistake is taken back by the section that began
// it, with a reason, until another party has a hand in it or the head's letter
// has gone out.
func TestWhatWasBegunByMistakeIsTakenBack(t *testing.T) {
	t.Parallel()
	back := func(s *story, by Actor) Act {
		return Act{Kind: VoidRun, At: s.now, By: by, Base: s.run.Seq(), Reason: "salah jenis prosedur"}
	}
	ours := officer(kampar, Cooperation)
	allowed := func(s *story, by Actor) bool {
		return slices.ContainsFunc(s.run.Allowed(by), func(p Permit) bool { return p.Kind == VoidRun })
	}

	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.passes("kak", "", kampar)
	s.refuses(back(s, officer(pekanbaru, Cooperation)), "procedure.void_office")
	s.refuses(back(s, officer(kampar, Finance)), "procedure.void_office")
	silent := back(s, ours)
	silent.Reason = " "
	s.refuses(silent, "procedure.reason_needed")
	if !allowed(s, ours) || allowed(s, officer(pekanbaru, Cooperation)) {
		t.Error("who began it is offered to take it back, and nobody else")
	}
	s.does(back(s, ours))

	s = tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("bus", "Bus")
	s.does(Act{Kind: VoidBranch, At: s.now, By: ours, Base: s.run.Seq(), Branch: "bus", Reason: "salah nama"})
	s.passes("rencana", "", pekanbaru) // the partner has begun its part
	s.refuses(back(s, ours), "procedure.void_office")
	s.does(back(s, officer(kampar, Secretary)))

	about := &Subject{Run: s.run.ID(), Document: KB, Category: agreement.Voluntary}
	run, err := s.cat.Start(Act{Kind: StartRun, At: s.now, By: ours, Start: &Start{
		Run: "adendum-1", Definition: "adendum", Version: 1, Title: "Adendum", Parties: s.run.Parties(), Initiator: kampar, Subject: about,
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.run = run
	if !allowed(s, ours) {
		t.Error("nobody has written yet")
	}
	s.does(s.make("usulan", "", kampar, "surat"))
	s.refuses(back(s, ours), "procedure.void_office")
	if allowed(s, ours) {
		t.Error("offered after the head of region has written")
	}
}

func TestTheSigningDayIsSetAndMoved(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toText()
	set := Act{Kind: SetSchedule, At: s.now, By: officer(kampar, Cooperation), Base: s.run.Seq(), Schedule: &Schedule{On: s.today().AddDays(7), Place: "Bangkinang"}}
	for field, wrong := range map[string]*Schedule{
		"procedure.schedule_past":  {On: s.today().AddDays(-1), Place: "Bangkinang"},
		"procedure.schedule_far":   {On: s.today().AddDays(3653), Place: "Bangkinang"},
		"procedure.schedule_where": {On: s.today(), Place: " "},
	} {
		act := set
		act.Schedule = wrong
		s.refuses(act, field)
	}
	s.does(set)
	move := set
	move.Base, move.Schedule = s.run.Seq(), &Schedule{On: s.today().AddDays(9), Place: "Bangkinang"}
	s.refuses(move, "procedure.reason_needed")
	move.Reason = "kepala daerah dipanggil ke Jakarta"
	s.does(move)
	if got := s.run.Document("").Schedule; len(got) != 2 || got[1].Reason == "" {
		t.Errorf("schedule %+v", got)
	}
	events := s.run.Events(s.today(), holidays(t))
	i := slices.IndexFunc(events, func(e Event) bool { return e.Kind == SigningEvent })
	if i < 0 || events[i].On != s.today().AddDays(9) || len(events[i].For) != 4 || events[i].Place != "Bangkinang" {
		t.Errorf("events %+v", events)
	}
}

func TestSinergiHasNoPKS(t *testing.T) {
	t.Parallel()
	s := tell(t, "sinergi", partyKampar, partyMinistry)
	s.refuses(Act{Kind: OpenBranch, At: s.now, By: officer(kampar, Cooperation), Base: s.run.Seq(), Open: &NewBranch{ID: "pks", Title: "PKS"}}, "procedure.no_branches")
	if d := s.run.Document(""); d.Kind != NK {
		t.Errorf("document %s", d.Kind)
	}
	s.passes("rencana", "", kampar)
	s.passes("kak", "", kampar)
	s.passes("tkksd", "", kampar)
	s.passes("penawaran", "", kampar)
	s.passes("jawaban", "", ministry)
	s.passes("rencana_kerja", "", "")
	s.passes("draf", "", "")
	s.passes("sepakat", "", kampar, ministry)
	s.passes("kirim", "", "")
	s.passes("ttd", "", kampar, ministry)
	s.passes("pembiayaan", "", kampar)
	s.passes("berlaku", "", "")
}

func TestMandatoryCooperationIsMappedFirst(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-wajib", partyKampar, partyPekanbaru)
	for _, g := range []string{"kategori", "kak", "inisiasi"} {
		s.passes(g, "", kampar)
	}
	s.passes("rencana", "", kampar)
	s.passes("tkksd", "", kampar)
	s.refuses(s.make("penawaran", "", kampar, "surat"), "procedure.gate_closed")
	s.passes("pemetaan", "", kampar, pekanbaru)
	if m := s.moveAt("koordinasi_teknis", "", ""); m.Office != Governor || !slices.Equal(m.Governments, []string{riau}) || !m.Queued(officer(riau, HeadOfRegion)) {
		t.Errorf("technical coordination: %+v", m)
	}
	s.passes("koordinasi_teknis", "", "")
	s.passes("pemetaan_disepakati", "", kampar)
	again := s.make("pemetaan_disepakati", "", pekanbaru, "hasil")
	again.Value.Choice = &Choice{Option: "kembali", Reason: "urusan perhubungan belum dipetakan"}
	s.does(again)
	if got := s.status("pemetaan_disepakati", "", kampar); got != Closed {
		t.Errorf("Kampar's agreement outlived the return: %s", got)
	}
	s.passes("koordinasi_teknis", "", "")
	s.passes("pemetaan_disepakati", "", kampar, pekanbaru)
	s.passes("penawaran", "", kampar)
}

func TestAcrossProvincesTheMinisterCoordinates(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-wajib", partyKampar, partyPadang)
	s.passes("pemetaan", "", kampar, padang)
	if m := s.moveAt("koordinasi_teknis", "", ""); m.Office != Minister || len(m.Governments) != 0 {
		t.Errorf("technical coordination: %+v", m)
	}
}

func TestRunsThatAreAboutAnother(t *testing.T) {
	t.Parallel()
	base := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	base.open("bus", "Bus")
	related := func(definition, branch string) *story {
		s := &story{world: base.world, t: t, cat: base.cat}
		act := Act{Kind: StartRun, At: s.now, By: officer(kampar, Cooperation), Start: &Start{
			Run: definition + "-1", Definition: definition, Version: 1, Title: "Proses terkait",
			Parties: base.run.Parties(), Initiator: kampar, Subject: &Subject{Run: base.run.ID(), Branch: branch, Document: PKS, Category: agreement.Voluntary},
		}}
		run, err := s.cat.Start(act)
		if err != nil {
			t.Fatal(err)
		}
		s.run = run
		return s
	}
	link := func(s *story) {
		t.Helper()
		next, err := base.run.Link(s.run, officer(kampar, Cooperation), s.now)
		if err != nil {
			t.Fatal(err)
		}
		base.run = next
	}
	stop := related("penghentian-sementara", "bus")
	stop.passes("pemberitahuan", "", kampar)
	link(stop)
	if base.run.Branches()[0].Suspended {
		t.Fatal("suspended by the notice alone")
	}
	stop.passes("penghentian", "", kampar)
	link(stop)
	link(stop) // a second time records nothing
	if b := base.run.Branches()[0]; !b.Suspended || len(base.run.Links()) != 1 {
		t.Fatalf("after the suspension: %+v", b)
	}
	stop.passes("pemulihan", "", kampar, pekanbaru)
	stop.passes("berjalan_kembali", "", "")
	link(stop)
	if base.run.Branches()[0].Suspended {
		t.Fatal("still suspended after resuming")
	}

	end := related("pengakhiran", "bus")
	ground := end.make("usul", "", kampar, "dasar")
	ground.Value.Choice = &Choice{Option: "pergantian_pimpinan"}
	end.refuses(ground, "procedure.leadership_is_no_ground")
	ground.Value.Choice = &Choice{Option: "wanprestasi"}
	end.refuses(ground, "procedure.not_listed")
	ground.Value.Choice = &Choice{Option: "kesepakatan"}
	end.does(ground)
	end.passes("usul", "", kampar)
	end.passes("tanggapan", "", pekanbaru)
	end.passes("kewajiban", "", kampar, pekanbaru)
	end.passes("berakhir", "", "")
	link(end)
	if b := base.run.Branches()[0]; b.Status != Ended {
		t.Fatalf("after the termination: %s", b.Status)
	}
	base.refuses(base.make("draf_pks", "bus", "", "naskah"), "procedure.over_ended")
	forged := Act{Kind: LinkRun, At: base.now, By: officer(kampar, HeadOfRegion), Base: base.run.Seq(), Link: &Link{Run: "x", Effect: Ends}}
	base.refuses(forged, "procedure.link_not_proven")
	if _, err := base.run.Link(tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru).run, officer(kampar, Cooperation), base.now); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a run about nothing was linked: %v", err)
	}
}

func TestTerminationByAgreementNeedsBoth(t *testing.T) {
	t.Parallel()
	s := &story{world: newWorld(1), t: t, cat: catalogue(t)}
	run, err := s.cat.Start(Act{Kind: StartRun, At: s.now, By: officer(kampar, Cooperation), Start: &Start{
		Run: "akhir", Definition: "pengakhiran", Version: 1, Title: "Pengakhiran",
		Parties: []Party{partyKampar, partyPekanbaru}, Initiator: kampar, Subject: &Subject{Run: "lama", Document: PKS},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.run = run
	s.does(s.with(s.make("usul", "", kampar, "dasar"), &Value{Choice: &Choice{Option: "kesepakatan"}}))
	s.passes("usul", "", kampar)
	s.refuses(s.with(s.make("tanggapan", "", pekanbaru, "tanggapan"), &Value{Choice: &Choice{Option: "diputus", Reason: "putusan gubernur"}}), "procedure.option_not_now")
	s.does(s.with(s.make("tanggapan", "", pekanbaru, "tanggapan"), &Value{Choice: &Choice{Option: "tolak", Reason: "layanan masih diperlukan"}}))
	if status, _ := s.run.Status(); status != Stopped {
		t.Errorf("status %s", status)
	}
}

// Each region says for itself where the object stands in its development plan.
// The offer rests on the initiator's answer alone, so the partner may still
// put its own right until it has answered.
func TestAPlanReferenceIsReliedOnByItsOwnGovernmentOnly(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toOffer()
	if f := s.refuses(s.make("rencana", "", kampar, "acuan"), "procedure.relied_on"); f.Kind != fault.Conflict {
		t.Errorf("refused as %v", f.Kind)
	}
	s.does(s.make("rencana", "", pekanbaru, "acuan"))
	if got := s.status("penawaran", "", kampar); got != Passed {
		t.Errorf("Pekanbaru's correction made Kampar's offer %s", got)
	}
	s.passes("tkksd_mitra", "", pekanbaru)
	s.does(s.make("rencana", "", pekanbaru, "acuan"))
	s.passes("jawaban", "", pekanbaru)
	s.refuses(s.make("rencana", "", pekanbaru, "acuan"), "procedure.relied_on")
}
