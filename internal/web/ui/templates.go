// SPDX-License-Identifier: Apache-2.0

package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"sync"

	"sinergi/internal/i18n"
)

//go:embed templates/*.html pages/*.html
var embedded embed.FS

// AssetURLs gives the address of a stylesheet, script or picture by its name,
// or "" when the binary was built without it: assets.URL.
type AssetURLs func(name string) string

// Templates holds the frame and the partials, once for each language.
type Templates struct {
	base      map[string]*template.Template
	functions map[string]template.FuncMap
	err       error
}

// New prepares the frame in every language of the messages.
func New(text *i18n.Catalog, assets AssetURLs) *Templates {
	t := &Templates{base: map[string]*template.Template{}, functions: map[string]template.FuncMap{}}
	for _, lang := range i18n.Languages() {
		t.functions[lang] = functions(text, lang, assets)
		base, err := template.New("frame").Funcs(t.functions[lang]).
			Option("missingkey=zero").ParseFS(embedded, "templates/*.html")
		if err != nil {
			t.err = fmt.Errorf("ui: the frame: %w", err)
			return t
		}
		t.base[lang] = base
	}
	return t
}

// Parse reads the templates of one page: files of fsys, of which the first
// defines "main", what stands between the heading and the footer. It may also
// define "head" to replace the heading. Parse once, at start: what is wrong with
// the page is told then. A frame of its own, which takes half a megabyte, it
// gets with its first visitor in a language.
func (t *Templates) Parse(fsys fs.FS, files ...string) (*View, error) {
	if t.err != nil {
		return nil, t.err
	}
	v := &View{byLang: map[string]func() (*template.Template, error){}}
	for lang, base := range t.base {
		page, err := template.New("page").Funcs(t.functions[lang]).ParseFS(fsys, files...)
		if err != nil {
			return nil, fmt.Errorf("ui: page %v: %w", files, err)
		}
		if page.Lookup("main") == nil {
			return nil, fmt.Errorf("ui: page %v defines no \"main\"", files)
		}
		v.byLang[lang] = sync.OnceValues(func() (*template.Template, error) {
			set, err := base.Clone()
			if err != nil {
				return nil, err
			}
			return set.ParseFS(fsys, files...)
		})
	}
	return v, nil
}

// Failures gives the view of the error pages; its Body is a Failure.
func (t *Templates) Failures() (*View, error) {
	return t.Parse(embedded, "pages/failure.html")
}

// View is a page ready to be filled. It is safe for concurrent use.
type View struct {
	byLang map[string]func() (*template.Template, error)
}

// Render writes the page. Nothing is written when the page cannot be made, so
// that an error page can still be sent. The page's own part is made first: it
// tells the frame what its inputs are called, for the list of errors.
func (v *View) Render(w io.Writer, p *Page) error {
	var main bytes.Buffer
	if err := v.run(&main, "main", p, p); err != nil {
		return err
	}
	p.main = template.HTML(drawn(main.Bytes(), p.Lang)) // made by html/template
	return v.run(w, "frame.html", p, p)
}

// DrawnIn is the field of every form that is sent: the language in which it was
// drawn, in which what was typed into it is read.
const DrawnIn = "drawn_in"

var sent = regexp.MustCompile(`<form\b[^>]*\smethod="post"[^>]*>`)

// drawn notes the language in every form of a page. In what html/template made,
// a tag ends at the first ">": values have theirs escaped.
func drawn(page []byte, lang string) string {
	return string(sent.ReplaceAll(page, []byte(`$0<input type="hidden" name="`+DrawnIn+`" value="`+lang+`">`)))
}

// Fragment writes only the named template of the view, for a part of a page
// that is fetched by itself. data is its `.`.
func (v *View) Fragment(w io.Writer, name string, p *Page, data any) error {
	return v.run(w, name, p, data)
}

func (v *View) run(w io.Writer, name string, p *Page, data any) error {
	made, ok := v.byLang[p.Lang]
	if !ok {
		made = v.byLang[i18n.Indonesian]
	}
	set, err := made()
	if err != nil {
		return fmt.Errorf("ui: page %s: %w", p.Path, err)
	}
	var buffer bytes.Buffer
	if err := set.ExecuteTemplate(&buffer, name, data); err != nil {
		return fmt.Errorf("ui: page %s: %w", p.Path, err)
	}
	_, err = buffer.WriteTo(w)
	return err
}
