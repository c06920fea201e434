package app_test

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms are the layers of docs/architecture.md, from the top. A package may
// import packages of rooms below its own, and those named beside it.
var rooms = [][]string{
	{"cmd/sinergi", "bench"},
	{"internal/app"},
	{"internal/demo", "internal/simulate", "internal/region/gen"},
	{"internal/web"},
	{"internal/api", "internal/web/front", "internal/web/ui", "internal/web/draw", "internal/web/assets"},
	{"internal/ops"},
	{"internal/store"},
	{"internal/archive", "internal/tides", "internal/render", "internal/wordfile", "internal/akomantoso", "internal/jdih"},
	{"internal/sqldb", "internal/blob", "internal/signer", "internal/mail", "internal/fetch", "internal/seal"},
	{"internal/desk", "internal/formulary", "internal/notice", "internal/report", "internal/retention"},
	{"internal/redline"},
	{"internal/draft"},
	{"internal/spm"},
	{"internal/ridership"},
	{"internal/performance", "internal/live", "internal/alert", "internal/pull"},
	{"internal/transit", "internal/timetable", "internal/travel", "internal/waste", "internal/settlement", "internal/procedure"},
	{"internal/tariff", "internal/sheet", "internal/docx", "internal/policy"},
	{"internal/agreement", "internal/consent", "internal/obligation", "internal/region", "internal/signing", "internal/validity", "internal/emblem"},
	{"internal/party", "internal/i18n", "internal/calendar"},
	{"internal/civil", "internal/money", "internal/quantity"},
	{"internal/fault", "internal/canonical", "internal/search", "internal/road"},
	{"raptor"},
	{"trace", "territory", "gtfs", "pades"},
}

// besides are imports between rooms of one layer, and the few upwards, each
// with its reason.
var besides = map[string][]string{
	"internal/demo":     {"internal/simulate"},                                     // the example is operated by the simulator
	"internal/web/bus":  {"internal/demo/feed"},                                    // the attribution of the shipped feed
	"internal/simulate": {},                                                        //
	"internal/i18n":     {"internal/civil", "internal/money", "internal/quantity"}, // how each language writes them
}

func TestRoomsImportDownwards(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	checked := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		if name := e.Name(); name == "node_modules" || name == "testdata" || (strings.HasPrefix(name, ".") && path != root) {
			return filepath.SkipDir
		}
		p, err := build.ImportDir(path, 0)
		if err != nil {
			return nil // no Go files here
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		from := filepath.ToSlash(rel)
		for _, imp := range p.Imports {
			to, own := strings.CutPrefix(imp, "sinergi/")
			if !own {
				continue
			}
			checked++
			if strings.Contains(to, "powerloss") || strings.Contains(to, "sqldbtest") || strings.Contains(to, "pgtest") || strings.HasSuffix(to, "drafttest") || strings.HasSuffix(to, "browsertest") || strings.HasSuffix(to, "referee") {
				if !strings.HasPrefix(from, "internal/sqldb") && !strings.HasPrefix(from, "internal/pgtest") {
					t.Errorf("%s imports %s, which is for tests only", from, to)
				}
				continue
			}
			if a, b := layer(from), layer(to); a >= b && !allowed(from, to) {
				t.Errorf("%s imports %s, which is not below it", from, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 50 {
		t.Errorf("only %d imports were seen", checked)
	}
}

// layer gives the layer of the longest room that a package is in.
func layer(pkg string) int {
	best, longest := -1, -1
	for i, rs := range rooms {
		for _, r := range rs {
			if (pkg == r || strings.HasPrefix(pkg, r+"/")) && len(r) > longest {
				best, longest = i, len(r)
			}
		}
	}
	return best
}

func allowed(from, to string) bool {
	if within(from, to) {
		return true
	}
	for room, extra := range besides {
		if from == room && slices.Contains(extra, to) {
			return true
		}
	}
	// Areas of the pages may show each other's parts; the folders of sqldb and of a library too.
	return strings.HasPrefix(from, "pades/") && strings.HasPrefix(to, "pades/") || strings.HasPrefix(from, "internal/web/") && strings.HasPrefix(to, "internal/web/") || strings.HasPrefix(from, "internal/sqldb") && strings.HasPrefix(to, "internal/sqldb")
}

// within reports whether two packages are of one room.
func within(a, b string) bool { return strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/") }
