package front

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/web/ui"
)

// MaxText bounds one value of a form, in bytes: long enough for any field of
// one matter. Whole texts have MaxLongText and are sent to routes of
// HandleText.
const (
	MaxText     = 20_000
	MaxLongText = 800_000
)

// memory is how much of an upload is kept in memory; the rest goes to
// temporary files.
const memory = 8 << 20

// readForm reads what was sent, before any handler sees it: bounded, and only
// text that can be stored and shown. Marks that turn the direction of writing
// are left out: nobody may make the words of another read backwards.
func (v *Visit) readForm(limit int) error {
	r := v.R
	if r.Method != http.MethodPost {
		return nil
	}
	var err error
	if v.multipart() {
		err = r.ParseMultipartForm(memory)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return err
	}
	for _, values := range []map[string][]string{r.Form, r.PostForm} {
		if err := cleanValues(values, limit); err != nil {
			return err
		}
	}
	if r.MultipartForm != nil {
		if err := cleanValues(r.MultipartForm.Value, limit); err != nil {
			return err
		}
	}
	v.answerIn(r.PostFormValue(ui.DrawnIn))
	return nil
}

// answerIn keeps to the language in which the form was drawn, whatever the
// visitor has switched to since: its numbers are read as they were shown, and
// when it comes back with what is wrong they still are.
func (v *Visit) answerIn(lang string) {
	if slices.Contains(i18n.Languages(), lang) {
		v.Lang = lang
	}
}

// readAddress refuses an address that can be that of nothing, since no name
// holds what is no text, and holds what it asks to the same as a form.
func (v *Visit) readAddress() error {
	if !isText(v.R.URL.Path) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	return cleanValues(v.R.URL.Query(), MaxText)
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func (v *Visit) multipart() bool {
	return strings.HasPrefix(v.R.Header.Get("Content-Type"), "multipart/form-data")
}

func cleanValues(values map[string][]string, limit int) error {
	for name, list := range values {
		for i, s := range list {
			switch {
			case !isText(s):
				return fault.InvalidFields([]fault.Field{fault.NewField(name, "ui.form_bad_text", "Begins", beginning(name, s))})
			case len(s) > limit:
				return fault.InvalidFields([]fault.Field{fault.NewField(name, "ui.form_too_long", "Begins", beginning(name, s), "Length", len(s), "Limit", limit)})
			}
			list[i] = strings.Map(writable, s)
		}
	}
	return nil
}

// beginning is how what was typed begins, by which a person finds the field
// again on a page that does not know what its form calls it. Of a secret there
// is none.
func beginning(name, s string) string {
	if strings.HasPrefix(name, "pass") || name == "again" {
		return ""
	}
	const enough = 30
	var out []rune
	for _, r := range strings.ToValidUTF8(s[:min(len(s), 4*enough)], "") {
		if unicode.IsControl(r) {
			r = ' '
		}
		if out = append(out, r); len(out) == enough {
			break
		}
	}
	return strings.TrimSpace(strings.Map(writable, string(out)))
}

// writable leaves out the controls of the bidirectional algorithm (Unicode
// Standard Annex 9, section 2).
func writable(r rune) rune {
	switch {
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\u061c':
		return -1
	}
	return r
}
