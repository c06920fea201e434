package procedure_test

import (
	"testing"

	"sinergi/internal/procedure"
)

func load(t testing.TB) *procedure.Catalogue {
	t.Helper()
	c, err := procedure.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReleasedDefinitionsAreSound(t *testing.T) {
	t.Parallel()
	for _, d := range load(t).All() {
		if err := d.Check(); err != nil {
			t.Errorf("%s: %v", d.Key(), err)
		}
	}
}
