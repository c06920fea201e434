package pull

import (
	"strings"
	"unicode"

	"sinergi/gtfs/realtime"
)

// Fleet finds the vehicles of a service by what sources call them.
type Fleet struct{ byID, byPlate map[string]string }

// NewFleet makes a fleet of vehicles with their plates, which may be empty.
func NewFleet(plates map[string]string) Fleet {
	f := Fleet{map[string]string{}, map[string]string{}}
	for id, plate := range plates {
		f.byID[bare(id)] = id
		if plate != "" {
			f.byPlate[bare(plate)] = id
		}
	}
	return f
}

// bare leaves what people write differently out of a name: blanks, dashes and
// small letters.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// Find gives the vehicle that a source means: by its id, else its label, else its
// number plate, each held against the registry's names and then its plates.
func (f Fleet) Find(v *realtime.VehicleID) (string, bool) {
	if v == nil {
		return "", false
	}
	for _, known := range []map[string]string{f.byID, f.byPlate} {
		for _, name := range []string{v.ID, v.Label, v.Plate} {
			if id, ok := known[bare(name)]; ok && bare(name) != "" {
				return id, true
			}
		}
	}
	return "", false
}

// Called is what a source calls a vehicle, for an example.
func Called(v *realtime.VehicleID) string {
	if v == nil {
		return ""
	}
	for _, name := range []string{v.ID, v.Label, v.Plate} {
		if name != "" {
			return short(name)
		}
	}
	return ""
}

func short(s string) string { return Plain(s, 60) }

// Plain cuts what a stranger wrote to what can be kept and shown: so many
// characters at most, none that is invisible or turns the direction of writing.
func Plain(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if of := []rune(s); len(of) > most {
		return string(of[:most]) + "…"
	}
	return s
}
