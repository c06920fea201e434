package ops

import (
	"context"
	"io"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/store"
)

// Standing says whether a version of the border counts today.
type Standing string

// The standings.
const (
	BorderShipped  Standing = "shipped"  // counts where there is no official line
	BorderWaiting  Standing = "waiting"  // not everybody whose line it is has approved
	BorderComing   Standing = "coming"   // approved, from a later day on
	BorderInForce  Standing = "in_force" // counts today
	BorderReplaced Standing = "replaced" // a newer line of the same governments counts
)

// BorderVersion is a version of the border as an actor sees it. The shipped
// one has no parties and no first day.
type BorderVersion struct {
	store.Border
	Standing   Standing
	MayApprove bool // the actor's approval is asked for
}

// standing of a proposed line among all, newest first, on a day.
func standing(all []store.Border, b store.Border, today civil.Date) Standing {
	switch {
	case !b.Approved():
		return BorderWaiting
	case b.From.After(today):
		return BorderComing
	}
	for _, newer := range all {
		if newer.ID == b.ID {
			break
		}
		covers := !slices.ContainsFunc(b.Parties, func(p store.BorderParty) bool { return !concerns(newer, p.Government) })
		if newer.Approved() && !newer.From.After(today) && covers {
			return BorderReplaced
		}
	}
	return BorderInForce
}

// concerns reports whether the line is one of the government's.
func concerns(b store.Border, government string) bool {
	return slices.ContainsFunc(b.Parties, func(p store.BorderParty) bool { return p.Government == government })
}

func (d *Desk) version(all []store.Border, b store.Border, who policy.Actor) BorderVersion {
	v := BorderVersion{Border: b, Standing: standing(all, b, civil.In(d.now()))}
	v.MayApprove = policy.Can(who, policy.ApproveBorder, borderResource(b)) == nil &&
		slices.ContainsFunc(b.Parties, func(p store.BorderParty) bool { return p.Government == who.Government && p.ApprovedUS == 0 })
	return v
}

// BorderVersions lists the versions of the border that the actor may see,
// newest first and the shipped one last.
func (d *Desk) BorderVersions(ctx context.Context, who policy.Actor) (out []BorderVersion, err error) {
	if who.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	shipped, err := d.DefaultBorder()
	if err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		all, err := tx.Borders(ctx)
		for _, b := range all {
			if policy.Can(who, policy.SeeCooperation, borderResource(b)) == nil {
				out = append(out, d.version(all, b, who))
			}
		}
		return err
	})
	return append(out, shippedVersion(shipped)), err
}

func shippedVersion(b *region.Border) BorderVersion {
	return BorderVersion{Border: store.Border{ID: b.Version, SHA256: b.SHA256, Source: b.Source}, Standing: BorderShipped}
}

// MayProposeBorder reports whether the actor may put a line forward.
func (d *Desk) MayProposeBorder(who policy.Actor) bool {
	return policy.Can(who, policy.ProposeBorder, policy.Resource{Parties: []string{who.Government}}) == nil
}

// BorderFile opens the file of a proposed line as it was uploaded. The caller
// closes it.
func (d *Desk) BorderFile(ctx context.Context, who policy.Actor, id string) (f io.ReadSeekCloser, err error) {
	var b store.Border
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		b, err = d.seeBorder(ctx, tx, who, policy.SeeCooperation, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.files.Get(ctx, b.File)
}

// BorderLine is a version of the border with its territories, and beside it
// what it replaces: what counted between its governments on the day before.
type BorderLine struct {
	BorderVersion
	Before      store.Border // id and source
	Surfaces    []SurfaceChange
	Routes      []RouteChange
	Outlines    map[string][][]Place // of all territories, for drawing
	Gone, Fresh [][]Place            // stretches that only the line before or only this one has
	Changed     []Place              // two corners around those; none when nothing differs
}

// SurfaceChange is the size of a government's territory, in square metres.
type SurfaceChange struct {
	Code        string
	Before, Now int64
}

// RouteChange is what a line does to one direction of a bus route.
type RouteChange struct {
	Service agreement.Service
	Name    string
	Parts   []PartChange
}

// PartChange is the planned metres of a run in one government's territory.
type PartChange struct {
	Code        string
	Before, Now quantity.Metres
}

// BorderLine gives a version of the border to one who may see it.
func (d *Desk) BorderLine(ctx context.Context, who policy.Actor, id string) (out BorderLine, err error) {
	if who.Public() {
		return out, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	shipped, err := d.DefaultBorder()
	if err != nil {
		return out, err
	}
	if id == shipped.Version {
		out.BorderVersion = shippedVersion(shipped)
		return out, out.draw(shipped, nil)
	}
	var line, before *region.Border
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = BorderLine{}
		b, err := d.seeBorder(ctx, tx, who, policy.SeeCooperation, id)
		if err != nil {
			return err
		}
		all, err := tx.Borders(ctx)
		if err != nil {
			return err
		}
		out.BorderVersion = d.version(all, b, who)
		if line, err = d.prepared(ctx, b); err != nil {
			return err
		}
		if before, err = d.borderFor(ctx, tx, borderResource(b).Parties, b.From.AddDays(-1)); err != nil {
			return err
		}
		out.Before = store.Border{ID: before.Version, Source: before.Source}
		out.Routes, err = d.routeChanges(ctx, tx, who, b, before, line)
		return err
	})
	if err != nil {
		return out, err
	}
	for _, p := range out.Parties {
		s := SurfaceChange{Code: p.Government}
		if s.Before, err = before.Surface(s.Code); err != nil {
			return out, err
		}
		if s.Now, err = line.Surface(s.Code); err != nil {
			return out, err
		}
		out.Surfaces = append(out.Surfaces, s)
	}
	return out, out.draw(line, before)
}
