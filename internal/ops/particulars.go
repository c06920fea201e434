package ops

import (
	"context"
	"slices"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// SaveParticulars records where the actor's government, or an agency of it, has
// its seat and is written to from now on. What was printed before stays as it
// was. Saving the same again does nothing.
func (d *Desk) SaveParticulars(ctx context.Context, who policy.Actor, agency string, p party.Particulars) error {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return err
	}
	p = cleanParticulars(p)
	if err := p.Validate(agency != ""); err != nil {
		return err
	}
	object := "government " + who.Government
	if agency != "" {
		object = "agency " + agency
	}
	return d.act(ctx, who, "save_particulars", object, "", func(tx *store.Tx) error {
		if err := homeOf(ctx, tx, who.Government, agency, ""); err != nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		if now, err := tx.ParticularsAt(ctx, who.Government, agency, d.nowUS()); err != nil || now == p {
			return err
		}
		return tx.AddParticulars(ctx, store.Particulars{Government: who.Government, Agency: agency, AtUS: d.nowUS(), ByName: who.Name, Particulars: p})
	})
}

func cleanParticulars(p party.Particulars) party.Particulars {
	c := p.Contact
	return party.Particulars{
		Seat: draft.CleanLine(p.Seat), Address: draft.CleanLine(p.Address),
		Contact: party.Contact{Office: draft.CleanLine(c.Office), Address: draft.CleanLine(c.Address), Phone: draft.CleanLine(c.Phone), Email: draft.CleanLine(c.Email)},
	}
}

// Particulars lists what was entered of the actor's government, or of an agency
// of it, newest first.
func (d *Desk) Particulars(ctx context.Context, who policy.Actor, agency string) (all []store.Particulars, err error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if err := homeOf(ctx, tx, who.Government, agency, ""); err != nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		all, err = tx.Particulars(ctx, who.Government, agency)
		return err
	})
	return all, err
}

// particularsOf gives what documents of a government, in an agreement between
// agencies those of its agency, bear at a moment.
func particularsOf(ctx context.Context, tx *store.Tx, government, agency string, us int64) (party.Particulars, error) {
	of, err := tx.ParticularsAt(ctx, government, "", us)
	if err != nil || agency == "" {
		return of, err
	}
	own, err := tx.ParticularsAt(ctx, government, agency, us)
	return own.Under(of), err
}

// printedUS is the moment whose particulars a document bears: when the paper was
// printed that is being signed; of one that was signed without, the first
// signature; before that, now.
func (d *Desk) printedUS(ctx context.Context, tx *store.Tx, run procedure.Run, branch string) (int64, error) {
	us, err := tx.PrintedUS(ctx, run.ID(), branch)
	if err != nil || us > 0 {
		return us, err
	}
	if signed := run.Document(branch).Signed; len(signed) > 0 {
		return signed[0].At.UnixMicro(), nil
	}
	return d.nowUS(), nil
}

// Unfilled gives the codes of the governments whose seat, address or contact a
// text prints as dotted lines, from what there is to know about it (Findings).
func Unfilled(t draft.Text, found []draft.Finding) []string {
	var out []string
	for _, f := range found {
		path, _ := f.Args["Path"].(string)
		id, field, _ := strings.Cut(path, ".")
		p, ok := t.Party(id)
		entered := field == "kedudukan" || field == "alamat" || strings.HasPrefix(field, "kontak.")
		if f.Weight == draft.Missing && ok && entered && p.Government != "" && !slices.Contains(out, p.Government) {
			out = append(out, p.Government)
		}
	}
	return out
}

// UnfilledToSign gives the same of the text that a document of a run was sent
// with for signature; none when it was written elsewhere.
func (d *Desk) UnfilledToSign(ctx context.Context, who policy.Actor, run, branch string) (codes []string, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		r, _, err := d.run(ctx, tx, who, policy.SeeProcedure, run)
		if err != nil {
			return err
		}
		text, known, err := d.signedText(ctx, tx, r, sentText(r.Document(branch)))
		if err != nil || !known {
			return err
		}
		facts, err := d.facts(ctx, tx, r, branch, d.nowUS())
		if err != nil {
			return err
		}
		_, found := text.Write(seated(text, r, facts))
		codes = Unfilled(text, found)
		return nil
	})
	return codes, err
}
