package pull_test

import (
	"slices"
	"testing"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/pull"
)

var now = time.Date(2026, 10, 5, 7, 10, 0, 0, time.FixedZone("WIB", 7*3600)) // a Monday

func after(seconds int) time.Time { return now.Add(time.Duration(seconds) * time.Second) }

// usual is a source that is asked every 30 s and may be 90 s old.
func usual() pull.Source {
	return pull.Source{Number: 1, Name: "Pusat", Address: map[pull.Kind]string{pull.Positions: "https://example.org/vp"}, Interval: 30, MaxAge: 90, Active: true}
}

// message is of an instant; vehicles tells where its vehicle is, 0: there is none.
func message(at time.Time, vehicles float32) *realtime.Message {
	m := &realtime.Message{Header: realtime.Header{Version: "2.0", Timestamp: uint64(at.Unix())}}
	if vehicles != 0 {
		m.Entities = []realtime.Entity{{ID: "v", Vehicle: &realtime.Vehicle{Vehicle: &realtime.VehicleID{ID: "b1"}, Position: &realtime.Position{Lat: vehicles, Lon: 101}}}}
	}
	return m
}

// Every state of a source has an account of questions and answers that leads to
// it, and only a fresh one may be shown as live.
func TestASourceIsNeverLiveUnlessItIsFresh(t *testing.T) {
	t.Parallel()
	positions, alerts := []pull.Kind{pull.Positions}, []pull.Kind{pull.Alerts}
	accept := func(d *pull.Door, stamp, at int, where float32) bool {
		return d.Accept(message(after(stamp), where), after(at))
	}
	for name, c := range map[string]struct {
		kinds  []pull.Kind
		what   func(d *pull.Door)
		at     int // seconds after now at which it is looked at
		want   pull.State
		usable bool
	}{
		"never asked": {positions, func(*pull.Door) {}, 0, pull.Unasked, false},
		"no answer yet": {positions, func(d *pull.Door) {
			d.Fail(pull.Unreachable, 0, "connection refused", false, now)
		}, 0, pull.NeverAnswered, false},
		"refused at once": {positions, func(d *pull.Door) { d.Fail(pull.Refused, 401, "", true, now) }, 0, pull.Refused, false},
		"no answer after a refusal": {positions, func(d *pull.Door) {
			d.Fail(pull.Refused, 401, "", true, now)
			d.Fail(pull.Unreachable, 0, "", false, after(30))
		}, 30, pull.Unreachable, false},
		"no protobuf":         {positions, func(d *pull.Door) { d.Fail(pull.Unreadable, 0, "byte 17", true, now) }, 0, pull.Unreadable, false},
		"no key":              {positions, func(d *pull.Door) { d.Fail(pull.Locked, 0, "", false, now) }, 0, pull.Locked, false},
		"fresh":               {positions, func(d *pull.Door) { accept(d, -20, 0, 1) }, 0, pull.Live, true},
		"its last moment":     {positions, func(d *pull.Door) { accept(d, 0, 0, 1) }, 120, pull.Live, true},
		"grown old":           {positions, func(d *pull.Door) { accept(d, 0, 0, 1) }, 121, pull.Stale, false},
		"old when it came":    {positions, func(d *pull.Door) { accept(d, -91, 0, 1) }, 0, pull.Stale, false},
		"alerts may be older": {alerts, func(d *pull.Door) { accept(d, -590, 0, 0) }, 0, pull.Live, true},
		"old alerts":          {alerts, func(d *pull.Door) { accept(d, -601, 0, 0) }, 0, pull.Stale, false},
		"fresh, then no answer": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			d.Fail(pull.Unreachable, 0, "", false, after(30))
		}, 30, pull.Unreachable, true},
		"fresh, then no answer for long": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			d.Fail(pull.Unreachable, 0, "", false, after(120))
		}, 121, pull.Unreachable, false},
		"jumps back": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			if accept(d, -1, 30, 2) {
				t.Error("a message from before the last one is used")
			}
		}, 30, pull.Back, false},
		"goes on after a jump": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			accept(d, -1, 30, 2)
			accept(d, 60, 60, 3)
		}, 60, pull.Live, true},
		"clock ahead": {positions, func(d *pull.Door) {
			if accept(d, 61, 0, 1) {
				t.Error("a message of the future is used")
			}
		}, 0, pull.Ahead, false},
		"clock a little ahead": {positions, func(d *pull.Door) { accept(d, 60, 0, 1) }, 0, pull.Live, true},
		"no clock":             {positions, func(d *pull.Door) { d.Accept(&realtime.Message{}, now) }, 0, pull.Clockless, false},
		"the same twice":       {positions, func(d *pull.Door) { accept(d, 0, 0, 1); accept(d, 0, 30, 1) }, 61, pull.Live, true},
		"the same stamp for longer": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			accept(d, 0, 30, 1)
			accept(d, 0, 61, 1)
		}, 61, pull.Repeats, false},
		"nothing new by 304 for longer": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			d.Confirm(after(30))
			d.Confirm(after(61))
		}, 61, pull.Repeats, false},
		"alerts stay as they are": {alerts, func(d *pull.Door) {
			accept(d, 0, 0, 0)
			d.Confirm(after(30))
			d.Confirm(after(300))
		}, 300, pull.Live, true},
		"new stamps, the same vehicles": {positions, func(d *pull.Door) {
			for at := 0; at <= 121; at += 30 {
				accept(d, at, at, 1)
			}
		}, 121, pull.Repeats, false},
		"new stamps, other vehicles": {positions, func(d *pull.Door) {
			for at := 0; at <= 121; at += 30 {
				accept(d, at, at, float32(1+at))
			}
		}, 121, pull.Live, true},
		"new stamps, no vehicle at all": {positions, func(d *pull.Door) {
			for at := 0; at <= 121; at += 30 {
				accept(d, at, at, 0)
			}
		}, 121, pull.Live, true},
		"of another timetable": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			d.Report = pull.Report{Trips: 3, StrangeTrips: 2}
		}, 0, pull.Foreign, false},
		"half of another timetable": {positions, func(d *pull.Door) {
			accept(d, 0, 0, 1)
			d.Report = pull.Report{Trips: 4, StrangeTrips: 2}
		}, 0, pull.Live, true},
	} {
		var d pull.Door
		c.what(&d)
		if got := d.State(usual(), c.kinds, after(c.at)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := d.Usable(usual(), c.kinds, after(c.at)); got != c.usable {
			t.Errorf("%s: may be shown as live: %v", name, got)
		}
		off := usual()
		off.Active = false
		if d.Usable(off, c.kinds, after(c.at)) {
			t.Errorf("%s: shown as live though it is switched off", name)
		}
	}
}

