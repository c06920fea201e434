package ops_test

import (
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
	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/redline"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
)

// table is a desk at which officers of the demo's governments negotiate the KB
// of a shared cooperation that Pekanbaru has begun.
type table struct {
	t      *testing.T
	desk   *ops.Desk
	store  *store.Store
	files  *blob.Dir
	people map[string]policy.Actor
	run    string
	kb     string // of the text
}

func eachTable(t *testing.T, test func(t *testing.T, b table)) {
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
		var seconds atomic.Int64
		begun := time.Date(2026, 11, 3, 2, 0, 0, 0, time.UTC)
		now := func() time.Time { return begun.Add(time.Duration(seconds.Add(1)) * time.Second) }
		d := ops.New(ops.Config{Store: s, Files: files, Now: now, Log: slog.New(slog.DiscardHandler)})
		loaded, err := demo.Load(t.Context(), d, simulate.Config{Seed: 1, Month: civil.Month{Year: 2026, Month: 10}, Days: 1})
		if err != nil {
			t.Fatal(err)
		}
		b := table{t: t, desk: d, store: s, files: files, people: loaded.Actors}
		officer := b.who("pekanbaru-kerjasama")
		c, err := d.NewCooperation(t.Context(), officer, agreement.Cooperation{Title: "Angkutan perbatasan", Category: agreement.Undecided, Parties: []string{demo.Pekanbaru, demo.Kampar}})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.ShareCooperation(t.Context(), officer, c.ID); err != nil {
			t.Fatal(err)
		}
		if b.run, err = d.StartRun(t.Context(), officer, ops.NewRun{Cooperation: c.ID, Definition: "ksdd-sukarela"}); err != nil {
			t.Fatal(err)
		}
		if b.kb, err = d.BeginDraft(t.Context(), officer, b.run, "", b.made("kb", demo.Pekanbaru, demo.Kampar)); err != nil {
			t.Fatal(err)
		}
		test(t, b)
	})
}

func (b table) who(login string) policy.Actor {
	b.t.Helper()
	a, ok := b.people[login]
	if !ok {
		b.t.Fatalf("the demo has nobody called %s", login)
	}
	return a
}

func (b table) made(template string, parties ...string) draft.Text {
	b.t.Helper()
	s := formulary.Setup{Title: "Angkutan Perbatasan"}
	for _, code := range parties {
		s.Parties = append(s.Parties, draft.Party{Government: code})
	}
	lib, err := b.desk.Library(b.t.Context(), b.who("pekanbaru-kerjasama"))
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := lib.Make(template, s)
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

func (b table) see(login string) ops.Negotiation {
	b.t.Helper()
	n, err := b.desk.Negotiation(b.t.Context(), b.who(login), b.kb)
	if err != nil {
		b.t.Fatalf("%s sees the text: %v", login, err)
	}
	return n
}

// says puts a sentence behind the text of a clause, on what the officer saw.
func (b table) says(login string, n ops.Negotiation, unit, clause, words string) desk.Result {
	b.t.Helper()
	r, err := b.desk.SaveUnit(b.t.Context(), b.who(login), b.kb, b.edit(n, unit, clause, words))
	if err != nil {
		b.t.Fatalf("%s says %q in %s: %v", login, words, clause, err)
	}
	return r
}

func (b table) edit(n ops.Negotiation, unit, clause, words string) ops.UnitEdit {
	b.t.Helper()
	_, revision, err := n.Unit(unit)
	if err != nil {
		b.t.Fatal(err)
	}
	v, ok := n.Text().Find(clause)
	if !ok {
		b.t.Fatalf("no clause %s", clause)
	}
	return ops.UnitEdit{Unit: unit, Revision: revision, Words: map[string]ops.Said{clause: {Heading: v.Clause.Heading, Text: strings.TrimSpace(v.Clause.Text + " " + words)}}}
}

func (b table) words(login, clause string) string {
	b.t.Helper()
	v, ok := b.see(login).Text().Find(clause)
	if !ok {
		b.t.Fatalf("no clause %s", clause)
	}
	return v.Clause.Text
}

func (b table) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b table) wants(err error, kind fault.Kind, key string) {
	b.t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind || (f.Key != key && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == key })) {
		b.t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

const pelaksanaan, pembiayaan = "pelaksanaan", "pembiayaan"

// Two officers of one government, at different pasal and at the same one: all
// their words are in the text, or kept beside it.
func TestTwoOfficersOfOneGovernmentAtOnce(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		seen := b.see("pekanbaru-kerjasama") // both open the page at the same time
		if r := b.says("pekanbaru-kerjasama", seen, pelaksanaan, "pelaksanaan.1", "Satu."); r.Status != desk.Saved {
			t.Errorf("the first: %s", r.Status)
		}
		if r := b.says("pekanbaru-dishub", seen, pembiayaan, "pembiayaan.1", "Dua."); r.Status != desk.Saved {
			t.Errorf("another pasal: %s", r.Status)
		}
		if r := b.says("pekanbaru-dishub", seen, pelaksanaan, "pelaksanaan.2", "Tiga."); r.Status != desk.Merged {
			t.Errorf("another ayat of the same pasal: %s", r.Status)
		}
		r := b.says("pekanbaru-dishub", seen, pelaksanaan, "pelaksanaan.1", "Empat.")
		if r.Status != desk.Disputed || len(r.Kept.Conflicts) != 1 || !strings.HasSuffix(r.Kept.Conflicts[0].Ours, "Satu.") || !strings.HasSuffix(r.Kept.Conflicts[0].Theirs, "Empat.") {
			t.Errorf("the same words: %+v", r)
		}
		for clause, end := range map[string]string{"pelaksanaan.1": "Satu.", "pelaksanaan.2": "Tiga.", "pembiayaan.1": "Dua."} {
			if got := b.words("pekanbaru-kerjasama", clause); !strings.HasSuffix(got, end) {
				t.Errorf("%s: %q", clause, got)
			}
		}
		kept := b.see("pekanbaru-kerjasama").Working.Kept
		if len(kept) != 1 || kept[0].By != b.who("pekanbaru-dishub").Name {
			t.Fatalf("kept: %+v", kept)
		}
		b.wants(b.desk.SendDraft(t.Context(), b.who("pekanbaru-kerjasama"), b.kb, ""), fault.Conflict, "draft.fault.unsettled")
		b.must(b.desk.SettleKept(t.Context(), b.who("pekanbaru-kerjasama"), b.kb, kept[0].ID, true))
		if got := b.words("pekanbaru-dishub", "pelaksanaan.1"); !strings.HasSuffix(got, "Empat.") || len(b.see("pekanbaru-dishub").Working.Kept) != 0 {
			t.Errorf("settled: %q", got)
		}
	})
}

