// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"sort"

	"sinergi/internal/money"
)

// ledger sums lines per government and per pair.
type ledger struct {
	borne, pays, receives map[string]money.Rupiah
	net                   map[[2]string]money.Rupiah // first code before second: first owes second
}

func newLedger() ledger {
	return ledger{map[string]money.Rupiah{}, map[string]money.Rupiah{}, map[string]money.Rupiah{}, map[[2]string]money.Rupiah{}}
}

func (l ledger) add(payer, payee string, amount money.Rupiah) {
	l.borne[payer] += amount
	if payer == payee {
		return
	}
	l.pays[payer] += amount
	l.receives[payee] += amount
	if payer < payee {
		l.net[[2]string{payer, payee}] += amount
	} else {
		l.net[[2]string{payee, payer}] -= amount
	}
}

// totals gives every party's sums, in the order of the parties.
func (l ledger) totals(parties []Party) []Total {
	totals := make([]Total, len(parties))
	for i, p := range parties {
		totals[i] = Total{p.Code, l.borne[p.Code], l.pays[p.Code], l.receives[p.Code]}
	}
	return totals
}

// transfers gives what is owed between each pair, by code; a pair that is even
// is left out.
func (l ledger) transfers() []Transfer {
	transfers := []Transfer{}
	for pair, amount := range l.net {
		switch {
		case amount > 0:
			transfers = append(transfers, Transfer{pair[0], pair[1], amount})
		case amount < 0:
			transfers = append(transfers, Transfer{pair[1], pair[0], -amount})
		}
	}
	sort.Slice(transfers, func(i, j int) bool {
		a, b := transfers[i], transfers[j]
		return a.From < b.From || (a.From == b.From && a.To < b.To)
	})
	return transfers
}
