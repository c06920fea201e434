// SPDX-License-Identifier: Apache-2.0

package i18n

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// message is a text cut at its placeholders: literal, name, literal, name, …
// literal. A name is filled from the arguments.
type message []string

func parse(text string) (message, error) {
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("the text is empty")
	}
	var m message
	for {
		before, rest, open := strings.Cut(text, "{{")
		if strings.Contains(before, "}}") {
			return nil, fmt.Errorf("}} without {{")
		}
		m = append(m, before)
		if !open {
			return m, nil
		}
		inside, after, closed := strings.Cut(rest, "}}")
		name := strings.TrimPrefix(inside, ".")
		if !closed || name == inside || !isName(name) {
			return nil, fmt.Errorf("a placeholder is {{.Name}}, not {{%s", inside)
		}
		m = append(m, name)
		text = after
	}
}

func isName(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// names gives the placeholders in order, each once.
func (m message) names() []string {
	var names []string
	for i := 1; i < len(m); i += 2 {
		names = append(names, m[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (m message) fill(lang string, args map[string]any) string {
	if len(m) == 1 {
		return m[0]
	}
	var b strings.Builder
	for i, part := range m {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		value, given := args[part]
		if !given {
			b.WriteString("{" + part + "}")
			continue
		}
		b.WriteString(Write(lang, value))
	}
	return b.String()
}

// groupFrom is where whole numbers in a sentence get thousands separators:
// years and most running numbers stay as they are.
const groupFrom = 10_000

// Write writes one value for a sentence in the language: known types the way
// the language writes them, anything else as fmt.Sprint does.
func Write(lang string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return sentenceInt(lang, int64(v))
	case int64:
		return sentenceInt(lang, v)
	case money.Rupiah:
		return Rupiah(lang, v)
	case quantity.Decimal:
		return Number(lang, v)
	case quantity.Metres:
		return Int(lang, int64(v))
	case quantity.Kilograms:
		return Int(lang, int64(v))
	case civil.Date:
		return Date(lang, v)
	case civil.Month:
		return Month(lang, v)
	case time.Time:
		return DateTime(lang, v)
	default:
		return fmt.Sprint(value)
	}
}

func sentenceInt(lang string, n int64) string {
	if n > -groupFrom && n < groupFrom {
		return fmt.Sprint(n)
	}
	return Int(lang, n)
}
