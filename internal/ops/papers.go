package ops

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// The longest that the register takes, in characters.
const (
	longestNumber = 120
	longestPlace  = 200
)

// Registered is a paper in the register (penatausahaan).
type Registered struct {
	store.RegisteredPaper
	In agreement.Cooperation
}

// Missing tells what the register lacks of a party's side.
func (r Registered) Missing(government string) (gaps []store.Gap) {
	for _, p := range r.Parties {
		if p.Government != government {
			continue
		}
		if p.Number == "" {
			gaps = append(gaps, store.NoNumber)
		}
		if _, known := r.Originals[government]; !known {
			gaps = append(gaps, store.NoOriginal)
		}
	}
	return gaps
}

func readerOf(who policy.Actor) store.Reader {
	return store.Reader{Government: who.Government, Watches: who.Has(policy.Observer)}
}

// Papers gives a page of what was signed and the actor may see, newest first,
// from after a paper (empty: the first page). next is what follows after;
// empty at the end.
func (d *Desk) Papers(ctx context.Context, who policy.Actor, f store.PaperFilter, after string, limit int) (all []Registered, next string, err error) {
	if who.Public() {
		return nil, "", fault.New(fault.Unauthenticated, "policy.login_first")
	}
	f.Keeping = d.keeping(who, f.Phase)
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, next = nil, ""
		var at agreement.Agreement
		if after != "" { // a page that begins after what may not be known would tell that it is there
			if at, err = seeAgreement(ctx, tx, who, policy.SeeCooperation, after); err != nil {
				return err
			}
		}
		in := map[string]agreement.Cooperation{}
		for {
			some, err := tx.PapersAfter(ctx, readerOf(who), f, at, limit+1)
			if err != nil {
				return err
			}
			for _, p := range some {
				at = p.Agreement
				c, known := in[p.Cooperation]
				if !known {
					if c, err = tx.Cooperation(ctx, p.Cooperation); err != nil {
						return err
					}
					in[c.ID] = c
				}
				if policy.Can(who, policy.SeeCooperation, cooperationResource(c)) != nil || policy.Can(who, policy.SeeCooperation, agreementResource(p.Agreement)) != nil {
					continue
				}
				if len(all) == limit {
					next = all[limit-1].ID
					return nil
				}
				all = append(all, Registered{p, c})
			}
			if len(some) <= limit {
				return nil
			}
		}
	})
	return all, next, err
}

// Register is what stands above the list of papers: how many there are, what
// is missing of the actor's own side, and from which years they are.
type Register struct {
	store.PaperGaps
	Years []string
}

// Register sums the register up.
func (d *Desk) Register(ctx context.Context, who policy.Actor) (r Register, err error) {
	if who.Public() {
		return r, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if r.PaperGaps, err = tx.PaperGaps(ctx, readerOf(who)); err != nil {
			return err
		}
		r.Years, err = tx.SignedYears(ctx, readerOf(who))
		return err
	})
	return r, err
}

// PaperSheet is all that the register knows of a paper.
type PaperSheet struct {
	Registered
	Renumberings []store.Renumbering // newest first
	Kept         []store.Original    // newest first
	Archived     []store.Archiving   // newest first
	Files        []store.Attachment
	MayEdit      bool // the actor enters the number and the original of its government
}

// PaperSheet gives what the register knows of a paper.
func (d *Desk) PaperSheet(ctx context.Context, who policy.Actor, id string) (s PaperSheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := seeRegistered(ctx, tx, who, policy.SeeCooperation, id)
		if err != nil {
			return err
		}
		s = PaperSheet{}
		s.Agreement = a
		if s.In, err = tx.Cooperation(ctx, a.Cooperation); err != nil {
			return err
		}
		if err := policy.Can(who, policy.SeeCooperation, cooperationResource(s.In)); err != nil {
			return err
		}
		s.MayEdit = policy.Can(who, policy.EditAgreement, agreementResource(a)) == nil && slices.Contains(a.Codes(), who.Government)
		if s.Renumberings, err = tx.Renumberings(ctx, id); err != nil {
			return err
		}
		if s.Kept, err = tx.Originals(ctx, id); err != nil {
			return err
		}
		s.Originals = map[string]store.Original{}
		for _, o := range slices.Backward(s.Kept) {
			s.Originals[o.Government] = o
		}
		if s.Archived, err = tx.Archivings(ctx, []string{id}); err != nil {
			return err
		}
		s.Archivings = map[string]store.Archiving{}
		for _, a := range s.Archived {
			s.Archivings[a.Government] = a
		}
		slices.Reverse(s.Archived)
		s.Files, err = tx.Attachments(ctx, id)
		return err
	})
	return s, err
}

