package validate

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"sinergi/gtfs"
)

// Samples is how many places of a notice a report names.
const Samples = gtfs.MaxProblems

// Report is what was found.
type Report struct {
	Notices []Finding `json:"notices"`
}

// Finding is a notice with the places where it was found.
type Finding struct {
	Code          string   `json:"code"`
	Severity      Severity `json:"severity"`
	TotalNotices  int      `json:"totalNotices"`
	SampleNotices []Sample `json:"sampleNotices"`

	Notice *Notice `json:"-"`
}

// Failed reports whether the feed breaks the reference.
func (r Report) Failed() bool {
	return slices.ContainsFunc(r.Notices, func(f Finding) bool { return f.Severity == Error })
}

// rule looks for notices, over the feed as a whole or trip by trip.
type rule struct {
	notices []*Notice
	feed    func(*run)
	trips   func(*run) tripCheck // makes what is called for every trip that has rows
}

// tripCheck looks at a trip: its index and its rows of Times.
type tripCheck func(trip, from, to int)

// run is one going over a feed. Several go at the same time, each over a part.
type run struct {
	*shared
	found map[*Notice]*Finding
}

// shared is what rules have in common; it is not changed while they run.
type shared struct {
	feed  *gtfs.Feed
	today gtfs.Date

	daysOnce sync.Once
	days     *serviceDays
	geoOnce  sync.Once
	geo      *locations
}

func (r *run) add(n *Notice, values ...any) {
	f := r.found[n]
	if f == nil {
		f = &Finding{Code: n.Code, Severity: n.Severity, Notice: n}
		r.found[n] = f
	}
	if f.TotalNotices++; f.TotalNotices <= Samples {
		f.SampleNotices = append(f.SampleNotices, Sample{n, values})
	}
}

// Feed judges a feed as on a day.
func Feed(feed *gtfs.Feed, today gtfs.Date) Report {
	all := &shared{feed: feed, today: today}
	var tasks []func(*run)
	n := len(feed.Trips)
	for half := range 2 {
		tasks = append(tasks, func(r *run) { r.overTrips(half*n/2, (half+1)*n/2) })
	}
	tasks = append(tasks, (*run).reading)
	for _, rule := range rules {
		if rule.feed != nil {
			tasks = append(tasks, rule.feed)
		}
	}
	runs := make([]*run, len(tasks))
	var next sync.Mutex
	at := 0
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= len(tasks) {
					return
				}
				runs[i] = &run{all, map[*Notice]*Finding{}}
				tasks[i](runs[i])
			}
		})
	}
	workers.Wait()
	return together(runs)
}

func (r *run) overTrips(from, to int) {
	var checks []tripCheck
	for _, rule := range rules {
		if rule.trips != nil {
			if check := rule.trips(r); check != nil {
				checks = append(checks, check)
			}
		}
	}
	for trip := from; trip < to; trip++ {
		a, b := r.feed.Times.Of(trip)
		for _, check := range checks {
			check(trip, a, b)
		}
	}
}

// together joins what parts found: errors first, then by code.
func together(runs []*run) Report {
	all := map[*Notice]*Finding{}
	for _, r := range runs {
		for n, f := range r.found {
			if have := all[n]; have != nil {
				have.TotalNotices += f.TotalNotices
				have.SampleNotices = append(have.SampleNotices, f.SampleNotices[:min(len(f.SampleNotices), Samples-len(have.SampleNotices))]...)
			} else {
				all[n] = f
			}
		}
	}
	report := Report{Notices: []Finding{}}
	for _, f := range all {
		report.Notices = append(report.Notices, *f)
	}
	rank := map[Severity]int{Error: 0, Warning: 1, Info: 2}
	slices.SortFunc(report.Notices, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank[a.Severity], rank[b.Severity]), strings.Compare(a.Code, b.Code))
	})
	return report
}

// The lines of things in their files.
func (r *run) tripLine(trip int) int { return r.feed.Table("trips.txt").Line(r.feed.TripRow(trip)) }
func (r *run) stopLine(stop int) int { return r.feed.Table("stops.txt").Line(r.feed.StopRow(stop)) }
func (r *run) routeLine(route int) int {
	return r.feed.Table("routes.txt").Line(r.feed.RouteRow(route))
}

// given reports whether any row of a table has a value in a column.
func given(t *gtfs.Table, column string) bool {
	c := t.Column(column)
	for row := range t.Len() {
		if c.Of(row) != "" {
			return true
		}
	}
	return false
}
