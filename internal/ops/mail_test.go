package ops_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/fault"
	"sinergi/internal/mail"
	"sinergi/internal/mail/mailtest"
	"sinergi/internal/notice"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

const mailBase = "https://sinergi.contoh.go.id"

func (b bureau) mails(s *mailtest.Server) {
	b.t.Helper()
	if err := b.desk.UseMail(s.Settings, mailBase+"/"); err != nil {
		b.t.Fatal(err)
	}
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }

// digests lets a day pass with its messages and its digests.
func (b bureau) digests(day int) {
	b.t.Helper()
	b.days.Store(int64(day))
	b.notifies()
	if err := b.desk.SendDigests(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// link cuts the link out of the last letter.
func link(t *testing.T, s *mailtest.Server) (secret string) {
	t.Helper()
	all := s.Letters()
	if len(all) == 0 {
		t.Fatal("no letter came")
	}
	_, after, found := strings.Cut(all[len(all)-1].Text, mailBase+"/account/mail/")
	if !found {
		t.Fatalf("no link in %q", all[len(all)-1].Text)
	}
	return strings.Fields(after)[0]
}

// subscribes names an address and confirms it.
func (b bureau) subscribes(s *mailtest.Server, login, address string, often notice.Often, lang string) {
	b.t.Helper()
	if asked, err := b.desk.ChangeMailbox(b.t.Context(), b.who(login), address, often, lang); err != nil || !asked {
		b.t.Fatalf("asked %v, %v", asked, err)
	}
	if err := b.desk.ConfirmAddress(b.t.Context(), b.who(login), link(b.t, s)); err != nil {
		b.t.Fatal(err)
	}
}

// An address gets no digest before the person who named it has opened the link
// that was sent there; the link is good once, for its person, for two days.
func TestAnAddressCountsOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx, officer := t.Context(), b.who("kampar-kerjasama")
		if _, err := b.desk.ChangeMailbox(ctx, officer, "wan@kamparkab.go.id", notice.Daily, "id"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("without a mail server: %v", err)
		}
		s := mailtest.Start(t, mail.STARTTLS, "sinergi", "rahasia")
		b.mails(s)
		for address, often := range map[string]notice.Often{"": notice.Daily, "wan": notice.Daily, "wan@kamparkab.go.id\r\nBcc: x@y.id": notice.Never, "a@kamparkab.go.id": "hourly"} {
			if _, err := b.desk.ChangeMailbox(ctx, officer, address, often, "id"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q %s: %v", address, often, err)
			}
		}
		if _, err := b.desk.ChangeMailbox(ctx, officer, "wan@kamparkab.go.id", notice.Daily, "id"); err != nil {
			t.Fatal(err)
		}
		secret := link(t, s)
		b.digests(2)
		if n := len(s.Letters()); n != 1 {
			t.Fatalf("%d letters went to an address that nobody confirmed", n-1)
		}
		for name, who := range map[string]policy.Actor{"somebody else": b.who("pekanbaru-kerjasama"), "the public": {}} {
			if err := b.desk.ConfirmAddress(ctx, who, secret); fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Unauthenticated {
				t.Errorf("%s uses the link: %v", name, err)
			}
		}
		b.days.Store(3)
		if err := b.desk.ConfirmAddress(ctx, officer, secret); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a link of three days ago: %v", err)
		}
		b.subscribes(s, "kampar-kerjasama", "wan@kamparkab.go.id", notice.Daily, "id")
		if err := b.desk.ConfirmAddress(ctx, officer, secret); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a link once more: %v", err)
		}
		b.digests(4)
		all := s.Letters()
		if got := all[len(all)-1]; got.To != "wan@kamparkab.go.id" || strings.Contains(got.Text, "/account/mail/") {
			t.Errorf("the digest went to %s: %s", got.To, got.Text)
		}

		// Another address: digests go to the old one until the new is confirmed.
		if _, err := b.desk.ChangeMailbox(ctx, officer, "baru@kamparkab.go.id", notice.Daily, "id"); err != nil {
			t.Fatal(err)
		}
		m, err := b.desk.MyMailbox(ctx, officer)
		if err != nil || m.Address != "wan@kamparkab.go.id" || m.Pending != "baru@kamparkab.go.id" || m.NextUS == 0 {
			t.Errorf("while another address waits: %+v, %v", m, err)
		}
		if _, err := b.desk.ChangeMailbox(ctx, officer, "", notice.Never, "id"); err != nil {
			t.Fatal(err)
		}
		if m, err := b.desk.MyMailbox(ctx, officer); err != nil || m.Address != "" || m.Pending != "" || m.NextUS != 0 {
			t.Errorf("after it was taken away: %+v, %v", m, err)
		}
	})
}

