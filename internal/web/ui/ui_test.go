// SPDX-License-Identifier: Apache-2.0

package ui_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
	"sinergi/internal/web/assets"
	"sinergi/internal/web/ui"
)

func catalog(t *testing.T) *i18n.Catalog {
	t.Helper()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// render makes a page of the given "main".
func render(t *testing.T, main string, p *ui.Page) (string, error) {
	t.Helper()
	fsys := fstest.MapFS{"p.html": {Data: []byte(`{{define "main"}}` + main + `{{end}}`)}}
	view, err := ui.New(catalog(t), assets.URL).Parse(fsys, "p.html")
	if err != nil {
		return "", err
	}
	var made bytes.Buffer
	err = view.Render(&made, p)
	return made.String(), err
}

// What is typed into a form is read in the language in which the form was drawn.
func TestFormsCarryTheirLanguage(t *testing.T) {
	t.Parallel()
	const main = `<form class="card" method="post" action="{{.Body}}"><input name="x"></form><form method="get"></form><textarea>&lt;form method="post"&gt;</textarea>`
	for _, lang := range i18n.Languages() {
		got, err := render(t, main, &ui.Page{Lang: lang, Title: "x", Body: "/a?b=1>2"})
		if err != nil {
			t.Fatal(err)
		}
		field := `<input type="hidden" name="` + ui.DrawnIn + `" value="` + lang + `">`
		if !strings.Contains(got, `action="/a?b=1%3e2">`+field+`<input name="x">`) || strings.Count(got, field) != 1 {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

func TestFunctionsWriteTheLanguageOfThePage(t *testing.T) {
	t.Parallel()
	body := map[string]any{
		"Money": money.Rupiah(1250000), "Km": quantity.Metres(8412360), "Kg": quantity.Kilograms(1500),
		"Day": civil.Date{Year: 2026, Month: 5, Day: 1}, "N": 2286,
	}
	const main = `<i>{{rupiah .Body.Money}}|{{km .Body.Km}}|{{tonnes .Body.Kg}}|{{longdate .Body.Day}}|{{int .Body.N}}|{{t "ui.since" "Date" .Body.Day}}|{{t $ "ui.home"}}|{{partyClass 0}} {{partyClass 7}}</i>`
	tests := map[string]string{
		"id": "Rp1.250.000|8.412,360 km|1,500 ton|Jumat, 1 Mei 2026|2.286|sejak 1 Mei 2026|Ke beranda|party-1 party-2",
		"en": "Rp1,250,000|8,412.360 km|1.500 tonnes|Friday, 1 May 2026|2,286|since 1 May 2026|To the home page|party-1 party-2",
		"xx": "Rp1.250.000|8.412,360 km|1,500 ton|Jumat, 1 Mei 2026|2.286|sejak 1 Mei 2026|Ke beranda|party-1 party-2",
	}
	for lang, want := range tests {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			got, err := render(t, main, &ui.Page{Lang: lang, Title: "x", Path: "/", Body: body})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(got, "<i>"+want+"</i>") {
				t.Errorf("got %s", regexp.MustCompile(`<i>.*</i>`).FindString(got))
			}
		})
	}
}

func TestMistakesInATemplateAreErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"t without key":         `{{t}}`,
		"t with a number":       `{{t 3}}`,
		"t with half a pair":    `{{t "ui.since" "Date"}}`,
		"unknown field option":  `{{template "field" (field $ "a" "A" "" "Requird" true)}}`,
		"field option of type":  `{{template "field" (field $ "a" "A" "" "Required" "yes")}}`,
		"int of a text":         `{{int "3"}}`,
		"unknown partial":       `{{template "nothing" .}}`,
		"unbalanced dictionary": `{{dict "a"}}`,
	}
	for name, main := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := render(t, main, &ui.Page{Lang: "id", Title: "x", Path: "/"})
			if err == nil {
				t.Error("no error")
			}
			if got != "" {
				t.Errorf("something was written before the error: %.80s", got)
			}
		})
	}
	if _, err := ui.New(catalog(t), assets.URL).Parse(fstest.MapFS{"p.html": {Data: []byte("x")}}, "p.html"); err == nil {
		t.Error("a page without main is accepted")
	}
}

