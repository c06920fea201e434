// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"sinergi/internal/canonical"
	"sinergi/internal/fault"
)

const maxStatement = 32 << 20

// Canonical gives the bytes that are hashed and exchanged, see package
// canonical.
func (s Statement) Canonical() ([]byte, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("write statement %s %s: %w", s.Agreement.ID, s.Month, err)
	}
	return inForm(plain)
}

// SHA256 is the hash of the canonical bytes in lower-case hex.
func (s Statement) SHA256() (string, error) {
	b, err := s.Canonical()
	if err != nil {
		return "", err
	}
	return canonical.Hash(b), nil
}

// Parse reads a canonical statement; space around it is tolerated. Other JSON,
// even of the same content, is refused: then the bytes a person looks at are
// not the bytes that were hashed. Parse does not compute anything; Verify does.
func Parse(b []byte) (Statement, error) {
	b = bytes.TrimSpace(b)
	if len(b) > maxStatement {
		return Statement{}, fault.New(fault.Invalid, "settlement.fault.too_long")
	}
	same, err := inForm(b)
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

// inForm writes any JSON of whole numbers in canonical form.
func inForm(b []byte) ([]byte, error) {
	same, err := canonical.Rewrite(b)
	var notWhole canonical.NotWhole
	switch {
	case errors.As(err, &notWhole):
		return nil, fault.Wrap(fault.Invalid, "settlement.fault.not_whole", err, "Value", shorten(notWhole.Number))
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, "settlement.fault.json", err)
	}
	return same, nil
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
