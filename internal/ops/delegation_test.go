package ops_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/fault"
	"sinergi/internal/notice"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// office finds an office of a government by how its title begins.
func (b bureau) office(government, title string) string {
	b.t.Helper()
	org, err := b.desk.Organisation(b.t.Context(), b.who(government+"-admin"))
	if err != nil {
		b.t.Fatal(err)
	}
	i := slices.IndexFunc(org.Offices, func(o ops.OfficeHeld) bool { return strings.HasPrefix(o.Title, title) })
	if i < 0 {
		b.t.Fatalf("%s has no office %q", government, title)
	}
	return org.Offices[i].ID
}

func (b bureau) delegation(office, to string, days int) party.Delegation {
	return party.Delegation{Office: office, Account: b.who(to).Account, From: b.today(), Until: b.today().AddDays(days), Letter: "800/12/2026", Note: "dinas luar"}
}

func (b bureau) delegates(login string, x party.Delegation) {
	b.t.Helper()
	if err := b.desk.Delegate(b.t.Context(), b.who(login), x); err != nil {
		b.t.Fatalf("%s delegates: %v", login, err)
	}
}

// inPages holds a queue against its pages, of one step each.
func (b bureau) inPages(login string, all []ops.Queued) {
	b.t.Helper()
	mine := 0
	for i, q := range all {
		page, err := b.desk.QueuePage(b.t.Context(), b.who(login), "", i, 1)
		if err != nil || page.Count != len(all) || len(page.Steps) != 1 || page.Steps[0].Run != q.Run || page.Steps[0].Slot != q.Slot || page.Steps[0].Mine != q.Mine {
			b.t.Fatalf("page %d of the queue of %s: %+v, want %+v of %d, %v", i, login, page, q.Waiting, len(all), err)
		}
		if q.Mine {
			mine++
		}
		if last := i == len(all)-1; last && page.Mine != mine {
			b.t.Fatalf("%s has %d own steps, want %d", login, page.Mine, mine)
		}
	}
}

func (b bureau) waits(login, gate string) (q ops.Queued) {
	b.t.Helper()
	all, err := b.desk.Queue(b.t.Context(), b.who(login))
	if err != nil {
		b.t.Fatal(err)
	}
	b.inPages(login, all)
	if i := slices.IndexFunc(all, func(q ops.Queued) bool { return q.Run == b.run && q.Slot.Gate == gate }); i >= 0 {
		return all[i]
	}
	return q
}

