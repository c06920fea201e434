package registry

import (
	"encoding/json"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/sheet"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// maxShown is how many reasons the page of an upload lists.
const maxShown = 200

type uploadCard struct {
	Kind, Title, Text, Action, Template, Wrong string
}

type importRow struct{ At, Kind, Name, Who, Result string }

type uploadsBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Cards   []uploadCard
	Imports []importRow
}

func kinds(r ops.Registry) []ops.FileKind {
	if r.Service.Kind == agreement.Waste {
		return []ops.FileKind{ops.TicketFile}
	}
	return []ops.FileKind{ops.RosterFile, ops.PositionFile, ops.CountFile, ops.DoorFile, ops.FareFile}
}

func uploadsPage(v *front.Visit, r ops.Registry) *ui.Page {
	body := uploadsBody{Tabs: tabs(v, r, "files"), Summary: ui.Summary{Text: v.T("registry.files_none"), Note: v.T("registry.files_note")}}
	for _, k := range kinds(r) {
		kind := string(k)
		wrong := v.R.PostFormValue(kind + "_wrong")
		if wrong == "" {
			wrong = "keep"
		}
		body.Cards = append(body.Cards, uploadCard{
			Kind: kind, Title: v.T("registry.upload." + kind), Text: v.T("registry.upload_text." + kind), Wrong: wrong,
			Action: base(r) + "/files/" + kind, Template: base(r) + "/files/" + kind + "/template.xlsx",
		})
	}
	for _, i := range r.Imports {
		row := importRow{At: i18n.DateTime(v.Lang, time.UnixMicro(i.AtUS).In(civil.WIB())), Kind: v.T("registry.kind." + i.Kind), Name: i.Name, Who: i.Account}
		var report ops.ImportReport
		if json.Unmarshal([]byte(i.Report), &report) == nil {
			row.Result = v.T("registry.result", "Accepted", number(v, report.Accepted), "Duplicate", number(v, report.Duplicate), "SetAside", number(v, report.SetAside), "Refused", number(v, report.Refused))
		}
		body.Imports = append(body.Imports, row)
	}
	if len(body.Imports) > 0 {
		body.Summary.Text = v.T("registry.files_answer", "Name", body.Imports[0].Name, "At", body.Imports[0].At)
	}
	page := newPage(v, r, v.T("registry.title_files"))
	page.Body = body
	return page
}

func (p *pages) showUploads(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	return v.Render(p.uploads, uploadsPage(v, r))
}

// kindOf gives the kind of file in the address, when the service takes it.
func kindOf(v *front.Visit, r ops.Registry) (ops.FileKind, error) {
	k := ops.FileKind(v.R.PathValue("kind"))
	if !slices.Contains(kinds(r), k) {
		return k, fault.New(fault.NotFound, "policy.not_found")
	}
	return k, nil
}

func (p *pages) template(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	k, err := kindOf(v, r)
	if err != nil {
		return err
	}
	schema := k.Form()
	data, err := sheet.Template(schema)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.W.Header().Set("Content-Disposition", `attachment; filename="templat-`+schema.Name+`.xlsx"`)
	_, err = v.W.Write(data)
	return err
}

type refusedRow struct{ Rows, Column, Value, Reason, Expected string }

type importedBody struct {
	Summary ui.Summary
	File    string
	Refused []refusedRow
	More    string // how many reasons are not shown
	Back    ui.Link
	Months  ui.Link
}

func (p *pages) upload(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	k, err := kindOf(v, r)
	if err != nil {
		return err
	}
	src, err := v.Desk.SourceFor(v.R.Context(), v.Actor, r.Service.ID)
	if err != nil {
		return err
	}
	content, header, err := v.R.FormFile(string(k))
	if err != nil {
		return v.Retry(p.uploads, uploadsPage(v, r), fault.InvalidFields([]fault.Field{fault.NewField(string(k), "ui.file_missing")}))
	}
	defer content.Close()
	f := ops.File{Kind: k, Name: header.Filename, Content: content, Whole: v.R.PostFormValue(string(k)+"_wrong") == "refuse"}
	receipt, err := v.Desk.Import(v.R.Context(), src, f)
	if err != nil {
		return v.Retry(p.uploads, uploadsPage(v, r), err)
	}
	page := newPage(v, r, v.T("registry.title_result"), ui.Link{Href: base(r) + "/files", Label: v.T("registry.files")})
	page.Body = result(v, r, f, receipt)
	return v.Render(p.imported, page)
}

// result says what became of a file.
func result(v *front.Visit, r ops.Registry, f ops.File, receipt ops.Receipt) importedBody {
	body := importedBody{File: f.Name, Back: ui.Link{Href: base(r) + "/files", Label: v.T("registry.another")}, Months: ui.Link{Href: monthsAt(r), Label: r.Service.Name}}
	body.Summary = ui.Summary{
		Text:  v.T("registry.result", "Accepted", number(v, receipt.Accepted), "Duplicate", number(v, receipt.Duplicate), "SetAside", number(v, receipt.SetAside), "Refused", number(v, receipt.WrongRows())),
		Badge: ui.Badge{Text: v.T("registry.imported"), Kind: ui.Good},
	}
	switch {
	case receipt.Empty():
		body.Summary.Text = v.T("registry.header_only")
		body.Summary.Badge = ui.Badge{Text: v.T("registry.nothing_kept"), Kind: ui.Warn}
	case receipt.Unchanged():
		body.Summary.Text = v.T("registry.unchanged", "Count", number(v, receipt.Duplicate))
		body.Summary.Badge = ui.Badge{Text: v.T("registry.nothing_new"), Kind: ui.Neutral}
	case f.Whole && len(receipt.Refused) > 0:
		body.Summary.Text = v.T("registry.refused_whole", "Count", number(v, receipt.WrongRows()))
		body.Summary.Badge = ui.Badge{Text: v.T("registry.refused"), Kind: ui.Bad}
	case !receipt.Kept():
		body.Summary.Badge = ui.Badge{Text: v.T("registry.nothing_kept"), Kind: ui.Bad}
	case len(receipt.Refused) > 0:
		body.Summary.Badge = ui.Badge{Text: v.T("registry.partly"), Kind: ui.Warn}
	}
	sorted := receipt.Sorted()
	for _, s := range sorted[:min(len(sorted), maxShown)] {
		row := refusedRow{Rows: number(v, s.Row), Column: f.Kind.Called(s.Field.Name), Value: s.Field.Value, Reason: v.Text.T(v.Lang, s.Field.Key, s.Field.Args)}
		if s.Rows > 1 {
			row.Rows = v.T("registry.rows_more", "Row", number(v, s.Row), "More", number(v, s.Rows-1))
		}
		if example := f.Kind.Example(s.Field.Name); example != "" {
			row.Expected = v.T("registry.for_example", "Example", example)
		}
		body.Refused = append(body.Refused, row)
	}
	if len(sorted) > maxShown {
		body.More = v.T("registry.more_reasons", "Count", number(v, len(sorted)-maxShown))
	}
	return body
}
