package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/simulate"
)

// movedLine is the shipped border of Kampar and Pekanbaru as an official line,
// bent to the south where route 1 crosses it.
func movedLine(t *testing.T, codes ...string) []byte {
	t.Helper()
	b, err := region.Default()
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Partition(region.RegencyLevel)
	if err != nil {
		t.Fatal(err)
	}
	type object = map[string]any
	var features []object
	for _, a := range p.Areas() {
		if !strings.Contains(strings.Join(codes, " "), a.Code) {
			continue
		}
		var polygons [][][][2]float64
		for _, poly := range a.Polygons {
			var rings [][][2]float64
			for _, ring := range poly {
				var points [][2]float64
				for _, q := range ring {
					// A smooth push keeps neighbouring points in order.
					far := math.Hypot(q.Lat-0.4287, q.Lon-101.4603) / 0.01
					points = append(points, [2]float64{q.Lon, q.Lat - 0.004*math.Exp(-far*far)})
				}
				rings = append(rings, points)
			}
			polygons = append(polygons, rings)
		}
		features = append(features, object{"type": "Feature", "properties": object{"kode": a.Code}, "geometry": object{"type": "MultiPolygon", "coordinates": polygons}})
	}
	text, err := json.Marshal(object{"type": "FeatureCollection", "features": features})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// upload fills the form that proposes a line, and gives the answer's status,
// place and text.
func upload(t *testing.T, c *http.Client, base, source, from string, file []byte) (status int, location, text string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range map[string]string{"source": source, "from": from} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		w, err := form.CreateFormFile("file", "garis.geojson")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	resp, err := c.Post(base+"/borders/propose", form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	return answered(t, resp)
}

func answered(t *testing.T, resp *http.Response) (status int, location, text string) {
	t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Location"), string(b)
}

func page(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	status, _, text := answered(t, resp)
	return status, text
}

// An official line goes from the upload over both approvals into use, and the
// pages say at each step where it stands and what it changes.
func TestOfficialBorder(t *testing.T) {
	t.Parallel()
	n, err := app.Data{Dir: t.TempDir()}.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	loaded, err := demo.Load(t.Context(), n.Desk, simulate.Config{Seed: 1, Month: october, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := n.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	officer, head, other := visitor(t, srv.URL, "pekanbaru-kerjasama"), visitor(t, srv.URL, "pekanbaru-pimpinan"), visitor(t, srv.URL, "kampar-pimpinan")

	both := movedLine(t, demo.Kampar, demo.Pekanbaru)
	for name, tc := range map[string]struct {
		source, from string
		file         []byte
		want         []string
	}{
		"nothing":           {"", "", nil, []string{"Wajib diisi.", "Pilih berkas"}},
		"no date":           {"Peta", "kemarin", both, []string{"bukan tanggal", `value="Peta"`}},
		"no GeoJSON":        {"Peta", "2026-10-01", []byte("PK\x03\x04"), []string{"bukan GeoJSON", `value="Peta"`, `value="2026-10-01"`, `id="f-file-error"`}},
		"not one's own":     {"Peta", "2026-10-01", movedLine(t, demo.Kampar), []string{"tidak memuat wilayah pemerintah Anda sendiri"}},
		"one's own alone":   {"Peta", "2026-10-01", movedLine(t, demo.Pekanbaru), []string{"Garis batas adalah milik kedua sisinya"}},
		"amid a month":      {"Peta", "2026-10-15", both, []string{"tanggal 1 suatu bulan"}},
		"not closed":        {"Peta", "2026-10-01", []byte(`{"type":"Feature","properties":{"kode":"14.71"},"geometry":{"type":"Polygon","coordinates":[[[101,0],[102,0],[102,1]]]}}`), []string{"tidak tertutup"}},
		"who is not in it":  {"Peta", "2026-10-01", movedLine(t, demo.Pekanbaru, "14.08"), []string{"14.08"}},
		"a code of no area": {"Peta", "2026-10-01", bytes.ReplaceAll(both, []byte(`"14.71"`), []byte(`"99.71"`)), []string{"99.71"}},
	} {
		status, _, got := upload(t, officer, srv.URL, tc.source, tc.from, tc.file)
		for _, want := range tc.want {
			if status != http.StatusUnprocessableEntity || !strings.Contains(got, want) {
				t.Errorf("%s: %d, without %q", name, status, want)
			}
		}
	}
	if status, _, _ := upload(t, head, srv.URL, "Peta", "2026-10-01", both); status != http.StatusForbidden {
		t.Errorf("a head of government proposes a line: %d", status)
	}

	status, to, _ := upload(t, officer, srv.URL, "Peta <resmi> 2026", "2026-10-01", both)
	if status != http.StatusSeeOther || !strings.HasPrefix(to, "/borders/resmi-2026-10-01-") {
		t.Fatalf("propose: %d %s", status, to)
	}
	id := strings.TrimPrefix(to, "/borders/")
	line := func() ops.BorderLine {
		t.Helper()
		l, err := n.Desk.BorderLine(t.Context(), loaded.Actors["pekanbaru-kerjasama"], id)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := line()
	if l.Standing != ops.BorderWaiting || l.MayApprove || len(l.Gone) == 0 || len(l.Fresh) == 0 || l.Before.ID != region.DefaultVersion {
		t.Errorf("proposed: %s, for the officer to approve: %v, %d stretches gone, %d new, before %q", l.Standing, l.MayApprove, len(l.Gone), len(l.Fresh), l.Before.ID)
	}
	kampar, pekanbaru := l.Surfaces[0].Now-l.Surfaces[0].Before, l.Surfaces[1].Now-l.Surfaces[1].Before
	// Not all corners are shared, so that bending leaves slivers.
	if kampar > -100_000 || kampar+pekanbaru > 500 || kampar+pekanbaru < -500 {
		t.Errorf("Kampar changes by %d m² and Pekanbaru by %d", kampar, pekanbaru)
	}
	moved := false
	for _, r := range l.Routes {
		sum := ops.PartChange{}
		for _, p := range r.Parts {
			sum.Before, sum.Now, moved = sum.Before+p.Before, sum.Now+p.Now, moved || p.Before != p.Now
		}
		if sum.Before != sum.Now {
			t.Errorf("%s is %d m long and then %d", r.Name, sum.Before, sum.Now)
		}
	}
	if !moved {
		t.Errorf("no route changes: %+v", l.Routes)
	}
	for _, c := range []*http.Client{officer, head, other} {
		for address, want := range map[string]string{"/borders": "Peta &lt;resmi&gt; 2026", to: "menunggu persetujuan", to + "/map.geojson": `"kind":"plan"`, to + "/file": `"kode":"14.71"`, "/borders/" + region.DefaultVersion: "bawaan"} {
			if status, got := page(t, c, srv.URL+address); status != http.StatusOK || !strings.Contains(got, want) {
				t.Errorf("%s: %d, without %q", address, status, want)
			}
		}
	}

	approve := func(c *http.Client, sure string) int {
		t.Helper()
		resp, err := c.PostForm(srv.URL+to+"/approve", url.Values{"sure": {sure}})
		if err != nil {
			t.Fatal(err)
		}
		status, _, _ := answered(t, resp)
		return status
	}
	if got := approve(officer, "1"); got != http.StatusConflict {
		t.Errorf("the officer approves: %d", got)
	}
	if got := approve(head, ""); got != http.StatusUnprocessableEntity {
		t.Errorf("approved without being sure: %d", got)
	}
	if got := approve(head, "1"); got != http.StatusSeeOther {
		t.Errorf("Pekanbaru approves: %d", got)
	}
	if got := line().Standing; got != ops.BorderWaiting {
		t.Errorf("with one of two approvals: %s", got)
	}
	if got := approve(head, "1"); got != http.StatusConflict {
		t.Errorf("Pekanbaru approves again: %d", got)
	}
	if got := approve(other, "1"); got != http.StatusSeeOther {
		t.Errorf("Kampar approves: %d", got)
	}
	if got := line().Standing; got != ops.BorderInForce {
		t.Errorf("with all approvals: %s", got)
	}
	bm, err := n.Desk.BusMonth(t.Context(), loaded.Actors["pekanbaru-dishub"], demo.BusService, october)
	if err != nil || bm.Border.Version != id {
		t.Errorf("October uses %v, %v", bm.Border, err)
	}
	before, err := n.Desk.BusMonth(t.Context(), loaded.Actors["pekanbaru-dishub"], demo.BusService, civil.Month{Year: 2026, Month: 9})
	if err != nil || before.Border.Version != region.DefaultVersion {
		t.Errorf("September uses %v, %v", before.Border, err)
	}
	status, to, _ = upload(t, officer, srv.URL, "Peta kedua", "2026-10-01", both)
	if status != http.StatusSeeOther {
		t.Fatalf("propose again: %d", status)
	}
	approve(head, "1")
	approve(other, "1")
	if got := line().Standing; got != ops.BorderReplaced {
		t.Errorf("after a newer line: %s", got)
	}

	// Pekanbaru and Siak agree on a line that cuts into Kampar: without Kampar
	// it does not count between Pekanbaru and Kampar.
	ctx := t.Context()
	if _, err := n.Desk.AddGovernment(ctx, loaded.Actors["pekanbaru-admin"], party.Government{Code: "14.08", Name: "Kabupaten Siak", Short: "Siak", Kind: party.Regency}, "siak-admin", "Pengelola Siak"); err != nil {
		t.Fatal(err)
	}
	siak := policy.Actor{Account: "siak", Name: "Bupati Siak", Government: "14.08", Roles: []policy.Role{policy.Signer}}
	theirs, err := n.Desk.ProposeBorder(ctx, loaded.Actors["pekanbaru-kerjasama"], "Peta Pekanbaru dan Siak", civil.Date{Year: 2026, Month: 10, Day: 1}, bytes.NewReader(movedLine(t, demo.Pekanbaru, "14.08")))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(n.Desk.ApproveBorder(ctx, siak, theirs.ID), n.Desk.ApproveBorder(ctx, loaded.Actors["pekanbaru-pimpinan"], theirs.ID)); err != nil {
		t.Fatal(err)
	}
	bm, err = n.Desk.BusMonth(ctx, loaded.Actors["pekanbaru-dishub"], demo.BusService, october)
	if err != nil || bm.Border.Version != strings.TrimPrefix(to, "/borders/") {
		t.Errorf("with a line that Kampar had no say in, October uses %v, %v", bm.Border.Version, err)
	}
}
