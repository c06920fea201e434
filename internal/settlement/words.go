// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"strconv"

	"sinergi/internal/tariff"
)

// Summary says in sentences what the statement comes to: who pays whom, or
// that nobody owes anything.
func (s Statement) Summary() []tariff.Phrase { return payableInWords(s.Payable) }

func payableInWords(transfers []Transfer) []tariff.Phrase {
	if len(transfers) == 0 {
		return []tariff.Phrase{{Key: "settlement.summary.nothing"}}
	}
	var phrases []tariff.Phrase
	for _, t := range transfers {
		phrases = append(phrases, tariff.Phrase{Key: "settlement.summary.pays", Args: []tariff.Arg{
			government("From", t.From), government("To", t.To), amount("Amount", int64(t.Amount)),
		}})
	}
	return phrases
}

// Summary says how far the lines are agreed: what can be paid now, and how
// many lines wait or are disputed.
func (r Review) Summary() []tariff.Phrase {
	a := r.Amounts()
	var phrases []tariff.Phrase
	if a.Accepted.Lines > 0 {
		phrases = append(phrases, tariff.Phrase{Key: "settlement.summary.accepted", Args: []tariff.Arg{
			count("Lines", a.Accepted.Lines), count("Of", len(r.Lines)), amount("Amount", int64(a.Accepted.Total)),
		}})
	}
	if a.Pending.Lines > 0 {
		phrases = append(phrases, tariff.Phrase{Key: "settlement.summary.pending", Args: []tariff.Arg{
			count("Lines", a.Pending.Lines), count("Of", len(r.Lines)), amount("Amount", int64(a.Pending.Total)),
		}})
	}
	if a.Disputed.Lines > 0 {
		phrases = append(phrases, tariff.Phrase{Key: "settlement.summary.disputed", Args: []tariff.Arg{
			count("Lines", a.Disputed.Lines), count("Of", len(r.Lines)), amount("Amount", int64(a.Disputed.Total)),
		}})
	}
	return phrases
}

// Description names a line in a language: the agreement's own words, with the
// days where the line covers only a part of the month, and the government
// where it is a share.
func (l Line) Description(s Statement, lang string) tariff.Phrase {
	label := tariff.Arg{Name: "Label", Kind: tariff.ArgText, Value: l.Label.In(lang)}
	whole := tariff.MonthPeriod(s.Month) == tariff.Period{From: l.From, Until: l.Until}
	days := []tariff.Arg{
		{Name: "From", Kind: tariff.ArgDate, Value: l.From.String()}, {Name: "Until", Kind: tariff.ArgDate, Value: l.Until.String()},
	}
	switch {
	case l.Kind == tariff.KindCostShare && whole:
		return tariff.Phrase{Key: "settlement.line.share", Args: []tariff.Arg{label, government("Government", l.Payer)}}
	case l.Kind == tariff.KindCostShare:
		return tariff.Phrase{Key: "settlement.line.share_days", Args: append([]tariff.Arg{label, government("Government", l.Payer)}, days...)}
	case whole:
		return tariff.Phrase{Key: "settlement.line.month", Args: []tariff.Arg{label}}
	}
	return tariff.Phrase{Key: "settlement.line.days", Args: append([]tariff.Arg{label}, days...)}
}

func government(name, code string) tariff.Arg {
	return tariff.Arg{Name: name, Kind: tariff.ArgGovernment, Value: code}
}

func amount(name string, rupiah int64) tariff.Arg {
	return tariff.Arg{Name: name, Kind: tariff.ArgNumber, Value: strconv.FormatInt(rupiah, 10), Unit: tariff.Rupiah}
}

func count(name string, n int) tariff.Arg {
	return tariff.Arg{Name: name, Kind: tariff.ArgCount, Value: strconv.Itoa(n)}
}