// The line drops after the server has taken an edit over: it is sent again and
// counts once, even when a colleague was in the pasal meanwhile. An officer who
// types on while an edit is under way loses nothing either.
func TestAnEditThatIsSentTwice(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, me := t.Context(), b.who("pekanbaru-kerjasama")
		seen := b.see("pekanbaru-kerjasama")
		e := b.edit(seen, pelaksanaan, "pelaksanaan.1", "Satu.")
		e.ID = "sunting-1"
		first, err := b.desk.SaveUnit(ctx, me, b.kb, e)
		b.must(err)
		b.says("pekanbaru-dishub", b.see("pekanbaru-dishub"), pelaksanaan, "pelaksanaan.1", "Dua.")
		again, err := b.desk.SaveUnit(ctx, me, b.kb, e)
		b.must(err)
		if first.Status != desk.Saved || again.Status != desk.Merged || again.Revisions[pelaksanaan] != 2 || again.Kept != nil {
			t.Errorf("first %+v, again %+v", first.Status, again)
		}
		if got := b.words("pekanbaru-kerjasama", "pelaksanaan.1"); !strings.HasSuffix(got, "Satu. Dua.") {
			t.Errorf("got %q", got)
		}
		// While that answer was on its way, the officer typed on, from the words that they had sent.
		sent := e.Words["pelaksanaan.1"]
		on := ops.UnitEdit{
			ID: "sunting-2", Unit: pelaksanaan, Revision: 2, Was: map[string]ops.Said{"pelaksanaan.1": sent},
			Words: map[string]ops.Said{"pelaksanaan.1": {Heading: sent.Heading, Text: "Bahwa " + sent.Text}},
		}
		r, err := b.desk.SaveUnit(ctx, me, b.kb, on)
		b.must(err)
		if got := b.words("pekanbaru-kerjasama", "pelaksanaan.1"); r.Status != desk.Merged || !strings.HasPrefix(got, "Bahwa ") || !strings.HasSuffix(got, "Satu. Dua.") {
			t.Errorf("%s: %q", r.Status, got)
		}
		stale := b.edit(seen, pelaksanaan, "pelaksanaan.1", "Tiga.")
		stale.Revision = 9
		_, err = b.desk.SaveUnit(ctx, me, b.kb, stale)
		b.wants(err, fault.Invalid, "desk.fault.revision")
	})
}

