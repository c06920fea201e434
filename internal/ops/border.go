package ops

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/store"
)

// maxBorder is the largest official line that may be uploaded.
const maxBorder = 64 << 20

// borderShelf keeps prepared borders by id. A border never changes.
type borderShelf struct {
	mu  sync.Mutex
	all map[string]*region.Border
}

func newBorderShelf() *borderShelf { return &borderShelf{all: map[string]*region.Border{}} }

func (s *borderShelf) get(id string, load func() (*region.Border, error)) (*region.Border, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.all[id]; ok {
		return b, nil
	}
	b, err := load()
	if err != nil {
		return nil, err
	}
	s.all[id] = b
	return b, nil
}

// DefaultBorder gives the border that Sinergi ships.
func (d *Desk) DefaultBorder() (*region.Border, error) {
	return d.borders.get(region.DefaultVersion, region.Default)
}

// borderFor gives the border that counts between some governments on a day:
// the newest official line that all of them have approved, or the shipped one.
// Nobody shifts a border that is also another's without that other, so a line
// on which one of the governments had no say does not count between them.
// Provinces have no say: the line runs between kabupaten and kota.
func (d *Desk) borderFor(ctx context.Context, tx *store.Tx, parties []string, day civil.Date) (*region.Border, error) {
	base, err := d.DefaultBorder()
	if err != nil {
		return nil, err
	}
	all, err := tx.Borders(ctx)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		unasked := slices.ContainsFunc(parties, func(code string) bool {
			return region.LevelOf(code) == region.RegencyLevel && !concerns(b, code)
		})
		if b.Approved() && !unasked && !b.From.After(day) {
			return d.prepared(ctx, b)
		}
	}
	return base, nil
}

// prepared gives a proposed line as a border.
func (d *Desk) prepared(ctx context.Context, b store.Border) (*region.Border, error) {
	base, err := d.DefaultBorder()
	if err != nil {
		return nil, err
	}
	return d.borders.get(b.ID, func() (*region.Border, error) {
		data, err := d.files.Bytes(ctx, b.File)
		if err != nil {
			return nil, err
		}
		areas, err := region.ReadOfficial(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		return base.With(b.ID, b.Source, areas)
	})
}

// ProposeBorder puts an official line forward. It is used from a day on once
// every government whose polygon is in it has approved.
func (d *Desk) ProposeBorder(ctx context.Context, who policy.Actor, source string, from civil.Date, r io.Reader) (store.Border, error) {
	var b store.Border
	if err := policy.Can(who, policy.ProposeBorder, policy.Resource{Parties: []string{who.Government}}); err != nil {
		return b, err
	}
	var missing []fault.Field
	if source = strings.TrimSpace(source); source == "" {
		missing = append(missing, fault.NewField("source", "ui.required"))
	}
	switch {
	case from.IsZero():
		missing = append(missing, fault.NewField("from", "ui.required"))
	case from != from.MonthOf().First(): // a statement names one version for its month
		missing = append(missing, fault.NewField("from", "border.first_of_month", "First", from.MonthOf().First().String()))
	}
	if err := fault.InvalidFields(missing); err != nil {
		return b, err
	}
	sum, size, err := d.files.Put(ctx, r, maxBorder)
	if err != nil {
		return b, err
	}
	data, err := d.files.Bytes(ctx, sum)
	if err != nil {
		return b, err
	}
	areas, err := region.ReadOfficial(bytes.NewReader(data))
	if err != nil {
		return b, err
	}
	base, err := d.DefaultBorder()
	if err != nil {
		return b, err
	}
	b = store.Border{ID: "resmi-" + from.String() + "-" + uuid.NewString()[:8], Source: source, File: sum, ProposedBy: who.Government, ProposedUS: d.nowUS(), From: from}
	prepared, err := base.With(b.ID, source, areas)
	if err != nil {
		return b, err
	}
	b.SHA256 = prepared.SHA256
	for _, a := range areas {
		b.Parties = append(b.Parties, store.BorderParty{Government: a.Code})
	}
	if !slices.ContainsFunc(b.Parties, func(p store.BorderParty) bool { return p.Government == who.Government }) {
		return b, fault.New(fault.Invalid, "border.own_polygon")
	}
	if len(b.Parties) < 2 {
		return b, fault.New(fault.Invalid, "border.both_sides", "Name", GovernmentName(who.Government))
	}
	err = d.act(ctx, who, "propose_border", "border "+b.ID, source, func(tx *store.Tx) error {
		for _, p := range b.Parties {
			if _, err := tx.Government(ctx, p.Government); err != nil {
				return fault.New(fault.Invalid, "agreement.unknown_party", "Code", p.Government)
			}
		}
		if err := tx.AddFile(ctx, sum, "application/geo+json", size, d.nowUS()); err != nil {
			return err
		}
		return tx.SaveBorder(ctx, b)
	})
	return b, err
}

// ApproveBorder gives the approval of the actor's government. When the last
// government approves, days from its start are measured again.
func (d *Desk) ApproveBorder(ctx context.Context, who policy.Actor, id string) error {
	return d.act(ctx, who, "approve_border", "border "+id, "", func(tx *store.Tx) error {
		b, err := d.seeBorder(ctx, tx, who, policy.ApproveBorder, id)
		if err != nil {
			return err
		}
		if err := tx.ApproveBorder(ctx, id, who.Government, who.Name, d.nowUS()); err != nil {
			return err
		}
		return tx.TouchFrom(ctx, b.From)
	})
}

func (d *Desk) seeBorder(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string) (store.Border, error) {
	all, err := tx.Borders(ctx)
	if err != nil {
		return store.Border{}, err
	}
	i := slices.IndexFunc(all, func(b store.Border) bool { return b.ID == id })
	if i < 0 {
		return store.Border{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return all[i], policy.Can(who, do, borderResource(all[i]))
}

func borderResource(b store.Border) policy.Resource {
	var r policy.Resource
	for _, p := range b.Parties {
		r.Parties = append(r.Parties, p.Government)
	}
	return r
}

// Borders lists the proposed lines that the actor may see.
func (d *Desk) Borders(ctx context.Context, who policy.Actor) (out []store.Border, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		all, err := tx.Borders(ctx)
		for _, b := range all {
			if policy.Can(who, policy.SeeCooperation, borderResource(b)) == nil {
				out = append(out, b)
			}
		}
		return err
	})
	return out, err
}