func (b bureau) turns(login, gate string) (mine bool) {
	b.t.Helper()
	all, err := b.desk.Courses(b.t.Context(), b.who(login), b.see(login).Cooperation.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range all {
		for _, turn := range c.Turns {
			mine = mine || c.ID == b.run && turn.Slot.Gate == gate && turn.Mine
		}
	}
	return mine
}

// In the days of the letter the delegate has the queue, the turns, the diary
// and the messages of the office beside their own, and acts for it until
// midnight in Jakarta. Both governments read for which office, by which letter.
func TestADelegateActsForTheOfficeUntilMidnight(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		b.offers(b.cooperation("Jalan perbatasan"))
		b.gives("kampar-kerjasama", "rencana", "acuan", plan())
		b.gives("kampar-kerjasama", "tkksd_mitra", "anggota", opinion("Datuk"))
		b.gives("kampar-kerjasama", "tkksd_mitra", "berita_acara", b.paper("kampar-kerjasama", "BA TKKSD mitra"))
		yes := b.supply("kampar-dishub", "tkksd_mitra", "kesimpulan", choice("setuju"))
		b.refused("kampar-dishub", yes, fault.Denied, "procedure.wrong_office")
		diary := func() int {
			days, count, err := b.desk.Diary(t.Context(), b.who("kampar-dishub"), 0, 1000)
			if err != nil || count != len(days) {
				t.Fatal(count, err)
			}
			for i, day := range days {
				if page, n, err := b.desk.Diary(t.Context(), b.who("kampar-dishub"), i, 1); err != nil || n != count || !cmp.Equal(page, []ops.Day{day}) {
					t.Fatalf("page %d of the diary: %+v of %d, want %+v of %d, %v", i, page, n, day, count, err)
				}
			}
			return len(days)
		}
		if b.waits("kampar-dishub", "tkksd_mitra").Mine || b.turns("kampar-dishub", "tkksd_mitra") {
			t.Error("the Sekda's move is that of Dishub")
		}
		before := diary()

		b.delegates("kampar-admin", b.delegation(b.office("kampar", "Sekretaris Daerah"), "kampar-dishub", 0))
		q := b.waits("kampar-dishub", "tkksd_mitra")
		if !q.Mine || !strings.HasPrefix(q.For, "Sekretaris Daerah") || !b.turns("kampar-dishub", "tkksd_mitra") || diary() <= before {
			t.Errorf("the delegate's queue %+v, diary %d", q, diary())
		}
		if own := b.waits("kampar-sekda", "tkksd_mitra"); !own.Mine || own.For != "" {
			t.Errorf("the Sekda has lost the queue: %+v", own)
		}
		b.notifies()
		if !slices.ContainsFunc(b.told(b.who("kampar-dishub")), func(m ops.Message) bool { return m.Kind == notice.Queue && slices.Contains(m.Place, "tkksd_mitra") }) {
			t.Error("the delegate is not told")
		}
		if p := b.see("kampar-dishub"); !slices.ContainsFunc(p.Permits, func(x procedure.Permit) bool {
			return x.Kind == procedure.Supply && x.Need.ID == "kesimpulan" && x.Slot.Gate == "tkksd_mitra"
		}) {
			t.Error("the gate's page does not offer it")
		}

		midnight := b.today().AddDays(1).Start()
		b.still.Store(midnight.Add(-time.Microsecond).UnixMicro())
		b.does("kampar-dishub", yes)
		for _, reader := range []string{"kampar-kerjasama", "pekanbaru-kerjasama"} {
			run := b.see(reader)
			if by := run.Last().By; by.Account != b.who("kampar-dishub").Account || by.Kind != procedure.Secretary || by.Letter != "800/12/2026" || !strings.HasPrefix(by.Title, "Sekretaris Daerah") {
				t.Errorf("%s reads that it was done by %+v", reader, by)
			}
		}
		again := b.see("kampar-dishub")
		if !slices.ContainsFunc(again.Permits, func(x procedure.Permit) bool {
			return x.Slot.Gate == "tkksd_mitra" && x.Need != nil && x.Need.ID == "kesimpulan"
		}) {
			t.Error("a moment before midnight it is over")
		}
		b.still.Store(midnight.UnixMicro())
		yes.Base = 0
		b.refused("kampar-dishub", yes, fault.Denied, "procedure.wrong_office")
		if diary() != before {
			t.Error("the diary is still that of the office")
		}
	})
}