func TestChangesAreTakenBack(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, me := t.Context(), b.who("pekanbaru-kerjasama")
		b.says("pekanbaru-kerjasama", b.see("pekanbaru-kerjasama"), pelaksanaan, "pelaksanaan.1", "Satu.")
		b.says("pekanbaru-dishub", b.see("pekanbaru-dishub"), pelaksanaan, "pelaksanaan.2", "Dua.")
		b.must(b.desk.UndoDraft(ctx, me, b.kb))
		if one, two := b.words("pekanbaru-kerjasama", "pelaksanaan.1"), b.words("pekanbaru-kerjasama", "pelaksanaan.2"); strings.HasSuffix(one, "Satu.") || !strings.HasSuffix(two, "Dua.") {
			t.Errorf("%q, %q", one, two)
		}
		b.wants(b.desk.UndoDraft(ctx, me, b.kb), fault.Conflict, "draft.fault.nothing_to_undo")

		r, err := b.desk.ArrangeDraft(ctx, me, b.kb, desk.Arrange{Ops: []draft.Op{{Do: draft.Remove, ID: pembiayaan}}})
		b.must(err)
		if len(r.Gone) == 0 || b.see("pekanbaru-kerjasama").Text().Index().Has(pembiayaan) {
			t.Errorf("removed: %+v", r)
		}
		b.must(b.desk.UndoDraft(ctx, me, b.kb))
		if !b.see("pekanbaru-kerjasama").Text().Index().Has("pembiayaan.3") {
			t.Error("the pasal did not come back")
		}
		b.says("pekanbaru-kerjasama", b.see("pekanbaru-kerjasama"), pembiayaan, "pembiayaan.1", "Tiga.")
		n := b.see("pekanbaru-dishub")
		e := b.edit(n, pembiayaan, "pembiayaan.1", "")
		e.Words["pembiayaan.1"] = ops.Said{Text: "Seluruhnya lain."}
		_, err = b.desk.SaveUnit(ctx, b.who("pekanbaru-dishub"), b.kb, e)
		b.must(err)
		b.wants(b.desk.UndoDraft(ctx, me, b.kb), fault.Conflict, "draft.fault.written_over")
	})
}

