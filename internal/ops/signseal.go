package ops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/policy"
	"sinergi/internal/render"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/pades"
)

// sealAgain is how often documents that wait to be sealed are tried again.
const sealAgain = 20 * time.Minute

// sealFor bounds one try to seal a document.
const sealFor = 45 * time.Second

// afterSigning does what the last signature brings about. That it cannot be
// done now is no failure of the signature: it waits, and the page says so.
func (d *Desk) afterSigning(ctx context.Context, round string) error {
	r, err := d.readRound(ctx, round)
	if err != nil || r.State != signing.RoundComplete {
		return err
	}
	return d.finish(context.WithoutCancel(ctx), r)
}

func (d *Desk) readRound(ctx context.Context, id string) (r signing.Round, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error { r, err = tx.Round(ctx, id); return err })
	return r, err
}

// SealSigned tries again to seal a complete document.
func (d *Desk) SealSigned(ctx context.Context, who policy.Actor, round string) error {
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := d.round(ctx, tx, who, policy.MoveProcedure, round)
		return err
	})
	if err != nil {
		return err
	}
	r, err := d.readRound(ctx, round)
	if err != nil {
		return err
	}
	if r.Seal != signing.SealPending {
		return fault.New(fault.Conflict, "signing.nothing_to_seal")
	}
	if err := d.finish(ctx, r); err != nil {
		return err
	}
	if r, err = d.readRound(ctx, round); err != nil {
		return err
	}
	if r.Seal == signing.SealPending {
		return fault.New(fault.Unavailable, r.SealNote)
	}
	return nil
}

// SealPending tries again for every complete document that waits for it.
func (d *Desk) SealPending(ctx context.Context) error {
	var all []signing.Round
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) { all, err = tx.RoundsToSeal(ctx, 20); return err })
	for _, r := range all {
		err = errors.Join(err, d.finish(ctx, r))
	}
	return err
}

// finish seals a complete round's document as far as can be, and prints its
// audit paper. The round is saved either way.
func (d *Desk) finish(ctx context.Context, r signing.Round) error {
	head, err := d.files.Bytes(ctx, r.Head)
	if err != nil {
		return err
	}
	final := head
	if r.Seal == signing.SealPending {
		if r, final, err = d.seal(ctx, r, head); err != nil {
			return err
		}
	}
	sum, size, err := d.files.Put(ctx, bytes.NewReader(final), maxScan)
	if err != nil {
		return err
	}
	r.Final = sum
	audit, err := d.auditPaper(ctx, r, final)
	if err != nil {
		return err
	}
	auditSum, auditSize, err := d.files.Put(ctx, bytes.NewReader(audit), maxScan)
	if err != nil {
		return err
	}
	r.Audit = auditSum
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.Round(ctx, r.ID)
		if err != nil {
			return err
		}
		if now.Seal == signing.SealDone {
			return nil // another node was faster; its document stays
		}
		if err := errors.Join(tx.AddFile(ctx, sum, "application/pdf", size, d.nowUS()), tx.AddFile(ctx, auditSum, "application/pdf", auditSize, d.nowUS())); err != nil {
			return err
		}
		now.Seal, now.SealNote, now.SealTried, now.SealLevel, now.Final, now.Audit = r.Seal, r.SealNote, r.SealTried, r.SealLevel, r.Final, r.Audit
		return tx.SaveRound(ctx, now)
	})
}

