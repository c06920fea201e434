package api

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"sinergi/internal/fault"
)

// publicFeed gives the timetable by which a bus service runs today, as GTFS, to
// anyone: always at the same address, so that other programs can fetch it every
// day. The ETag is the feed's SHA-256; who has it already gets 304.
func (d *Doors) publicFeed(w http.ResponseWriter, r *http.Request) {
	service, ok := strings.CutSuffix(r.PathValue("feed"), ".zip")
	if !ok {
		d.fail(w, r, fault.New(fault.NotFound, "policy.not_found"))
		return
	}
	sum, feed, err := d.Desk.PublicFeed(r.Context(), service)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("ETag", `"`+sum+`"`)
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Content-Type", "application/zip")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Disposition", `attachment; filename="`+service+`.zip"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(feed))
}
