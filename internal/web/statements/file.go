package statements

import (
	"io"
	"strings"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/render"
	"sinergi/internal/web/front"
)

func (p *pages) send(v *front.Visit, name, media string, write func(s ops.SheetNow, w io.Writer) error) error {
	s, err := v.Desk.SheetNow(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	var buf strings.Builder
	if err := write(s, &buf); err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", media)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+s.ID+name+`"`)
	v.W.Header().Set("Cache-Control", "no-store")
	_, err = io.WriteString(v.W, buf.String())
	return err
}

func (p *pages) canonical(v *front.Visit) error {
	return p.send(v, ".json", "application/json", func(s ops.SheetNow, w io.Writer) error {
		_, err := w.Write(s.Canonical)
		return err
	})
}

func (p *pages) pdf(v *front.Visit) error {
	return p.send(v, ".pdf", "application/pdf", func(s ops.SheetNow, w io.Writer) error {
		return render.StatementPDF(w, onPaper(v, s))
	})
}

func (p *pages) xlsx(v *front.Visit) error {
	return p.send(v, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(s ops.SheetNow, w io.Writer) error {
		return render.StatementXLSX(w, onPaper(v, s))
	})
}

// onPaper is a statement as its files show it. What it says besides the lines
// follows from what was recorded with it, not from the records of now, so that
// the file of an agreed statement stays the same.
func onPaper(v *front.Visit, s ops.SheetNow) render.Statement {
	out := render.Statement{Content: s.Content, SHA256: s.SHA256, Status: v.T("statement.status." + string(s.Status)), URL: v.BaseURL + "/statements/" + s.ID, Language: Language(v.Text, v.Lang)}
	if s.Running {
		out.Notes = append(out.Notes, v.T("render.preview"))
	}
	if w := s.Statement.Waiting; w.Tickets > 0 {
		out.Notes = append(out.Notes, v.T("render.waiting", "Tickets", i18n.Int(v.Lang, int64(w.Tickets)), "Tonnes", i18n.Tonnes(v.Lang, w.Mass)))
	}
	if s.Corrects != nil {
		out.Notes = append(out.Notes, CorrectionNote(v, s, "render.correction"))
	}
	return out
}
