package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/proofs.md names tests by package: each is there.
func TestProofsNameTestsThatAreThere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	doc, err := os.ReadFile(filepath.Join(root, "docs", "proofs.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(\\./[a-z/]+|Test[A-Za-z]+)`")
	tests := map[string]string{} // sources of a package's tests
	folder, seen := "", 0
	for _, m := range named.FindAllStringSubmatch(string(doc), -1) {
		if strings.HasPrefix(m[1], "./") {
			folder = m[1]
			continue
		}
		if seen++; tests[folder] == "" {
			files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range files {
				b, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				tests[folder] += string(b)
			}
		}
		if !strings.Contains(tests[folder], "func "+m[1]+"(") {
			t.Errorf("%s has no %s", folder, m[1])
		}
	}
	if seen < 20 {
		t.Errorf("only %d tests are named", seen)
	}
}
