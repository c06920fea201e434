package bus

import (
	"fmt"
	"net/http"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/web/front"
)

const (
	mostStreams = 200              // of all readers of a node
	streamLife  = 10 * time.Minute // then the browser asks again
	streamEvery = 5 * time.Second
)

// showNowEvents tells when there is something new of a service, as server-sent
// events: the instant and how many buses drive. With follow=1 it goes on.
func (p *pages) showNowEvents(v *front.Visit) error {
	select {
	case p.streams <- struct{}{}:
		defer func() { <-p.streams }()
	default:
		return fault.New(fault.Unavailable, "now.too_many")
	}
	ctx, last := v.R.Context(), time.Time{}
	end, tick := time.After(streamLife), time.NewTicker(streamEvery)
	defer tick.Stop()
	for {
		now, err := v.Desk.LiveFor(ctx, v.Actor, v.R.PathValue("service"))
		if err != nil {
			if last.IsZero() {
				return err
			}
			return nil // the browser asks again, and is told
		}
		if last.IsZero() {
			v.W.Header().Set("Content-Type", "text/event-stream")
			v.W.Header().Set("Cache-Control", "no-store")
		}
		if !now.View.At.Equal(last) {
			last = now.View.At
			if _, err := fmt.Fprintf(v.W, "retry: 5000\ndata: {\"at\":%d,\"driving\":%d}\n\n", last.Unix(), len(now.Plan.Spacings(now.View))); err != nil {
				return nil // the reader left
			}
			if err := http.NewResponseController(v.W).Flush(); err != nil {
				return nil
			}
		}
		if v.R.URL.Query().Get("follow") == "" {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-end:
			return nil
		case <-v.Desk.Closing():
			return nil
		case <-tick.C:
		}
	}
}
