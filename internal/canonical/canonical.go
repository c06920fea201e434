// SPDX-License-Identifier: Apache-2.0

// Package canonical writes JSON in the one form that is hashed: UTF-8, keys in
// order, no space, whole numbers only (anything else is a decimal or a
// fraction in a string), strings escaped only where they must be. It is the
// form of RFC 8785 (JSON Canonicalization Scheme) for such data. It knows
// nothing of what the data means.
package canonical

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

const maxDepth = 64

// ErrForm says that bytes are not one JSON value, or nested too deeply.
var ErrForm = errors.New("not JSON of a reasonable depth")

// NotWhole is the error of a number that is not a whole number of 64 bits.
type NotWhole struct{ Number string }

// Error names the number.
func (e NotWhole) Error() string { return "number " + e.Number + " is not whole" }

// Marshal gives the canonical form of a value that encoding/json can write.
func Marshal(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return Rewrite(plain)
}

// Hash is the SHA-256 of canonical bytes in lower-case hex.
func Hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Rewrite gives the canonical form of any JSON. It errs with ErrForm or
// NotWhole.
func Rewrite(b []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, ErrForm
	}
	return appendValue(make([]byte, 0, len(b)), tree, 0)
}

func appendValue(b []byte, v any, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, ErrForm
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
			return nil, NotWhole{v.String()}
		}
		return strconv.AppendInt(b, n, 10), nil
	case []any:
		return appendArray(b, v, depth)
	case map[string]any:
		return appendObject(b, v, depth)
	}
	return nil, ErrForm
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