// The head's letter stays the head's, and no signature is given by delegation.
func TestADelegateNeitherOffersNorSigns(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		for _, g := range []string{"kampar", "pekanbaru"} {
			err := b.desk.Delegate(t.Context(), b.who(g+"-admin"), b.delegation(b.office(g, map[string]string{"kampar": "Bupati", "pekanbaru": "Wali Kota"}[g]), g+"-sekda", 3))
			if f := fault.Of(err); f == nil || f.Kind != fault.Denied || f.Key != "party.delegation_head" {
				t.Errorf("the head's office of %s: %v", g, err)
			}
			b.delegates(g+"-admin", b.delegation(b.office(g, "Kepala Bagian Kerja Sama"), g+"-keuangan", 30))
		}
		coop := b.cooperation("Pasar perbatasan")
		b.offers(coop)
		offer := b.letter("pekanbaru-keuangan", "penawaran lain", "Kepala Dinas Perhubungan")
		b.refused("pekanbaru-keuangan", b.supply("pekanbaru-keuangan", "penawaran", "surat", offer), fault.Denied, "procedure.letter_signer")
		b.answers()
		b.opens("bus", "dishub")
		b.questions("bus", false)
		sum := b.file("pekanbaru-keuangan", "naskah kb")
		b.gives("pekanbaru-keuangan", "draf_kb!", "naskah", &procedure.Value{Text: &procedure.TextVersion{Hash: sum, Label: "1"}})
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-keuangan", "sepakat_kb", "pembahasan", b.paper(g+"-keuangan", "BA"+g))
			b.gives(g+"-sekda", "sepakat_kb", "setuju", &procedure.Value{Hash: sum})
		}
		b.gives("kampar-keuangan", "kirim_kb!", "kirim", &procedure.Value{Hash: sum})
		sign := func(gate, login string) procedure.Act {
			return b.supply(login, gate, "tanda_tangan", b.signature(login, sum, b.head(login)))
		}
		b.refused("kampar-keuangan", sign("ttd_kb", "kampar-keuangan"), fault.Denied, "procedure.signature_in_person")
		if q := b.waits("kampar-keuangan", "ttd_kb"); q.Mine || q.MayRecord {
			t.Errorf("the signature is in a delegate's queue: %+v", q)
		}
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.does(g+"-kerjasama", sign("ttd_kb", g+"-kerjasama"))
		}
		b.gives("pekanbaru-keuangan", "draf_pks/bus!", "naskah", &procedure.Value{Text: &procedure.TextVersion{Hash: sum, Label: "1"}})
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-keuangan", "sepakat_pks/bus", "pembahasan", b.paper(g+"-keuangan", "BA PKS"+g))
			b.gives(g+"-sekda", "sepakat_pks/bus", "setuju", &procedure.Value{Hash: sum})
		}
		b.gives("kampar-keuangan", "kirim_pks/bus!", "kirim", &procedure.Value{Hash: sum})
		b.refused("pekanbaru-keuangan", sign("ttd_pks/bus", "pekanbaru-keuangan"), fault.Denied, "procedure.signature_in_person")
	})
}

