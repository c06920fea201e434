// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"sinergi/internal/fault"
)

const (
	maxStatement = 32 << 20
	maxDepth     = 64
)

// Canonical gives the bytes that are hashed and exchanged: JSON in UTF-8, keys
// in order, no space, whole numbers only (everything else is a decimal or a
// fraction in a string), strings escaped only where they must be. It is the
// form of RFC 8785 (JSON Canonicalization Scheme) for such data.
func (s Statement) Canonical() ([]byte, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write statement %s %s: %w", s.Agreement.ID, s.Month, err)
	}
	return canonical(plain)
}

// SHA256 is the hash of the canonical bytes in lower-case hex.
func (s Statement) SHA256() (string, error) {
	b, err := s.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Parse reads a canonical statement; space around it is tolerated. Other JSON,
// even of the same content, is refused: then the bytes a person looks at are
// not the bytes that were hashed. Parse does not compute anything; Verify does.
func Parse(b []byte) (Statement, error) {
	b = bytes.TrimSpace(b)
	if len(b) > maxStatement {
		return Statement{}, fault.New(fault.Invalid, "settlement.fault.too_long")
	}
	same, err := canonical(b)
	if err != nil {
		return Statement{}, err
	}
	if !bytes.Equal(same, b) {
		return Statement{}, fault.New(fault.Invalid, "settlement.fault.not_canonical")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var s Statement
	if err := d.Decode(&s); err != nil {
		return Statement{}, fault.Wrap(fault.Invalid, "settlement.fault.json", err)
	}
	if s.Schema != Schema {
		return Statement{}, fault.New(fault.Invalid, "settlement.fault.schema", "Schema", s.Schema, "Want", Schema)
	}
	again, err := s.Canonical()
	if err != nil {
		return Statement{}, fault.Wrap(fault.Invalid, "settlement.fault.json", err)
	}
	if !bytes.Equal(again, b) { // something was read otherwise than it was written
		return Statement{}, fault.New(fault.Invalid, "settlement.fault.not_canonical")
	}
	return s, nil
}

// canonical writes any JSON of whole numbers in canonical form.
func canonical(b []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fault.Wrap(fault.Invalid, "settlement.fault.json", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fault.New(fault.Invalid, "settlement.fault.json")
	}
	return appendValue(make([]byte, 0, len(b)), tree, 0)
}

func appendValue(b []byte, v any, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, fault.New(fault.Invalid, "settlement.fault.json")
	}
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendString(b, v), nil
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "settlement.fault.not_whole", err, "Value", shorten(v.String()))
		}
		return strconv.AppendInt(b, n, 10), nil
	case []any:
		return appendArray(b, v, depth)
	case map[string]any:
		return appendObject(b, v, depth)
	}
	return nil, fault.New(fault.Invalid, "settlement.fault.json")
}

func appendArray(b []byte, list []any, depth int) ([]byte, error) {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, v, depth+1); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendObject(b []byte, object map[string]any, depth int) ([]byte, error) {
	b = append(b, '{')
	for i, key := range slices.Sorted(maps.Keys(object)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, key), ':')
		var err error
		if b, err = appendValue(b, object[key], depth+1); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// appendString escapes quotation marks, backslashes and control characters,
// and nothing else.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\b':
			b = append(b, `\b`...)
		case r == '\f':
			b = append(b, `\f`...)
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
