package ops

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// Proceeding is a run of a procedure as a page needs it.
type Proceeding struct {
	procedure.Run
	Cooperation agreement.Cooperation
	Moves       []procedure.Move
	Permits     []procedure.Permit         // what the reader may do now
	Notes       []procedure.LeadershipNote // a signer has left office, and that this ends nothing
	Reader      procedure.Actor
	About       []store.Proceeding // runs that are about this one
	Agencies    map[string]party.Agency
	Offices     map[string][]party.Office // by government
	Holders     []party.Holder            // of the parties' offices
	files       []store.RunFile           // that the reader may open
	Texts       []store.Draft             // that all parties have in common
	Names       map[string]string         // of the parties, by code
	Checks      RuleChecks                // of the rules against the law
}

// Procedures lists what a run can be started with, newest versions only.
func (d *Desk) Procedures() []*procedure.Definition { return d.procedures.Newest() }

// AllProcedures lists every version of every procedure.
func (d *Desk) AllProcedures() []*procedure.Definition { return d.procedures.All() }

// NewRun is what it takes to start a run.
type NewRun struct {
	Cooperation string
	Definition  string             // id; the newest version is taken
	Title       string             // empty: the cooperation's
	Others      []procedure.Party  // third parties or central bodies that take part
	Subject     *procedure.Subject // what it is about, for an addendum, a dispute, …
}

// StartRun starts a run of a procedure for a cooperation and gives its id.
func (d *Desk) StartRun(ctx context.Context, who policy.Actor, n NewRun) (id string, err error) {
	err = d.act(ctx, who, "start_run", "cooperation "+n.Cooperation, n.Definition, func(tx *store.Tx) error {
		c, err := d.movable(ctx, tx, who, n.Cooperation)
		if err != nil {
			return err
		}
		def, err := d.newest(n.Definition)
		if err != nil {
			return err
		}
		parties, err := runParties(ctx, tx, c, n.Others)
		if err != nil {
			return err
		}
		if n.Subject != nil {
			if n.Subject, parties, err = d.subject(ctx, tx, c, *n.Subject, def.Rules.Supervisor); err != nil {
				return err
			}
		}
		by, err := d.actor(ctx, tx, who)
		if err != nil {
			return err
		}
		start := procedure.Start{Definition: def.ID, Version: def.Version, Title: draft.CleanLine(n.Title), Parties: parties, Initiator: who.Government, Subject: n.Subject}
		if start.Title == "" {
			start.Title = c.Title
		}
		if id, err = d.justStarted(ctx, tx, c.ID, start); err != nil || id != "" {
			return err
		}
		if id, err = freeRunID(ctx, tx, c.ID, def.ID); err != nil {
			return err
		}
		start.Run = id
		run, err := d.procedures.Start(procedure.Act{Kind: procedure.StartRun, At: d.now(), By: by, Start: &start})
		if err != nil {
			return err
		}
		if err := tx.AddProceeding(ctx, c.ID, run); err != nil {
			return err
		}
		return d.setWaiting(ctx, tx, run)
	})
	return id, err
}

// justStarted gives the run of a cooperation that began just so and in which
// nobody has acted since, or "": a form that is sent twice starts one run.
func (d *Desk) justStarted(ctx context.Context, tx *store.Tx, cooperation string, start procedure.Start) (string, error) {
	all, err := tx.ProceedingsOf(ctx, cooperation)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if p.Definition != start.Definition || p.Seq != 1 {
			continue
		}
		run, err := d.replay(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		a, b := run.Subject(), start.Subject
		about := a == b || a != nil && b != nil && *a == *b
		if about && run.Title() == start.Title && slices.Equal(run.Parties(), start.Parties) {
			return p.ID, nil
		}
	}
	return "", nil
}

// subject gives what a run is about as it is on record, with its parties: a
// run of the same cooperation, and a document that was signed in it. Only a
// takeover may be about one that never came to be signed.
func (d *Desk) subject(ctx context.Context, tx *store.Tx, c agreement.Cooperation, s procedure.Subject, unsigned bool) (*procedure.Subject, []procedure.Party, error) {
	unknown := fault.InvalidFields([]fault.Field{fault.NewField("subject", "procedure.no_such_subject")})
	p, err := tx.Proceeding(ctx, s.Run)
	if fault.KindOf(err) == fault.NotFound || err == nil && p.Cooperation != c.ID {
		return nil, nil, unknown
	}
	if err != nil {
		return nil, nil, err
	}
	run, err := d.replay(ctx, tx, s.Run)
	if err != nil {
		return nil, nil, err
	}
	doc := run.Document(s.Branch)
	if !doc.Complete && !unsigned {
		return nil, nil, unknown
	}
	return &procedure.Subject{Run: s.Run, Branch: s.Branch, Category: run.Definition().Rules.Category, Document: doc.SignedAs}, run.Parties(), nil
}

