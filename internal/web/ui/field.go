// SPDX-License-Identifier: Apache-2.0

package ui

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

// Field is one input of a form. Templates make it with the function field,
//
//	{{template "field" (field $ "plate" (t "bus.plate") .Body.Plate "Required" true)}}
//
// which fills Error from the page; handlers may make it themselves. The
// partials are "field" (one line), "select", "radios", "textarea", "checkbox"
// and "file".
type Field struct {
	Name, Label string
	Value       string
	Hint        string // one sentence under the label
	Error       string // what was wrong with it
	Type        string // of "field": text (default), date, month, number, email, password, search, time
	Required    bool
	When        string // of one that is not always required: when it is, in words
	Row         bool   // of a row that may stay empty as a whole: neither required nor told to be optional
	Disabled    bool
	Checked     bool     // of "checkbox"
	Multiple    bool     // of "file"
	Options     []Option // of "select" and "radios"
	Rows        int      // of "textarea"; 4 when 0
	Size        string   // "short", "" or "long"; "wide" of a "textarea" for a whole document
	Unit        string   // written after the input: km, ton, %
	Accept      string   // of "file", e.g. ".csv,.zip"
	InputMode   string   // numeric, decimal, tel
	Complete    string   // autocomplete: username, current-password, off
	MaxLength   int
	List        string // of "field": id of a datalist that the page holds
	Focus       bool   // the first thing to type; at most one a page
}

// Option is a choice of a select or of radio buttons.
type Option struct{ Value, Label, Hint string }

// ID gives the id of the input in the page.
func (f Field) ID() string {
	return "f-" + strings.Map(func(r rune) rune {
		if (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9') || r == '_' {
			return r
		}
		return '-'
	}, f.Name)
}

// Describe gives the ids of what describes the input, for aria-describedby.
func (f Field) Describe() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// newField is the template function field. options alternate the name of a
// field of Field and its value; a name that does not exist is an error.
func newField(p *Page, name, label string, value any, options ...any) (Field, error) {
	f := Field{Name: name, Label: label, Value: InputValue(p.Lang, value), Error: p.Error.For(name)}
	p.Error.label(name, label)
	if b, isBool := value.(bool); isBool {
		f.Checked, f.Value = b, ""
	}
	into := reflect.ValueOf(&f).Elem()
	for i := 0; i < len(options); i += 2 {
		option, _ := options[i].(string)
		target := into.FieldByName(option)
		if !target.IsValid() || i+1 >= len(options) {
			return Field{}, fmt.Errorf("ui: field %q: no option %v, or no value for it", name, options[i])
		}
		given := reflect.ValueOf(options[i+1])
		if !given.IsValid() || !given.Type().AssignableTo(target.Type()) {
			return Field{}, fmt.Errorf("ui: field %q: option %s is a %s, not %T", name, option, target.Type(), options[i+1])
		}
		target.Set(given)
	}
	return f, nil
}

// InputValue writes a value the way an input takes it: dates and months in
// ISO 8601, amounts and decimals as the reader of the language types them.
func InputValue(lang string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case civil.Date:
		return v.String()
	case civil.Month:
		return v.String()
	case money.Rupiah:
		return v.Digits() // money.Parse reads this in either language
	case quantity.Decimal:
		if lang == i18n.English {
			return v.String() // a point is read as a decimal point
		}
		return quantity.FormatID(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return ""
	default:
		return fmt.Sprint(v)
	}
}
