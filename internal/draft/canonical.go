package draft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sinergi/internal/canonical"
	"sinergi/internal/fault"
)

// MaxBytes is the longest canonical text that is read.
const MaxBytes = 8 << 20

// form is a Text with its schema, as it is written.
type form struct {
	Schema string `json:"schema"`
	Text
}

// Canonical gives the bytes that are stored, exchanged and hashed, see package
// canonical. Texts that say the same give the same bytes.
func (t Text) Canonical() ([]byte, error) {
	b, err := canonical.Marshal(form{Schema, t.normal()})
	if err != nil {
		return nil, fmt.Errorf("write text %q: %w", t.Title, err)
	}
	return b, nil
}

// SHA256 is the hash of the canonical bytes in lower-case hex: the name of a
// version.
func (t Text) SHA256() (string, error) {
	b, err := t.Canonical()
	if err != nil {
		return "", err
	}
	return canonical.Hash(b), nil
}

// SHA256 is the hash of a document as it was written out, text and facts
// together: what is frozen when it is sent to be signed.
func (d Document) SHA256() (string, error) {
	b, err := canonical.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write document of %s: %w", d.Date, err)
	}
	return canonical.Hash(b), nil
}

// Parse reads canonical bytes. Other JSON, even of the same content, is
// refused: what is read must be what was hashed.
func Parse(b []byte) (Text, error) {
	if len(b) > MaxBytes {
		return Text{}, fault.New(fault.Invalid, "draft.fault.too_long")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var read form
	if err := d.Decode(&read); err != nil {
		return Text{}, fault.Wrap(fault.Invalid, "draft.fault.json", err)
	}
	if read.Schema != Schema {
		return Text{}, fault.New(fault.Invalid, "draft.fault.schema", "Schema", short(read.Schema))
	}
	again, err := read.Text.Canonical()
	if err != nil || !bytes.Equal(again, b) {
		return Text{}, fault.New(fault.Invalid, "draft.fault.not_canonical")
	}
	return read.Text, nil
}

// normal gives the text with empty lists as none, so that equal texts have
// equal bytes.
func (t Text) normal() Text {
	t = t.Clone()
	for _, s := range Sections() {
		normalAll(t.In(s))
	}
	if t.Body == nil {
		t.Body = []Clause{}
	}
	if len(t.Parties) == 0 {
		t.Parties = []Party{}
	}
	if len(t.Parameters) == 0 {
		t.Parameters = nil
	}
	if len(t.Tariffs) == 0 {
		t.Tariffs = nil
	}
	if len(t.Examples) == 0 {
		t.Examples = nil
	}
	t.Examples = append(t.Examples[:0:0], t.Examples...)
	for i := range t.Examples {
		t.Examples[i] = t.Examples[i].normal()
	}
	return t
}

func (e Example) normal() Example {
	if e.Given == nil {
		e.Given = []Given{}
	}
	return e
}

func normalAll(level []Clause) {
	for i := range level {
		if level[i].Source != nil && *level[i].Source == (Source{}) {
			level[i].Source = nil
		}
		normalAll(level[i].Children)
	}
}

// Clean gives typed or pasted words as texts hold them: composed Unicode, one
// space between words, lines without blank ends, no empty lines, no control or
// invisible characters.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u00ad", "").Replace(s)
	var lines []string
	for _, line := range strings.Split(s, "\n") {
		line = strings.Map(visible, line)
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return norm.NFC.String(strings.Join(lines, "\n")) // last: what was taken out may have kept letters apart
}

// CleanLine gives typed or pasted words as titles hold them: clean, on one line.
func CleanLine(s string) string { return strings.ReplaceAll(Clean(s), "\n", " ") }

func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}