func (d *Desk) newest(id string) (*procedure.Definition, error) {
	for _, def := range d.procedures.Newest() {
		if def.ID == id {
			return def, nil
		}
	}
	return nil, fault.New(fault.Invalid, "procedure.no_such_definition", "Definition", id, "Version", "")
}

// movable loads a cooperation in whose procedures the actor may take part.
func (d *Desk) movable(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (agreement.Cooperation, error) {
	c, err := tx.Cooperation(ctx, id)
	if err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return c, err
	}
	return c, policy.Can(who, policy.MoveProcedure, cooperationResource(c))
}

func runParties(ctx context.Context, tx *store.Tx, c agreement.Cooperation, others []procedure.Party) ([]procedure.Party, error) {
	var out []procedure.Party
	for _, code := range c.Parties {
		g, err := tx.Government(ctx, code)
		if err != nil {
			return nil, err
		}
		out = append(out, procedure.Party{Code: code, Name: g.Name, Kind: procedure.RegionalGovernment})
	}
	return append(out, others...), nil
}

func freeRunID(ctx context.Context, tx *store.Tx, cooperation, definition string) (string, error) {
	for n := 1; ; n++ {
		id := cooperation + "." + definition
		if n > 1 {
			id = fmt.Sprintf("%s.%d", id, n)
		}
		switch _, err := tx.Proceeding(ctx, id); {
		case fault.KindOf(err) == fault.NotFound:
			return id, nil
		case err != nil:
			return "", err
		}
	}
}

func (d *Desk) today() civil.Date { return civil.In(d.now()) }

// run loads a run and its cooperation, when the actor may do something there.
func (d *Desk) run(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string) (procedure.Run, agreement.Cooperation, error) {
	p, err := tx.Proceeding(ctx, id)
	if err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return procedure.Run{}, agreement.Cooperation{}, err
	}
	c, err := tx.Cooperation(ctx, p.Cooperation)
	if err != nil {
		return procedure.Run{}, c, err
	}
	if err := policy.Can(who, do, cooperationResource(c)); err != nil {
		return procedure.Run{}, c, err
	}
	run, err := d.replay(ctx, tx, id)
	return run, c, err
}

func (d *Desk) replay(ctx context.Context, tx *store.Tx, id string) (procedure.Run, error) {
	acts, err := tx.Acts(ctx, id)
	if err != nil {
		return procedure.Run{}, err
	}
	return d.procedures.Replay(acts)
}

// Proceeding gives a run to one who may see it.
func (d *Desk) Proceeding(ctx context.Context, who policy.Actor, id string) (p Proceeding, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		run, c, err := d.run(ctx, tx, who, policy.SeeProcedure, id)
		if err != nil {
			return err
		}
		p = Proceeding{Run: run, Cooperation: c, Moves: run.Moves(d.today(), d.working()), Agencies: map[string]party.Agency{}, Offices: map[string][]party.Office{}}
		if p.Reader, err = d.actor(ctx, tx, who); err != nil {
			return err
		}
		if policy.Can(who, policy.MoveProcedure, cooperationResource(c)) == nil {
			p.Permits = run.Allowed(p.Reader)
		}
		if p.Checks, err = ruleChecks(ctx, tx); err != nil {
			return err
		}
		p.Checks.mark(p.Moves)
		if p.About, err = tx.ProceedingsAbout(ctx, id); err != nil {
			return err
		}
		return errors.Join(d.peopleOf(ctx, tx, &p), papersOf(ctx, tx, who, &p))
	})
	return p, err
}

// File gives a file by its hash, under the name that a government gave it.
func (p Proceeding) File(sha256, government string) (store.RunFile, bool) {
	return named(p.files, sha256, government)
}

// named finds a file under the name that a government gave it, or else the one
// under which it first came.
func named(files []store.RunFile, sha256, government string) (store.RunFile, bool) {
	same := func(f store.RunFile) bool { return f.SHA256 == sha256 }
	i := slices.IndexFunc(files, func(f store.RunFile) bool { return same(f) && f.Government == government })
	if i < 0 {
		i = slices.IndexFunc(files, same)
	}
	if i < 0 {
		return store.RunFile{}, false
	}
	return files[i], true
}

