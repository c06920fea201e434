package ops

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/report"
	"sinergi/internal/store"
)

// ReportGates lists the steps at which procedures wait for a report of the
// actor's government and which the actor may pass with this one: it tells of
// what was signed there.
func (d *Desk) ReportGates(ctx context.Context, who policy.Actor, r report.Report) (all []Queued, err error) {
	queue, err := d.Queue(ctx, who)
	if err != nil || r.Government != who.Government {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = reportGates(ctx, tx, r, queue)
		return err
	})
	return all, err
}

func reportGates(ctx context.Context, tx *store.Tx, r report.Report, queue []Queued) (all []Queued, err error) {
	for _, q := range queue {
		_, asks := reportNeed(q.Gate)
		i := slices.IndexFunc(r.Cooperations, func(c report.Cooperation) bool { return c.ID == q.Cooperation })
		if !asks || i < 0 || !q.Mine && !q.MayRecord || q.Slot.Government != r.Government {
			continue
		}
		a, err := tx.AgreementOfRun(ctx, q.Run, q.Slot.Branch)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(r.Cooperations[i].Papers, func(p report.Paper) bool { return p.ID == a.ID }) {
			all = append(all, q)
		}
	}
	return all, nil
}

// reportNeed gives what a step of the reporting stage needs as a paper.
func reportNeed(g procedure.Gate) (need string, asks bool) {
	for _, n := range g.Needs {
		if g.Stage == agreement.Reporting && n.Type == procedure.NeedDocument {
			return n.ID, true
		}
	}
	return "", false
}

// UseReport hands a report that was sent in at every step that ReportGates
// lists, as the paper that it needs. printed is its PDF, title what the paper is
// called. It gives how many steps there were.
func (d *Desk) UseReport(ctx context.Context, who policy.Actor, government string, p report.Period, version int, printed []byte, title string) (n int, err error) {
	if version < 1 || government != who.Government {
		return 0, fault.New(fault.NotFound, "policy.not_found")
	}
	s, err := d.ReportSheet(ctx, who, government, p, version)
	if err != nil {
		return 0, err
	}
	gates, err := d.ReportGates(ctx, who, s.Report)
	if err != nil {
		return 0, err
	}
	if len(gates) == 0 {
		return 0, fault.New(fault.Conflict, "report.no_gates")
	}
	sum, size, err := d.files.Put(ctx, bytes.NewReader(printed), maxScan)
	if err != nil {
		return 0, err
	}
	paper := procedure.Document{Title: title, Date: civil.In(time.UnixMicro(s.Kept.SentUS)), Hash: sum}
	name := "laporan-" + government + "-" + p.String() + "-v" + strconv.Itoa(version) + ".pdf"
	err = d.act(ctx, who, "use_report", "government "+government, p.String()+" "+s.Kept.SHA256, func(tx *store.Tx) error {
		if err := tx.AddFile(ctx, sum, "application/pdf", size, d.nowUS()); err != nil {
			return err
		}
		for _, q := range gates {
			if err := tx.AddRunFile(ctx, store.RunFile{Run: q.Run, SHA256: sum, Government: who.Government, Name: name, AddedUS: d.nowUS()}); err != nil {
				return err
			}
			run, err := d.replay(ctx, tx, q.Run)
			if err != nil {
				return err
			}
			need, _ := reportNeed(q.Gate)
			given := paper
			if err := d.step(ctx, tx, who, q.Run, procedure.Act{Kind: procedure.Supply, Base: run.Seq(), Slot: q.Slot, Need: need, Value: &procedure.Value{Document: &given}}); err != nil {
				return err
			}
		}
		return nil
	})
	return len(gates), err
}
