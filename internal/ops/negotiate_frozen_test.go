package ops_test

import (
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
)

// The run learns the hash of what was agreed; once it is out for signature
// nothing changes the text, by whichever door.
func TestNothingChangesATextThatWasSentForSignature(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx, pku := t.Context(), b.who("pekanbaru-kerjasama")
		b.offers(b.cooperation("Angkutan perbatasan"))
		b.answers()
		lib, err := b.desk.Library(ctx, pku)
		if err != nil {
			t.Fatal(err)
		}
		made, err := lib.Make("kb", formulary.Setup{Title: "Angkutan", Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
		if err != nil {
			t.Fatal(err)
		}
		kb, err := b.desk.BeginDraft(ctx, pku, b.run, "", made)
		if err != nil {
			t.Fatal(err)
		}
		letter, err := lib.Make("surat-dprd", formulary.Setup{Title: "Permohonan", Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
		if err != nil {
			t.Fatal(err)
		}
		beside, err := b.desk.BeginDraft(ctx, pku, b.run, "", letter)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.desk.SendDraft(ctx, pku, kb, ""); err != nil {
			t.Fatal(err)
		}
		n, err := b.desk.Negotiation(ctx, pku, kb)
		if err != nil {
			t.Fatal(err)
		}
		sum := n.Draft.Common
		if n.Document.Text != sum {
			t.Fatalf("the run knows %q, agreed is %q", n.Document.Text, sum)
		}
		for _, g := range []string{"pekanbaru", "kampar"} {
			b.gives(g+"-kerjasama", "sepakat_kb", "pembahasan", b.paper(g+"-kerjasama", "BA "+g))
			b.gives(g+"-sekda", "sepakat_kb", "setuju", &procedure.Value{Hash: sum})
		}
		b.gives("kampar-kerjasama", "kirim_kb!", "kirim", &procedure.Value{Hash: sum})
		doors := map[string]func() error{
			"a pasal": func() error {
				_, err := b.desk.SaveUnit(ctx, pku, kb, ops.UnitEdit{Unit: "pelaksanaan", Words: map[string]ops.Said{"pelaksanaan.1": {Text: "Lain."}}})
				return err
			},
			"the outline": func() error {
				_, err := b.desk.ArrangeDraft(ctx, pku, kb, desk.Arrange{Ops: []draft.Op{{Do: draft.Remove, ID: "pelaksanaan"}}})
				return err
			},
			"a value": func() error {
				return b.desk.SetDraftValues(ctx, pku, kb, ops.ValueEdit{ID: "jangka-waktu", Was: "5", Is: "9"})
			},
			"Word": func() error { _, err := b.desk.RewriteDraft(ctx, pku, kb, made, letter); return err },
			"undo": func() error { return b.desk.UndoDraft(ctx, pku, kb) },
			"send": func() error { return b.desk.SendDraft(ctx, b.who("kampar-kerjasama"), kb, "") },
			"a decision": func() error {
				return b.desk.DecideChanges(ctx, pku, kb, 1, ops.Choice{Change: "text:pelaksanaan.1", Accepted: true})
			},
		}
		for name, change := range doors {
			if f := fault.Of(change()); f == nil || f.Key != "draft.fault.is_sent" {
				t.Errorf("%s: %v", name, f)
			}
		}
		if n, err := b.desk.Negotiation(ctx, pku, kb); err != nil || n.Draft.Common != sum || n.MayEdit || !n.Sent() {
			t.Errorf("after: %v %+v", err, n.MayEdit)
		}
		if _, err := b.desk.SaveUnit(ctx, pku, beside, ops.UnitEdit{Unit: "isi.1", Words: map[string]ops.Said{"isi.1": {Text: "Lain."}}}); err != nil {
			t.Errorf("a letter beside it is not locked: %v", err)
		}
	})
}
