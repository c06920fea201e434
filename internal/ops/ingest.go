package ops

import (
	"context"
	"sync"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// Source is a machine that was recognised by its key, or a person who may
// bring data in.
type Source struct {
	Service    string
	Device     string // empty: it speaks for every device of the service
	Phone      bool   // the device is a driver's phone
	Label      string
	Account    string // of the person
	Government string // of the person
}

// DeviceReport is a report and who made it.
type DeviceReport struct {
	Device string
	Row    int // of the file it came in, 0 when there is none
	transit.Report
}

// Refusal is a row or report that was not kept, and why.
type Refusal struct {
	Row   int
	Field fault.Field
}

// Receipt says what became of what was sent. It is given after commit only.
type Receipt struct {
	Accepted  int       `json:"accepted"`
	Duplicate int       `json:"duplicate"`
	SetAside  int       `json:"set_aside"`
	Refused   []Refusal `json:"-"`
}

// registryLife is how long a withdrawn key or device may still be believed.
const registryLife = 5 * time.Second

// registry remembers keys and devices for a moment, so that a position a
// second from each bus does not read them anew.
type registry struct {
	mu      sync.Mutex
	until   time.Time
	sources map[string]Source       // by key hash
	devices map[string]store.Device // by id
}

// Recognise gives the source that a key belongs to.
func (d *Desk) Recognise(ctx context.Context, key string) (Source, error) {
	if key == "" {
		return Source{}, fault.New(fault.Unauthenticated, "ingest.key_missing")
	}
	hash := hashSecret(key)
	r := &d.ingest.registry
	if err := d.refresh(ctx); err != nil {
		return Source{}, err
	}
	r.mu.Lock()
	s, ok := r.sources[hash]
	r.mu.Unlock()
	if ok {
		return s, nil
	}
	var k store.SourceKey
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		k, err = tx.SourceKey(ctx, hash)
		return err
	})
	if fault.KindOf(err) == fault.NotFound || (err == nil && !k.Active) {
		return Source{}, fault.New(fault.Unauthenticated, "ingest.key_unknown")
	}
	if err != nil {
		return Source{}, err
	}
	s = Source{Service: k.Service, Label: k.Label}
	r.mu.Lock()
	r.sources[hash] = s
	r.mu.Unlock()
	return s, nil
}

// refresh reads the devices anew when they are older than registryLife.
func (d *Desk) refresh(ctx context.Context) error {
	r := &d.ingest.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Now().Before(r.until) {
		return nil
	}
	var all []store.Device
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Devices(ctx, "")
		return err
	})
	if err != nil {
		return err
	}
	r.sources, r.devices = map[string]Source{}, make(map[string]store.Device, len(all))
	for _, dev := range all {
		if !dev.Active {
			continue
		}
		r.devices[dev.ID] = dev
		if dev.KeyHash != "" {
			r.sources[dev.KeyHash] = Source{Service: dev.Service, Device: dev.ID, Phone: dev.Phone, Label: dev.ID}
		}
	}
	r.until = time.Now().Add(registryLife)
	return nil
}

func (d *Desk) forgetRegistry() {
	r := &d.ingest.registry
	r.mu.Lock()
	r.until = time.Time{}
	r.mu.Unlock()
}

// Receive keeps reports of positions. When it returns nil they are on disk,
// usable or set aside with the reason; sending them again changes nothing.
// Reports of unknown devices are refused one by one.
func (d *Desk) Receive(ctx context.Context, src Source, reports []DeviceReport) (Receipt, error) {
	if err := d.refresh(ctx); err != nil {
		return Receipt{}, err
	}
	batches, receipt := d.sort(src, reports)
	if len(batches) == 0 {
		return receipt, nil
	}
	repeated, err := d.ingest.commit(ctx, batches)
	if err != nil {
		return Receipt{}, err
	}
	for i, b := range batches {
		switch {
		case repeated[i]:
			receipt.Duplicate += len(b.Positions)
		case b.Aside != transit.Usable:
			receipt.SetAside += len(b.Positions)
		default:
			receipt.Accepted += len(b.Positions)
		}
	}
	return receipt, nil
}