// A digest holds the titles and links of what was not read, in the person's
// language, each once; with nothing new there is none. Two nodes send one.
func TestADigestHoldsWhatIsNew(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		s := mailtest.Start(t, mail.TLS, "", "")
		b.mails(s)
		b.subscribes(s, "kampar-kerjasama", "wan@kamparkab.go.id", notice.Daily, "en")
		b.subscribes(s, "pekanbaru-kerjasama", "pku@pekanbaru.go.id", notice.Weekly, "id")
		b.notifies()
		told := b.told(b.who("kampar-kerjasama"))
		if _, err := b.desk.OpenMessage(t.Context(), b.who("kampar-kerjasama"), told[0].ID); err != nil {
			t.Fatal(err)
		}
		before := len(s.Letters())
		b.days.Store(1)
		other := b.again()
		if err := other.UseMail(s.Settings, mailBase); err != nil {
			t.Fatal(err)
		}
		var both errgroup.Group
		for _, node := range []*ops.Desk{b.desk, other} {
			both.Go(func() error { return node.SendDigests(context.WithoutCancel(t.Context())) })
		}
		if err := both.Wait(); err != nil {
			t.Fatal(err)
		}
		sent := s.Letters()[before:]
		if len(sent) != 1 || sent[0].To != "wan@kamparkab.go.id" {
			t.Fatalf("%d digests on Wednesday", len(sent))
		}
		text := sent[0].Text
		for _, m := range told[1:] {
			if !strings.Contains(text, mailBase+"/messages/"+itoa(m.ID)) {
				t.Errorf("the digest is without message %d", m.ID)
			}
		}
		if strings.Contains(text, mailBase+"/messages/"+itoa(told[0].ID)) || !strings.Contains(text, "Dear ") || !strings.Contains(text, "obligation") {
			t.Errorf("the digest holds what was read, or speaks another language:\n%s", text)
		}
		b.digests(2)
		for _, l := range s.Letters()[before+1:] {
			for _, m := range told {
				if strings.Contains(l.Text, mailBase+"/messages/"+itoa(m.ID)+"\r\n") && l.To == "wan@kamparkab.go.id" {
					t.Errorf("message %d is in a second digest", m.ID)
				}
			}
		}
		count := func(to string) (n int) {
			for _, l := range s.Letters() {
				if l.To == to && strings.Contains(l.Text, "/messages/") {
					n++
				}
			}
			return n
		}
		for day := 3; day <= 12; day++ { // from Friday on, over one Monday
			b.digests(day)
		}
		if n := count("pku@pekanbaru.go.id"); n != 1 {
			t.Errorf("%d weekly digests over one Monday", n)
		}
	})
}

// A mail server that is down or refuses: the digest is tried again after a
// while that grows, the administrator sees it, and nothing is lost.
func TestADigestThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		s := mailtest.Start(t, mail.STARTTLS, "", "")
		b.mails(s)
		b.subscribes(s, "kampar-kerjasama", "wan@kamparkab.go.id", notice.Daily, "id")
		b.subscribes(s, "kampar-keuangan", "uang@kamparkab.go.id", notice.Daily, "id")
		before := len(s.Letters())
		failing := func() []ops.Failing {
			t.Helper()
			all, err := b.desk.FailingMail(ctx, b.who("kampar-admin"))
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		s.Reject("550 no such user")
		b.digests(1)
		if all := failing(); len(all) != 2 || !strings.Contains(all[0].Cause, "no such user") {
			t.Errorf("the administrator sees %+v", all)
		}
		if _, err := b.desk.FailingMail(ctx, b.who("kampar-kerjasama")); fault.KindOf(err) != fault.Denied {
			t.Errorf("who does not administer: %v", err)
		}
		if all, err := b.desk.FailingMail(ctx, b.who("pekanbaru-admin")); err != nil || len(all) != 0 {
			t.Errorf("another government sees %+v, %v", all, err)
		}
		s.Reject("452 mailbox full")
		for range 3 {
			if err := b.desk.SendDigests(ctx); err != nil { // not before the wait is over
				t.Fatal(err)
			}
		}
		m, err := b.desk.MyMailbox(ctx, b.who("kampar-kerjasama"))
		if err != nil || m.Failures != 1 || m.LeaseUS != 0 {
			t.Errorf("%d failures, leased until %d, %v", m.Failures, m.LeaseUS, err)
		}
		b.digests(2)
		s.Reject("")
		b.digests(3)
		if n := len(s.Letters()) - before; n != 2 {
			t.Errorf("%d digests arrived in the end, want 2", n)
		}
		if all := failing(); len(all) != 0 {
			t.Errorf("after it arrived the administrator still sees %+v", all)
		}
	})
}

// A node that dies while it sends leaves the digest to another one, once its
// lease has run out.
func TestADigestOfADeadNode(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		s := mailtest.Start(t, mail.None, "", "")
		b.mails(s)
		b.subscribes(s, "kampar-kerjasama", "wan@kamparkab.go.id", notice.Daily, "id")
		before := len(s.Letters())
		b.days.Store(1)
		b.notifies()
		leased := func(until time.Time) {
			t.Helper()
			if err := b.store.Write(t.Context(), func(tx *store.Tx) error {
				m, err := tx.Mailbox(t.Context(), b.who("kampar-kerjasama").Account)
				if err != nil {
					return err
				}
				m.LeaseUS = until.UnixMicro()
				return tx.SaveMailbox(t.Context(), m)
			}); err != nil {
				t.Fatal(err)
			}
		}
		now := start.Add(24 * time.Hour)
		leased(now.Add(time.Hour))
		b.digests(1)
		if n := len(s.Letters()) - before; n != 0 {
			t.Errorf("%d letters while another node sends it", n)
		}
		leased(now.Add(-time.Hour))
		b.digests(1)
		if n := len(s.Letters()) - before; n != 1 {
			t.Errorf("%d letters after the lease ran out", n)
		}
	})
}
