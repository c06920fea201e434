package ops

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// Bounds of what a phone sends at once.
const (
	maxItems  = 2000
	clockSlow = 30 * time.Second // a clock that differs less is believed
)

// PhoneItem is one thing in a phone's queue: a position or a word.
type PhoneItem struct {
	No       int64 // in the queue, from 1, growing
	Position *transit.Report
	Word     *transit.Word
}

// PhoneLoad is what a phone sends from its queue, in the order of the queue.
type PhoneLoad struct {
	Queue string    // made by the phone when the queue was
	Clock time.Time // of the phone when it sent this; zero: unknown
	Items []PhoneItem
}

// PhoneReceipt says what became of a load. It is given after commit only.
type PhoneReceipt struct {
	Receipt
	Through int64 // everything up to here is dealt with
}

// HearDriver takes in what a driver's phone sends: all of it or, when something
// fails, nothing. What was taken in before is nothing new. Where the phone's
// clock is wrong by more than half a minute, all times of the load are moved by
// as much. A position that cannot be used is set aside, a word that cannot be
// true is refused; neither keeps the others from being taken in.
func (d *Desk) HearDriver(ctx context.Context, src Source, load PhoneLoad) (PhoneReceipt, error) {
	if load.Queue == "" || len(load.Queue) > 64 || strings.ContainsFunc(load.Queue, unicode.IsControl) || !utf8.ValidString(load.Queue) || len(load.Items) > maxItems {
		return PhoneReceipt{}, fault.New(fault.Invalid, "drive.bad_load", "Max", maxItems)
	}
	return d.hearDriver(ctx, src, load)
}

// hearDriver takes in a load; one of no queue is not numbered.
func (d *Desk) hearDriver(ctx context.Context, src Source, load PhoneLoad) (PhoneReceipt, error) {
	if err := checkLoad(src, load); err != nil {
		return PhoneReceipt{}, err
	}
	if err := d.refresh(ctx); err != nil {
		return PhoneReceipt{}, err
	}
	dev, ok := d.device(src, src.Device)
	if !ok {
		return PhoneReceipt{}, fault.New(fault.Unauthenticated, "ingest.key_unknown")
	}
	now := d.now()
	var off time.Duration
	if !load.Clock.IsZero() {
		if off = now.Sub(load.Clock); off.Abs() < clockSlow {
			off = 0
		}
	}
	plans, err := d.plansFor(ctx, src.Service, load)
	if err != nil {
		return PhoneReceipt{}, err
	}
	var out PhoneReceipt
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out = PhoneReceipt{}
		through, err := tx.QueueThrough(ctx, dev.ID, load.Queue)
		if err != nil {
			return err
		}
		out.Through = through
		touched := map[civil.Date]bool{}
		batches := map[batchKey]*store.Batch{}
		var order []*store.Batch
		for _, item := range load.Items {
			if item.No <= through {
				out.Duplicate++
				continue
			}
			out.Through = item.No
			if item.Position != nil {
				addPosition(batches, &order, dev, *item.Position, off, now)
				continue
			}
			w := *item.Word
			w.Device, w.Clock, w.Received = dev.ID, w.At, now.UnixMicro()
			w.At = min(w.At+off.Microseconds(), w.Received)
			if err := d.addWord(ctx, tx, src.Service, w, plans, touched, &out.Receipt); err != nil {
				if fault.KindOf(err) != fault.Invalid {
					return err
				}
				out.Refused = append(out.Refused, refusedWord(int(item.No), err)...)
			}
		}
		for _, b := range order {
			if err := keepBatch(ctx, tx, *b, touched, &out.Receipt); err != nil {
				return err
			}
		}
		for day := range touched {
			if err := tx.Touch(ctx, src.Service, day); err != nil {
				return err
			}
		}
		if load.Queue == "" {
			return nil
		}
		return tx.SaveQueueThrough(ctx, dev.ID, load.Queue, out.Through)
	})
	return out, err
}

func checkLoad(src Source, load PhoneLoad) error {
	if !src.Phone {
		return fault.New(fault.Denied, "drive.not_a_phone")
	}
	last := int64(0)
	for _, item := range load.Items {
		if item.No <= last || (item.Position == nil) == (item.Word == nil) {
			return fault.New(fault.Invalid, "drive.bad_queue", "No", item.No)
		}
		last = item.No
	}
	return nil
}

func refusedWord(no int, err error) (out []Refusal) {
	f := fault.Of(err)
	for _, field := range f.Fields {
		field.Row = no
		out = append(out, Refusal{no, field})
	}
	if len(f.Fields) == 0 {
		out = append(out, Refusal{no, fault.Field{Name: "say", Row: no, Key: f.Key, Args: f.Args}})
	}
	return out
}