// What is sent is seen, what is not sent is not. Changes are decided one by
// one, and both sides end with one text of one hash.
func TestTwoGovernmentsAgreeOnOneText(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		_, err := b.desk.Negotiation(ctx, kampar, b.kb)
		b.wants(err, fault.NotFound, "policy.not_found")
		b.must(b.desk.SendDraft(ctx, pku, b.kb, "usul pertama"))
		b.wants(b.desk.SendDraft(ctx, pku, b.kb, "sekali lagi"), fault.Conflict, "redline.fault.nothing_new")
		if n := b.see("kampar-kerjasama"); n.Working == nil || len(n.Versions) != 1 || n.Versions[0].SHA256 != n.Draft.Common {
			t.Fatalf("Kampar: %+v", n.Versions)
		}
		b.says("pekanbaru-kerjasama", b.see("pekanbaru-kerjasama"), pelaksanaan, "pelaksanaan.1", "Belum dikirim.")
		b.says("kampar-kerjasama", b.see("kampar-kerjasama"), pembiayaan, "pembiayaan.1", "Satu.")
		b.says("kampar-kerjasama", b.see("kampar-kerjasama"), pembiayaan, "pembiayaan.2", "Dua.")
		if b.see("kampar-kerjasama").Shown() {
			t.Error("Pekanbaru is said to have seen what Kampar has not sent")
		}
		b.must(b.desk.SendDraft(ctx, kampar, b.kb, "usul Kampar"))
		if !b.see("kampar-kerjasama").Shown() {
			t.Error("Pekanbaru is said not to have seen what Kampar has sent")
		}
		if strings.Contains(b.words("kampar-kerjasama", "pelaksanaan.1"), "Belum dikirim") {
			t.Error("Kampar sees what Pekanbaru has not sent")
		}
		_, p, _, theirs, changes, err := b.desk.Review(ctx, pku, b.kb, 1)
		b.must(err)
		if len(changes) != 2 || strings.Contains(wordsOf(theirs, "pelaksanaan.1"), "Belum") {
			t.Fatalf("%d changes: %+v", len(changes), p.Proposal)
		}
		one, two := changes[0].ID, changes[1].ID
		b.wants(b.desk.DecideChanges(ctx, kampar, b.kb, 1, ops.Choice{Change: one, Accepted: true}), fault.Denied, "redline.fault.own_proposal")
		b.wants(b.desk.DecideChanges(ctx, pku, b.kb, 1, ops.Choice{Change: two}), fault.Invalid, "redline.fault.reason")
		b.must(b.desk.DecideChanges(ctx, pku, b.kb, 1, ops.Choice{Change: one, Accepted: true}))
		// A colleague's page is from before: it does not overturn what it does not show.
		dishub := b.who("pekanbaru-dishub")
		b.wants(b.desk.DecideChanges(ctx, dishub, b.kb, 1, ops.Choice{Change: one, Comment: "tidak perlu"}), fault.Conflict, "redline.fault.accepted_meanwhile")
		b.must(b.desk.DecideChanges(ctx, dishub, b.kb, 1, ops.Choice{Change: one, Comment: "tidak perlu", Seen: 1}))
		b.wants(b.desk.DecideChanges(ctx, pku, b.kb, 1, ops.Choice{Change: one, Accepted: true, Seen: 1}), fault.Conflict, "redline.fault.rejected_meanwhile")
		b.must(b.desk.DecideChanges(ctx, pku, b.kb, 1, ops.Choice{Change: one, Accepted: true, Seen: 2}))
		b.must(b.desk.DecideChanges(ctx, pku, b.kb, 1, ops.Choice{Change: two, Comment: "Sudah diatur dalam PKS."}))
		b.wants(b.desk.DecideChanges(ctx, pku, b.kb, 1, ops.Choice{Change: two, Accepted: true}), fault.Conflict, "draft.fault.proposal_closed")
		mine, others := b.see("pekanbaru-kerjasama"), b.see("kampar-kerjasama")
		if !others.Shown() || mine.Shown() {
			t.Errorf("seen by the others: what Kampar still wants %v, what Pekanbaru keeps to itself %v", others.Shown(), mine.Shown())
		}
		if !strings.HasSuffix(wordsOf(*mine.Common, "pembiayaan.1"), "Satu.") || strings.HasSuffix(wordsOf(*mine.Common, "pembiayaan.2"), "Dua.") {
			t.Error("not what was decided")
		}
		if !strings.HasSuffix(wordsOf(mine.Text(), "pelaksanaan.1"), "Belum dikirim.") || !strings.HasSuffix(wordsOf(mine.Text(), "pembiayaan.1"), "Satu.") {
			t.Error("the own copy did not follow, or lost what was not sent")
		}
		last := map[string]string{}
		for _, v := range others.Versions {
			last[v.Branch] = v.SHA256
		}
		if mine.Draft.Common != others.Draft.Common || last[demo.Pekanbaru] != mine.Draft.Common || last[demo.Kampar] != mine.Draft.Common {
			t.Errorf("%v, in common %s and %s", last, mine.Draft.Common, others.Draft.Common)
		}
		b.must(b.desk.TakeCommon(ctx, kampar, b.kb))
		if sha, err := b.see("kampar-kerjasama").Text().SHA256(); err != nil || sha != mine.Draft.Common {
			t.Errorf("Kampar's copy %s, in common %s, %v", sha, mine.Draft.Common, err)
		}
		for _, gov := range []string{demo.Pekanbaru, demo.Kampar} {
			chain := slices.DeleteFunc(slices.Clone(others.Versions), func(v redline.Version) bool { return v.Branch != gov })
			b.must(redline.CheckChain(chain, func(sha string) ([]byte, error) { return b.desk.DraftBytes(ctx, kampar, b.kb, sha) }))
		}
	})
}

func wordsOf(t draft.Text, clause string) string {
	v, _ := t.Find(clause)
	return v.Clause.Text
}

