// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"sinergi/internal/fault"
)

// Verify computes a statement again from the inputs inside it and compares the
// bytes. A statement that does not follow from its inputs is a Conflict that
// names the first part that differs ("lines", "totals", …).
//
// It proves the arithmetic, not the inputs: those are checked against the
// evidence by its hashes.
func Verify(s Statement) error {
	again, err := Compute(s.Input())
	if err != nil {
		return err
	}
	got, err := again.Canonical()
	if err != nil {
		return err
	}
	want, err := s.Canonical()
	if err != nil {
		return err
	}
	if bytes.Equal(got, want) {
		return nil
	}
	return fault.New(fault.Conflict, "settlement.fault.differs", "Part", firstDifference(got, want))
}

// firstDifference names the first member of two JSON objects that differs.
func firstDifference(a, b []byte) string {
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return ""
	}
	for _, key := range slices.Sorted(maps.Keys(y)) {
		if !bytes.Equal(x[key], y[key]) {
			return key
		}
	}
	return ""
}
