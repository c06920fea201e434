// SPDX-License-Identifier: Apache-2.0

// Package i18n knows what Sinergi says: every sentence a person reads, in
// Indonesian and English, under a key; and how numbers, dates and amounts are
// written in each language. It knows nothing of pages, mail or when a message
// is due.
//
//	text, err := i18n.Load()
//	text.T("id", "account.login_taken", map[string]any{"Login": "budi"})
//	// Nama pengguna budi sudah dipakai.
//
// Messages live in locale/<area>.<language>.toml, one owner per area, as flat
// quoted keys: "waste.net" = "Neto {{.Net}} kg". {{.Name}} is filled
// from the arguments; {{if .Net}}…{{end}} is said only when Net is given and
// not empty; {{if one .Count}}day{{else}}days{{end}} is for the languages that
// know a plural. There is nothing else: what needs more is two messages.
//
// An argument of a known type is written the way of the language: civil.Date,
// civil.Month, time.Time, money.Rupiah, quantity.Decimal. A whole number gets
// thousands separators; what only names something (a year, a ticket, a device)
// is passed as a string.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

//go:embed locale/*.toml
var locale embed.FS

// The languages. Indonesian is the language of record.
const (
	Indonesian = "id"
	English    = "en"
)

// Cookie is the name of the cookie that remembers the chosen language.
const Cookie = "lang"

// Languages gives the languages every message is in, the default first.
func Languages() []string { return []string{Indonesian, English} }

// Catalog holds all messages. It is safe for concurrent use.
type Catalog struct {
	messages map[string]map[string]message // language, key
	missed   sync.Map                      // keys that were asked for and are not there
}

// Load gives the messages that are embedded; a process reads them once. It errs
// on a file that cannot be read, a key given twice in one language, and a
// malformed placeholder.
func Load() (*Catalog, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Catalog, error) {
	sub, err := fs.Sub(locale, "locale")
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	return read(sub)
})

func read(dir fs.FS) (*Catalog, error) {
	c := &Catalog{messages: map[string]map[string]message{}}
	for _, lang := range Languages() {
		c.messages[lang] = map[string]message{}
	}
	files, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	for _, name := range files {
		if err := c.readFile(dir, name); err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
	}
	return c, nil
}

func (c *Catalog) readFile(dir fs.FS, name string) error {
	area := strings.TrimSuffix(name, path.Ext(name))
	lang := strings.TrimPrefix(path.Ext(area), ".")
	into, known := c.messages[lang]
	if !known {
		return fmt.Errorf("the name must be <area>.<language>.toml, language one of %v", Languages())
	}
	body, err := fs.ReadFile(dir, name)
	if err != nil {
		return err
	}
	var flat map[string]string
	if err := toml.Unmarshal(body, &flat); err != nil {
		return fmt.Errorf("messages are flat quoted keys with a text: %w", err)
	}
	for key, text := range flat {
		if _, twice := into[key]; twice {
			return fmt.Errorf("%q is already given in another file", key)
		}
		if into[key], err = parse(text); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
	}
	return nil
}

// T gives the message in the language (Indonesian when the language is not
// known) with its placeholders filled. A key that is missing is given back as
// it is, and logged once; a placeholder without an argument shows its name.
func (c *Catalog) T(lang, key string, args map[string]any) string {
	if _, known := c.messages[lang]; !known {
		lang = Indonesian
	}
	m, ok := c.messages[lang][key]
	if !ok {
		if _, again := c.missed.LoadOrStore(lang+" "+key, true); !again {
			slog.Warn("message missing", "key", key, "lang", lang)
		}
		return key
	}
	return m.fill(lang, args)
}

// Has reports whether the key has a message in every language.
func (c *Catalog) Has(key string) bool {
	for _, byKey := range c.messages {
		if _, ok := byKey[key]; !ok {
			return false
		}
	}
	return true
}

// Keys gives every key of any language, in order.
func (c *Catalog) Keys() []string {
	seen := map[string]bool{}
	for _, byKey := range c.messages {
		for key := range byKey {
			seen[key] = true
		}
	}
	keys := make([]string, 0, len(seen))
	for key := range seen {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Negotiate gives the language of a request: what the reader chose (the
// cookie), else Indonesian. The browser's own preference does not count: many
// office computers in Indonesia run an English browser.
func Negotiate(r *http.Request) string {
	if cookie, err := r.Cookie(Cookie); err == nil && slices.Contains(Languages(), cookie.Value) {
		return cookie.Value
	}
	return Indonesian
}
