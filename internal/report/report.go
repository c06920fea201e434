// SPDX-License-Identifier: Apache-2.0

// Package report is what a government tells the governor of its cooperations
// in a half year (pelaporan), and what it finds of a PKS (evaluasi): where each stands, what its papers oblige to,
// what was measured and settled in the months that both sides have agreed, and
// what the officer says of it. A report that was sent is bytes that never
// change; a later one of the same half year corrects it and says why. The
// package does not know where the figures come from.
package report

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"sinergi/internal/canonical"
	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/procedure"
	"sinergi/internal/quantity"
)

//go:embed data/*.toml
var data embed.FS

// Interval is the rule on when a report is due. It is data: see data/.
type Interval struct {
	Version   int `toml:"version"`
	DaysAfter int `toml:"days_after"` // the end of the half year
	procedure.Basis
}

// Rule gives the rule that holds.
func Rule() (Interval, error) {
	var i Interval
	return i, rule("data/interval.1.toml", &i)
}

func rule(name string, into any) error {
	b, err := data.ReadFile(name)
	if err != nil {
		return err
	}
	if _, err := toml.Decode(string(b), into); err != nil {
		return fmt.Errorf("rule in %s: %w", name, err)
	}
	return nil
}

// Schema names the form of the bytes of a report.
const Schema = "sinergi/laporan/1"

// Report is what is sent.
type Report struct {
	Schema       string        `json:"schema"`
	Government   string        `json:"government"` // Kemendagri code
	Name         string        `json:"name"`
	Addressee    string        `json:"addressee"`
	Period       string        `json:"period"`
	Version      int           `json:"version"`
	Corrects     string        `json:"corrects"` // SHA-256 of the report before, hex
	Reason       string        `json:"reason"`   // of the correction
	Note         string        `json:"note"`
	Cooperations []Cooperation `json:"cooperations"`
}

// Cooperation is a cooperation as a report tells of it.
type Cooperation struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Category string   `json:"category"`
	Partners []string `json:"partners"` // codes of the other governments
	Stage    string   `json:"stage"`    // the furthest of the ten stages; empty: no procedure runs
	Turn     string   `json:"turn"`     // what is waited for, in words
	Since    string   `json:"since"`    // the day since when
	Problems string   `json:"problems"` // the officer's words
	Papers   []Paper  `json:"papers"`
}

// Paper is a signed paper as a report tells of it.
type Paper struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	Numbers  []Number   `json:"numbers"`
	Signed   civil.Date `json:"signed"`
	From     civil.Date `json:"from"`
	Until    civil.Date `json:"until"`
	Status   string     `json:"status"`
	Met      int        `json:"met"`  // periods of duties that fell due in the half year and are done
	Late     int        `json:"late"` // that fell due and are not
	LateOnes []Late     `json:"late_ones"`
	Months   []Month    `json:"months"`
}

// NumberList gives the numbers that parties gave the paper, in their order.
func (p Paper) NumberList() string {
	var all []string
	for _, n := range p.Numbers {
		if n.Number != "" {
			all = append(all, n.Number)
		}
	}
	return strings.Join(all, "; ")
}

// Late is a duty of which something is late.
type Late struct {
	Bearer string `json:"bearer"`
	Text   string `json:"text"`
	Times  int    `json:"times"` // how many of its periods are
}

// Number is a party's number of a paper.
type Number struct {
	Government string `json:"government"`
	Number     string `json:"number"`
}

// Month is the statement of a month. Figures and payments are those of an
// agreed statement; one that is not agreed yet has none.
type Month struct {
	Month     civil.Month `json:"month"`
	Statement string      `json:"statement"` // id
	SHA256    string      `json:"sha256"`
	Agreed    bool        `json:"agreed"`
	Figures   []Figure    `json:"figures"`
	Payments  []Payment   `json:"payments"`
}

// Figure is what was measured for a government.
type Figure struct {
	Measure    string `json:"measure"`
	Government string `json:"government"`
	Unit       string `json:"unit"`
	Amount     string `json:"amount"` // exact decimal
}

// Payment is what one government owes another.
type Payment struct {
	From   string       `json:"from"`
	To     string       `json:"to"`
	Amount money.Rupiah `json:"amount"`
}

// Canonical gives the bytes of the report and their SHA-256 in hex.
func (r Report) Canonical() (body []byte, sum string, err error) { return sealed(r) }

func sealed(v any) (body []byte, sum string, err error) {
	if body, err = canonical.Marshal(v); err != nil {
		return nil, "", err
	}
	hash := sha256.Sum256(body)
	return body, hex.EncodeToString(hash[:]), nil
}

// Parse reads the bytes of a report.
func Parse(body []byte) (r Report, err error) {
	if err := json.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("report: %w", err)
	}
	if r.Schema != Schema {
		return r, fmt.Errorf("report: unknown form %q", r.Schema)
	}
	return r, nil
}

// Sum gives the figures and payments of the months of a paper that are agreed,
// each added up, in the order in which they first come.
func (p Paper) Sum() (figures []Figure, payments []Payment, err error) {
	for _, m := range p.Months {
		for _, f := range m.Figures {
			i := slices.IndexFunc(figures, func(x Figure) bool {
				return x.Measure == f.Measure && x.Government == f.Government && x.Unit == f.Unit
			})
			if i < 0 {
				figures = append(figures, f)
				continue
			}
			if figures[i].Amount, err = add(figures[i].Amount, f.Amount); err != nil {
				return nil, nil, fmt.Errorf("%s of %s in %s: %w", f.Measure, p.ID, m.Month, err)
			}
		}
		for _, pay := range m.Payments {
			i := slices.IndexFunc(payments, func(x Payment) bool { return x.From == pay.From && x.To == pay.To })
			if i < 0 {
				payments = append(payments, pay)
				continue
			}
			if payments[i].Amount += pay.Amount; payments[i].Amount < pay.Amount { // amounts are above zero
				return nil, nil, fmt.Errorf("payments of %s in %s: too much to add up", p.ID, m.Month)
			}
		}
	}
	return figures, payments, nil
}

func add(a, b string) (string, error) {
	x, err := quantity.Parse(a)
	if err != nil {
		return "", err
	}
	y, err := quantity.Parse(b)
	if err != nil {
		return "", err
	}
	sum, err := x.Add(y)
	return sum.String(), err
}

// Total adds up figures of measurements into one for each measure, government
// and unit.
func Total(all []Figure) ([]Figure, error) {
	figures, _, err := Paper{Months: []Month{{Figures: all}}}.Sum()
	return figures, err
}
