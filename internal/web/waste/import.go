package waste

import (
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/sheet"
	"sinergi/internal/waste"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type importedBody struct {
	Summary ui.Summary
	Wrong   []wrongRow
	Back    string
}

type wrongRow struct {
	Row                   int
	Column, Value, Reason string
}

func (p *pages) upload(v *front.Visit) error {
	src, err := v.Desk.SourceFor(v.R.Context(), v.Actor, v.R.PathValue("service"))
	if err != nil {
		return err
	}
	file, header, err := v.R.FormFile("file")
	if err != nil {
		page, perr := p.monthPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.month, page, fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")}))
	}
	defer file.Close()
	receipt, err := v.Desk.Import(v.R.Context(), src, ops.File{Kind: ops.TicketFile, Name: header.Filename, Content: file, Whole: v.R.PostFormValue("wrong") == "refuse"})
	if err != nil {
		page, perr := p.monthPage(v)
		if perr != nil {
			return perr
		}
		return v.Retry(p.month, page, err)
	}
	body := importedBody{Back: "/waste/" + src.Service, Summary: ui.Summary{Text: v.T("waste.imported", "Accepted", receipt.Accepted, "Duplicate", receipt.Duplicate, "Wrong", i18n.Int(v.Lang, int64(receipt.WrongRows())))}}
	if receipt.Empty() {
		body.Summary = ui.Summary{Text: v.T("registry.header_only"), Badge: ui.Badge{Text: v.T("registry.nothing_kept"), Kind: ui.Warn}}
	}
	for _, r := range receipt.Refused {
		body.Wrong = append(body.Wrong, wrongRow{r.Row, r.Field.Name, r.Field.Value, v.Text.T(v.Lang, r.Field.Key, r.Field.Args)})
	}
	page := v.Page(v.T("waste.imported_title"), ui.Link{Href: body.Back, Label: v.T("waste.back")})
	page.Body = body
	return v.Render(p.imported, page)
}

func (p *pages) template(v *front.Visit) error {
	if _, err := v.Desk.SourceFor(v.R.Context(), v.Actor, v.R.PathValue("service")); err != nil {
		return err
	}
	data, err := sheet.Template(waste.TicketSchema())
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.W.Header().Set("Content-Disposition", `attachment; filename="templat-tiket.xlsx"`)
	_, err = v.W.Write(data)
	return err
}
