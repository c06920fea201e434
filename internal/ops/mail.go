package ops

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/mail"
	"sinergi/internal/notice"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// The bounds of what is sent by mail.
const (
	confirmLife = 48 * time.Hour   // of the link that confirms an address
	digestLease = 10 * time.Minute // longer than any letter takes
	digestMost  = 40               // messages that a digest names
	failureMost = 300              // characters of a failure that are kept
)

// postOffice is how letters leave, and the address under which people reach
// this server.
type postOffice struct {
	server mail.Server
	base   string
}

// UseMail lets the desk send letters. base is the address under which people
// reach the pages. Call it before anything else works with the desk.
func (d *Desk) UseMail(s mail.Server, base string) error {
	if err := s.Check(); err != nil {
		return err
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fault.InvalidFields([]fault.Field{fault.NewField("base_url", "mail.bad_base")})
	}
	d.post = &postOffice{s, strings.TrimSuffix(base, "/")}
	return nil
}

// SendsMail reports whether this node can send letters.
func (d *Desk) SendsMail() bool { return d.post != nil }

// MyMailbox gives where the actor's digest goes.
func (d *Desk) MyMailbox(ctx context.Context, who policy.Actor) (m store.Mailbox, err error) {
	if who.Public() {
		return m, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		m, err = tx.Mailbox(ctx, who.Account)
		return err
	})
	return m, err
}

// ChangeMailbox says where the actor's digest goes, how often and in which
// language. To a new address a link is sent first; digests go on to the old one
// until it is used. asked reports that such a link was sent.
func (d *Desk) ChangeMailbox(ctx context.Context, who policy.Actor, address string, often notice.Often, lang string) (asked bool, err error) {
	switch {
	case who.Public():
		return false, fault.New(fault.Unauthenticated, "policy.login_first")
	case d.post == nil:
		return false, fault.New(fault.Conflict, "mail.none")
	}
	var wrong []fault.Field
	if address = strings.TrimSpace(address); address != "" || often != notice.Never {
		if address, err = mail.Address(address); err != nil {
			wrong = append(wrong, fault.NewField("address", "mail.bad_address"))
		}
	}
	if !slices.Contains(notice.OftenChoices(), often) {
		wrong = append(wrong, fault.NewField("often", "ui.required"))
	}
	if !slices.Contains(i18n.Languages(), lang) {
		wrong = append(wrong, fault.NewField("language", "ui.required"))
	}
	if err := fault.InvalidFields(wrong); err != nil {
		return false, err
	}
	secret := newSecret()
	err = d.act(ctx, who, "change_mailbox", "account "+who.Account, "", func(tx *store.Tx) error {
		m, err := tx.Mailbox(ctx, who.Account)
		if err != nil {
			return err
		}
		m.Often, m.Lang, m.Pending, m.SecretHash, m.SecretUntilUS = often, lang, "", "", 0
		asked = address != "" && address != m.Address
		switch {
		case asked:
			m.Pending, m.SecretHash, m.SecretUntilUS = address, hashSecret(secret), d.now().Add(confirmLife).UnixMicro()
		case address == "":
			m.Address = ""
		}
		d.plan(&m)
		return tx.SaveMailbox(ctx, m)
	})
	if err != nil || !asked {
		return asked, err
	}
	return true, d.sendLink(ctx, who, address, lang, secret)
}

// plan sets when the next digest is due after a change or a digest that went
// out: then nothing stands as failed.
func (d *Desk) plan(m *store.Mailbox) {
	m.NextUS, m.Failures, m.Failure, m.FailedUS = 0, 0, "", 0
	if at := notice.Next(m.Often, d.now()); m.Address != "" && !at.IsZero() {
		m.NextUS = at.UnixMicro()
	}
}

func (d *Desk) sendLink(ctx context.Context, who policy.Actor, address, lang, secret string) error {
	say := func(key string, args map[string]any) string { return d.text.T(lang, key, args) }
	err := d.post.server.Send(ctx, mail.Letter{
		To: address, Subject: say("mail.confirm_subject", nil), Key: "confirm " + hashSecret(secret), At: d.now(),
		Text: say("mail.confirm_text", map[string]any{"Name": oneLine(who.Name), "Hours": int(confirmLife / time.Hour)}) + "\n\n" + d.post.base + "/account/mail/" + secret + "\n\n" + say("mail.confirm_ignore", nil) + "\n",
	})
	if err != nil {
		d.log.Warn("confirmation of an address not sent", "account", who.Account, "err", err)
		return fault.Wrap(fault.Conflict, "mail.not_sent", err)
	}
	return nil
}

// PendingAddress gives the address that a link is to confirm, to the person
// who named it.
func (d *Desk) PendingAddress(ctx context.Context, who policy.Actor, secret string) (address string, err error) {
	m, err := d.MyMailbox(ctx, who)
	if err != nil {
		return "", err
	}
	return m.Pending, d.confirms(m, secret)
}

func (d *Desk) confirms(m store.Mailbox, secret string) error {
	if m.Pending == "" || m.SecretHash != hashSecret(secret) || m.SecretUntilUS < d.nowUS() {
		return fault.New(fault.NotFound, "mail.link_dead")
	}
	return nil
}