// papersOf gathers the files and texts of a run that the reader may open.
func papersOf(ctx context.Context, tx *store.Tx, who policy.Actor, p *Proceeding) error {
	files, err := tx.RunFiles(ctx, p.ID())
	if err != nil {
		return err
	}
	shown := p.Papers(who.Government)
	p.files = slices.DeleteFunc(files, func(f store.RunFile) bool {
		return f.Government != who.Government && !slices.Contains(shown, f.SHA256)
	})
	drafts, err := tx.Drafts(ctx, p.Cooperation.ID)
	p.Texts = slices.DeleteFunc(drafts, func(x store.Draft) bool { return x.Run != p.ID() || x.Common == "" })
	p.Names = map[string]string{}
	for _, side := range p.Parties() {
		p.Names[side.Code] = side.Name
	}
	return err
}

func (d *Desk) peopleOf(ctx context.Context, tx *store.Tx, p *Proceeding) error {
	for _, code := range p.Cooperation.Parties {
		agencies, err := tx.Agencies(ctx, code)
		if err != nil {
			return err
		}
		for _, a := range agencies {
			p.Agencies[a.ID] = a
		}
		if p.Offices[code], err = tx.Offices(ctx, code); err != nil {
			return err
		}
		holders, err := tx.Holders(ctx, code)
		if err != nil {
			return err
		}
		p.Holders = append(p.Holders, holders...)
	}
	p.Notes = p.LeadershipNotes(p.Holders, d.today())
	return nil
}

// Proceedings lists the runs of a cooperation.
func (d *Desk) Proceedings(ctx context.Context, who policy.Actor, cooperation string) (all []store.Proceeding, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, cooperation)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.SeeProcedure, cooperationResource(c)); err != nil {
			return err
		}
		all, err = tx.ProceedingsOf(ctx, cooperation)
		return err
	})
	return all, err
}

// Proceed does one act in a run. The act says what it is about and which state
// the actor saw; who acts and when is filled in here. A signature that is
// entered is one by hand, with its scan: an electronic one comes from the
// signing itself (proceed), for a form must not claim it.
func (d *Desk) Proceed(ctx context.Context, who policy.Actor, id string, act procedure.Act) error {
	if act.Value != nil && act.Value.Signature != nil {
		switch s := act.Value.Signature; {
		case s.Method == procedure.Electronic:
			return fault.New(fault.Denied, "procedure.electronic_not_by_hand")
		case s.File == "":
			return fault.InvalidFields([]fault.Field{fault.NewField("file", "procedure.paper_missing")})
		}
	}
	return d.proceed(ctx, who, id, act)
}

func (d *Desk) proceed(ctx context.Context, who policy.Actor, id string, act procedure.Act) error {
	return d.act(ctx, who, "run_"+string(act.Kind), "run "+id, act.Slot.Gate+" "+act.Need, func(tx *store.Tx) error {
		return d.step(ctx, tx, who, id, act)
	})
}

// step is proceed within a transaction.
func (d *Desk) step(ctx context.Context, tx *store.Tx, who policy.Actor, id string, act procedure.Act) error {
	run, c, err := d.run(ctx, tx, who, policy.MoveProcedure, id)
	if err != nil {
		return err
	}
	if act.By, err = d.actor(ctx, tx, who); err != nil {
		return err
	}
	act.At = d.now()
	if err := d.mindSigning(ctx, tx, run, act); err != nil {
		return err
	}
	if err := d.ground(ctx, tx, c, run, act.Slot.Branch, act.Value); err != nil {
		return err
	}
	if act.Open != nil {
		if act.Open.Agencies, err = agenciesOf(ctx, tx, c, act.Open.Agencies); err != nil {
			return err
		}
	}
	if err := numberFree(ctx, tx, run, act); err != nil {
		return err
	}
	next, err := run.Apply(act)
	if err != nil {
		return err
	}
	return d.keepRun(ctx, tx, c, run, next)
}

// agenciesOf gives the agencies of a branch as the register has them.
func agenciesOf(ctx context.Context, tx *store.Tx, c agreement.Cooperation, refs []procedure.AgencyRef) ([]procedure.AgencyRef, error) {
	var out []procedure.AgencyRef
	for _, ref := range refs {
		if ref.Agency == "" {
			continue
		}
		a, err := tx.Agency(ctx, ref.Agency)
		if err != nil || a.Government != ref.Government || !slices.Contains(c.Parties, a.Government) {
			return nil, fault.InvalidFields([]fault.Field{fault.NewField("agency_"+ref.Government, "procedure.unknown_agency")})
		}
		out = append(out, procedure.AgencyRef{Government: a.Government, Agency: a.ID, Name: a.Name})
	}
	return out, nil
}
