package region

import (
	"strings"
	"testing"
)

// A display name says the same as the official one, but for spaces and case.
func TestDisplayNamesAreTheOfficialOnes(t *testing.T) {
	t.Parallel()
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
	for code, name := range display {
		official, ok := codes()[code]
		if !ok || plain(official) != plain(name) || official == name {
			t.Errorf("%s is %q in the official list, shown as %q", code, official, name)
		}
	}
}
