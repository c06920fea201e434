package transit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// WordKind is what a driver says on the phone.
type WordKind string

// What a driver says.
const (
	Boards  WordKind = "kendaraan" // the phone is in this vehicle from now on
	Starts  WordKind = "mulai"     // of a run
	Ends    WordKind = "selesai"   // of a run
	Rests   WordKind = "istirahat"
	Resumes WordKind = "lanjut"
	Trouble WordKind = "kendala"
	Undoes  WordKind = "batal" // takes another word of the same phone back
)

// WordKinds lists what a driver can say.
func WordKinds() []WordKind {
	return []WordKind{Boards, Starts, Ends, Rests, Resumes, Trouble, Undoes}
}

// Hitch is what kind of trouble a driver has.
type Hitch string

// Hitches lists the kinds of trouble in the order of their buttons.
func Hitches() []Hitch { return []Hitch{"rusak", "kecelakaan", "jalan", "lain"} }

// Cause is what a provider would name who explains a run by a trouble.
func (h Hitch) Cause() Cause {
	return map[Hitch]Cause{"rusak": "kendaraan_rusak", "kecelakaan": "kecelakaan", "jalan": "jalan_ditutup"}[h]
}

// longestWord bounds what a driver writes about a trouble, in characters.
const longestWord = 300

// Word is one thing that a driver said. It is never changed: what was said by
// mistake is taken back by another word.
type Word struct {
	ID      string // made by the phone: saying it again is nothing new
	Device  string // the phone
	Vehicle string
	Kind    WordKind
	Date    civil.Date // the service day
	Trip    string     // the run, "" when it is of none
	Start   int        // of the run, seconds after the start of the service day
	Hitch   Hitch      // of Trouble
	Text    string     // of Trouble
	Of      string     // of Undoes: the word that is taken back

	At       int64 // microseconds UTC: by the phone's clock, corrected where that is wrong
	Clock    int64 // by the phone's clock, as it was
	Received int64
}

// CheckWord reports what is wrong with a word by itself.
func CheckWord(w Word) error {
	var fields []fault.Field
	must := func(ok bool, name string) {
		if !ok {
			fields = append(fields, fault.NewField(name, "ui.required"))
		}
	}
	if !slices.Contains(WordKinds(), w.Kind) {
		return fault.InvalidFields([]fault.Field{fault.NewField("say", "drive.unknown_word", "Value", cut(string(w.Kind)))})
	}
	must(w.ID != "" && len(w.ID) <= 64 && plain(w.ID), "id")
	must(w.Kind == Undoes || w.Vehicle != "", "vehicle")
	must(w.Kind != Undoes || w.Of != "" && plain(w.Of), "of")
	must(w.Trip != "" || w.Kind != Starts && w.Kind != Ends, "trip")
	must(w.Kind != Trouble || slices.Contains(Hitches(), w.Hitch), "trouble")
	must(w.Kind != Trouble || w.Hitch != "lain" || w.Text != "", "text")
	if utf8.RuneCountInString(w.Text) > longestWord {
		fields = append(fields, fault.NewField("text", "drive.long_text", "Max", longestWord))
	}
	if off := w.Date.Sub(civil.In(time.UnixMicro(w.At))); off < -1 || off > 1 {
		fields = append(fields, fault.NewField("date", "drive.other_day"))
	}
	return fault.InvalidFields(fields)
}

// plain reports whether a text is of letters, digits and hyphens, as ids are.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

func cut(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), 40)], "")
}

// StandingWords are those that were not taken back, in the order in which they
// were said. Only the phone that said something can take it back.
func StandingWords(all []Word) []Word {
	by := map[string]string{} // device of a word
	for _, w := range all {
		by[w.ID] = w.Device
	}
	gone := map[string]bool{}
	for _, w := range all {
		if w.Kind == Undoes && by[w.Of] == w.Device {
			gone[w.Of] = true
		}
	}
	out := slices.DeleteFunc(slices.Clone(all), func(w Word) bool { return w.Kind == Undoes || gone[w.ID] })
	slices.SortFunc(out, func(a, b Word) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Carriers tell in which vehicle a phone was.
type Carriers map[string][]carried

type carried struct {
	from    int64
	vehicle string
}

// CarriersOf reads from standing words where the phones were: each in the
// vehicle that its driver named last, and before the first word in the one that
// it names.
func CarriersOf(standing []Word) Carriers {
	c := Carriers{}
	for _, w := range standing {
		if n := len(c[w.Device]); n == 0 || c[w.Device][n-1].vehicle != w.Vehicle {
			c[w.Device] = append(c[w.Device], carried{w.At, w.Vehicle})
		}
	}
	return c
}

// At gives the vehicle that a device was in; registered is what the registry
// says, which holds for a device of which nobody said anything.
func (c Carriers) At(device string, at int64, registered string) string {
	all := c[device]
	if len(all) == 0 {
		return registered
	}
	i := len(all) - 1
	for i > 0 && all[i].from > at {
		i--
	}
	return all[i].vehicle
}

// Split divides a device's positions by the vehicles that it was in.
func (c Carriers) Split(device, registered string, ps []Position) map[string][]Position {
	if len(c[device]) == 0 {
		return map[string][]Position{registered: ps}
	}
	out := map[string][]Position{}
	for _, p := range ps {
		v := c.At(device, p.At, registered)
		out[v] = append(out[v], p)
	}
	return out
}

// String writes the same text for the same carriers.
func (c Carriers) String() string {
	var out strings.Builder
	for _, device := range slices.Sorted(maps.Keys(c)) {
		for _, x := range c[device] {
			fmt.Fprintf(&out, "%s\x00%d\x00%s\n", device, x.from, x.vehicle)
		}
	}
	return out.String()
}
