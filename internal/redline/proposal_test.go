package redline_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
)

const (
	kampar    = drafttest.Kampar
	pekanbaru = drafttest.Pekanbaru
)

func proposed(t *testing.T) (base, theirs draft.Text, p redline.Proposal, changes []redline.Change) {
	t.Helper()
	base = drafttest.Bus()
	theirs = edit(
		t, base,
		draft.Op{Do: draft.Insert, Place: draft.Place{Parent: "bab-isi", After: "objek"}, Clause: &draft.Clause{ID: "halte", Level: draft.Pasal, Text: "Halte:"}},
		draft.Op{Do: draft.Move, ID: "biaya.bayar.b", Place: draft.Place{Parent: "halte"}},
		draft.Op{Do: draft.SetText, ID: "objek", Words: "Objek adalah layanan bus lintas batas."},
	)
	p, changes, err := redline.Propose(kampar, "budi", 1, "Usul pertama", base, theirs)
	if err != nil || len(changes) != 3 {
		t.Fatal(err, changes)
	}
	return base, theirs, p, changes
}

func decide(t *testing.T, p redline.Proposal, changes []redline.Change, id string, accepted bool) redline.Proposal {
	t.Helper()
	p, err := p.Decide(changes, redline.Decision{Change: id, Accepted: accepted, Comment: "alasan", Government: pekanbaru, By: "sri", At: 2})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAProposalDecidedToTheEnd(t *testing.T) {
	t.Parallel()
	base, theirs, p, changes := proposed(t)
	p = decide(t, p, changes, "move:biaya.bayar.b", true) // brings the pasal along
	if open := p.Open(changes); len(open) != 1 || open[0].ID != "text:objek" {
		t.Errorf("open: %+v", open)
	}
	if d := p.Decided()["insert:halte"]; !d.Accepted || d.With != "move:biaya.bayar.b" {
		t.Errorf("the pasal: %+v", d)
	}
	p = decide(t, p, changes, "text:objek", false)
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var stored redline.Proposal
	if err := json.Unmarshal(b, &stored); err != nil || cmp.Diff(p, stored) != "" {
		t.Error(err, cmp.Diff(p, stored))
	}
	result, open, err := stored.Result(base, theirs)
	if err != nil || open != 0 {
		t.Fatal(err, open)
	}
	if text(t, result, "objek") != "Objek adalah layanan bus." || result.Index().Cite("biaya.bayar.b") != "Pasal 3 huruf a" {
		t.Errorf("got %+v", result.Body)
	}
	again, _, err := stored.Result(base, theirs)
	if err != nil || hash(t, again) != hash(t, result) {
		t.Error("the two governments have different texts")
	}
	if a, r, o := p.Summary(changes); a != 2 || r != 1 || o != 0 {
		t.Errorf("%d accepted, %d rejected, %d open", a, r, o)
	}
	if _, _, err := p.Result(base, base); err == nil {
		t.Error("another text was taken for the proposed one")
	}
}

func TestDecisionsThatCannotBe(t *testing.T) {
	t.Parallel()
	base, _, p, changes := proposed(t)
	for name, c := range map[string]struct {
		d   redline.Decision
		key string
	}{
		"about nothing":         {redline.Decision{Change: "text:x", Accepted: true, Government: pekanbaru}, "redline.fault.no_change"},
		"about one's own":       {redline.Decision{Change: "text:objek", Accepted: true, Government: kampar}, "redline.fault.own_proposal"},
		"a no without a why":    {redline.Decision{Change: "text:objek", Government: pekanbaru, Comment: " "}, "ui.invalid"},
		"against what it needs": {redline.Decision{Change: "move:biaya.bayar.b", Accepted: true, Government: pekanbaru}, "redline.fault.needs"},
	} {
		q := decide(t, p, changes, "insert:halte", false)
		if c.key != "redline.fault.needs" {
			q = p
		}
		if _, err := q.Decide(changes, c.d); err == nil || fault.Of(err).Key != c.key {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		}
	}
	q := decide(t, p, changes, "insert:halte", false)
	if d := q.Decided()["move:biaya.bayar.b"]; d.Accepted || d.With != "insert:halte" {
		t.Errorf("what needs a rejected change: %+v", d)
	}
	q = decide(t, p, changes, "text:objek", false)
	q = decide(t, q, changes, "text:objek", true)
	if len(q.Decisions) != 2 || !q.Decided()["text:objek"].Accepted {
		t.Errorf("a changed mind: %+v", q.Decisions)
	}
	if _, _, err := redline.Propose(kampar, "budi", 1, "", base, base); fault.Of(err) == nil {
		t.Error("a proposal of nothing")
	}
}

func TestVersionsOfABranch(t *testing.T) {
	t.Parallel()
	base, theirs, _, _ := proposed(t)
	first, one, err := redline.Next(nil, kampar, "budi", 1, "awal", base)
	if err != nil {
		t.Fatal(err)
	}
	second, two, err := redline.Next(&first, kampar, "budi", 2, "", theirs)
	if err != nil || second.Number != 2 || second.Previous != first.SHA256 {
		t.Fatal(err, second)
	}
	if _, _, err := redline.Next(&second, kampar, "budi", 3, "", theirs); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same again: %v", err)
	}
	kept := map[string][]byte{first.SHA256: one, second.SHA256: two}
	load := func(h string) ([]byte, error) {
		b, ok := kept[h]
		if !ok {
			return nil, errors.New("not there")
		}
		return b, nil
	}
	if err := redline.CheckChain([]redline.Version{first, second}, load); err != nil {
		t.Error(err)
	}
	if err := redline.CheckChain([]redline.Version{second}, load); err == nil {
		t.Error("a chain without its first version")
	}
	kept[second.SHA256] = one
	if err := redline.CheckChain([]redline.Version{first, second}, load); err == nil {
		t.Error("the bytes of a version were exchanged")
	}
}

func TestThreads(t *testing.T) {
	t.Parallel()
	say := func(gov, words string) redline.Remark {
		return redline.Remark{By: "x", Government: gov, At: 1, Text: words}
	}
	inside, err := redline.Thread{ID: "1", Clause: "objek"}.Begin(say(kampar, "Apa ini cukup?"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inside.Reply(say(pekanbaru, "Tidak.")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other side answered in a thread it must not know: %v", err)
	}
	shared, err := redline.Thread{ID: "2", Clause: "waktu", Shared: true}.Begin(say(kampar, "Lima tahun?"))
	if err != nil {
		t.Fatal(err)
	}
	settled, err := shared.Resolve(say(pekanbaru, "Setuju."))
	if err != nil || settled.Resolved == nil || len(settled.Remarks) != 2 || len(shared.Remarks) != 1 {
		t.Errorf("%v %+v", err, settled)
	}
	if _, err := settled.Resolve(say(kampar, "")); err == nil {
		t.Error("settled twice")
	}
	if again, err := settled.Reply(say(kampar, "Tunggu.")); err != nil || again.Resolved != nil {
		t.Errorf("%v %+v", err, again)
	}
	if _, err := shared.Reply(say(kampar, " \n")); err == nil {
		t.Error("a remark without words")
	}
	all := []redline.Thread{inside, shared, settled}
	if got := redline.Seen(all, pekanbaru); len(got) != 2 {
		t.Errorf("Pekanbaru sees %+v", got)
	}
	without := edit(t, drafttest.Bus(), draft.Op{Do: draft.Remove, ID: "waktu"})
	if got := redline.Orphans(all, without); len(got) != 1 || got[0].ID != "2" {
		t.Errorf("orphans %+v", got)
	}
}
