package pull

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"sinergi/gtfs/realtime"
)

// State is how a door of a source stands.
type State string

// The states. Only Live is shown as live.
const (
	Unasked       State = "belum_ditanya"
	NeverAnswered State = "belum_pernah_menjawab" // nothing at the address ever answered
	Unreachable   State = "tak_terjangkau"        // it answered before
	Refused       State = "ditolak"               // another HTTP status than 200 or 304
	Unreadable    State = "tak_terbaca"           // too large, or no GTFS Realtime
	Locked        State = "kunci_tak_terbaca"     // its key cannot be opened on this machine
	Back          State = "mundur"                // its time stamp is before the one last seen
	Ahead         State = "jam_maju"              // its time stamp is in the future
	Clockless     State = "tanpa_jam"             // it does not say when it is from
	Stale         State = "basi"                  // its time stamp is too old
	Repeats       State = "mengulang"             // it says the same again
	Foreign       State = "asing"                 // most of its trips are not of the timetable
	Live          State = "segar"
)

// States lists the states.
func States() []State {
	return []State{Unasked, NeverAnswered, Unreachable, Refused, Unreadable, Locked, Back, Ahead, Clockless, Stale, Repeats, Foreign, Live}
}

// Details of failures that have words; others are told as they came.
const (
	Inside       = "@inside"       // the address is inside the network, where nobody may be sent
	Slow         = "@slow"         // no answer in time
	NoHost       = "@nohost"       // the name of the host is not known
	TooLarge     = "@large"        // longer than is read
	Differential = "@differential" // only what changed, which nobody can complete
	NothingYet   = "@nothing"      // "nothing new" before anything was told
)

// The bounds of the judgement.
const (
	// MaxAhead is how far a source's clock may be in the future: clocks differ.
	MaxAhead = 60 * time.Second
	// RepeatAfter is how long one time stamp may be told without being a
	// repetition, where two intervals are not longer: sources are asked to renew
	// themselves every 30 s.
	RepeatAfter = 60 * time.Second
	// SameAfter is how long vehicles may be told the same with new time stamps of
	// the message, where four intervals are not longer.
	SameAfter = 120 * time.Second
	// Longest is how long nobody asks a source that fails.
	Longest = 10 * time.Minute
)