// sort judges reports and gathers them by device, day and verdict.
func (d *Desk) sort(src Source, reports []DeviceReport) ([]store.Batch, Receipt) {
	type key struct {
		device string
		day    civil.Date
		aside  transit.Aside
	}
	var receipt Receipt
	var batches []store.Batch
	at := map[key]int{}
	now := d.now()
	var last key
	lastAt, dayEnd, dayStart := -1, int64(0), int64(0) // reports mostly come in runs of one device and day
	var day civil.Date
	for _, r := range reports {
		dev, ok := d.device(src, r.Device)
		if !ok {
			receipt.Refused = append(receipt.Refused, unknownDevice(r))
			continue
		}
		if r.Received.IsZero() || r.Received.After(now) {
			r.Received = now
		}
		p, aside := transit.Judge(r.Report, time.UnixMicro(dev.SinceUS))
		if p.At < dayStart || p.At >= dayEnd {
			day = p.Day()
			dayStart, dayEnd = day.Start().UnixMicro(), day.AddDays(1).Start().UnixMicro()
		}
		k := key{r.Device, day, aside}
		if k != last || lastAt < 0 {
			i, ok := at[k]
			if !ok {
				i = len(batches)
				at[k] = i
				batches = append(batches, store.Batch{Service: dev.Service, Day: day, Device: dev.ID, Aside: aside, ReceivedUS: now.UnixMicro()})
			}
			last, lastAt = k, i
		}
		batches[lastAt].Positions = append(batches[lastAt].Positions, p)
	}
	return batches, receipt
}

func unknownDevice(r DeviceReport) Refusal {
	return Refusal{r.Row, fault.Field{Name: "device", Row: r.Row, Value: r.Device, Key: "ingest.unknown_device", Args: map[string]any{"Device": r.Device}}}
}

// device finds a device that the source may speak for.
func (d *Desk) device(src Source, id string) (store.Device, bool) {
	if src.Device != "" && src.Device != id {
		return store.Device{}, false
	}
	r := &d.ingest.registry
	r.mu.Lock()
	dev, ok := r.devices[id]
	r.mu.Unlock()
	return dev, ok && dev.Service == src.Service
}

// committer writes what several senders sent at the same time in one
// transaction, so that they share the wait for the disk. Whoever finds nobody
// committing does it for all that have gathered.
type committer struct {
	desk     *Desk
	registry registry

	mu      sync.Mutex
	busy    bool
	waiting []*load
}

// load is what one sender waits for.
type load struct {
	batches  []store.Batch
	repeated []bool
	err      error
	done     chan struct{}
}

// maxGroup bounds a transaction, in batches.
const maxGroup = 2000

func newCommitter(d *Desk) *committer { return &committer{desk: d} }

// commit writes batches durably and reports which of them were there already.
func (c *committer) commit(ctx context.Context, batches []store.Batch) ([]bool, error) {
	l := &load{batches: batches, done: make(chan struct{})}
	c.mu.Lock()
	c.waiting = append(c.waiting, l)
	lead := !c.busy
	c.busy = true
	c.mu.Unlock()
	if lead {
		// The group belongs to many senders: it is not given up when the one
		// that happens to lead goes away.
		go c.work(context.WithoutCancel(ctx))
	}
	select {
	case <-l.done:
		return l.repeated, l.err
	case <-ctx.Done():
		return nil, ctx.Err() // it may be kept all the same; the sender was not told so and sends again
	}
}

func (c *committer) work(ctx context.Context) {
	for {
		c.mu.Lock()
		group, batches := 0, 0
		for group < len(c.waiting) && (group == 0 || batches+len(c.waiting[group].batches) <= maxGroup) {
			batches += len(c.waiting[group].batches)
			group++
		}
		loads := c.waiting[:group:group]
		c.waiting = c.waiting[group:]
		if group == 0 {
			c.busy = false
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		c.write(ctx, loads)
	}
}

func (c *committer) write(ctx context.Context, loads []*load) {
	err := c.desk.store.Write(ctx, func(tx *store.Tx) error {
		touched := map[string]map[civil.Date]bool{}
		for _, l := range loads {
			l.repeated = make([]bool, len(l.batches))
			for i, b := range l.batches {
				added, err := tx.AddBatch(ctx, b)
				if err != nil {
					return err
				}
				l.repeated[i] = !added
				if added {
					if touched[b.Service] == nil {
						touched[b.Service] = map[civil.Date]bool{}
					}
					touched[b.Service][b.Day] = true
				}
			}
		}
		for service, days := range touched {
			for day := range days {
				if err := tx.Touch(ctx, service, day); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, l := range loads {
		l.err = err
		close(l.done)
	}
}
