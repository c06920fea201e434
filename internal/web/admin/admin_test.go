package admin

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
)

func visit(t *testing.T) *front.Visit {
	t.Helper()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &front.Visit{Front: &front.Front{Config: front.Config{Text: text}}, Lang: i18n.Indonesian}
}

// Every action and every kind of thing that the use cases write into the
// trail has words.
func TestTheTrailHasWordsForEverything(t *testing.T) {
	t.Parallel()
	v := visit(t)
	sources, err := filepath.Glob(filepath.Join("..", "..", "ops", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`\.act\(ctx, [^"]+?, "([a-z_]+)"(\+?)[^,]*, "([a-z]+) "`)
	var actions, things []string
	for _, name := range sources {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(b), -1) {
			things = append(things, m[3])
			if m[2] == "" {
				actions = append(actions, m[1])
			}
		}
	}
	if len(actions) < 30 {
		t.Fatalf("only %d actions found: the pattern no longer fits", len(actions))
	}
	for _, k := range []settlement.MoveKind{settlement.MoveOffer, settlement.MoveAccept, settlement.MoveDispute, settlement.MoveAnswer, settlement.MoveWithdraw, settlement.MoveAgree, settlement.MoveSupersede} {
		actions = append(actions, "statement_"+string(k))
	}
	for _, a := range actions {
		if !v.Text.Has("admin.did." + a) {
			t.Errorf("the action %s has no words", a)
		}
	}
	for _, thing := range things {
		if !v.Text.Has("admin.thing." + thing) {
			t.Errorf("the thing %s has no words", thing)
		}
	}
	for _, r := range policy.Roles() {
		if !v.Text.Has("admin.role_hint." + string(r)) {
			t.Errorf("the role %s has no hint", r)
		}
	}
}

func TestTheTrailInWords(t *testing.T) {
	t.Parallel()
	r := newReader(visit(t), map[string]ops.TrailName{
		"account u1": {Name: "Ana"}, "office o1": {Name: "Camat Tambang"}, "run r1": {Name: "Bus"},
		"statement p.2026-10.v2": {Name: "PKS Bus", Month: civil.Month{Year: 2026, Month: time.October}, Version: 2},
	})
	for text, want := range map[string]string{
		"account u1": "akun Ana", "account u9": "akun u9", "office o1": "jabatan Camat Tambang",
		"run r1": "prosedur Bus", "run r2": "prosedur r2", "statement p.2026-10.v2": "perhitungan PKS Bus, Oktober 2026 versi 2",
		"government 14.71": "pemerintah Kota Pekanbaru", "sesuatu x": "sesuatu x",
	} {
		if got := r.object(text); got != want {
			t.Errorf("object %q: %q, want %q", text, got, want)
		}
	}
	sum := "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	for _, c := range []struct{ action, detail, want string }{
		{"invite", "admin keuangan", "Pengelola, Keuangan"},
		{"deactivate", "u1", "Tugasnya diteruskan oleh Ana."},
		{"deactivate", "", ""},
		{"judge_ticket", "reject: bukan: dari sini", "Tolak: bukan: dari sini"},
		{"attach", "naskah.pdf " + sum, "naskah.pdf 0123456789ab…"},
		{"import_tickets", "t.csv " + sum + ": 5 accepted, 1 duplicate, 0 set aside, 2 refused", "t.csv 0123456789ab…: 5 diterima, 1 sudah ada, 0 disisihkan, 2 ditolak"},
	} {
		if got := r.detail(store.Entry{Action: c.action, Detail: c.detail}); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.action, c.detail, got, c.want)
		}
	}
}

// An invitation that nobody used in time is told from one that is open.
func TestStanding(t *testing.T) {
	t.Parallel()
	v := visit(t)
	links := map[string]time.Time{"open": time.Now().Add(time.Hour), "late": time.Now().Add(-time.Hour)}
	for key, a := range map[string]store.Account{
		"admin.active": {ID: "open", Active: true, PasswordHash: "x"}, "admin.invited": {ID: "open", Active: true},
		"admin.invitation_expired": {ID: "late", Active: true}, "admin.deactivated": {ID: "open", PasswordHash: "x"},
	} {
		if got := standing(v, a, links).Text; got != v.T(key) {
			t.Errorf("%s: %q", key, got)
		}
	}
}
