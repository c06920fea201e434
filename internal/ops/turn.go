package ops

import (
	"cmp"
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// Turn is an open gate as the reader of a cooperation sees it.
type Turn struct {
	procedure.Move
	Run       string // id
	Title     string // of the run
	Branch    string // title of the branch, or ""
	Mine      bool   // it is the reader's office's move
	MayRecord bool   // the reader's office may enter what the other office did on paper
}

// Course is a run as a cooperation's page shows it.
type Course struct {
	store.Proceeding
	Run   procedure.Run
	Turns []Turn
}

// Courses gives the runs of a cooperation with whose move it is in each: the
// reader's own first, then what is due first.
func (d *Desk) Courses(ctx context.Context, who policy.Actor, cooperation string) (all []Course, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, cooperation)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.SeeProcedure, cooperationResource(c)); err != nil {
			return err
		}
		all, err = d.courses(ctx, tx, who, c)
		return err
	})
	return all, err
}

func (d *Desk) courses(ctx context.Context, tx *store.Tx, who policy.Actor, c agreement.Cooperation) ([]Course, error) {
	return d.coursesOf(ctx, tx, who, []agreement.Cooperation{c})
}

// coursesOf gives the runs of some cooperations, in the order of the ids of these
// and of the runs.
func (d *Desk) coursesOf(ctx context.Context, tx *store.Tx, who policy.Actor, of []agreement.Cooperation) ([]Course, error) {
	by, err := d.actor(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	var ids, runs []string
	for _, c := range of {
		ids = append(ids, c.ID)
	}
	proceedings, err := tx.ProceedingsIn(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range proceedings {
		runs = append(runs, p.ID)
	}
	acts, err := tx.ActsOf(ctx, runs)
	if err != nil {
		return nil, err
	}
	checks, err := ruleChecks(ctx, tx)
	if err != nil {
		return nil, err
	}
	var all []Course
	for _, p := range proceedings {
		run, err := d.procedures.Replay(acts[p.ID])
		if err != nil {
			return nil, err
		}
		one := Course{Proceeding: p, Run: run}
		moves := run.Moves(d.today(), d.working())
		checks.mark(moves)
		for _, m := range moves {
			one.Turns = append(one.Turns, turn(run, m, by))
		}
		slices.SortStableFunc(one.Turns, FirstTurn)
		all = append(all, one)
	}
	return all, nil
}

func turn(run procedure.Run, m procedure.Move, by procedure.Actor) Turn {
	t := Turn{Move: m, Run: run.ID(), Title: run.Title()}
	var branch procedure.NewBranch
	for _, b := range run.Branches() {
		if b.ID == m.Slot.Branch {
			t.Branch, branch = b.Title, b.NewBranch
		}
	}
	_, t.Mine = by.As(func(c procedure.Actor) bool {
		return m.Queued(c) && (m.Office != procedure.Agency || ofBranch(branch, c.Government, c.Agency))
	})
	gate, _ := run.Definition().Gate(m.Slot.Gate)
	t.MayRecord = !t.Mine && by.Enters(m.Office, gate) && slices.Contains(queues(run, m), by.Government)
	return t
}

// ofBranch reports whether an agency acts for its government in a branch: the
// one that the branch names, or any when it names none.
func ofBranch(b procedure.NewBranch, government, agency string) bool {
	for _, ref := range b.Agencies {
		if ref.Government == government && ref.Agency != "" {
			return ref.Agency == agency
		}
	}
	return true
}

// FirstTurn orders turns: the reader's own, then what the reader may record,
// then by deadline, then the oldest.
func FirstTurn(a, b Turn) int {
	rank := func(t Turn) int {
		switch {
		case t.Mine:
			return 0
		case t.MayRecord:
			return 1
		}
		return 2
	}
	due := func(t Turn) string {
		if t.Due == nil || t.Due.On.IsZero() {
			return "~"
		}
		return t.Due.On.String()
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(due(a), due(b)), a.Since.Compare(b.Since))
}

// Watched is a cooperation as the province watches it.
type Watched struct {
	agreement.Cooperation
	Governments map[string]party.Government
	Courses     []Course
}

// Watch gives a page of the cooperations that the actor may watch by title, from
// after one (empty: the first page), with the procedures that run in them. next
// is what follows after; empty at the end.
func (d *Desk) Watch(ctx context.Context, who policy.Actor, after string, limit int) (all []Watched, next string, err error) {
	listed, next, err := d.CooperationList(ctx, who, after, limit)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		var seen []agreement.Cooperation
		for _, c := range listed {
			if policy.Can(who, policy.SeeProcedure, cooperationResource(c.Cooperation)) == nil {
				seen = append(seen, c.Cooperation)
			}
		}
		courses, err := d.coursesOf(ctx, tx, who, seen)
		if err != nil {
			return err
		}
		of := map[string][]Course{}
		for _, c := range courses {
			of[c.Cooperation] = append(of[c.Cooperation], c)
		}
		names := map[string]party.Government{}
		for _, c := range seen {
			w := Watched{Cooperation: c, Governments: names, Courses: of[c.ID]}
			for _, code := range c.Parties {
				if _, known := names[code]; known {
					continue
				}
				if names[code], err = tx.Government(ctx, code); err != nil {
					return err
				}
			}
			all = append(all, w)
		}
		return nil
	})
	return all, next, err
}

// WatchSums is what stands above all that is watched.
type WatchSums struct {
	Cooperations, Late int      // late: runs in which a step is past its day
	Waiting            []Queued // steps that are the reader's government's, at most as many as asked for
	Count              int      // of all of those
}

// WatchSums sums up what the actor watches.
func (d *Desk) WatchSums(ctx context.Context, who policy.Actor, limit int) (s WatchSums, err error) {
	queue, err := d.QueuePage(ctx, who, procedure.Governor, 0, limit)
	if err != nil {
		return s, err
	}
	s.Waiting, s.Count = queue.Steps, queue.Count
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s.Cooperations, s.Late, err = tx.CountWatched(ctx, readerOf(who), d.today())
		return err
	})
	return s, err
}

// Candidate is a document that another procedure can be about.
type Candidate struct {
	Run, Branch, Title string
	Kind               procedure.DocumentKind
	Category           agreement.Category
	Signed             bool // by all
}

// Candidates lists what an addendum, a dispute or a takeover of a cooperation
// can be about.
func (d *Desk) Candidates(ctx context.Context, who policy.Actor, cooperation string) ([]Candidate, error) {
	courses, err := d.Courses(ctx, who, cooperation)
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for _, c := range courses {
		add := func(branch, title string, doc procedure.DocumentView) {
			if doc.Kind != "" {
				out = append(out, Candidate{c.ID, branch, title, doc.Kind, c.Run.Definition().Rules.Category, doc.Complete})
			}
		}
		add("", c.Title, c.Run.Document(""))
		for _, b := range c.Run.Branches() {
			add(b.ID, b.Title, b.Document)
		}
	}
	return out, nil
}