// Whatever a source says, its message is used only in order of time, and never
// shown as live when it is older than it may be.
func FuzzStampsOfASource(f *testing.F) {
	f.Add([]byte{0, 10, 20, 15, 200, 255})
	f.Fuzz(func(t *testing.T, stamps []byte) {
		var d pull.Door
		last := int64(0)
		for i, s := range stamps {
			at := after(30 * i)
			m := message(at.Add(time.Duration(int(s)-128)*time.Second), float32(s))
			used := d.Accept(m, at)
			stamp := int64(m.Header.Timestamp)
			if used && (stamp < last || stamp > at.Unix()+60) {
				t.Fatalf("message %d of %d is used after %d at %d", i, stamp, last, at.Unix())
			}
			if used {
				last = stamp
			}
			if d.Usable(usual(), []pull.Kind{pull.Positions}, at) && (stamp != last || at.Unix()-last > 120) {
				t.Fatalf("message %d of %d is live at %d", i, stamp, at.Unix())
			}
		}
	})
}

// Who fails is asked less and less often, up to ten minutes; who asks for time is
// given it, up to an hour.
func TestHowLongASourceIsLeftAlone(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	for failures := range 8 {
		waits = append(waits, pull.Wait(usual(), failures, 0, 0.5))
	}
	s := time.Second
	if want := []time.Duration{30 * s, 60 * s, 120 * s, 240 * s, 480 * s, 600 * s, 600 * s, 600 * s}; !slices.Equal(waits, want) {
		t.Errorf("waits %v", waits)
	}
	if a, b := pull.Wait(usual(), 1, 0, 0), pull.Wait(usual(), 1, 0, 1); a != 48*s || b != 72*s {
		t.Errorf("between %v and %v", a, b)
	}
	if got := pull.Wait(usual(), 1, 20*time.Minute, 0); got != 20*time.Minute {
		t.Errorf("asked for 20 minutes, given %v", got)
	}
	if got := pull.Wait(usual(), 1, 24*time.Hour, 0); got != time.Hour {
		t.Errorf("asked for a day, given %v", got)
	}
}

// A source says in the words of its form what is wrong with it.
func TestWhatIsWrongWithASource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(s *pull.Source)
		key    string
		want   []string // fields
	}{
		"good":              {func(*pull.Source) {}, "", nil},
		"with a key":        {func(s *pull.Source) { s.Header = "X-Api-Key" }, "abc", nil},
		"blanks":            {func(s *pull.Source) { s.Name = "  Pusat  Kendali "; s.Address[pull.Updates] = "  " }, "", nil},
		"no name":           {func(s *pull.Source) { s.Name = " " }, "", []string{"name"}},
		"no address":        {func(s *pull.Source) { s.Address = nil }, "", []string{"positions"}},
		"a file":            {func(s *pull.Source) { s.Address[pull.Alerts] = "file:///etc/passwd" }, "", []string{"alerts"}},
		"no host":           {func(s *pull.Source) { s.Address[pull.Updates] = "https://" }, "", []string{"updates"}},
		"no address at all": {func(s *pull.Source) { s.Address[pull.Updates] = "pusat" }, "", []string{"updates"}},
		"a password in it":  {func(s *pull.Source) { s.Address[pull.Positions] = "https://a:b@example.org" }, "", []string{"positions"}},
		"too often":         {func(s *pull.Source) { s.Interval = 14 }, "", []string{"interval"}},
		"too seldom":        {func(s *pull.Source) { s.Interval = 301 }, "", []string{"interval"}},
		"too old":           {func(s *pull.Source) { s.MaxAge = 3601 }, "", []string{"max_age"}},
		"a key of nothing":  {func(*pull.Source) {}, "abc", []string{"header"}},
		"no header's name":  {func(s *pull.Source) { s.Header = "X Key" }, "abc", []string{"header"}},
		"another's header":  {func(s *pull.Source) { s.Header = "Host" }, "abc", []string{"header"}},
		"a line break":      {func(s *pull.Source) { s.Header = "X-Key" }, "a\r\nb", []string{"key"}},
	} {
		s := usual()
		c.change(&s)
		var got []string
		for _, f := range s.Tidy().Check(c.key) {
			got = append(got, f.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: wrong are %v, want %v", name, got, c.want)
		}
	}
}

// What has one address is fetched once.
func TestAddressesAreAskedOnce(t *testing.T) {
	t.Parallel()
	s := usual()
	s.Address = map[pull.Kind]string{pull.Positions: "https://a", pull.Updates: "https://b", pull.Alerts: "https://a"}
	if got := s.Doors(); len(got) != 2 || !slices.Equal(got[0], []pull.Kind{pull.Positions, pull.Alerts}) || !slices.Equal(got[1], []pull.Kind{pull.Updates}) {
		t.Errorf("doors %v", got)
	}
}