// seal adds validation data and a document timestamp, and checks that every
// signature still holds. What cannot be had leaves the document as it was.
func (d *Desk) seal(ctx context.Context, r signing.Round, head []byte) (signing.Round, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, sealFor)
	defer cancel()
	r.SealTried = d.now()
	v := pades.ValidationOptions{Fetcher: d.signs.Fetcher, Roots: d.signs.Roots, TSARoots: d.signs.TSARoots, Certificates: d.signs.Intermediates, Now: d.now()}
	out, err := pades.AddValidation(ctx, head, v)
	if err == nil && d.signs.Seal == pades.BLTA {
		tsa := d.signs.ArchiveTSA
		if tsa == nil {
			tsa = d.signs.TSA
		}
		out, err = pades.Archive(ctx, out, pades.ArchiveOptions{TSA: tsa, ValidationOptions: v})
	}
	if err != nil {
		r.SealNote = sealKey(err)
		d.log.Warn("a signed document could not be sealed", "round", r.ID, "err", err)
		return r, head, nil
	}
	before, _, err := d.signs.check(ctx, head, d.now())
	if err != nil {
		return r, head, err
	}
	after, _, err := d.signs.check(ctx, out, d.now())
	if err != nil {
		return r, head, err
	}
	if !bytes.HasPrefix(out, head) || len(after.Signatures) != len(before.Signatures) || after.Verdict < before.Verdict {
		return r, head, fmt.Errorf("sealing round %s would have damaged its signatures", r.ID)
	}
	least := pades.BLTA
	for _, s := range after.Signatures {
		least = min(least, s.Level)
	}
	r.SealLevel = least.String()
	if least < d.signs.Seal {
		r.SealNote = "signing.seal.lower"
		return r, head, nil
	}
	r.Seal, r.SealNote = signing.SealDone, ""
	return r, out, nil
}

// sealKey names the sentence about why a document could not be sealed.
func sealKey(err error) string {
	var level *pades.LevelError
	switch {
	case errors.As(err, &level) && (level.Step == pades.StepTimestamp || level.Step == pades.StepArchive):
		return tsaKey(err)
	case errors.Is(err, pades.ErrTSAUnavailable), errors.Is(err, pades.ErrTSATimeout), errors.Is(err, pades.ErrTSARejected):
		return tsaKey(err)
	case errors.Is(err, pades.ErrRevoked):
		return "signing.key.revoked"
	}
	return "signing.seal.evidence"
}

// auditPaper tells how a document was signed, on a paper of its own: the signed
// file stays as it is to the byte.
func (d *Desk) auditPaper(ctx context.Context, r signing.Round, final []byte) ([]byte, error) {
	opinion, _, err := d.signs.check(ctx, final, d.now())
	if err != nil && !r.ByHand {
		return nil, err
	}
	say := func(key string, args map[string]any) string { return d.text.T(i18n.Indonesian, key, args) }
	a := render.Audit{
		Kind: r.Kind, Title: r.Title, File: sumOf(final), Bytes: int64(len(final)), Text: r.Text, Made: d.now(), Verify: r.Address, Language: i18n.Indonesian, Say: say,
	}
	if r.Uncertified {
		a.Warning = say("signing.paper_uncertified", nil)
	}
	for i, s := range r.Seats {
		sig := render.AuditSignature{Party: s.Label, Name: s.Name, Office: s.Title, At: s.Signature.At, Level: say("signing.means.hand", nil), Holds: true, Covers: s.Signature.File}
		if !r.ByHand && i < len(opinion.Signatures) {
			o := opinion.Signatures[i]
			sig.At, sig.Stamped, sig.Level, sig.Subject, sig.Issuer, sig.Serial = o.At(), o.ProvenBy, o.Level.String(), o.Signer, o.Issuer, o.Serial
			sig.Holds, sig.Covers = o.Verdict == pades.Passed, sumOf(final[:min(o.Covers, len(final))])
			for _, f := range o.Findings {
				sig.Findings = append(sig.Findings, say(f.Key, nil))
			}
		}
		if s.Signature.Less() {
			sig.Findings = append(sig.Findings, say("signing.chosen", map[string]any{"Level": s.Signature.Level, "Wanted": s.Signature.Wanted, "Why": s.Signature.Chosen}))
		}
		a.Signatures = append(a.Signatures, sig)
	}
	if a.Events, a.Numbers, err = d.auditEvents(ctx, r, say); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = render.AuditPDF(&out, a)
	return out.Bytes(), err
}

