package ops

import (
	"context"
	"io"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/spm"
	"sinergi/internal/store"
)

// Standard is how a bus service's month did by the minimum service standard.
type Standard struct {
	BusPerformance
	Indicators  []spm.Indicator
	Results     map[string]spm.Result // of those that are measured, by indicator
	Inspections []store.Inspection    // of the month, the newest first
	MayInspect  bool
}

// Newest gives the newest inspection of an indicator.
func (s Standard) Newest(indicator string) (store.Inspection, bool) {
	for _, x := range s.Inspections {
		if x.Indicator == indicator {
			return x, true
		}
	}
	return store.Inspection{}, false
}

// Standard judges a month of a bus service by the minimum service standard.
func (d *Desk) Standard(ctx context.Context, who policy.Actor, service string, m civil.Month) (out Standard, err error) {
	if out.BusPerformance, err = d.BusPerformance(ctx, who, service, m); err != nil {
		return out, err
	}
	out.Indicators = d.standard
	out.Results = map[string]spm.Result{}
	for _, i := range out.Indicators {
		if !i.Inspected() {
			out.Results[i.ID] = spm.Measure(i, out.Trips, out.Rules)
		}
	}
	out.MayInspect = policy.Can(who, policy.Inspect, serviceResource(out.Paper, out.Service)) == nil
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out.Inspections, err = tx.Inspections(ctx, service, m.First(), m.Last())
		return err
	})
	return out, err
}

// Inspect records what somebody found of an indicator on a day. proof is a photo
// or scan; its name is what people called it.
func (d *Desk) Inspect(ctx context.Context, who policy.Actor, service string, day civil.Date, x spm.Inspection, name string, proof io.Reader) error {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, _, _, err := busService(ctx, tx, who, policy.Inspect, service, day)
		return err
	}); err != nil {
		return err
	}
	if day.IsZero() || day.After(d.today()) {
		return fault.InvalidFields([]fault.Field{fault.NewField("date", "spm.not_yet")})
	}
	var file kept
	if proof != nil {
		var err error
		if file.sum, file.media, file.size, err = d.keepScan(ctx, proof); err != nil {
			return err
		}
	}
	x.Government, x.File = who.Government, file.sum
	if err := spm.Check(d.standard, x); err != nil {
		return err
	}
	return d.act(ctx, who, "inspect", "service "+service, day.String()+" "+x.Indicator, func(tx *store.Tx) error {
		if _, _, _, err := busService(ctx, tx, who, policy.Inspect, service, day); err != nil {
			return err
		}
		done, err := tx.Inspections(ctx, service, day, day)
		if err != nil {
			return err
		}
		seq := 1
		for _, y := range done {
			if y.Government == who.Government {
				seq = max(seq, y.Seq+1)
			}
		}
		if err := tx.AddFile(ctx, file.sum, file.media, file.size, d.nowUS()); err != nil {
			return err
		}
		if err := tx.AddServiceProof(ctx, store.ServiceProof{Service: service, Date: day, SHA256: file.sum, Name: name, Government: who.Government, AddedUS: d.nowUS()}); err != nil {
			return err
		}
		return tx.AddInspection(ctx, service, store.Inspection{Date: day, Seq: seq, AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Inspection: x})
	})
}
