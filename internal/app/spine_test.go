package app_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb/sqldbtest"
)

// canonical gives the bytes of a PKS's statement.
func canonical(t *testing.T, n *app.Node, pks string) []byte {
	t.Helper()
	s, err := n.Desk.Compute(t.Context(), pks, october)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The same inputs are the same statement to the last byte: computed twice, on
// SQLite and on PostgreSQL. The senders of the two months race each other, so
// that the order of arrival differs as well.
func TestTheStatementIsTheSameBytesEverywhere(t *testing.T) {
	t.Parallel()
	lite := operate(t, app.Data{Dir: t.TempDir()}, 3, 5)
	postgres := operate(t, app.Data{Dir: t.TempDir(), URL: sqldbtest.PostgresURL(t)}, 3, 5)
	for _, pks := range []string{demo.BusPKS, demo.WastePKS} {
		want := canonical(t, lite.node, pks)
		if !bytes.Equal(want, canonical(t, lite.node, pks)) {
			t.Errorf("%s: computing again gives other bytes", pks)
		}
		if !bytes.Equal(want, canonical(t, postgres.node, pks)) {
			t.Errorf("%s: PostgreSQL gives other bytes", pks)
		}
		s, err := settlement.Parse(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := settlement.Verify(s); err != nil {
			t.Errorf("%s cannot be recomputed from its own inputs: %v", pks, err)
		}
	}
}

// visitor is a browser of somebody.
func visitor(t *testing.T, base, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if login == "" {
		return c
	}
	resp, err := c.PostForm(base+"/login", url.Values{"login": {login}, "password": {demo.Password}, "next": {"/"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %s", login, resp.Status)
	}
	return c
}

func status(t *testing.T, c *http.Client, method, address string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

// walkers are the demo's people, a neighbour who has no part in anything, and
// the public.
func walkers(t *testing.T, o operated) []string {
	t.Helper()
	siak := party.Government{Code: "14.08", Name: "Kabupaten Siak", Short: "Siak", Kind: party.Regency}
	link, err := o.node.Desk.AddGovernment(t.Context(), o.load.Actors["kampar-admin"], siak, "siak-admin", "Pengelola Siak")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.SetPassword(t.Context(), link, demo.Password, "192.0.2.1"); err != nil {
		t.Fatal(err)
	}
	all := []string{"", "siak-admin"}
	for _, a := range demo.Accounts() {
		all = append(all, a.Login)
	}
	return all
}

// Every route is walked as everybody: nobody gets an internal error, the
// public gets no further than its own pages, a government without part in the
// cooperation finds nothing of it, what is Pekanbaru's draft does not exist for
// Kampar or the province, and what waits to be confirmed is for the parties' own
// people.
func TestEveryRouteAsEverybody(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 2)
	ctx := t.Context()
	officer := o.load.Actors["pekanbaru-kerjasama"]
	if _, err := o.node.Desk.NewCooperation(ctx, officer, agreement.Cooperation{ID: "rahasia", Title: "Rancangan Pekanbaru", Category: agreement.Undecided, Parties: []string{demo.Pekanbaru, demo.Kampar}}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.node.Desk.StartRun(ctx, officer, ops.NewRun{Cooperation: "rahasia", Definition: "ksdd-sukarela"}); err != nil {
		t.Fatal(err)
	}
	draft, err := o.node.Desk.DraftStatement(ctx, o.load.Actors["pekanbaru-keuangan"], demo.BusPKS, october)
	if err != nil {
		t.Fatal(err)
	}
	line, err := o.node.Desk.ProposeBorder(ctx, officer, "Garis usulan", october.First(), bytes.NewReader(movedLine(t, demo.Kampar, demo.Pekanbaru)))
	if err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.DropObligation(ctx, o.load.Actors["kampar-kerjasama"], demo.BusPKS, "bus-halte"); err != nil {
		t.Fatal(err)
	}
	asked, err := o.node.Desk.ProposalsAsking(ctx, officer)
	if err != nil || len(asked) != 1 {
		t.Fatalf("waiting for Pekanbaru: %v, %v", asked, err)
	}
	kb := textOf(t, o, officer)
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := o.node.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	people := walkers(t, o)
	ids := map[string][]string{
		"/cooperations/{id}": {demo.CooperationID, "rahasia"}, "/statements/{id}": {draft}, "/bus/{service}": {demo.BusService}, "/waste/{service}": {demo.WasteService},
		"/travel/{service}": {demo.BusService, demo.WasteService}, "/services/{service}": {demo.BusService, demo.WasteService}, "/agreements/{id}": {demo.BusPKS}, "/papers/{id}": {demo.BusPKS, asked[0].Agreement}, "/papers/jdih/{id}": {demo.BusPKS, asked[0].Agreement}, "/evaluations/{id}": {demo.BusPKS}, "/public/cooperations/{id}": {demo.CooperationID, "rahasia"},
		"/borders/{id}": {line.ID, region.DefaultVersion}, "/drafts/{id}": {kb}, "/proposals/{id}": {asked[0].ID}, "/runs/{run}": {demo.RunID, "rahasia.ksdd-sukarela"},
	}
	rest := strings.NewReplacer("{date}", "2026-10-01", "{trip}", "1-0-0715", "{start}", "26100", "{no}", "1", "{number}", "x", "{content}", "y", "{secret}", "z", "{sum}", strings.Repeat("0", 64), "{$}", "", "{id}", "x", "{service}", "x", "{device}", "x", "{key}", "x", "{kind}", "roster", "{gate}", "tkksd_mitra", "{branch}", "-", "{what}", "run", "{definition}", "ksdd-wajib.1", "{measure}", "bus.km", "{government}", "14.01", "{version}", "1", "{person}", "x", "{office}", "x", "{emblem}", "daerah", "{round}", "x", "{attempt}", "x", "{paper}", "naskah", "{code}", "x", "{unit}", "pelaksanaan", "{tariff}", "x", "{example}", "x", "{message}", "x", "{period}", "2026-s1", "{line}", "1", "{stop}", "t-1-0a", "{plan}", "x", "{route}", "1", "{finding}", "terlambat", "{alert}", "1", "{source}", "1")
	for _, login := range people {
		c := visitor(t, srv.URL, login)
		for _, route := range o.node.Routes() {
			method, path, _ := strings.Cut(route, " ")
			if path == "/logout" {
				continue
			}
			paths := []string{path}
			for prefix, values := range ids {
				if strings.HasPrefix(path, prefix) {
					paths = nil
					for _, v := range values {
						paths = append(paths, strings.NewReplacer("{id}", v, "{service}", v, "{run}", v).Replace(path))
					}
				}
			}
			for _, p := range paths {
				p = rest.Replace(p)
				got := status(t, c, method, srv.URL+p+map[bool]string{true: "?month=2026-10", false: ""}[method == http.MethodGet])
				if got >= 500 {
					t.Errorf("%q %s %s: %d", login, method, p, got)
				}
				open := strings.HasPrefix(p, "/public") || strings.HasPrefix(p, "/travel") || p == "/login" || strings.HasPrefix(p, "/verify") || strings.HasPrefix(p, "/link/") || strings.HasPrefix(p, "/setup/") || p == "/drive/worker.js"
				if login == "" && !open && got == http.StatusOK {
					t.Errorf("the public %s %s: %d", method, p, got)
				}
				about := slices.ContainsFunc([]string{demo.CooperationID, demo.RunID, "rahasia", draft, demo.BusService, demo.WasteService, demo.BusPKS, line.ID, asked[0].ID}, func(id string) bool { return strings.Contains(p, "/"+id) })
				if login == "siak-admin" && about && !open && got != http.StatusNotFound {
					t.Errorf("Siak %s %s: %d, want not found", method, p, got)
				}
				if (strings.HasPrefix(login, "kampar") || strings.HasPrefix(login, "riau")) && (strings.Contains(p, "rahasia") || strings.Contains(p, draft) || strings.Contains(p, kb)) && got != http.StatusNotFound {
					t.Errorf("%s %s %s: %d, want not found", login, method, p, got)
				}
				readsNoDrafts := strings.HasPrefix(login, "riau") || strings.HasSuffix(login, "-dprd")
				if readsNoDrafts && (strings.Contains(p, asked[0].ID) || strings.Contains(p, "rahasia") || strings.Contains(p, draft)) && !open && got != http.StatusNotFound {
					t.Errorf("%s %s %s: %d, want not found", login, method, p, got)
				}
				if strings.HasPrefix(p, "/public/cooperations/rahasia") && got != http.StatusNotFound {
					t.Errorf("%q sees a draft on the public page: %d", login, got)
				}
			}
		}
	}
}