// Who delegates what to whom, and how it ends.
func TestDelegatingAnOffice(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		office := b.office("kampar", "Kepala Bagian Kerja Sama")
		good := b.delegation(office, "kampar-dishub", 4)
		see := func(login string) ops.OfficeDesk {
			t.Helper()
			o, err := b.desk.Office(ctx, b.who(login), office)
			if err != nil {
				t.Fatalf("%s: %v", login, err)
			}
			return o
		}
		refused := func(login string, x party.Delegation, kind fault.Kind, key string) {
			t.Helper()
			f := fault.Of(b.desk.Delegate(ctx, b.who(login), x))
			if f == nil || f.Kind != kind || f.Key != key && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == key }) {
				t.Errorf("%s delegates to %s: %v, want %s %s", login, x.Account, f, kind, key)
			}
		}
		refused("kampar-dishub", good, fault.Denied, "policy.denied")
		refused("pekanbaru-admin", good, fault.NotFound, "policy.not_found")
		refused("riau-pengamat", good, fault.NotFound, "policy.not_found")
		for to, key := range map[string]string{
			"kampar-kerjasama": "account.delegate_holds", "kampar-auditor": "account.delegate_role", "pekanbaru-kerjasama": "account.delegate_unknown",
		} {
			refused("kampar-admin", b.delegation(office, to, 4), fault.Invalid, key)
			if slices.ContainsFunc(see("kampar-admin").People, func(a store.Account) bool { return a.ID == b.who(to).Account }) {
				t.Errorf("%s is offered", to)
			}
		}
		nobody := good
		nobody.Account = "x"
		refused("kampar-admin", nobody, fault.Invalid, "account.delegate_unknown")
		late := good
		late.From, late.Until = b.today().AddDays(-3), b.today().AddDays(-1)
		refused("kampar-admin", late, fault.Invalid, "party.delegation_over")
		if n := len(see("kampar-admin").Delegations); n != 0 {
			t.Fatalf("%d delegations of refusals", n)
		}

		b.delegates("kampar-kerjasama", good) // the holder
		b.delegates("kampar-kerjasama", good) // twice
		o := see("kampar-kerjasama")
		if len(o.Delegations) != 1 || o.Running == nil || o.Running.By != b.who("kampar-kerjasama").Name || o.Running.Name != b.who("kampar-dishub").Name || o.Running.Letter != "800/12/2026" || o.Running.Note != "dinas luar" || o.Administers {
			t.Fatalf("%+v", o)
		}
		overlapping := b.delegation(office, "kampar-dlhk", 1)
		overlapping.From, overlapping.Until = good.Until, good.Until.AddDays(5)
		refused("kampar-admin", overlapping, fault.Invalid, "party.delegation_overlap")
		next := overlapping
		next.From = good.Until.AddDays(1)
		b.delegates("kampar-admin", next)

		// The holder leaves: it stays.
		if _, err := b.desk.SaveHolder(ctx, b.who("kampar-admin"), party.Holder{Office: office, Name: "Contoh Baru", Acting: party.Plt, From: b.today()}); err != nil {
			t.Fatal(err)
		}
		if see("kampar-admin").Running == nil {
			t.Error("it ended with the holder")
		}

		// It is ended before its time, once, with a reason, by who may.
		first := see("kampar-admin").Running.ID
		end := func(login, id, reason string) error {
			return b.desk.EndDelegation(ctx, b.who(login), office, id, reason)
		}
		if err := end("kampar-dishub", first, "x"); fault.KindOf(err) != fault.Denied {
			t.Errorf("the delegate ends it: %v", err)
		}
		if err := end("pekanbaru-admin", first, "x"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another government ends it: %v", err)
		}
		if err := end("kampar-admin", first, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := end("kampar-admin", "x", "x"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("one that is not: %v", err)
		}
		if err := end("kampar-kerjasama", first, "pejabat kembali"); err != nil {
			t.Fatal(err)
		}
		if err := end("kampar-admin", first, "lagi"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("twice: %v", err)
		}
		by, err := b.desk.Capacities(ctx, b.who("kampar-dishub"))
		if err != nil || len(by.Others) != 0 {
			t.Errorf("it holds after it was ended: %+v %v", by, err)
		}
		o = see("kampar-admin")
		i := slices.IndexFunc(o.Delegations, func(x party.Delegation) bool { return x.ID == first })
		if o.Running != nil || len(o.Open) != 1 || i < 0 || o.Delegations[i].End == nil || *o.Delegations[i].End != (party.Ending{On: b.today(), By: b.who("kampar-kerjasama").Name, Reason: "pejabat kembali"}) {
			t.Errorf("what is past: %+v", o.Delegations)
		}

		// The account of the next delegate is closed.
		if err := b.desk.Deactivate(ctx, b.who("kampar-admin"), b.who("kampar-dlhk").Account, b.who("kampar-dishub").Account); err != nil {
			t.Fatal(err)
		}
		o = see("kampar-admin")
		if len(o.Open) != 0 || o.Delegations[0].End == nil || o.Delegations[0].End.Reason != "" {
			t.Errorf("after its delegate's account was closed: %+v", o.Delegations)
		}
		b.delegates("kampar-admin", b.delegation(office, "kampar-keuangan", 30)) // these days are free again
		if entries, err := b.desk.Trail(ctx, b.who("kampar-admin"), 0, 3); err != nil || entries[0].Action != "delegate" || entries[0].Detail != "800/12/2026" {
			t.Errorf("the trail: %+v %v", entries, err)
		}
	})
}

// On the day of signing a delegate does not sign either; the section's own
// people record what was signed.
func TestADelegateDoesNotSignInARound(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		h.sent("Ditandatangani pejabatnya")
		h.delegates("pekanbaru-admin", h.delegation(h.office("pekanbaru", "Kepala Bagian Kerja Sama"), "pekanbaru-keuangan", 9))
		round := h.opensSigning(func(n *ops.NewSigning) { n.ByHand = true })
		scan := strings.NewReader("%PDF-1.4\nstartxref\n0\n%%EOF\n")
		h.wants(h.desk.SignByHand(t.Context(), h.who("pekanbaru-keuangan"), round, scan, ops.HandSigned{Originals: "Setda"}), "procedure.signature_in_person")
		h.must(h.desk.SignByHand(t.Context(), h.who("pekanbaru-kerjasama"), round, strings.NewReader("%PDF-1.5\nstartxref\n0\n%%EOF\n"), ops.HandSigned{Originals: "Setda"}))
	})
}
