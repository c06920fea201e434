package app_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/mail"
	"sinergi/internal/mail/mailtest"
	"sinergi/internal/notice"
	"sinergi/internal/settlement"
)

// A statement is offered, disputed, answered, accepted and agreed. At each move
// those who have to make the next are told, and what was done waits to be read
// no longer.
func TestTheMovesOnAStatementAreTold(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	ctx := t.Context()
	id := drafted(t, o)[0]
	provider, reviewer := o.load.Actors["pekanbaru-keuangan"], o.load.Actors["kampar-keuangan"]
	unread := func(login string) (kinds []notice.Kind) {
		t.Helper()
		if err := o.node.Desk.Notify(ctx); err != nil {
			t.Fatal(err)
		}
		all, err := o.node.Desk.Messages(ctx, o.load.Actors[login], "id", 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if m.Unread() && m.Place[0] == id {
				kinds = append(kinds, m.Kind)
			}
		}
		return kinds
	}
	want := func(after string, kampar, pekanbaru []notice.Kind) {
		t.Helper()
		for login, kinds := range map[string][]notice.Kind{"kampar-keuangan": kampar, "kampar-pimpinan": kampar, "pekanbaru-keuangan": pekanbaru, "kampar-dishub": nil, "kampar-dprd": nil, "riau-gubernur": nil} {
			if _, known := o.load.Actors[login]; !known {
				t.Fatalf("nobody is called %s", login)
			}
			if got := unread(login); !slices.Equal(got, kinds) {
				t.Errorf("%s: %s is told of %v, want %v", after, login, got, kinds)
			}
		}
	}
	move := func(who string, m settlement.Move) {
		t.Helper()
		if err := o.node.Desk.Move(ctx, o.load.Actors[who], id, m); err != nil {
			t.Fatal(err)
		}
	}
	want("a draft", nil, nil)
	if err := o.node.Desk.Offer(ctx, provider, id, waitingFor(t, o, id)); err != nil {
		t.Fatal(err)
	}
	want("offered", []notice.Kind{notice.Check}, nil)
	move("kampar-keuangan", settlement.Move{Kind: settlement.MoveDispute, Line: 1, Text: "Jaraknya lain."})
	want("disputed", []notice.Kind{notice.Check}, []notice.Kind{notice.Answer})
	move("pekanbaru-keuangan", settlement.Move{Kind: settlement.MoveAnswer, Line: 1, Text: "Menurut GPS."})
	want("answered", []notice.Kind{notice.Reply, notice.Check}, nil)
	move("kampar-keuangan", settlement.Move{Kind: settlement.MoveDispute, Line: 1, Text: "Tetap lain."})
	want("disputed again", []notice.Kind{notice.Check}, []notice.Kind{notice.Answer})
	move("pekanbaru-keuangan", settlement.Move{Kind: settlement.MoveAnswer, Line: 1, Text: "Lihat trip 7."})
	if err := o.node.Desk.AcceptAll(ctx, reviewer, id); err != nil {
		t.Fatal(err)
	}
	move("kampar-keuangan", settlement.Move{Kind: settlement.MoveAccept, Line: 1})
	want("accepted", []notice.Kind{notice.Agree}, []notice.Kind{notice.Agree})
	move("kampar-keuangan", settlement.Move{Kind: settlement.MoveAgree})
	want("agreed by one", nil, []notice.Kind{notice.Agree})
	move("pekanbaru-keuangan", settlement.Move{Kind: settlement.MoveAgree})
	want("agreed", nil, nil)
}

