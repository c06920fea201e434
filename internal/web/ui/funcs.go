// SPDX-License-Identifier: Apache-2.0

package ui

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// Parties is how many parties can be told apart by colour and hatch.
const Parties = 6

// PartyClass gives the class that colours a party, from its place in the
// cooperation (0 is the first): "party-1" to "party-6".
func PartyClass(index int) string {
	return fmt.Sprintf("party-%d", ((index%Parties)+Parties)%Parties+1)
}

func functions(text *i18n.Catalog, lang string, assets AssetURLs) template.FuncMap {
	say := sayer(text, lang)
	return template.FuncMap{
		"t":          say,
		"has":        text.Has,
		"num":        func(d quantity.Decimal) string { return i18n.Number(lang, d) },
		"int":        func(n any) (string, error) { return wholeNumber(lang, n) },
		"rupiah":     func(r money.Rupiah) string { return i18n.Rupiah(lang, r) },
		"km":         func(m quantity.Metres) string { return i18n.Km(lang, m) },
		"kmcell":     func(m quantity.Metres) template.HTML { return cell(i18n.Number(lang, m.Km()), "km") },
		"tonnecell":  func(k quantity.Kilograms) template.HTML { return cell(splitUnit(i18n.Tonnes(lang, k))) },
		"tonnes":     func(k quantity.Kilograms) string { return i18n.Tonnes(lang, k) },
		"date":       func(d civil.Date) string { return i18n.Date(lang, d) },
		"longdate":   func(d civil.Date) string { return i18n.LongDate(lang, d) },
		"month":      func(m civil.Month) string { return i18n.Month(lang, m) },
		"datetime":   func(at time.Time) string { return i18n.DateTime(lang, at) },
		"clock":      func(at time.Time) string { return i18n.Clock(lang, at) },
		"iso":        func(at time.Time) string { return at.In(civil.WIB()).Format(time.RFC3339) },
		"partyClass": PartyClass,
		"dict":       dict,
		"list":       func(items ...any) []any { return items },
		"field":      newField,
		"option":     func(value, label string) Option { return Option{Value: value, Label: label} },
		"options":    options,
		"badge":      func(kind, words string) Badge { return Badge{Text: words, Kind: Kind(kind)} },
		"safeSVG":    func(svg template.HTML) template.HTML { return svg },
		"asset":      func(name string) string { return assets(name) },
		"fieldID":    func(name string) string { return Field{Name: name}.ID() },
		"failure":    func(status int) (string, error) { return say(failureKey(status, "text")) },
		"inLanguage": inLanguage,
		"lang":       func() string { return lang },
	}
}

// sayer is the template function t: a key and its arguments, name and value in
// turn. A *Page before the key is allowed and changes nothing: every language
// has templates of its own.
func sayer(text *i18n.Catalog, lang string) func(args ...any) (string, error) {
	return func(args ...any) (string, error) {
		if len(args) > 0 {
			if _, isPage := args[0].(*Page); isPage {
				args = args[1:]
			}
		}
		if len(args) == 0 {
			return "", fmt.Errorf("ui: t needs a key")
		}
		key, ok := args[0].(string)
		if !ok {
			return "", fmt.Errorf("ui: t needs a key, not %T", args[0])
		}
		named, err := dict(args[1:]...)
		if err != nil {
			return "", fmt.Errorf("ui: t %q: %w", key, err)
		}
		return text.T(lang, key, named), nil
	}
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("ui: names and values must alternate, got %d of them", len(pairs))
	}
	named := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("ui: %v (%T) is not a name", pairs[i], pairs[i])
		}
		named[name] = pairs[i+1]
	}
	return named, nil
}

// options makes the choices of a select: value and label in turn.
func options(pairs ...string) ([]Option, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("ui: options: values and labels must alternate")
	}
	made := make([]Option, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		made = append(made, Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return made, nil
}

func wholeNumber(lang string, n any) (string, error) {
	switch v := n.(type) {
	case int:
		return i18n.Int(lang, int64(v)), nil
	case int64:
		return i18n.Int(lang, v), nil
	case quantity.Metres:
		return i18n.Int(lang, int64(v)), nil
	case quantity.Kilograms:
		return i18n.Int(lang, int64(v)), nil
	default:
		return "", fmt.Errorf("ui: int takes a whole number, not %T", n)
	}
}

// cell writes a figure whose unit stands in the label on a phone, where there
// is no room for it beside the figure.
func cell(figure, unit string) template.HTML {
	return template.HTML(template.HTMLEscapeString(figure) + `<span class="u"> ` + template.HTMLEscapeString(unit) + `</span>`)
}

func splitUnit(text string) (figure, unit string) {
	figure, unit, _ = strings.Cut(text, " ")
	return figure, unit
}

// inLanguage gives the address of the same page in another language.
func inLanguage(path, lang string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" {
		return "/?lang=" + lang
	}
	query := u.Query()
	query.Set("lang", lang)
	u.RawQuery = query.Encode()
	return u.String()
}