type batchKey struct {
	day   civil.Date
	aside transit.Aside
}

// addPosition judges a position and puts it with those of its day and verdict.
func addPosition(batches map[batchKey]*store.Batch, order *[]*store.Batch, dev store.Device, r transit.Report, off time.Duration, now time.Time) {
	r.At, r.Received = r.At.Add(off), now
	p, aside := transit.Judge(r, time.UnixMicro(dev.SinceUS))
	k := batchKey{p.Day(), aside}
	b := batches[k]
	if b == nil {
		b = &store.Batch{Service: dev.Service, Day: k.day, Device: dev.ID, Aside: aside, ReceivedUS: now.UnixMicro()}
		batches[k] = b
		*order = append(*order, b)
	}
	b.Positions = append(b.Positions, p)
}

func keepBatch(ctx context.Context, tx *store.Tx, b store.Batch, touched map[civil.Date]bool, receipt *Receipt) error {
	added, err := tx.AddBatch(ctx, b)
	switch {
	case err != nil:
		return err
	case !added:
		receipt.Duplicate += len(b.Positions)
		return nil
	case b.Aside != transit.Usable:
		receipt.SetAside += len(b.Positions)
	default:
		receipt.Accepted += len(b.Positions)
	}
	touched[b.Day] = true
	return nil
}

// addWord keeps a word that can be true.
func (d *Desk) addWord(ctx context.Context, tx *store.Tx, service string, w transit.Word, plans dayPlans, touched map[civil.Date]bool, receipt *Receipt) error {
	w.Text = draft.CleanLine(w.Text)
	if w.Trip == "" {
		w.Start = 0
	}
	if err := transit.CheckWord(w); err != nil {
		return err
	}
	if w.Kind != transit.Undoes && !plans.vehicles[w.Vehicle] {
		return fault.InvalidFields([]fault.Field{fault.NewField("vehicle", "bus.unknown_vehicle", "Vehicle", w.Vehicle)})
	}
	if w.Trip != "" && !plans.has(w.Date, w.Trip, w.Start) {
		return fault.InvalidFields([]fault.Field{fault.NewField("trip", "drive.no_such_trip", "Trip", w.Trip, "Date", w.Date)})
	}
	if w.Kind == transit.Undoes {
		of, err := tx.Word(ctx, service, w.Of)
		switch {
		case fault.KindOf(err) == fault.NotFound || err == nil && of.Device != w.Device:
			return fault.InvalidFields([]fault.Field{fault.NewField("of", "drive.nothing_to_undo")})
		case err != nil:
			return err
		}
		touched[of.Date], touched[civil.In(time.UnixMicro(of.At))] = true, true
	}
	added, err := tx.AddWord(ctx, service, w)
	if err != nil {
		return err
	}
	if !added {
		receipt.Duplicate++
		return nil
	}
	receipt.Accepted++
	touched[w.Date], touched[civil.In(time.UnixMicro(w.At))] = true, true
	return nil
}

// dayPlans is what words are held against.
type dayPlans struct {
	vehicles map[string]bool
	runs     map[civil.Date][]transit.Planned
}

func (p dayPlans) has(day civil.Date, trip string, start int) bool {
	return slices.ContainsFunc(p.runs[day], func(r transit.Planned) bool { return r.Trip == trip && r.Start == start })
}

// plansFor reads the timetables of the days that a load speaks of.
func (d *Desk) plansFor(ctx context.Context, service string, load PhoneLoad) (out dayPlans, err error) {
	days := map[civil.Date]bool{}
	for _, item := range load.Items {
		if item.Word != nil && item.Word.Trip != "" && item.Word.Date.Sub(civil.In(d.now())) < 3 {
			days[item.Word.Date] = true
		}
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = dayPlans{map[string]bool{}, map[civil.Date][]transit.Planned{}}
		vehicles, err := tx.Vehicles(ctx, service)
		if err != nil {
			return err
		}
		for _, v := range vehicles {
			out.vehicles[v.ID] = true
		}
		for day := range days {
			if out.runs[day], _, err = d.runsOn(ctx, tx, service, day); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// SayDriver takes in one word from a form. What cannot be true is an error.
func (d *Desk) SayDriver(ctx context.Context, src Source, w transit.Word) error {
	w.At = d.nowUS()
	receipt, err := d.hearDriver(ctx, src, PhoneLoad{Items: []PhoneItem{{No: 1, Word: &w}}})
	if err != nil {
		return err
	}
	var fields []fault.Field
	for _, r := range receipt.Refused {
		r.Field.Row = 0
		fields = append(fields, r.Field)
	}
	return fault.InvalidFields(fields)
}
