package sqldb_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// TestLibcIsTheOneSQLiteWasTranslatedFor: modernc.org/sqlite is C translated to
// Go against one version of modernc.org/libc, and is only right with that one.
// A "go get -u" raises libc alone, without any error.
func TestLibcIsTheOneSQLiteWasTranslatedFor(t *testing.T) {
	t.Parallel()
	list := func(format, module string) string {
		out, err := exec.Command("go", "list", "-m", "-f", format, module).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", module, err)
		}
		return strings.TrimSpace(string(out))
	}
	const version = "{{with .Replace}}{{.Version}}{{else}}{{.Version}}{{end}}"
	goMod := list("{{.GoMod}}", "modernc.org/sqlite")
	out, err := exec.Command("go", "mod", "edit", "-json", goMod).Output()
	if err != nil {
		t.Fatalf("read %s: %v", goMod, err)
	}
	var file struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal(out, &file); err != nil {
		t.Fatal(err)
	}
	for _, require := range file.Require {
		if require.Path != "modernc.org/libc" {
			continue
		}
		if got := list(version, require.Path); got != require.Version {
			t.Errorf("modernc.org/libc is %s, but modernc.org/sqlite wants %s: go get modernc.org/libc@%s",
				got, require.Version, require.Version)
		}
		return
	}
	t.Error("modernc.org/sqlite does not require modernc.org/libc any more: remove this test")
}