func TestConversationsAreSharedOrNot(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		b.must(b.desk.SendDraft(ctx, pku, b.kb, ""))
		b.must(b.desk.Remark(ctx, pku, b.kb, "", redline.Thread{Clause: pembiayaan}, "Berapa kita sanggup?", false))
		b.must(b.desk.Remark(ctx, pku, b.kb, "", redline.Thread{Clause: pembiayaan, Shared: true}, "Mohon tanggapan.", false))
		if n := b.see("kampar-kerjasama"); len(n.Threads) != 1 || n.Threads[0].Remarks[0].Text != "Mohon tanggapan." {
			t.Fatalf("Kampar hears %+v", n.Threads)
		}
		b.wants(b.desk.Remark(ctx, kampar, b.kb, "t1", redline.Thread{}, "Kami dengar", false), fault.NotFound, "policy.not_found")
		b.must(b.desk.Remark(ctx, kampar, b.kb, "t2", redline.Thread{}, "Setuju.", true))
		if n := b.see("pekanbaru-kerjasama"); len(n.Threads) != 2 || n.Threads[1].Resolved == nil || len(n.Threads[1].Remarks) != 2 {
			t.Errorf("Pekanbaru hears %+v", n.Threads)
		}
		if _, err := b.desk.Negotiation(ctx, b.who("kampar-dprd"), b.kb); err != nil {
			t.Errorf("the DPRD reads what was sent: %v", err)
		}
		if n := b.see("kampar-dprd"); n.Working != nil || n.Threads != nil || n.Proposals != nil {
			t.Error("the DPRD sees the executive's own copy or what it says to the partner")
		}
	})
}

// A letter is written by one government alone: each has its own, nobody else
// sees it, it is not sent to be negotiated, and it is not the run's document.
func TestALetterIsItsWritersOwn(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, pku, kampar := t.Context(), b.who("pekanbaru-kerjasama"), b.who("kampar-kerjasama")
		first, err := b.desk.BeginDraft(ctx, pku, b.run, "", b.made("surat-dprd", demo.Pekanbaru, demo.Kampar))
		b.must(err)
		second, err := b.desk.BeginDraft(ctx, kampar, b.run, "", b.made("surat-dprd", demo.Kampar, demo.Pekanbaru))
		b.must(err)
		_, err = b.desk.Negotiation(ctx, kampar, first)
		b.wants(err, fault.NotFound, "policy.not_found")
		n, err := b.desk.Negotiation(ctx, kampar, second)
		b.must(err)
		if n.Facts.Parties["pihak-1"].Government != "Kabupaten Kampar" || n.Facts.Parties["pihak-2"].Government != "Kota Pekanbaru" || n.Document.Kind != "" {
			t.Errorf("the sender is %+v", n.Facts.Parties["pihak-1"])
		}
		b.wants(b.desk.SendDraft(ctx, kampar, second, ""), fault.Conflict, "draft.fault.written_alone")
		other := b.made("kb", demo.Pekanbaru, demo.Kampar)
		other.Title = "Angkutan lain"
		_, err = b.desk.BeginDraft(ctx, pku, b.run, "", other)
		b.wants(err, fault.Conflict, "draft.fault.exists")
		_, err = b.desk.BeginDraft(ctx, pku, b.run, "", b.made("pks-umum", demo.Pekanbaru, demo.Kampar))
		b.wants(err, fault.Invalid, "draft.fault.other_document")
		_, err = b.desk.BeginDraft(ctx, b.who("pekanbaru-dprd"), b.run, "", b.made("surat-inisiasi", demo.Pekanbaru, demo.Kampar))
		if err == nil {
			t.Error("the DPRD writes a letter of the executive")
		}
	})
}

func TestClausesOfTheLibraryAndValues(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, me := t.Context(), b.who("pekanbaru-kerjasama")
		before := len(b.see("pekanbaru-kerjasama").Text().Parameters)
		unit, err := b.desk.AddClause(ctx, me, b.kb, draft.Place{Section: draft.InBody, After: pelaksanaan}, "jangka-waktu", "tanpa-perpanjangan")
		b.must(err)
		n := b.see("pekanbaru-kerjasama")
		v, ok := n.Text().Find(unit)
		if !ok || unit != "jangka-waktu-2" || v.Clause.Source.Fallback != "tanpa-perpanjangan" || len(n.Text().Parameters) != before {
			t.Errorf("%s: %+v", unit, v.Clause)
		}
		b.must(b.desk.SetDraftValues(ctx, me, b.kb, ops.ValueEdit{ID: "jangka-waktu", Was: "5", Is: "3"}))
		b.wants(b.desk.SetDraftValues(ctx, me, b.kb, ops.ValueEdit{ID: "jangka-waktu", Was: "5", Is: "4"}), fault.Invalid, "draft.fault.value_moved_on")
		b.wants(b.desk.SetDraftValues(ctx, me, b.kb, ops.ValueEdit{ID: "jangka-waktu", Was: "3", Is: "lama"}), fault.Invalid, "draft.parameter.not_a_number")
		b.must(b.desk.UndoDraft(ctx, me, b.kb))
		if p, _ := b.see("pekanbaru-kerjasama").Text().Parameter("jangka-waktu"); p.Value != "5" {
			t.Errorf("after undo: %q", p.Value)
		}
		base := b.see("pekanbaru-kerjasama").Text()
		b.says("pekanbaru-dishub", b.see("pekanbaru-dishub"), pembiayaan, "pembiayaan.1", "Dari Dishub.")
		edited, _, err := draft.Apply(base, draft.Op{Do: draft.SetText, ID: "pembiayaan.2", Words: "Dari Word."})
		b.must(err)
		conflicts, err := b.desk.RewriteDraft(ctx, me, b.kb, base, edited)
		b.must(err)
		if got := b.see("pekanbaru-kerjasama").Text(); len(conflicts) > 0 || wordsOf(got, "pembiayaan.2") != "Dari Word." || !strings.HasSuffix(wordsOf(got, "pembiayaan.1"), "Dari Dishub.") {
			t.Errorf("%v", conflicts)
		}
	})
}

