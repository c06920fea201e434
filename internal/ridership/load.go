package ridership

import (
	"math/big"
	"slices"

	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// Load is how many people were in the bus along a run, after its count was
// balanced: who was counted out and had not been counted in is left out (Cut),
// and whoever was never counted out leaves at the last halte (Stayed). So
// boarded is always alighted plus on board, nobody is on board after the last
// halte, and no load is below zero.
type Load struct {
	In, Out []int64 // by halte
	OnBoard []int64 // when leaving each halte
	Cut     int64
	Stayed  int64
}

// The most that a count may be out of balance for its load to be believed.
const (
	stretchPeople = 3  // people
	stretchShare  = 10 // per hundred of those who boarded
)

// Balanced reports whether the count fits together: what had to be mended is no
// more than three people, or a tenth of those who boarded.
func (l Load) Balanced() bool {
	var in int64
	for _, n := range l.In {
		in += n
	}
	return l.Cut+l.Stayed <= max(stretchPeople, in*stretchShare/100)
}

// Peak is the most people that were in the bus at once.
func (l Load) Peak() int64 {
	if len(l.OnBoard) == 0 {
		return 0
	}
	return slices.Max(l.OnBoard)
}

// Load follows the people along a run. It is known only where every record of
// the run says at which halte how many boarded and alighted: not of tickets,
// and not of a count of the whole run.
func (t Trip) Load() (Load, bool) {
	n := len(t.Halts)
	if t.From != Counter && t.From != Typed || n < 2 {
		return Load{}, false
	}
	l := Load{In: make([]int64, n), Out: make([]int64, n), OnBoard: make([]int64, n)}
	for _, x := range t.Riders {
		if x.Halt < 0 || x.Halt >= n || x.Alighted < 0 {
			return Load{}, false
		}
		l.In[x.Halt] += x.Boarded
		l.Out[x.Halt] += x.Alighted
	}
	var board int64
	for i := range n {
		if i == 0 && l.Out[0] > 0 || l.Out[i] > board { // who boards at a halte does not leave at it
			l.Cut += l.Out[i] - board
			l.Out[i] = board
		}
		board += l.In[i] - l.Out[i]
		l.OnBoard[i] = board
	}
	l.Stayed = board
	l.Out[n-1] += board
	l.OnBoard[n-1] = 0
	return l, true
}

// Boarded is how many people rode a run.
func (t Trip) Boarded() (n int64) {
	for _, x := range t.Riders {
		n += x.Boarded
	}
	return n
}

// Income is what was paid on a run.
func (t Trip) Income() (sum money.Rupiah) {
	for _, x := range t.Fares {
		sum += x.Income
	}
	return sum
}

// BoardedIn is how many of a run's people boarded in a territory: by the halte
// where that is known; the others are shared by the metres that the run
// delivered in each (planned, where nothing is proved), to whole people by
// largest remainder. The territories of a run, with what lies outside every
// known one (""), add up to [Trip.Boarded].
func (t Trip) BoardedIn(code string) (n int64) {
	var open int64
	for _, x := range t.Riders {
		if x.Halt < 0 {
			open += x.Boarded
		} else if t.Halts[x.Halt].Government == code {
			n += x.Boarded
		}
	}
	return n + int64(t.shared(money.Rupiah(open), code))
}

// IncomeIn is the part of a record's income that belongs to a territory, by the
// same rule as people, each record shared by itself.
func (t Trip) IncomeIn(x At, code string) money.Rupiah {
	if x.Halt < 0 {
		return t.shared(x.Income, code)
	}
	if t.Halts[x.Halt].Government == code {
		return x.Income
	}
	return 0
}

// shared gives a territory's share of a whole by the metres of the run.
func (t Trip) shared(whole money.Rupiah, code string) money.Rupiah {
	if whole == 0 {
		return 0
	}
	at, weights := -1, make([]*big.Rat, len(t.Parts))
	var delivered quantity.Metres
	for _, p := range t.Parts {
		delivered += p.Delivered
	}
	for i, p := range t.Parts {
		metres := p.Delivered
		if delivered == 0 {
			metres = p.Planned
		}
		weights[i] = new(big.Rat).SetInt64(int64(metres))
		if p.Code == code {
			at = i
		}
	}
	shares, err := money.Allocate(whole, weights)
	switch {
	case err != nil && code == "": // a run without a metre lies nowhere
		return whole
	case err != nil || at < 0:
		return 0
	}
	return shares[at]
}