func TestRejectedFormSaysWhatWhere(t *testing.T) {
	t.Parallel()
	text := catalog(t)
	err := fault.InvalidFields([]fault.Field{fault.NewField("plate", "ui.required"), fault.NewField("elsewhere", "ui.file_empty")})
	p := &ui.Page{Lang: "id", Title: "Tiket", Path: "/", Error: ui.ProblemOf(text, "id", err)}
	got, err := render(t, `{{template "field" (field $ "plate" "Nomor <polisi>" "BM \"1\"" "Required" true "Hint" "Seperti di STNK")}}{{template "field" (field $ "note" "Catatan" "")}}`, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<a href="#f-plate">Nomor &lt;polisi&gt;: Wajib diisi.</a>`, // in the list, by the input's own name
		`<li>Berkas ini kosong.</li>`,                               // no such input on the page: no link
		`aria-describedby="f-plate-hint f-plate-error" aria-invalid="true"`,
		`value="BM &#34;1&#34;"`, `id="f-plate-error"`, `(boleh kosong)`,
		`<title>Perlu diperbaiki: Tiket`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestProblemOfErrors(t *testing.T) {
	t.Parallel()
	text := catalog(t)
	tests := map[string]struct {
		err  error
		want *ui.Problem
	}{
		"nothing":      {nil, nil},
		"unclassified": {errors.New("pq: secret"), &ui.Problem{Message: text.T("id", "ui.internal", nil)}},
		"a rule": {
			fault.New(fault.Conflict, "account.login_taken", "Login", "budi"),
			&ui.Problem{Message: "Nama pengguna budi sudah dipakai."},
		},
		"a row": {
			&fault.Error{Key: "ui.invalid", Fields: []fault.Field{{Name: "tara", Row: 7, Key: "ui.required"}}},
			&ui.Problem{Message: "Ada isian yang perlu diperbaiki.", Fields: []ui.FieldProblem{{Name: "tara", Text: "Baris 7, tara: Wajib diisi."}}},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(tc.want, ui.ProblemOf(text, "id", tc.err)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestWhatInputsTakeIsWhatIsReadBack(t *testing.T) {
	t.Parallel()
	amount, _ := quantity.Parse("25400.505")
	for _, lang := range i18n.Languages() {
		if got, err := quantity.Parse(ui.InputValue(lang, amount)); err != nil || got.Cmp(amount) != 0 {
			t.Errorf("%s: %s was read back as %v, %v", lang, ui.InputValue(lang, amount), got, err)
		}
		if got, err := money.Parse(ui.InputValue(lang, money.Rupiah(1250000))); err != nil || got != 1250000 {
			t.Errorf("%s: %v, %v", lang, got, err)
		}
	}
}

func TestLanguageSwitchKeepsThePage(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"/trips?day=2026-10-14": `href="/trips?day=2026-10-14&amp;lang=en"`,
		"/trips?lang=id":        `href="/trips?lang=en"`,
		"//evil.example/x":      `href="/?lang=en"`,
		"%zz":                   `href="/?lang=en"`,
	}
	for path, want := range tests {
		got, err := render(t, "x", &ui.Page{Lang: "id", Title: "x", Path: path})
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: no %s (%v)", path, want, err)
		}
	}
}

func TestPolicyAllowsNothingInline(t *testing.T) {
	t.Parallel()
	for _, mapPage := range []bool{false, true} {
		for directive := range strings.SplitSeq(ui.CSP(mapPage), "; ") {
			inline := strings.Contains(directive, "unsafe")
			if inline != (mapPage && strings.HasPrefix(directive, "style-src ")) {
				t.Errorf("map page %v: %s", mapPage, directive)
			}
		}
	}
}

func TestFailuresSayWhatToDo(t *testing.T) {
	t.Parallel()
	text := catalog(t)
	view, err := ui.New(text, assets.URL).Failures()
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 418, 422, 429, 500, 502, 503} {
		for _, lang := range i18n.Languages() {
			title := ui.FailureTitle(text, lang, status)
			var made bytes.Buffer
			p := &ui.Page{Lang: lang, Title: title, Path: "/", Body: ui.Failure{Status: status, Incident: "AB-12", Action: &ui.Link{Href: "/login", Label: "Masuk"}}}
			if err := view.Render(&made, p); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(made.String(), "ui.failure") || strings.Contains(title, "ui.failure") || !strings.Contains(made.String(), "AB-12") {
				t.Errorf("%d %s: %s", status, lang, title)
			}
		}
	}
	kinds := []fault.Kind{fault.Internal, fault.Invalid, fault.NotFound, fault.Conflict, fault.Denied, fault.Unauthenticated, fault.Unavailable}
	want := []int{500, 422, 404, 409, 403, 401, 503}
	for i, kind := range kinds {
		if got := ui.StatusOf(kind); got != want[i] || http.StatusText(got) == "" {
			t.Errorf("%s is answered %d, want %d", kind, got, want[i])
		}
	}
}

func TestGalleryIsBalancedAndHasNoInlineStyleOrScript(t *testing.T) {
	t.Parallel()
	text := catalog(t)
	templates := ui.New(text, assets.URL)
	for _, lang := range i18n.Languages() {
		for name, p := range map[string]*ui.Page{"statement": statementPage(t, lang), "form": formPage(text, lang), "quiet": quietPage(lang)} {
			view, err := templates.Parse(os.DirFS("testdata"), name+".html")
			if err != nil {
				t.Fatal(err)
			}
			var made bytes.Buffer
			if err := view.Render(&made, p); err != nil {
				t.Fatal(err)
			}
			if bad := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|<script>|javascript:|ui\.[a-z]+_[a-z]+`).FindString(made.String()); bad != "" {
				t.Errorf("%s %s: %s", name, lang, bad)
			}
			d := xml.NewDecoder(&made)
			d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
			for {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%s %s: %v", name, lang, err)
				}
			}
		}
	}
}