// A text that was begun by mistake is thrown away by its government, which may
// begin anew or go on with what it threw away. Nobody else ever learns of it.
func TestATextBegunByMistake(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, me := t.Context(), b.who("pekanbaru-kerjasama")
		begin := func(who, template string) (string, error) {
			return b.desk.BeginDraft(ctx, b.who(who), b.run, "", b.made(template, demo.Pekanbaru, demo.Kampar))
		}
		if id, err := begin("pekanbaru-kerjasama", "kb"); err != nil || id != b.kb {
			t.Errorf("the form sent twice: %s, %v", id, err)
		}
		_, err := begin("kampar-kerjasama", "kb")
		b.wants(err, fault.Conflict, "draft.fault.begun_elsewhere")
		b.says("pekanbaru-kerjasama", b.see("pekanbaru-kerjasama"), pelaksanaan, "pelaksanaan.1", "Ditempel keliru.")
		b.must(b.desk.Remark(ctx, me, b.kb, "", redline.Thread{Clause: pelaksanaan}, "Ini keliru.", false))
		b.must(b.desk.Open(ctx, me, b.kb, pelaksanaan))
		_, err = begin("pekanbaru-kerjasama", "kb")
		b.wants(err, fault.Conflict, "draft.fault.exists")
		b.wants(b.desk.DiscardDraft(ctx, b.who("kampar-kerjasama"), b.kb), fault.NotFound, "policy.not_found")
		b.wants(b.desk.DiscardDraft(ctx, b.who("pekanbaru-auditor"), b.kb), fault.Denied, "policy.denied")

		finds := func(want int) {
			t.Helper()
			if found, err := b.desk.Search(ctx, me, ops.Searched{Words: "ditempel"}, 10); err != nil || len(found.Hits) != want {
				t.Errorf("search finds %+v, %v, want %d", found, err, want)
			}
		}
		finds(1)
		b.must(b.desk.DiscardDraft(ctx, me, b.kb))
		_, err = b.desk.Negotiation(ctx, me, b.kb)
		b.wants(err, fault.NotFound, "policy.not_found")
		finds(0)
		gone, err := b.desk.DiscardedDrafts(ctx, me, b.run, "")
		if err != nil || len(gone) != 1 || gone[0].ByName != me.Name {
			t.Fatalf("thrown away: %+v, %v", gone, err)
		}
		if theirs, err := b.desk.DiscardedDrafts(ctx, b.who("kampar-kerjasama"), b.run, ""); err != nil || len(theirs) != 0 {
			t.Errorf("Kampar sees %+v, %v", theirs, err)
		}
		_, err = b.desk.DiscardedText(ctx, b.who("kampar-kerjasama"), b.run, "", gone[0].ID)
		b.wants(err, fault.NotFound, "policy.not_found")
		again, err := b.desk.DiscardedText(ctx, me, b.run, "", gone[0].ID)
		b.must(err)
		id, err := b.desk.BeginDraft(ctx, me, b.run, "", again)
		if err != nil || id != b.kb || !strings.HasSuffix(b.words("pekanbaru-kerjasama", "pelaksanaan.1"), "Ditempel keliru.") {
			t.Errorf("begun again: %s, %v", id, err)
		}

		officer := b.who("kampar-kerjasama")
		b.must(b.desk.SendDraft(ctx, me, b.kb, ""))
		b.wants(b.desk.DiscardDraft(ctx, me, b.kb), fault.Conflict, "draft.fault.was_shown")
		b.wants(b.desk.DiscardDraft(ctx, officer, b.kb), fault.Denied, "draft.fault.others_text")
	})
}
