package ops

import (
	"context"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/internal/validity"
)

// SigningDay is a round as its page shows it.
type SigningDay struct {
	Round     signing.Round
	RunTitle  string
	Coop      string // id of the cooperation
	Attempts  []store.Attempt
	Open      *store.Attempt // that keeps others out
	Attendees []signing.Attendee
	Earlier   []signing.Round // of the same document
	Next      *signing.Seat
	MyTurn    bool  // the reader is who signs next
	MayAct    bool  // the reader may do what it takes for who signs next
	Blocked   error // why the next seat cannot sign now
	Powers    []PowerTrouble
	Printed   bool // the day of the run is no longer that of the paper
	NextDay   string
	MayMove   bool // take part at all
	MayCall   bool // set another day, call off
	Numbers   map[string]string
	Service   bool // the next seat's government has a signing service
	Keeps     bool // and it keeps what it signed, to be fetched by its number there
	Level     string
	Suspended bool // a suspensive clause must be named
}

// PowerTrouble is a surat kuasa by which a seat cannot be signed as it is.
type PowerTrouble struct {
	Seat signing.Seat
	Err  error
	Gate procedure.Slot // where the surat kuasa is recorded
}

// SigningDay gives a round to one who may see its run.
func (d *Desk) SigningDay(ctx context.Context, who policy.Actor, id string) (v SigningDay, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		v = SigningDay{}
		t, err := d.round(ctx, tx, who, policy.SeeProcedure, id)
		if err != nil {
			return err
		}
		v.Round, v.RunTitle, v.Coop = t.round, t.run.Title(), t.coop.ID
		doc := t.run.Document(t.round.Branch)
		v.Numbers = doc.Numbers
		if n := len(doc.Schedule); n > 0 && t.round.State == signing.RoundOpen && doc.Schedule[n-1].Schedule.On != t.round.On {
			v.Printed, v.NextDay = true, doc.Schedule[n-1].Schedule.On.String()
		}
		if v.Attempts, err = tx.Attempts(ctx, id); err != nil {
			return err
		}
		for i := range v.Attempts {
			v.Attempts[i].Attempt, _ = v.Attempts[i].Lapse(d.signs.limits, d.now())
			if v.Attempts[i].State.Open() {
				v.Open = &v.Attempts[i]
			}
		}
		if v.Attendees, err = tx.Attendees(ctx, id); err != nil {
			return err
		}
		rounds, err := tx.RoundsOf(ctx, t.round.Run)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			if r.Branch == t.round.Branch && r.ID != id {
				v.Earlier = append(v.Earlier, r)
			}
		}
		v.MayMove = policy.Can(who, policy.MoveProcedure, cooperationResource(t.coop)) == nil
		for _, p := range t.run.Allowed(t.by) {
			v.MayCall = v.MayCall || v.MayMove && t.round.State == signing.RoundOpen && p.Branch == t.round.Branch && p.Kind == procedure.VoidSigning
		}
		return d.nextSeat(ctx, tx, who, t, &v)
	})
	return v, err
}

// nextSeat tells whose move it is and what is in the way.
func (d *Desk) nextSeat(ctx context.Context, tx *store.Tx, who policy.Actor, t sitting, v *SigningDay) error {
	if t.round.State != signing.RoundOpen {
		return nil
	}
	seat, left := t.round.Turn()
	if !left {
		return nil
	}
	v.Powers = powerTroubles(t, d.today())
	v.Next, v.MayAct = &seat, v.MayMove && d.actsFor(who, t.run, seat)
	v.MyTurn = v.MayAct && seat.Office != "" && t.by.Office == seat.Office
	v.Service, v.Keeps, v.Level = d.signs.services[seat.Government] != nil, d.signs.keeps(seat.Government), d.signs.level(seat.Government).String()
	on := d.today()
	if v.Open != nil && !v.Open.SentAt.IsZero() { // what it brings is of that day
		on = civil.In(v.Open.SentAt)
	}
	if !v.MayAct {
		v.Blocked = d.stillHolds(ctx, tx, seat, on)
		return plainly(v.Blocked)
	}
	_, v.Blocked = d.sittingOn(ctx, tx, who, t.round.ID, SignChoice{}, on)
	if f := fault.Of(v.Blocked); f != nil && f.Key == "procedure.dprd_before_signature" {
		_, again := d.sittingOn(ctx, tx, who, t.round.ID, SignChoice{Suspensive: "?"}, on)
		v.Suspended, v.Blocked = true, again
	}
	return plainly(v.Blocked)
}