func (d *Desk) auditEvents(ctx context.Context, r signing.Round, say func(string, map[string]any) string) (events []render.AuditEvent, numbers []string, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		events, numbers = nil, nil
		run, err := d.replay(ctx, tx, r.Run)
		if err != nil {
			return err
		}
		doc := run.Document(r.Branch)
		for _, p := range run.Parties() {
			if n := doc.Numbers[p.Code]; n != "" {
				numbers = append(numbers, n)
			}
		}
		if doc.Sent != nil {
			events = append(events, render.AuditEvent{At: doc.Sent.At, Who: doc.Sent.By.Name, What: say("signing.event.sent", nil)})
		}
		events = append(events, render.AuditEvent{At: r.OpenedAt, Who: r.OpenedBy, What: say("signing.event.opened", nil)})
		for _, s := range r.Seats {
			events = append(events, render.AuditEvent{At: s.Signature.At, Who: s.Signature.By, What: say("signing.event.signed", map[string]any{"Name": s.Name, "Means": say(s.Signature.Method.Key(), nil)})})
		}
		if r.Seal == signing.SealDone {
			events = append(events, render.AuditEvent{At: r.SealTried, Who: "Sinergi", What: say("signing.event.sealed", map[string]any{"Level": r.SealLevel})})
		}
		return nil
	})
	return events, numbers, err
}

// MinutesPDF prints the berita acara of a signing: when, where, who signed, who
// was present.
func (d *Desk) MinutesPDF(ctx context.Context, who policy.Actor, round string) ([]byte, error) {
	v, err := d.SigningDay(ctx, who, round)
	if err != nil {
		return nil, err
	}
	say := func(key string, args ...any) string {
		m := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i].(string)] = args[i+1]
		}
		return d.text.T(i18n.Indonesian, key, m)
	}
	doc := draft.Document{
		Kind: draft.Minutes, Place: v.Round.Place, Date: v.Round.On,
		Title: []string{say("signing.minutes.title"), v.Round.Title},
		Body:  []draft.Item{paragraph("waktu", say("signing.minutes.when", "On", v.Round.On, "Place", v.Round.Place, "Kind", v.Round.Kind, "Title", v.Round.Title))},
	}
	var codes []string
	for _, s := range v.Round.Seats {
		codes = append(codes, s.Government)
		doc.Parties = append(doc.Parties, draft.Heading{ID: s.Party, Government: s.Government, Name: s.GovName, Label: s.Label})
		line := say("signing.minutes.waits", "Name", s.Name, "Title", s.Title)
		if s.Signature != nil {
			line = say("signing.minutes.signed", "Name", s.Name, "Title", s.Title, "At", s.Signature.At, "Means", say(s.Signature.Method.Key()))
		}
		doc.Body = append(doc.Body, paragraph(s.Party, line))
		doc.Signatures = append(doc.Signatures, draft.Signature{Party: s.Party, Label: s.Label, Lines: []string{s.Title, s.Name}})
	}
	if len(v.Attendees) > 0 {
		doc.Body = append(doc.Body, paragraph("hadir", say("signing.minutes.present")))
		for i, a := range v.Attendees {
			doc.Body = append(doc.Body, draft.Item{ID: fmt.Sprint("hadir-", i+1), Level: draft.Angka, Label: fmt.Sprintf("%d.", i+1), Paragraphs: [][]draft.Run{{{Text: attendeeLine(a)}}}})
		}
	}
	emblems, err := d.Emblems(ctx, codes...)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = render.DocumentPDF(&out, doc, render.Paper{Emblems: emblems, Say: func(key string, args map[string]any) string { return d.text.T(i18n.Indonesian, key, args) }})
	return out.Bytes(), err
}

func paragraph(id, text string) draft.Item {
	return draft.Item{ID: id, Level: draft.Paragraph, Paragraphs: [][]draft.Run{draft.Said(text)}}
}

func attendeeLine(a signing.Attendee) string {
	out := a.Name
	for _, s := range []string{a.Office, a.Government} {
		if s != "" {
			out += ", " + s
		}
	}
	return out
}
