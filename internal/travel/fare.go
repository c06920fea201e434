package travel

import (
	"strconv"
	"strings"

	"sinergi/gtfs"
	"sinergi/internal/money"
)

// Fares are the prices of a feed (fare_attributes.txt, fare_rules.txt), in
// rupiah. The zero value knows none.
type Fares struct {
	all  []fare
	zone map[string]string // of a stop
}

type fare struct {
	price     money.Rupiah
	transfers int // that are free, or -1 for any
	within    int // seconds from the first boarding to the last, or 0 for any
	rules     []fareRule
}

// fareRule is where a fare holds; what is empty is anywhere.
type fareRule struct{ route, origin, destination string }

// FaresOf reads the prices of a feed. Where some are in another currency, or
// depend on the zones that one passes (contains_id), none is known: what would be
// told could be too much.
func FaresOf(f *gtfs.Feed) Fares {
	known := Fares{zone: map[string]string{}}
	stops := f.Table("stops.txt")
	for row := range stops.Len() {
		known.zone[stops.Column("stop_id").Of(row)] = stops.Column("zone_id").Of(row)
	}
	at := map[string]int{}
	prices := f.Table("fare_attributes.txt")
	for row := range prices.Len() {
		price, ok := wholeRupiah(prices.Column("price").Of(row))
		if !ok || prices.Column("currency_type").Of(row) != "IDR" {
			return Fares{}
		}
		at[prices.Column("fare_id").Of(row)] = len(known.all)
		known.all = append(known.all, fare{price: price, transfers: prices.Column("transfers").Integer(row, -1), within: prices.Column("transfer_duration").Integer(row, 0)})
	}
	rules := f.Table("fare_rules.txt")
	for row := range rules.Len() {
		i, ok := at[rules.Column("fare_id").Of(row)]
		if !ok || rules.Column("contains_id").Of(row) != "" {
			return Fares{}
		}
		known.all[i].rules = append(known.all[i].rules, fareRule{rules.Column("route_id").Of(row), rules.Column("origin_id").Of(row), rules.Column("destination_id").Of(row)})
	}
	return known
}

// wholeRupiah reads a price as GTFS writes it: "4000" or "4000.00".
func wholeRupiah(text string) (money.Rupiah, bool) {
	whole, rest, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	return money.Rupiah(n), err == nil && n >= 0 && strings.Trim(rest, "0") == ""
}

// Ride is a vehicle that one pays for.
type Ride struct {
	Route, From, To string // ids
	Board           int32  // second
}

// Cheapest gives what rides one after the other cost at least, and whether that
// is known.
func (f Fares) Cheapest(rides []Ride) (money.Rupiah, bool) {
	least := make([]money.Rupiah, len(rides)+1) // of the first rides, -1 where nothing is known
	for end := 1; end <= len(rides); end++ {
		least[end] = -1
		for begin := range end {
			for i := range f.all {
				if x := &f.all[i]; least[begin] >= 0 && f.holds(x, rides[begin:end]) {
					if sum := least[begin] + x.price; least[end] < 0 || sum < least[end] {
						least[end] = sum
					}
				}
			}
		}
	}
	return max(0, least[len(rides)]), len(rides) > 0 && least[len(rides)] >= 0
}

// holds reports whether one ticket is enough for rides.
func (f Fares) holds(x *fare, rides []Ride) bool {
	first, last := rides[0], rides[len(rides)-1]
	if x.transfers >= 0 && len(rides)-1 > x.transfers || x.within > 0 && int(last.Board-first.Board) > x.within {
		return false
	}
	for _, ride := range rides {
		matches := len(x.rules) == 0
		for _, r := range x.rules {
			if (r.route == "" || r.route == ride.Route) && (r.origin == "" || r.origin == f.zone[first.From]) && (r.destination == "" || r.destination == f.zone[last.To]) {
				matches = true
			}
		}
		if !matches {
			return false
		}
	}
	return true
}