// powerTroubles looks at the surat kuasa of everybody who has yet to sign, for
// the day of the paper or, when it is past, for today.
func powerTroubles(t sitting, day civil.Date) (out []PowerTrouble) {
	if day.Before(t.round.On) {
		day = t.round.On
	}
	for _, s := range t.round.Seats {
		if err := powerTrouble(t.run, t.round.Branch, s, day); err != nil {
			slot, _, _ := t.run.SlotFor(t.round.Branch, s.Government, procedure.NeedPower)
			out = append(out, PowerTrouble{s, err, slot})
		}
	}
	return out
}

// plainly passes on what is no sentence for a person.
func plainly(err error) error {
	if fault.Of(err) != nil {
		return nil
	}
	return err
}

// SigningRounds lists the rounds of a run for one who may see it.
func (d *Desk) SigningRounds(ctx context.Context, who policy.Actor, run string) (all []signing.Round, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := d.run(ctx, tx, who, policy.SeeProcedure, run); err != nil {
			return err
		}
		all, err = tx.RoundsOf(ctx, run)
		return err
	})
	return all, err
}

// SigningPaper is a file of a round.
type SigningPaper string

// The papers of a round.
const (
	PaperPrinted SigningPaper = "cetak" // before the first signature
	PaperSigned  SigningPaper = "naskah"
	PaperAudit   SigningPaper = "audit"
)

// SigningFile gives a file of a round to one who may see its run.
func (d *Desk) SigningFile(ctx context.Context, who policy.Actor, round string, p SigningPaper) ([]byte, signing.Round, error) {
	var t sitting
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		t, err = d.round(ctx, tx, who, policy.SeeProcedure, round)
		return err
	})
	if err != nil {
		return nil, t.round, err
	}
	sum := map[SigningPaper]string{PaperPrinted: t.round.Paper, PaperSigned: t.round.Head, PaperAudit: t.round.Audit}[p]
	if p == PaperSigned && t.round.Final != "" {
		sum = t.round.Final
	}
	if sum == "" {
		return nil, t.round, fault.New(fault.NotFound, "policy.not_found")
	}
	b, err := d.files.Bytes(ctx, sum)
	return b, t.round, err
}

// PublicSigning is what anyone is told who has a document's code or hash.
type PublicSigning struct {
	Round   signing.Round
	SHA256  string // that was asked for, when it was one
	Opinion *validity.Opinion
	Newest  bool // the hash asked for is that of the newest state
}

// FindSigned looks a document up by its printed code, or by the SHA-256 of a
// file. Anyone may ask: who has either has the document.
func (d *Desk) FindSigned(ctx context.Context, asked string) (p PublicSigning, err error) {
	asked = oneLine(asked)
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p = PublicSigning{}
		if len(asked) == 64 {
			p.SHA256 = strings.ToLower(asked)
			p.Round, err = tx.RoundOfFile(ctx, p.SHA256)
		} else if p.Round, err = tx.RoundByCode(ctx, codeOf(asked)); err == nil {
			return nil
		}
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return p, fault.Wrap(fault.NotFound, "validity.unknown_code", err)
	}
	if err != nil {
		return p, err
	}
	newest := p.Round.Head
	if p.Round.Final != "" {
		newest = p.Round.Final
	}
	p.Newest = p.SHA256 == "" || p.SHA256 == newest
	if p.Round.ByHand || p.Round.Signed() == 0 {
		return p, nil
	}
	pdf, err := d.files.Bytes(ctx, newest)
	if err != nil {
		return p, err
	}
	o, err := d.CheckPDF(ctx, pdf)
	p.Opinion = &o
	return p, err
}

// SigningCalls lists a government's exchanges with its signing service to its
// own auditor and administrator, newest first.
func (d *Desk) SigningCalls(ctx context.Context, who policy.Actor, round string, beforeUS int64) (all []store.SigningCall, err error) {
	if err := policy.Can(who, policy.SeeTrail, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	if beforeUS <= 0 {
		beforeUS = d.nowUS() + int64(24*time.Hour/time.Microsecond)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = tx.SigningCalls(ctx, who.Government, round, beforeUS, 100)
		return err
	})
	return all, err
}
