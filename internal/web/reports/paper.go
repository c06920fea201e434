package reports

import (
	"bytes"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/render"
	"sinergi/internal/report"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
)

// file hands a report out: as the paper for the governor, as a table, or the
// bytes that are hashed.
func file(v *front.Visit) error {
	version, err := strconv.Atoi(v.R.PathValue("version"))
	if err != nil || version < 0 {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	s, err := load(v, version)
	if err != nil {
		return err
	}
	name := "laporan-" + s.ReportState.Government + "-" + s.ReportState.Period.String() + "-v" + strconv.Itoa(s.Version)
	if s.Live {
		name += "-rancangan"
	}
	out, media := []byte(nil), ""
	switch kind := v.R.PathValue("kind"); kind {
	case "pdf":
		media = "application/pdf"
		out, err = printed(v, s)
	case "json":
		media = "application/json"
		out, _, err = s.Report.Canonical()
	case "xlsx":
		t, err := table(v, s)
		if err != nil {
			return err
		}
		return v.Table(name, kind, t)
	default:
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", media)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+v.R.PathValue("kind")+`"`)
	_, err = v.W.Write(out)
	return err
}

func printed(v *front.Visit, s ops.ReportSheet) ([]byte, error) {
	emblems, err := v.Desk.Emblems(v.R.Context(), s.Report.Government)
	if err != nil {
		return nil, err
	}
	var on civil.Date
	paper := render.Paper{Emblems: emblems, Say: func(key string, args map[string]any) string { return v.Text.T(i18n.Indonesian, key, args) }}
	if s.Live {
		paper.Watermark = v.Text.T(i18n.Indonesian, "text.watermark", nil)
	} else {
		on = civil.In(time.UnixMicro(s.Kept.SentUS))
	}
	d, err := report.Document(s.Report, s.Place, on, s.Lines, statements.Language(v.Text, i18n.Indonesian))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = render.DocumentPDF(&out, d, paper)
	return out.Bytes(), err
}

// table lists a report paper by paper and figure by figure.
func table(v *front.Visit, s ops.ReportSheet) (render.Table, error) {
	t := render.Table{Sheet: v.T("report.sheet")}
	for _, key := range []string{"register.column.cooperation", "register.column.paper", "register.column.kind", "report.column.month", "report.column.what", "register.column.party", "report.column.amount", "report.column.unit", "report.column.statement"} {
		t.Head = append(t.Head, v.T(key))
	}
	l := statements.Language(v.Text, v.Lang)
	for _, c := range s.Cooperations {
		for _, p := range c.Papers {
			add := func(month, what, who string, amount any, unit, statement string) {
				t.Rows = append(t.Rows, []any{c.Title, p.Title, v.T("cooperation.kind." + p.Kind), month, what, who, amount, unit, statement})
			}
			add("", v.T("report.column.met"), "", int64(p.Met), "", "")
			add("", v.T("report.column.late"), "", int64(p.Late), "", "")
			for _, m := range p.Months {
				month := m.Month.String()
				if !m.Agreed {
					add(month, v.T("report.column.open"), "", "", "", m.Statement)
				}
				for _, f := range m.Figures {
					amount := f.Amount
					if d, err := quantity.Parse(f.Amount); err == nil {
						amount = i18n.Number(v.Lang, d)
					}
					add(month, l.Measure(f.Measure), region.FullName(f.Government), amount, l.Unit(tariff.Unit(f.Unit)), m.Statement)
				}
				for _, pay := range m.Payments {
					add(month, v.T("report.column.pays", "To", region.FullName(pay.To)), region.FullName(pay.From), int64(pay.Amount), "Rp", m.Statement)
				}
			}
		}
		if c.Problems != "" {
			t.Rows = append(t.Rows, []any{c.Title, "", "", "", v.T("report.problems"), "", c.Problems, "", ""})
		}
	}
	return t, nil
}

// evaluationFile hands a finished evaluation out: as a paper, or the bytes that
// are hashed.
func evaluationFile(v *front.Visit) error {
	s, err := loadFinished(v)
	if err != nil {
		return err
	}
	out, media := []byte(nil), "application/json"
	switch v.R.PathValue("kind") {
	case "json":
		out = s.Kept.Canonical
	case "pdf":
		media = "application/pdf"
		d, err := report.EvaluationDocument(s.Evaluation, civil.In(time.UnixMicro(s.Kept.FinishedUS)), report.Joint{SHA256: s.Kept.SHA256, Parties: s.EvaluationState.Paper.Codes(), Answers: s.Kept.Answers}, statements.Language(v.Text, i18n.Indonesian))
		if err != nil {
			return err
		}
		emblems, err := v.Desk.Emblems(v.R.Context(), s.EvaluationState.Paper.Codes()...)
		if err != nil {
			return err
		}
		var paper bytes.Buffer
		if _, err := render.DocumentPDF(&paper, d, render.Paper{Emblems: emblems, Say: func(key string, args map[string]any) string { return v.Text.T(i18n.Indonesian, key, args) }}); err != nil {
			return err
		}
		out = paper.Bytes()
	default:
		return fault.New(fault.NotFound, "policy.not_found")
	}
	v.W.Header().Set("Content-Type", media)
	v.W.Header().Set("Content-Disposition", `attachment; filename="evaluasi-`+s.Kept.Agreement+"-"+s.Kept.Period+"-"+s.Kept.Government+"-v"+strconv.Itoa(s.Kept.Version)+"."+v.R.PathValue("kind")+`"`)
	_, err = v.W.Write(out)
	return err
}
