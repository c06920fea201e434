// SPDX-License-Identifier: Apache-2.0

package waste

import (
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/render"
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
	const clock = "02/01/2006 15:04"
	table := render.Table{Head: []string{"nomor", "lokasi", "plat", "masuk", "keluar", "bruto_kg", "tara_kg", "neto_kg", "asal", "jenis", "keadaan", "neto_dihitung_kg", "asal_dihitung", "yang_tidak_wajar"}}
	for _, o := range wm.Tickets {
		if !c.keeps(o) {
			continue
		}
		var flags []string
		for _, f := range o.Flags {
			flags = append(flags, flagText(v, f))
		}
		table.Rows = append(table.Rows, []any{
			o.Number, o.Site, o.Plate, ops.TicketTime(o.In).Format(clock), ops.TicketTime(o.Out).Format(clock), int64(o.Gross), int64(o.Tare), int64(o.Net),
			o.Origin, o.Load, v.T("waste.state." + string(o.State)), int64(o.Weight), o.From, strings.Join(flags, " "),
		})
	}
	return v.Table("tiket-"+wm.Service.ID+"-"+wm.Month.String(), "csv", table)
}
