package travel

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"sinergi/gtfs"
)

// Halt is what people call a halte: the stops of one name that are near each
// other, such as those on both sides of a road.
type Halt struct {
	ID       string // of its first stop in the feed
	Name     string
	Lat, Lon float64  // WGS 84 degrees, the middle of its stops
	Stops    []string // ids
	Lines    []string // names of the routes that stop there, 2 before 10
}

// together is how far apart, in metres, two stops of one name may be to be one
// halte.
const together = 400.0

// Halts lists the halte of a feed at which vehicles stop, by name.
func Halts(f *gtfs.Feed) []Halt {
	served := map[string]map[string]bool{} // names of routes, by stop
	for _, t := range f.Trips {
		r, _ := f.Route(t.RouteID)
		for _, st := range f.StopTimes(t.ID) {
			if served[st.StopID] == nil {
				served[st.StopID] = map[string]bool{}
			}
			served[st.StopID][Name(r)] = true
		}
	}
	var all []Halt
	byName := map[string][]int{}
	for _, s := range f.Stops {
		if served[s.ID] == nil {
			continue
		}
		name := strings.TrimSpace(s.Name)
		if name == "" {
			name = s.ID
		}
		key := plain(name)
		at := slices.IndexFunc(byName[key], func(i int) bool { return Metres(all[i].Lat, all[i].Lon, s.Lat, s.Lon) <= together })
		if at < 0 {
			byName[key] = append(byName[key], len(all))
			all = append(all, Halt{ID: s.ID, Name: name, Lat: s.Lat, Lon: s.Lon, Stops: []string{s.ID}, Lines: slices.SortedFunc(maps.Keys(served[s.ID]), compareNames)})
			continue
		}
		h := &all[byName[key][at]]
		n := float64(len(h.Stops))
		h.Lat, h.Lon = (h.Lat*n+s.Lat)/(n+1), (h.Lon*n+s.Lon)/(n+1)
		h.Stops = append(h.Stops, s.ID)
		h.Lines = slices.Compact(slices.SortedFunc(slices.Values(slices.AppendSeq(h.Lines, maps.Keys(served[s.ID]))), compareNames))
	}
	slices.SortStableFunc(all, func(a, b Halt) int { return cmp.Compare(plain(a.Name), plain(b.Name)) })
	return all
}

// Find gives the halte that a text may mean: those of that very name, or else
// those that have all its words, or beginnings of them, in their names.
func Find(all []Halt, text string) []Halt {
	want := plain(text)
	if want == "" {
		return nil
	}
	var same, like []Halt
	for _, h := range all {
		name := plain(h.Name)
		if name == want {
			same = append(same, h)
		}
		if hasWords(strings.Fields(name), strings.Fields(want)) {
			like = append(like, h)
		}
	}
	if len(same) > 0 {
		return same
	}
	return like
}

func hasWords(words, beginnings []string) bool {
	for _, b := range beginnings {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, b) }) {
			return false
		}
	}
	return true
}

// plain is a name without what people type differently.
func plain(name string) string {
	spaced := strings.Map(func(r rune) rune {
		if strings.ContainsRune(".,-–/()'\"", r) {
			return ' '
		}
		return r
	}, strings.ToLower(name))
	return strings.Join(strings.Fields(spaced), " ")
}

// ParsePlace reads coordinates, latitude and longitude in WGS 84 degrees, as
// they are copied from a map or a table: "0.4613, 101.3687", "0.4613 101.3687"
// or, as Indonesian tables write them, "0,4613; 101,3687".
func ParsePlace(text string) (lat, lon float64, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || unicode.IsSpace(r) })
	if len(parts) != 2 {
		parts = strings.Split(text, ",")
	}
	if len(parts) != 2 {
		return 0, 0, false
	}
	number := func(s string) (float64, error) {
		return strconv.ParseFloat(strings.ReplaceAll(strings.TrimSuffix(strings.TrimSpace(s), ","), ",", "."), 64)
	}
	lat, err := number(parts[0])
	lon, wrong := number(parts[1])
	if err != nil || wrong != nil || !(math.Abs(lat) <= 90 && math.Abs(lon) <= 180) {
		return 0, 0, false
	}
	return lat, lon, true
}

// Metres is the distance between two places near each other, good to a part in
// a hundred.
func Metres(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = 111_195.0 // metres of a degree on a sphere of 6,371 km
	north := (lat2 - lat1) * degree
	east := (lon2 - lon1) * degree * math.Cos((lat1+lat2)/2*math.Pi/180)
	return math.Hypot(north, east)
}

// Minutes is how many minutes some seconds are, rounded up: nobody is told less
// than it takes.
func Minutes(seconds int32) int { return int(seconds+59) / 60 }
