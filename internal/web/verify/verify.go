// SPDX-License-Identifier: Apache-2.0

// Package verify is the page on which anyone can check a signed document: by
// the code printed on it, by the SHA-256 of a file, or by uploading the file,
// which is read in memory only. It says per signature who, when, how long that
// can be shown, and what is wrong.
package verify

import (
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	ask, result *ui.View
	often       *front.Limiter
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		ask:    f.View(files, "ask.html"),
		result: f.View(files, "result.html"),
		often:  front.NewLimiter(6*time.Second, 10),
	}
	f.Handle("GET /verify", p.showAsk)
	f.HandleParts("POST /verify", ops.MaxChecked+64<<10, p.check)
	f.Handle("GET /verify/{code}", p.byCode)
}

type askBody struct {
	Asked string
	MiB   int
}

func (p *pages) askPage(v *front.Visit, asked string) *ui.Page {
	page := v.Page(v.T("validity.title"))
	page.Body = askBody{asked, ops.MaxChecked >> 20}
	return page
}

// showAsk shows the two forms, or goes to what was asked for.
func (p *pages) showAsk(v *front.Visit) error {
	if q := strings.TrimSpace(v.R.URL.Query().Get("q")); q != "" {
		return v.Redirect("/verify/"+url.PathEscape(q), "")
	}
	return v.Render(p.ask, p.askPage(v, ""))
}

// slow bounds how often one address has files checked.
func (p *pages) slow(v *front.Visit) error {
	if v.Actor.Public() && !p.often.Allow(front.HostOf(v.R), time.Now()) {
		return fault.New(fault.TooMany, "validity.often")
	}
	return nil
}

func (p *pages) check(v *front.Visit) error {
	page := p.askPage(v, "")
	if err := p.slow(v); err != nil {
		return v.Retry(p.ask, page, err)
	}
	form, err := v.Parts()
	if err != nil {
		return v.Retry(p.ask, page, err)
	}
	defer form.Wipe()
	file := form.Bytes("file")
	if len(file) == 0 {
		return v.Retry(p.ask, page, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")}))
	}
	o, err := v.Desk.CheckPDF(v.R.Context(), file)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return v.Retry(p.ask, page, fault.InvalidFields([]fault.Field{{Name: "file", Key: f.Key}}))
	}
	if err != nil {
		return err
	}
	page = v.Page(v.T("validity.title"))
	page.Body = resultBody{Opinion: Shown(v, o)}
	return v.Render(p.result, page)
}

func (p *pages) byCode(v *front.Visit) error {
	asked := v.R.PathValue("code")
	if err := p.slow(v); err != nil {
		return err
	}
	found, err := v.Desk.FindSigned(v.R.Context(), asked)
	if fault.KindOf(err) == fault.NotFound {
		page := p.askPage(v, asked)
		page.Error = ui.ProblemOf(v.Text, v.Lang, err)
		return v.RenderStatus(p.ask, page, http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	page := v.Page(v.T("validity.title"))
	page.Body = documentBody(v, found)
	return v.Render(p.result, page)
}
