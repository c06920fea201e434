// SPDX-License-Identifier: Apache-2.0

package waste

import (
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/waste"
	"sinergi/internal/web/front"
)

// judgement is a decision as its history lists it.
type judgement struct{ At, Verdict, Now, Reason, By, Office string }

func newJudgement(v *front.Visit, d waste.Decision) judgement {
	j := judgement{
		At: i18n.DateTime(v.Lang, time.UnixMicro(d.AtUS)), Verdict: v.T("waste.verdict." + string(d.Verdict)), Reason: d.Reason,
		By: d.Name, Office: strings.TrimSpace(d.Office + " " + region.Short(d.Government)),
	}
	var now []string
	if d.Net != 0 {
		now = append(now, i18n.Int(v.Lang, int64(d.Net))+" kg")
	}
	if d.Origin != "" {
		now = append(now, region.FullName(d.Origin))
	}
	j.Now = strings.Join(now, ", ")
	return j
}

// export hands the tickets that the filters keep out as a table: what came,
// and what counts. Excel in Indonesia opens it as it is.
func (p *pages) export(v *front.Visit) error {
	wm, c, err := p.load(v)
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="tiket-`+wm.Service.ID+"-"+wm.Month.String()+`.csv"`)
	if _, err := v.W.Write([]byte("\xef\xbb\xbf")); err != nil {
		return err
	}
	w := csv.NewWriter(v.W)
	w.Comma = ';'
	if err := w.Write([]string{"nomor", "lokasi", "plat", "masuk", "keluar", "bruto_kg", "tara_kg", "neto_kg", "asal", "jenis", "keadaan", "neto_dihitung_kg", "asal_dihitung", "yang_tidak_wajar"}); err != nil {
		return err
	}
	const clock = "02/01/2006 15:04"
	kg := func(n int64) string { return strconv.FormatInt(n, 10) }
	for _, o := range wm.Tickets {
		if !c.keeps(o) {
			continue
		}
		var flags []string
		for _, f := range o.Flags {
			flags = append(flags, flagText(v, f))
		}
		err := w.Write([]string{
			harmless(o.Number), harmless(o.Site), harmless(o.Plate), ops.TicketTime(o.In).Format(clock), ops.TicketTime(o.Out).Format(clock), kg(int64(o.Gross)), kg(int64(o.Tare)), kg(int64(o.Net)),
			harmless(o.Origin), harmless(o.Load), v.T("waste.state." + string(o.State)), kg(int64(o.Weight)), harmless(o.From), harmless(strings.Join(flags, " ")),
		})
		if err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// harmless disarms a text that a spreadsheet would compute.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
