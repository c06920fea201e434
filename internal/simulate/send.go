package simulate

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Doors is where a simulation is sent.
type Doors struct {
	URL      string // of the server
	BusKey   string // of the bus service; empty: send no positions
	WasteKey string // of the waste service; empty: send no tickets
	Client   *http.Client
	Compress bool // send files with gzip, as over a slow line
	Rows     int  // positions in a request; default 3000
}

// Summary says what was sent and what became of it.
type Summary struct {
	Days      int          `json:"days"`
	Runs      int          `json:"runs"`
	Complete  int          `json:"complete"`
	Partial   int          `json:"partial"`
	Missed    int          `json:"missed"`
	Odometer  float64      `json:"odometer_m"` // of all runs on the route
	Positions int          `json:"positions"`
	ByDoor    map[Door]int `json:"positions_by_door"`
	Tickets   int          `json:"tickets"`
	Riders    int          `json:"riders"` // passengers of the buses
	Requests  int          `json:"requests"`
	Accepted  int          `json:"accepted"`
	Duplicate int          `json:"duplicate"`
	SetAside  int          `json:"set_aside"`
	Refused   int          `json:"refused"`
}

func (s *Summary) add(o Summary) {
	s.Days += o.Days
	s.Runs += o.Runs
	s.Complete += o.Complete
	s.Partial += o.Partial
	s.Missed += o.Missed
	s.Odometer += o.Odometer
	s.Positions += o.Positions
	for door, n := range o.ByDoor {
		s.ByDoor[door] += n
	}
	s.Tickets += o.Tickets
	s.Riders += o.Riders
	s.Requests += o.Requests
	s.Accepted += o.Accepted
	s.Duplicate += o.Duplicate
	s.SetAside += o.SetAside
	s.Refused += o.Refused
}

func (s *Summary) count(truth []Truth) {
	s.Days++
	for _, t := range truth {
		s.Runs++
		s.Odometer += t.Odometer
		switch t.Status {
		case Complete:
			s.Complete++
		case Partial:
			s.Partial++
		default:
			s.Missed++
		}
	}
}

const senders = 4 // days that are made and sent at the same time

// Send simulates the month and sends it, several days at a time, writing the
// truth into a folder (or nowhere, when the name is empty; see [WriteTruth]).
// progress, where given, is told how many days are done; it is not called by
// two at the same time. A row that the server refuses ends it with an error:
// nothing is sent that should be refused.
func (s *Simulation) Send(ctx context.Context, to Doors, truthDir string, progress func(done, total int)) (Summary, error) {
	if to.Client == nil {
		to.Client = &http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: senders, IdleConnTimeout: time.Minute}}
		defer to.Client.CloseIdleConnections()
	}
	if to.Rows <= 0 {
		to.Rows = 3000
	}
	var mu sync.Mutex
	sums := make([]Summary, s.cfg.Days)
	month := Month{Runs: make([][]Truth, s.cfg.Days), Tickets: make([][]TicketTruth, s.cfg.Days), Roster: make([]RosterDay, s.cfg.Days)}
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(senders)
	for n := range s.cfg.Days {
		group.Go(func() error {
			one := &sender{door: door{ctx: ctx, to: to}, sum: Summary{ByDoor: map[Door]int{}}}
			if err := one.send(s, n, &month); err != nil {
				return err
			}
			one.sum.Requests = one.door.requests
			sums[n] = one.sum
			mu.Lock()
			defer mu.Unlock()
			done++
			if progress != nil {
				progress(done, s.cfg.Days)
			}
			return nil
		})
	}
	err := group.Wait()
	sum := Summary{ByDoor: map[Door]int{}}
	for _, o := range sums {
		sum.add(o)
	}
	if err != nil {
		return sum, err
	}
	month.Summary = sum
	if truthDir == "" {
		return sum, nil
	}
	return sum, WriteTruth(truthDir, month)
}

// sender sends one day.
type sender struct {
	door door
	sum  Summary
}

// send makes a day, sends it and keeps its truth.
func (o *sender) send(s *Simulation, n int, month *Month) error {
	if o.door.to.BusKey != "" {
		day := s.Day(n)
		o.sum.count(day.Truth)
		month.Runs[n], month.Roster[n] = day.Truth, RosterDay{day.Date.String(), day.Roster}
		if err := o.bus(day); err != nil {
			return fmt.Errorf("send the buses of %s: %w", day.Date, err)
		}
		if err := o.riders(s.Riders(n, day)); err != nil {
			return fmt.Errorf("send the passengers of %s: %w", day.Date, err)
		}
	}
	if o.door.to.WasteKey != "" {
		day := s.Tickets(n)
		o.sum.Tickets += len(day.Tickets)
		month.Tickets[n] = day.Truth
		if err := o.waste(day); err != nil {
			return fmt.Errorf("send the tickets of %s: %w", day.Date, err)
		}
	}
	return nil
}