// ConfirmAddress makes the address count that the actor's link was sent to.
func (d *Desk) ConfirmAddress(ctx context.Context, who policy.Actor, secret string) error {
	if who.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return d.act(ctx, who, "confirm_mailbox", "account "+who.Account, "", func(tx *store.Tx) error {
		m, err := tx.Mailbox(ctx, who.Account)
		if err != nil {
			return err
		}
		if err := d.confirms(m, secret); err != nil {
			return err
		}
		m.Address, m.Pending, m.SecretHash, m.SecretUntilUS = m.Pending, "", "", 0
		d.plan(&m)
		return tx.SaveMailbox(ctx, m)
	})
}

// Failing is a person to whom digests could not be sent.
type Failing struct {
	Name  string
	Cause string
	Since time.Time
}

// FailingMail lists those of the actor's government to whom digests could not
// be sent, the longest first.
func (d *Desk) FailingMail(ctx context.Context, who policy.Actor) (all []Failing, err error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		some, err := tx.FailingMailboxes(ctx, who.Government)
		if err != nil {
			return err
		}
		all = nil
		for _, m := range some {
			a, err := tx.Account(ctx, m.Account)
			if err != nil {
				return err
			}
			all = append(all, Failing{a.Name, m.Failure, time.UnixMicro(m.FailedUS)})
		}
		return nil
	})
	return all, err
}

// SendDigests sends every digest that is due. Each is leased first, so that of
// several nodes one sends it; a node that dies after sending and before noting
// it lets the same letter be sent once more. After a failure that is not one
// person's the rest waits for the next call.
func (d *Desk) SendDigests(ctx context.Context) error {
	for d.post != nil && ctx.Err() == nil {
		m, ok, err := d.lease(ctx)
		if err != nil || !ok {
			return err
		}
		last, sent := d.sendDigest(ctx, m)
		if err := d.note(context.WithoutCancel(ctx), m, last, sent); err != nil {
			return err
		}
		if sent != nil && !mail.Refused(sent) {
			return nil
		}
	}
	return ctx.Err()
}

func (d *Desk) lease(ctx context.Context) (m store.Mailbox, ok bool, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		m, ok, err = tx.DueMailbox(ctx, d.nowUS())
		if err != nil || !ok {
			return err
		}
		m.LeaseUS = d.now().Add(digestLease).UnixMicro()
		return tx.SaveMailbox(ctx, m)
	})
	return m, ok, err
}

// sendDigest sends what a person has not read since the last digest, and gives
// the newest message that it held. With nothing to say nothing is sent.
func (d *Desk) sendDigest(ctx context.Context, m store.Mailbox) (last int64, err error) {
	var a store.Account
	var all []store.Notice
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if a, err = tx.Account(ctx, m.Account); err != nil {
			return err
		}
		all, err = tx.DigestNotices(ctx, m.Account, m.SentID, digestMost+1)
		return err
	}); err != nil || len(all) == 0 {
		return m.SentID, err
	}
	last = all[0].ID
	return last, d.post.server.Send(ctx, mail.Letter{
		To: m.Address, Subject: d.text.T(m.Lang, "mail.digest_subject", map[string]any{"Count": min(len(all), digestMost), "More": len(all) > digestMost}),
		Text: d.digest(m.Lang, a.Name, all), Key: fmt.Sprintf("digest %s %d", m.Account, last), At: d.now(),
	})
}

// digest writes titles and links; what the matter holds is read after signing in.
func (d *Desk) digest(lang, name string, all []store.Notice) string {
	var b strings.Builder
	say := func(key string, args map[string]any) { b.WriteString(d.text.T(lang, key, args) + "\n") }
	say("mail.digest_greeting", map[string]any{"Name": oneLine(name)})
	for _, n := range all[:min(len(all), digestMost)] {
		b.WriteString("\n- " + oneLine(notice.Say(d.text, lang, n.Kind, n.Content)) + "\n  " + d.post.base + "/messages/" + strconv.FormatInt(n.ID, 10) + "\n")
	}
	b.WriteString("\n")
	if len(all) > digestMost {
		say("mail.digest_more", map[string]any{"Address": d.post.base + "/messages"})
	}
	say("mail.digest_foot", map[string]any{"Address": d.post.base + "/account"})
	return b.String()
}

// note records what became of a digest, unless its lease has passed on.
func (d *Desk) note(ctx context.Context, leased store.Mailbox, last int64, failed error) error {
	if failed != nil {
		d.log.Warn("digest not sent", "account", leased.Account, "failures", leased.Failures+1, "err", failed)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Mailbox(ctx, leased.Account)
		if err != nil || m.LeaseUS != leased.LeaseUS {
			return err
		}
		m.LeaseUS = 0
		if failed == nil {
			m.SentID = max(m.SentID, last)
			d.plan(&m)
			return tx.SaveMailbox(ctx, m)
		}
		if m.Failures == 0 {
			m.FailedUS = d.nowUS()
		}
		m.Failures++
		m.NextUS = d.now().Add(notice.Again(m.Failures)).UnixMicro()
		cause := []rune(oneLine(failed.Error()))
		m.Failure = string(cause[:min(len(cause), failureMost)])
		return tx.SaveMailbox(ctx, m)
	})
}
