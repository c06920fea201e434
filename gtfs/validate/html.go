package validate

import (
	"fmt"
	"html/template"
	"io"
	"slices"

	"sinergi/gtfs"
)

var page = template.Must(template.New("report").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Words.Title}}: {{.Name}}</title>
<style>
figure { margin: 1rem 0 } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .25rem }
code { font-size: .9em } p { margin: .25rem 0 }
.level { display: inline-block; padding: 0 .5rem; border-radius: .25rem; color: #fff; font-size: .8rem }
.ERROR { background: #a4001d } .WARNING { background: #7a4d00 } .INFO { background: #205493 }
svg { display: block; width: 100%; height: auto; border: 1px solid #c8c8c8 } svg text { font: 700 9px system-ui, sans-serif; text-anchor: middle; fill: #fff }
circle.ERROR { fill: #a4001d } circle.WARNING { fill: #7a4d00 } circle.INFO { fill: #205493 } circle[class] { stroke: #fff }
path.ERROR { stroke: #a4001d } path.WARNING { stroke: #7a4d00 } path.INFO { stroke: #205493 }
.wide { overflow-x: auto } table { border-collapse: collapse; margin-top: .5rem; font-size: .85rem }
th, td { border: 1px solid #c8c8c8; padding: .2rem .5rem; text-align: left; white-space: nowrap }
</style>
</head>
<body>
<main>
<h1>{{.Words.Title}}</h1>
<p>{{.Name}}. {{.Words.Day}} {{.Day}}. {{.Summary}}</p>
{{with .Map}}<figure>{{.}}<figcaption>{{$.Words.Map}}{{if $.Outside}} {{$.Beyond}}{{end}}</figcaption></figure>
{{end}}{{range .Findings}}<h2 id="n{{.Number}}"><span class="level {{.Severity}}">{{.Level}}</span> <code>{{.Code}}</code> ({{.Total}}){{if .OnMap}} <small>{{$.Words.Number}} {{.Number}}</small>{{end}}</h2>
<p>{{.Sentence}}</p>
{{if .Fields}}<div class="wide" tabindex="0" role="region" aria-label="{{.Code}}"><table>
<thead><tr>{{range .Fields}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody>
</table></div>{{end}}
{{end}}</main>
</body>
</html>
`))

// WriteHTML writes the report as a page of its own, in id or en, with a map of
// the places that notices name. name is what the feed is called; a nil feed, one
// that could not be read, has no map.
func (r Report) WriteHTML(w io.Writer, lang, name string, on gtfs.Date, feed *gtfs.Feed) error {
	type finding struct {
		Number                int
		OnMap                 bool
		Severity              Severity
		Level, Code, Sentence string
		Total                 int
		Fields                []string
		Rows                  [][]any
	}
	if lang != "id" {
		lang = "en"
	}
	var marks []mark
	if feed != nil {
		marks = r.marksOf(feed)
	}
	svg, outside := drawMap(feed, marks, wordsIn(lang).Map)
	all := []finding{}
	for i, f := range r.Notices {
		onMap := svg != "" && slices.ContainsFunc(marks, func(m mark) bool { return m.number == i+1 })
		one := finding{i + 1, onMap, f.Severity, wordsIn(lang).Severity[f.Severity], f.Code, f.Notice.In(lang), f.TotalNotices, fieldsOf(f.Notice), nil}
		for _, s := range f.SampleNotices {
			one.Rows = append(one.Rows, s.values)
		}
		all = append(all, one)
	}
	return page.Execute(w, map[string]any{"Lang": lang, "Words": wordsIn(lang), "Name": name, "Day": isoDay(on), "Summary": r.Summary(lang), "Findings": all, "Map": svg, "Outside": outside, "Beyond": fmt.Sprintf(wordsIn(lang).Beyond, outside)})
}
