package pull

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sinergi/internal/fault"
)

// Kind is one of the three things that a source may tell.
type Kind string

// The kinds, as the fields of a source's form are called.
const (
	Positions Kind = "positions" // VehiclePositions
	Updates   Kind = "updates"   // TripUpdates
	Alerts    Kind = "alerts"    // Alerts
)

// Kinds lists the kinds in the order in which they are shown.
func Kinds() []Kind { return []Kind{Positions, Updates, Alerts} }

// Source is where GTFS Realtime of a bus service is fetched. An empty address is
// of nothing; two kinds may have the same one.
type Source struct {
	Number   int    // of the service, from 1
	Name     string // in the words of who entered it
	Address  map[Kind]string
	Header   string // name of the request header that carries the key; empty: no key
	Interval int    // seconds from one question to the next, MinInterval to MaxInterval
	MaxAge   int    // seconds after which a message is stale, MinAge to MaxMaxAge
	Active   bool
	Created  int64 // microseconds UTC
}

// The bounds of a source's settings, in seconds and characters. The usual age is
// what GTFS Realtime's best practices ask of vehicle positions and trip updates:
// 90 s, and 10 minutes of alerts
// (https://gtfs.org/documentation/realtime/realtime-best-practices/).
const (
	MinInterval, UsualInterval, MaxInterval = 15, 30, 300
	MinAge, UsualAge, MaxMaxAge             = 30, 90, 3600
	AlertAge                                = 600
	MaxName, MaxAddress, MaxKey             = 60, 500, 500
)

// Tidy gives a source without blanks around what was typed.
func (s Source) Tidy() Source {
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	s.Header = strings.TrimSpace(s.Header)
	tidy := map[Kind]string{}
	for _, k := range Kinds() {
		if a := strings.TrimSpace(s.Address[k]); a != "" {
			tidy[k] = a
		}
	}
	s.Address = tidy
	return s
}

// Check reports what is wrong with a tidy source and its key, by the fields of
// its form. An empty key is none, or the one that there is.
func (s Source) Check(key string) (wrong []fault.Field) {
	add := func(name, message string, args ...any) {
		wrong = append(wrong, fault.NewField(name, message, args...))
	}
	switch {
	case s.Name == "":
		add("name", "ui.required")
	case utf8.RuneCountInString(s.Name) > MaxName:
		add("name", "registry.bad_name", "Max", MaxName)
	}
	if len(s.Address) == 0 {
		add(string(Positions), "pull.no_address")
	}
	for _, k := range Kinds() {
		if a, ok := s.Address[k]; ok {
			checkAddress(add, k, a)
		}
	}
	if s.Interval < MinInterval || s.Interval > MaxInterval {
		add("interval", "pull.bad_number", "Min", MinInterval, "Max", MaxInterval)
	}
	if s.MaxAge < MinAge || s.MaxAge > MaxMaxAge {
		add("max_age", "pull.bad_number", "Min", MinAge, "Max", MaxMaxAge)
	}
	switch {
	case s.Header == "" && key != "":
		add("header", "pull.header_missing")
	case s.Header != "" && !isHeader(s.Header):
		add("header", "pull.bad_header")
	case len(key) > MaxKey:
		add("key", "registry.bad_name", "Max", MaxKey)
	case strings.ContainsFunc(key, func(r rune) bool { return r < 0x20 || r > 0x7e }):
		add("key", "pull.bad_key")
	}
	return wrong
}

func checkAddress(add func(name, message string, args ...any), k Kind, address string) {
	u, err := url.Parse(address)
	switch {
	case len(address) > MaxAddress:
		add(string(k), "pull.long_address", "Max", MaxAddress)
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		add(string(k), "pull.bad_address")
	case u.User != nil:
		add(string(k), "pull.address_user")
	}
}

// ours are headers that the fetching itself decides on.
var ours = []string{"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "if-none-match", "if-modified-since", "range", "te", "trailer", "upgrade"}

// isHeader reports whether a name may be that of a header with a key (RFC 9110,
// 5.6.2: token).
func isHeader(name string) bool {
	return len(name) <= MaxName && !slices.Contains(ours, strings.ToLower(name)) && !strings.ContainsFunc(name, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// Doors gives the kinds that are fetched together, because they have one address;
// the first of them names the door.
func (s Source) Doors() (all [][]Kind) {
	for _, k := range Kinds() {
		if s.Address[k] == "" {
			continue
		}
		i := slices.IndexFunc(all, func(d []Kind) bool { return s.Address[d[0]] == s.Address[k] })
		if i < 0 {
			all = append(all, []Kind{k})
		} else {
			all[i] = append(all[i], k)
		}
	}
	return all
}

// Age is how old a message for a door may be when it comes.
func (s Source) Age(door []Kind) time.Duration {
	age := s.MaxAge
	if len(door) == 1 && door[0] == Alerts {
		age = max(age, AlertAge)
	}
	return time.Duration(age) * time.Second
}