// seeRegistered loads a paper that stands in the register: one that was signed
// and, where it was entered from outside, that the other side has confirmed.
func seeRegistered(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string) (agreement.Agreement, error) {
	a, err := seeAgreement(ctx, tx, who, do, id)
	if err == nil && (a.Status == agreement.Draft || a.Proposed) {
		err = fault.New(fault.NotFound, "policy.not_found")
	}
	return a, err
}

// RecordNumber sets the number that the actor's government gave a paper, which
// is often known only after the signing. A number that replaces another, which
// the actor saw, needs a reason, and the earlier one is kept. Where a procedure
// brought the paper about, the number is given at its gate.
func (d *Desk) RecordNumber(ctx context.Context, who policy.Actor, id, seen, number, reason string) error {
	number, reason = oneLine(number), oneLine(reason)
	err := d.act(ctx, who, "record_number", "agreement "+id, number, func(tx *store.Tx) error {
		a, i, err := ownSide(ctx, tx, who, id)
		if err != nil {
			return err
		}
		was := a.Parties[i].Number
		var wrong []fault.Field
		switch {
		case number == "":
			wrong = append(wrong, fault.NewField("number", "ui.required"))
		case utf8.RuneCountInString(number) > longestNumber:
			wrong = append(wrong, fault.NewField("number", "register.too_long", "Limit", longestNumber))
		}
		switch {
		case was != "" && was != number && reason == "":
			wrong = append(wrong, fault.NewField("reason", "register.reason_needed", "Number", was))
		case utf8.RuneCountInString(reason) > longestPlace:
			wrong = append(wrong, fault.NewField("reason", "register.too_long", "Limit", longestPlace))
		}
		if err := fault.InvalidFields(wrong); err != nil {
			return err
		}
		switch {
		case was == number:
			return errSaved
		case was != "" && was != seen:
			return fault.New(fault.Conflict, "register.moved_on", "Number", was)
		}
		if a.Run != "" {
			return d.supply(ctx, tx, who, a, procedure.NeedNumber, procedure.Value{Number: &procedure.Number{Number: number}}, reason)
		}
		if err := alone(ctx, tx, a, who.Government, number); err != nil {
			return err
		}
		a.Parties[i].Number = number
		if was != "" {
			if err := tx.AddRenumbering(ctx, store.Renumbering{Agreement: id, Government: who.Government, Was: was, Number: number, Reason: reason, AtUS: d.nowUS(), Account: who.Account, Name: who.Name}); err != nil {
				return err
			}
		}
		return tx.SaveAgreement(ctx, a)
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

// RecordOriginal says where the actor's government keeps its original of a
// paper from now on.
func (d *Desk) RecordOriginal(ctx context.Context, who policy.Actor, id string, o procedure.Originals) error {
	o.Place, o.Holder, o.Note = oneLine(o.Place), oneLine(o.Holder), oneLine(o.Note)
	err := d.act(ctx, who, "record_original", "agreement "+id, o.Place, func(tx *store.Tx) error {
		a, _, err := ownSide(ctx, tx, who, id)
		if err != nil {
			return err
		}
		var wrong []fault.Field
		for _, f := range []struct{ name, text string }{{"place", o.Place}, {"holder", o.Holder}, {"note", o.Note}} {
			switch {
			case f.text == "" && f.name != "note":
				wrong = append(wrong, fault.NewField(f.name, "ui.required"))
			case utf8.RuneCountInString(f.text) > longestPlace:
				wrong = append(wrong, fault.NewField(f.name, "register.too_long", "Limit", longestPlace))
			}
		}
		if o.Copies < 1 || o.Copies > 1000 {
			wrong = append(wrong, fault.NewField("copies", "procedure.bad_copies"))
		}
		if err := fault.InvalidFields(wrong); err != nil {
			return err
		}
		now := original(a, who.Government, o, d.nowUS(), who.Account, who.Name)
		kept, err := tx.Originals(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case stands(kept, now):
			return errSaved
		case a.Run != "":
			return d.supply(ctx, tx, who, a, procedure.NeedOriginals, procedure.Value{Originals: &o}, "")
		}
		return tx.AddOriginal(ctx, now)
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

func original(a agreement.Agreement, government string, o procedure.Originals, atUS int64, account, name string) store.Original {
	return store.Original{Agreement: a.ID, Government: government, Place: o.Place, Holder: o.Holder, Copies: o.Copies, Note: o.Note, AtUS: atUS, Account: account, Name: name}
}

// stands reports whether it is known already where an original is; kept is
// newest first.
func stands(kept []store.Original, now store.Original) bool {
	i := slices.IndexFunc(kept, func(k store.Original) bool { return k.Government == now.Government })
	return i >= 0 && kept[i].Place == now.Place && kept[i].Holder == now.Holder && kept[i].Copies == now.Copies && kept[i].Note == now.Note
}

// ownSide loads a paper of the register that the actor may edit, and which of
// its parties the actor's government is.
func ownSide(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (agreement.Agreement, int, error) {
	a, err := seeRegistered(ctx, tx, who, policy.EditAgreement, id)
	if err != nil {
		return a, 0, err
	}
	i := slices.Index(a.Codes(), who.Government)
	if i < 0 {
		return a, 0, fault.New(fault.Denied, "policy.denied")
	}
	return a, i, nil
}

// supply gives a gate of the run that brought a paper about what it needs.
func (d *Desk) supply(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, t procedure.NeedType, value procedure.Value, reason string) error {
	run, _, err := d.run(ctx, tx, who, policy.MoveProcedure, a.Run)
	if err != nil {
		return err
	}
	slot, need, ok := run.SlotFor(a.Branch, who.Government, t)
	if !ok {
		return fault.New(fault.Conflict, "register.no_gate")
	}
	return d.step(ctx, tx, who, a.Run, procedure.Act{Kind: procedure.Supply, Base: run.Seq(), Slot: slot, Need: need, Value: &value, Reason: reason})
}

// alone refuses a number that a government gave another paper of the same kind
// and year.
func alone(ctx context.Context, tx *store.Tx, a agreement.Agreement, government, number string) error {
	other, err := tx.NumberedAlike(ctx, a, government, number)
	if err == nil && other != "" {
		err = fault.InvalidFields([]fault.Field{fault.NewField("number", "register.number_taken", "Number", number, "Title", other)})
	}
	return err
}

// numberFree is alone for a number that is given at a gate. Before the paper is
// signed, its year is that in which it will be.
func numberFree(ctx context.Context, tx *store.Tx, run procedure.Run, act procedure.Act) error {
	if act.Kind != procedure.Supply || act.Value == nil || act.Value.Number == nil {
		return nil
	}
	doc := run.Document(act.Slot.Branch)
	a, err := tx.AgreementOfRun(ctx, run.ID(), act.Slot.Branch)
	if fault.KindOf(err) == fault.NotFound {
		a, err = agreement.Agreement{Kind: agreement.Kind(doc.Kind), SignedOn: civil.In(act.At)}, nil
	}
	if err != nil {
		return err
	}
	return alone(ctx, tx, a, act.Slot.Government, strings.TrimSpace(act.Value.Number.Number))
}

// renumber takes over the numbers that were given at gates, and lists those
// that replace another.
func renumber(a *agreement.Agreement, is procedure.DocumentView, by procedure.Act) (replaced []store.Renumbering) {
	for i, p := range a.Parties {
		n := is.Numbers[p.Government]
		if n == "" || n == p.Number {
			continue
		}
		if p.Number != "" {
			replaced = append(replaced, store.Renumbering{Government: p.Government, Was: p.Number, Number: n, Reason: by.Reason, AtUS: by.At.UnixMicro(), Account: by.By.Account, Name: by.By.Name})
		}
		a.Parties[i].Number = n
	}
	return replaced
}

// keepRegister enters what an act changed of a paper's numbers and originals.
func keepRegister(ctx context.Context, tx *store.Tx, a agreement.Agreement, is procedure.DocumentView, by procedure.Act, replaced []store.Renumbering) error {
	for _, r := range replaced {
		r.Agreement = a.ID
		if err := tx.AddRenumbering(ctx, r); err != nil {
			return err
		}
	}
	if len(is.Originals) == 0 {
		return nil
	}
	kept, err := tx.Originals(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, p := range a.Parties {
		o, given := is.Originals[p.Government]
		if !given {
			continue
		}
		now := original(a, p.Government, o, by.At.UnixMicro(), by.By.Account, by.By.Name)
		if stands(kept, now) {
			continue
		}
		if err := tx.AddOriginal(ctx, now); err != nil {
			return err
		}
	}
	return nil
}
