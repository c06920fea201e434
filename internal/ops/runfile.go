package ops

import (
	"context"
	"io"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// AttachToRun keeps a paper that is about to be given in a run, and gives its
// hash.
func (d *Desk) AttachToRun(ctx context.Context, who policy.Actor, run, name string, r io.Reader) (sha256 string, err error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, _, err := d.run(ctx, tx, who, policy.MoveProcedure, run)
		return err
	}); err != nil {
		return "", err
	}
	sum, media, size, err := d.keepScan(ctx, r)
	if err != nil {
		return "", err
	}
	return sum, d.act(ctx, who, "attach", "run "+run, name+" "+sum, func(tx *store.Tx) error {
		if err := tx.AddFile(ctx, sum, media, size, d.nowUS()); err != nil {
			return err
		}
		return tx.AddRunFile(ctx, store.RunFile{Run: run, SHA256: sum, Government: who.Government, Name: name, AddedUS: d.nowUS()})
	})
}

// RunFile opens a paper of a run: one of the actor's government's own, or one
// that was given where the actor may read it. The caller closes it.
func (d *Desk) RunFile(ctx context.Context, who policy.Actor, run, sha256 string) (file store.RunFile, f io.ReadSeekCloser, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		r, _, err := d.run(ctx, tx, who, policy.SeeProcedure, run)
		if err != nil {
			return err
		}
		all, err := tx.RunFiles(ctx, run)
		if err != nil {
			return err
		}
		own := slices.ContainsFunc(all, func(x store.RunFile) bool { return x.SHA256 == sha256 && x.Government == who.Government })
		from := who.Government
		if !own {
			from = giver(r, sha256)
		}
		known := false
		if file, known = named(all, sha256, from); !known || !own && !slices.Contains(r.Papers(who.Government), sha256) {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		return nil
	})
	if err != nil {
		return file, nil, err
	}
	f, err = d.files.Get(ctx, sha256)
	return file, f, err
}

// giver is the government that last gave a paper in a run.
func giver(r procedure.Run, sha256 string) string {
	for _, a := range slices.Backward(r.Acts()) {
		if slices.Contains(a.Value.Papers(), sha256) {
			return a.By.Government
		}
	}
	return ""
}

// ground makes sure that what an act says of the world is in the register: the
// papers it names were handed in, and whoever it says signed is a holder of an
// office, as the register has them and not as the form says.
func (d *Desk) ground(ctx context.Context, tx *store.Tx, c agreement.Cooperation, run procedure.Run, branch string, v *procedure.Value) error {
	if v == nil {
		return nil
	}
	for _, sum := range v.Papers() {
		files, err := tx.RunFiles(ctx, run.ID())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(files, func(f store.RunFile) bool { return f.SHA256 == sum }) {
			return fault.InvalidFields([]fault.Field{fault.NewField("file", "procedure.paper_missing")})
		}
	}
	for _, s := range signersOf(v) {
		if err := d.freeze(ctx, tx, run, s); err != nil {
			return err
		}
	}
	switch {
	case v.Evaluation != nil:
		return d.knownEvaluation(ctx, tx, v.Evaluation)
	case v.Text != nil:
		return knownText(ctx, tx, c, run, branch, v.Text.Hash)
	case v.Tariff != nil:
		return d.knownTariff(ctx, tx, c, run, branch, v.Tariff.ID)
	case v.Unit != nil:
		return knownUnit(ctx, tx, run, v.Unit)
	case v.Term != nil:
		return d.termOfText(ctx, tx, run, branch, v.Term)
	}
	return nil
}

// knownText refuses the hash of a text that nobody can read: it is what the
// parties have in common of a negotiated text, or a file that was handed in.
func knownText(ctx context.Context, tx *store.Tx, c agreement.Cooperation, run procedure.Run, branch, sha256 string) error {
	drafts, err := tx.Drafts(ctx, c.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(drafts, func(x store.Draft) bool { return x.Run == run.ID() && x.Branch == branch && x.Common == sha256 }) {
		return nil
	}
	files, err := tx.RunFiles(ctx, run.ID())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(files, func(f store.RunFile) bool { return f.SHA256 == sha256 }) {
		return fault.InvalidFields([]fault.Field{fault.NewField("hash", "procedure.paper_missing")})
	}
	return nil
}

func signersOf(v *procedure.Value) []*procedure.Signer {
	var out []*procedure.Signer
	if v.Document != nil && v.Document.Signer != nil {
		out = append(out, v.Document.Signer)
	}
	if v.Signature != nil {
		out = append(out, &v.Signature.Signer)
	}
	if v.Power != nil {
		out = append(out, &v.Power.Grantor, &v.Power.Grantee)
	}
	return out
}

// freeze fills in a signer from the register by the id of the holder. Only a
// party without a register here, a third party or a central body, is believed
// what is typed.
func (d *Desk) freeze(ctx context.Context, tx *store.Tx, run procedure.Run, s *procedure.Signer) error {
	if s.Holder == "" {
		for _, p := range run.Parties() {
			if p.Code == s.Government && p.Kind != procedure.RegionalGovernment {
				s.Kind = procedure.Leader
				return nil
			}
		}
		return fault.InvalidFields([]fault.Field{fault.NewField("signer", "procedure.signer_unknown")})
	}
	h, err := tx.Holder(ctx, s.Holder)
	if err != nil {
		return err
	}
	o, err := tx.Office(ctx, h.Office)
	if err != nil {
		return err
	}
	if o.Agency == "" {
		*s = procedure.SignerOf(h, o, nil)
		return nil
	}
	a, err := tx.Agency(ctx, o.Agency)
	if err != nil {
		return err
	}
	*s = procedure.SignerOf(h, o, &a)
	return nil
}
