package ops

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/render"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/pades"
)

func newID() string { return uuid.NewString() }

// NewSigning is what it takes to open the signing of a document.
type NewSigning struct {
	Run, Branch string
	ByHand      bool
	// Order are the parties' codes in the order of signing; empty is that of the
	// text.
	Order []string
	// Means says how each party signs; empty is its service, or else a key.
	Means map[string]signing.Means
	On    civil.Date
	Time  string
	Place string
	// Reason is needed when the day was set before and is another now.
	Reason string
	// InPerson names the governments whose head of region signs a PKS in person,
	// though it names an agency or there is a surat kuasa, by code.
	InPerson map[string]bool
	// Outside are who signs for parties without a register here, by code.
	Outside map[string]Outsider
	// Site is the address of this server, printed for whoever checks the document.
	Site string
}

// Outsider signs for a third party or a central body.
type Outsider struct{ Name, Title string }

// OpenSigning prints the text that was sent for signature, once, with a place
// for every signer, and opens the round in which all sign that one PDF.
func (d *Desk) OpenSigning(ctx context.Context, who policy.Actor, n NewSigning) (id string, err error) {
	p, err := d.preparePaper(ctx, who, n, nil)
	if err != nil {
		return "", err
	}
	err = d.act(ctx, who, "open_signing", "run "+n.Run, n.Branch+" "+p.round.Paper, func(tx *store.Tx) error {
		if err := d.stillAt(ctx, tx, p); err != nil {
			return err
		}
		rounds, err := tx.RoundsOf(ctx, n.Run)
		if err != nil {
			return err
		}
		p.round.No = 1
		for _, r := range rounds {
			if r.Branch == n.Branch {
				p.round.No = r.No + 1
			}
		}
		if err := p.keepFiles(ctx, tx, d); err != nil {
			return err
		}
		id = p.round.ID
		return errors.Join(tx.AddRound(ctx, p.round), d.keepSchedule(ctx, tx, p))
	})
	return id, err
}

// printing is a paper on its way: what the round will be, and the run that it
// was printed from.
type printing struct {
	round     signing.Round
	run, next procedure.Run // before and after the day of signing was set
	coop      agreement.Cooperation
	size      int64
}

// stillAt makes sure that nothing was done in the run while the paper was
// printed.
func (d *Desk) stillAt(ctx context.Context, tx *store.Tx, p printing) error {
	now, err := tx.Proceeding(ctx, p.run.ID())
	if err == nil && now.Seq != p.run.Seq() {
		err = fault.New(fault.Conflict, "procedure.moved_on")
	}
	return err
}

func (d *Desk) keepSchedule(ctx context.Context, tx *store.Tx, p printing) error {
	if p.next.Seq() == p.run.Seq() {
		return nil
	}
	return d.keepRun(ctx, tx, p.coop, p.run, p.next)
}

func (p printing) keepFiles(ctx context.Context, tx *store.Tx, d *Desk) error {
	return tx.AddFile(ctx, p.round.Paper, "application/pdf", p.size, d.nowUS())
}

// preparePaper does everything for a round that can be done before something is
// written: again is the round whose paper is printed anew, nil for a new one.
func (d *Desk) preparePaper(ctx context.Context, who policy.Actor, n NewSigning, again *signing.Round) (p printing, err error) {
	var text draft.Text
	var facts draft.Facts
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if p.run, p.coop, err = d.run(ctx, tx, who, policy.MoveProcedure, n.Run); err != nil {
			return err
		}
		by, err := d.actor(ctx, tx, who)
		if err != nil {
			return err
		}
		if p.next, err = d.scheduled(p.run, by, n); err != nil {
			return err
		}
		doc := p.next.Document(n.Branch)
		if err := d.mayOpen(ctx, tx, p.run.ID(), n.Branch, doc, again); err != nil {
			return err
		}
		known := false
		if text, known, err = d.signedText(ctx, tx, p.next, sentText(doc)); err != nil {
			return err
		}
		if !known {
			return fault.New(fault.Conflict, "signing.text_unknown")
		}
		if facts, err = d.facts(ctx, tx, p.next, n.Branch, d.nowUS()); err != nil {
			return err
		}
		p.round, err = d.newRound(ctx, tx, who, p.next, n, text, &facts)
		return err
	})
	if err != nil {
		return p, err
	}
	if again != nil {
		p.round.ID, p.round.Code, p.round.No, p.round.Address = again.ID, again.Code, again.No, again.Address
		p.round.OpenedBy, p.round.OpenedAt = again.OpenedBy, again.OpenedAt
	}
	return p, d.print(ctx, &p, text, facts)
}

// sentText is a document as it was sent, whatever was proposed since.
func sentText(doc procedure.DocumentView) procedure.DocumentView {
	if doc.Sent != nil {
		doc.Text = doc.Sent.Value.Hash
	}
	return doc
}