// The page of messages: unread ones are counted on every page, each leads to
// its matter and is read then, the rest are read at the press of a button.
func TestThePageOfMessages(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	if page := officer.get("/messages", 200); !strings.Contains(page, "Belum ada pesan") {
		t.Error("an empty page does not say so")
	}
	if err := n.Desk.Notify(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := n.Desk.Messages(t.Context(), loaded.Actors["kampar-kerjasama"], "id", 0, 1000)
	if err != nil || len(all) < 3 {
		t.Fatalf("%d messages, %v", len(all), err)
	}
	count := func(page string) string {
		found := regexp.MustCompile(`href="/messages"[^>]*>Pesan(?: <span class="count">(\d+)</span>)?`).FindStringSubmatch(page)
		if found == nil {
			t.Fatal("no way to the messages")
		}
		return found[1]
	}
	if got := count(officer.get("/cooperations", 200)); got != fmt.Sprint(len(all)) {
		t.Errorf("a page counts %q unread messages, want %d", got, len(all))
	}
	for i, m := range all {
		resp, err := officer.c.Get(fmt.Sprintf("%s/messages/%d", base, m.ID))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		officer.get(resp.Header.Get("Location"), 200)
		if left := count(officer.get("/messages", 200)); i == 0 && left != fmt.Sprint(len(all)-1) {
			t.Errorf("after one was read %q are left", left)
		}
		if i == len(all)-2 {
			break
		}
	}
	stranger := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	stranger.get(fmt.Sprintf("/messages/%d", all[0].ID), 404)
	stranger.post("/messages/read", 303, url.Values{"last": {fmt.Sprint(all[0].ID)}})
	if got := count(officer.get("/messages", 200)); got != "1" {
		t.Errorf("%q are unread, want one", got)
	}
	officer.post("/messages/read", 303, url.Values{"last": {fmt.Sprint(all[0].ID)}})
	if page := officer.get("/messages", 200); count(page) != "" || !strings.Contains(page, "Semua pesan sudah dibaca") {
		t.Error("after all were read some are still counted")
	}
	if older := officer.get(fmt.Sprintf("/messages?before=%d", all[0].ID), 200); strings.Contains(older, fmt.Sprintf(`"/messages/%d"`, all[0].ID)) || !strings.Contains(older, fmt.Sprintf(`"/messages/%d"`, all[1].ID)) {
		t.Error("older messages begin at the wrong one")
	}
	deskVisitor{t, visitor(t, base, ""), base}.post("/messages/read", 401, nil)
}

// confirmation finds the secret of the link in a letter.
var confirmation = regexp.MustCompile(`/account/mail/([A-Za-z0-9_-]+)`)

// A person says on their own page where their digest goes, and confirms it
// with the link of the letter; the administrator sees what does not arrive.
func TestWhereMyMessagesGo(t *testing.T) {
	t.Parallel()
	n, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	form := url.Values{"address": {"wan@kamparkab.go.id"}, "often": {"daily"}, "language": {"id"}}
	if page := officer.get("/account", 200); strings.Contains(page, `name="address"`) || !strings.Contains(page, "tidak mengirim surel") {
		t.Error("a server without mail asks for an address")
	}
	officer.post("/account/mail", 409, form)
	post := mailtest.Start(t, mail.None, "", "")
	if err := n.Desk.UseMail(post.Settings, base); err != nil {
		t.Fatal(err)
	}
	if _, text := officer.post("/account/mail", 422, url.Values{"address": {"wan"}, "often": {"daily"}, "language": {"id"}}); !strings.Contains(wrongs(text), "satu alamat surel") || !strings.Contains(text, `value="wan"`) {
		t.Errorf("a wrong address: %s", wrongs(text))
	}
	post.Reject("550 no such user")
	if _, text := officer.post("/account/mail", 409, form); !strings.Contains(text, "tidak dapat dikirim") {
		t.Error("a link that cannot be sent is not told")
	}
	post.Reject("")
	officer.post("/account/mail", 303, form)
	holds(t, "the page", officer.get("/account", 200), "wan@kamparkab.go.id menunggu dipastikan")
	secret := confirmation.FindStringSubmatch(post.Letters()[0].Text)[1]
	other := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	other.get("/account/mail/"+secret, 404)
	other.post("/account/mail/"+secret, 404, nil)
	deskVisitor{t, visitor(t, base, ""), base}.get("/account/mail/"+secret, 303)
	holds(t, "the link", officer.get("/account/mail/"+secret, 200), "akan dikirim ke wan@kamparkab.go.id")
	officer.post("/account/mail/"+secret, 303, nil)
	if _, text := officer.post("/account/mail/"+secret, 404, nil); !strings.Contains(text, "tidak berlaku lagi") || !strings.Contains(text, `<a class="button" href="/account">`) {
		t.Error("a link that was used does not lead to where another is to be had")
	}
	if page := officer.get("/account", 200); strings.Contains(page, "menunggu dipastikan") || !strings.Contains(page, `value="wan@kamparkab.go.id"`) {
		t.Error("the address does not count after it was confirmed")
	}
	another := url.Values{"address": {"lain@kamparkab.go.id"}, "often": {"weekly"}, "language": {"en"}}
	for range 3 { // after the two before
		officer.post("/account/mail", 303, another)
	}
	officer.post("/account/mail", 429, another)
	officer.post("/account/mail", 303, url.Values{"address": {"wan@kamparkab.go.id"}, "often": {"never"}, "language": {"id"}})
}