// Door is what is known of an address of a source. The zero value was never
// asked. Instants are Unix seconds of our clock where they are not a source's.
type Door struct {
	Asked    int64 `json:"asked,omitempty"`    // last
	Heard    int64 `json:"heard,omitempty"`    // last, whatever it answered
	Failures int   `json:"failures,omitempty"` // in a row

	Failed State  `json:"failed,omitempty"` // of the last attempt; empty when it came to a message
	Status int    `json:"status,omitempty"` // HTTP, of Refused
	Detail string `json:"detail,omitempty"` // of Failed: one that has words, or as it came

	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`

	Header  int64 `json:"header,omitempty"`  // time stamp of the last message that was used
	Since   int64 `json:"since,omitempty"`   // when that was first seen
	Again   int   `json:"again,omitempty"`   // how often it was told since
	Refused State `json:"refused,omitempty"` // why the last message was not used
	Stamp   int64 `json:"stamp,omitempty"`   // its time stamp

	Content string `json:"content,omitempty"` // of the vehicles in the last message
	Same    int64  `json:"same,omitempty"`    // since when it is that
	Times   int    `json:"times,omitempty"`   // how often it was that

	Report Report `json:"report"` // of the last message that was used
}

// Report is what a message came to.
type Report struct {
	Vehicles        int      `json:"vehicles,omitempty"`
	UnknownVehicles []string `json:"unknown_vehicles,omitempty"` // examples
	StrangeVehicles int      `json:"strange_vehicles,omitempty"` // how many are unknown
	Trips           int      `json:"trips,omitempty"`            // that it speaks of, without those of other services and added ones
	UnknownTrips    []string `json:"unknown_trips,omitempty"`
	StrangeTrips    int      `json:"strange_trips,omitempty"`
	Added           int      `json:"added,omitempty"`     // trips that are not of the timetable on purpose
	Elsewhere       int      `json:"elsewhere,omitempty"` // trips of routes that the service has not
	Applied         int      `json:"applied,omitempty"`   // runs with delays or cancelled
	Odd             int      `json:"odd,omitempty"`       // runs of which it says what cannot be
	Alerts          int      `json:"alerts,omitempty"`
	StrangeAlerts   int      `json:"strange_alerts,omitempty"` // that concern nothing of the timetable
	Rules           []Broken `json:"rules,omitempty"`
}

// Broken is a rule of GTFS Realtime that a message breaks; realtime.Rules has
// what its code means.
type Broken struct {
	Code  string `json:"code"`
	Count int    `json:"count"`
	Value string `json:"value,omitempty"` // of the first
}

// Examples is how many unknown trips and vehicles are named.
const Examples = 10

// Fail notes an attempt that came to no message. heard says that something
// answered.
func (d *Door) Fail(why State, status int, detail string, heard bool, now time.Time) {
	d.Asked = now.Unix()
	d.Failures++
	d.Failed, d.Status, d.Detail = why, status, detail
	if heard {
		d.Heard = d.Asked
	}
}

// Confirm notes that the source has nothing new since the last message.
func (d *Door) Confirm(now time.Time) {
	d.answered(now)
	d.Again++
	if d.Content != "" {
		d.Times++
	}
}

func (d *Door) answered(now time.Time) {
	d.Asked, d.Heard, d.Failures = now.Unix(), now.Unix(), 0
	d.Failed, d.Status, d.Detail = "", 0, ""
}

// Accept judges a message by its time stamp and by what was told before, and
// reports whether it may be used at all: one that jumps back or is of the future
// may not.
func (d *Door) Accept(m *realtime.Message, now time.Time) (use bool) {
	d.answered(now)
	stamp := int64(min(m.Header.Timestamp, 1<<40))
	d.Refused, d.Stamp = "", stamp
	switch {
	case stamp == 0:
		d.Refused = Clockless
	case stamp > now.Add(MaxAhead).Unix():
		d.Refused = Ahead
		return false
	case stamp < d.Header:
		d.Refused = Back
		return false
	case stamp == d.Header:
		d.Again++
	default:
		d.Header, d.Since, d.Again = stamp, now.Unix(), 0
	}
	if sum := content(m); sum != d.Content {
		d.Content, d.Same, d.Times = sum, now.Unix(), 0
	} else if sum != "" {
		d.Times++
	}
	return true
}

// content tells whether the vehicles of a message are told as before; empty when
// it has none: what does not move may stay as it is.
func content(m *realtime.Message) string {
	var of realtime.Message
	for _, e := range m.Entities {
		if e.Vehicle != nil {
			of.Entities = append(of.Entities, realtime.Entity{ID: e.ID, Vehicle: e.Vehicle})
		}
	}
	if len(of.Entities) == 0 {
		return ""
	}
	sum := sha256.Sum256(of.Append(nil))
	return hex.EncodeToString(sum[:12])
}

// Repeated reports whether the vehicles of the last message were told so before.
func (d Door) Repeated() bool { return d.Times > 0 }

// State gives how the door with these kinds stands at an instant.
func (d Door) State(s Source, kinds []Kind, now time.Time) State {
	switch {
	case d.Failed == Unreachable && d.Heard == 0:
		return NeverAnswered
	case d.Failed != "":
		return d.Failed
	case d.Asked == 0:
		return Unasked
	}
	return d.message(s, kinds, now)
}

// message judges the last message alone.
func (d Door) message(s Source, kinds []Kind, now time.Time) State {
	interval := time.Duration(s.Interval) * time.Second
	since := func(unix int64) time.Duration { return now.Sub(time.Unix(unix, 0)) }
	switch {
	case d.Refused != "":
		return d.Refused
	case d.Header == 0:
		return Unasked
	case since(d.Header) > s.Age(kinds)+interval, time.Unix(d.Since, 0).Sub(time.Unix(d.Header, 0)) > s.Age(kinds):
		return Stale
	case d.Again >= 2 && since(d.Since) > max(RepeatAfter, 2*interval) && !only(kinds, Alerts):
		return Repeats
	case d.Times >= 3 && since(d.Same) > max(SameAfter, 4*interval):
		return Repeats
	case 2*d.Report.StrangeTrips > d.Report.Trips:
		return Foreign
	}
	return Live
}

func only(kinds []Kind, k Kind) bool { return len(kinds) == 1 && kinds[0] == k }

// Usable reports whether what the last message says may be shown as live: it is
// fresh by itself, also when the attempt after it failed.
func (d Door) Usable(s Source, kinds []Kind, now time.Time) bool {
	return s.Active && d.message(s, kinds, now) == Live
}

// Wait is how long to wait before the next question: the interval, and after
// failures in a row twice as long each time, up to Longest. chance (0 to 1) keeps
// many from asking again at the same moment. after is what the source asked for.
func Wait(s Source, failures int, after time.Duration, chance float64) time.Duration {
	interval := time.Duration(s.Interval) * time.Second
	if failures == 0 {
		return interval
	}
	wait := min(interval<<min(failures, 6), max(Longest, interval))
	wait = time.Duration(float64(wait) * (0.8 + 0.4*chance))
	return max(wait, min(after, 6*Longest))
}