// scheduled sets the day of signing in a run, if it is not set so already.
func (d *Desk) scheduled(run procedure.Run, by procedure.Actor, n NewSigning) (procedure.Run, error) {
	want := procedure.Schedule{On: n.On, Time: n.Time, Place: strings.TrimSpace(n.Place)}
	if s := run.Document(n.Branch).Schedule; len(s) > 0 && *s[len(s)-1].Schedule == want {
		return run, nil
	}
	return run.Apply(procedure.Act{Kind: procedure.SetSchedule, At: d.now(), By: by, Base: run.Seq(), Branch: n.Branch, Schedule: &want, Reason: n.Reason})
}

// mayOpen holds what must be so before a round is opened, or its paper printed
// anew.
func (d *Desk) mayOpen(ctx context.Context, tx *store.Tx, run, branch string, doc procedure.DocumentView, again *signing.Round) error {
	switch {
	case doc.Sent == nil:
		return fault.New(fault.Conflict, "signing.not_sent")
	case len(doc.Signed) > 0:
		return fault.New(fault.Conflict, "signing.begun_elsewhere")
	case again != nil:
		return nil
	}
	switch _, err := tx.OpenRound(ctx, run, branch); {
	case err == nil:
		return fault.New(fault.Conflict, "signing.open_already")
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	return nil
}

// newRound makes a round with its seats, and completes the facts by who signs
// for parties without a register here.
func (d *Desk) newRound(ctx context.Context, tx *store.Tx, who policy.Actor, run procedure.Run, n NewSigning, text draft.Text, facts *draft.Facts) (signing.Round, error) {
	doc := run.Document(n.Branch)
	r := signing.Round{
		ID: newID(), Run: run.ID(), Branch: n.Branch, Code: newCode(), Title: text.Title, Kind: doc.Kind.Name().ID, ByHand: n.ByHand,
		Text: doc.Sent.Value.Hash, Sent: doc.Sent.Seq, State: signing.RoundOpen, On: n.On, Time: n.Time, Place: strings.TrimSpace(n.Place),
		Uncertified: d.signs.Uncertified && !n.ByHand, OpenedBy: who.Name, OpenedAt: d.now(),
	}
	r.Address = strings.TrimRight(n.Site, "/") + "/verify/" + r.Code
	var seats []signing.Seat
	for i, p := range run.Parties() {
		s, err := d.seat(ctx, tx, run, n, p, facts, fmt.Sprintf("pihak-%d", i+1))
		if err != nil {
			return r, err
		}
		if tp, ok := text.Party(s.Party); ok {
			s.Label = tp.Label
		}
		seats = append(seats, s)
	}
	var err error
	r.Seats, err = inOrder(seats, n.Order)
	return r, err
}

// seat gives who signs for a party on the day.
func (d *Desk) seat(ctx context.Context, tx *store.Tx, run procedure.Run, n NewSigning, p procedure.Party, facts *draft.Facts, id string) (signing.Seat, error) {
	s := signing.Seat{Government: p.Code, GovName: p.Name, Party: id, Means: d.means(p, n)}
	s.Field = "Pihak" + strings.TrimPrefix(id, "pihak-")
	if p.Kind != procedure.RegionalGovernment {
		o := n.Outside[p.Code]
		if strings.TrimSpace(o.Name) == "" || strings.TrimSpace(o.Title) == "" {
			return s, fault.InvalidFields([]fault.Field{fault.NewField("outside_"+p.Code, "signing.outsider_needed", "Party", p.Name)})
		}
		s.Name, s.Title = strings.TrimSpace(o.Name), strings.TrimSpace(o.Title)
		f := facts.Parties[id]
		f.Name, f.Office, f.Lines = s.Name, s.Title, []string{s.Title, s.Name}
		facts.Parties[id] = f
		return s, nil
	}
	who, err := signatoryOf(ctx, tx, run, n.Branch, p.Code, n.InPerson[p.Code], n.On)
	if err != nil {
		return s, err
	}
	if who.holder == nil {
		return s, fault.New(fault.Conflict, "signing.no_holder", "Government", p.Name, "Office", who.office.Title, "On", n.On)
	}
	s.Holder, s.Office, s.Name, s.Title, s.Proxy = who.holder.ID, who.office.ID, who.holder.Name, who.holder.Acting.Titled(who.office.Title), who.proxy()
	if s.Proxy && who.power != nil {
		s.Power = who.power.Number
	}
	f := facts.Parties[id]
	who.into(&f)
	facts.Parties[id] = f
	return s, powerTrouble(run, n.Branch, s, n.On)
}

// means is how a party signs: as was chosen, or as it is set up.
func (d *Desk) means(p procedure.Party, n NewSigning) signing.Means {
	m := n.Means[p.Code]
	switch {
	case n.ByHand:
		return signing.ByHand
	case m == signing.ByService && d.signs.services[p.Code] == nil, !slices.Contains(signing.MeansOf(), m):
		m = ""
	}
	switch {
	case m != "":
		return m
	case d.signs.services[p.Code] != nil:
		return signing.ByService
	case p.Kind != procedure.RegionalGovernment:
		return signing.ByUpload
	}
	return signing.ByKey
}

// inOrder numbers the seats in the order of signing.
func inOrder(seats []signing.Seat, order []string) ([]signing.Seat, error) {
	if len(order) > 0 {
		var out []signing.Seat
		for _, code := range order {
			i := slices.IndexFunc(seats, func(s signing.Seat) bool { return s.Government == code })
			if i < 0 || slices.ContainsFunc(out, func(s signing.Seat) bool { return s.Government == code }) {
				return nil, fault.InvalidFields([]fault.Field{fault.NewField("order", "signing.order_wrong")})
			}
			out = append(out, seats[i])
		}
		if len(out) != len(seats) {
			return nil, fault.InvalidFields([]fault.Field{fault.NewField("order", "signing.order_wrong")})
		}
		seats = out
	}
	for i := range seats {
		seats[i].No = i + 1
	}
	return seats, nil
}

// print prints the paper and places the fields, before anyone signs.
func (d *Desk) print(ctx context.Context, p *printing, text draft.Text, facts draft.Facts) error {
	written, _ := text.Write(facts)
	var codes []string
	for _, side := range p.run.Parties() {
		codes = append(codes, side.Code)
	}
	emblems, err := d.Emblems(ctx, codes...)
	if err != nil {
		return err
	}
	paper := render.Paper{Emblems: emblems, Verify: p.round.Address, Say: func(key string, args map[string]any) string { return d.text.T(i18n.Indonesian, key, args) }}
	if p.round.Uncertified {
		paper.Warning = d.text.T(i18n.Indonesian, "signing.paper_uncertified", nil)
	}
	if p.round.ByHand {
		for _, s := range p.round.Seats {
			paper.Initials = append(paper.Initials, s.Label)
		}
	}
	var out bytes.Buffer
	printed, err := render.DocumentPDF(&out, written, paper)
	if err != nil {
		return err
	}
	pdf := out.Bytes()
	if p.round.Seats, err = placed(p.round.Seats, printed); err != nil {
		return err
	}
	if fields := fieldsOf(p.round.Seats); len(fields) > 0 {
		if pdf, err = pades.Prepare(pdf, fields); err != nil {
			return fmt.Errorf("place the signatures of run %s: %w", p.round.Run, err)
		}
	}
	sum, size, err := d.files.Put(ctx, bytes.NewReader(pdf), maxScan)
	if err != nil {
		return err
	}
	p.round.Paper, p.round.Head, p.size = sum, sum, size
	return nil
}

// placed writes into the seats where the printer left room.
func placed(seats []signing.Seat, printed render.Printed) ([]signing.Seat, error) {
	for i := range seats {
		s := &seats[i]
		at := slices.IndexFunc(printed.Places, func(p render.Place) bool { return p.Party == s.Party })
		if at < 0 || printed.Places[at].Page == 0 {
			return nil, fault.New(fault.Conflict, "signing.no_place", "Party", s.GovName)
		}
		p := printed.Places[at]
		s.Page, s.Left, s.Bottom, s.Right, s.Top = p.Page, p.Left, p.Bottom, p.Right, p.Top
		s.PageWidth, s.PageHeight = render.PageSize()
	}
	return seats, nil
}

// fieldsOf are the fields to place: of whoever signs by a key here or with
// another program. A service places its own, in the same room.
func fieldsOf(seats []signing.Seat) []pades.Field {
	var out []pades.Field
	for _, s := range seats {
		if s.Means == signing.ByKey || s.Means == signing.ByUpload {
			out = append(out, pades.Field{Name: s.Field, Page: s.Page, Rect: pades.Rect{Left: s.Left, Bottom: s.Bottom, Right: s.Right, Top: s.Top}, Tooltip: s.Label + ": " + s.Title})
		}
	}
	return out
}

// codeAlphabet has no letters that are taken for digits.
var codeAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newCode is the code of a document: 80 bits, so that only who has the paper
// knows it.
func newCode() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	s := codeAlphabet.EncodeToString(b[:])
	return strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, "-")
}

// codeOf reads a code as people type it.
func codeOf(s string) string {
	s = strings.ToLower(strings.NewReplacer("-", "", " ", "", "I", "1", "L", "1", "i", "1", "l", "1", "O", "0", "o", "0").Replace(s))
	if len(s) != 16 {
		return ""
	}
	return strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, "-")
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
