package front

import (
	"sinergi/internal/render"
)

// Table hands a list out as a file, "csv" or "xlsx"; name is that of the file,
// without its ending.
func (v *Visit) Table(name, ending string, t render.Table) error {
	h := v.W.Header()
	h.Set("Content-Disposition", `attachment; filename="`+name+`.`+ending+`"`)
	if ending == "xlsx" {
		h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return render.TableXLSX(v.W, t)
	}
	h.Set("Content-Type", "text/csv; charset=utf-8")
	return render.TableCSV(v.W, t)
}
