package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/fetch"
	"sinergi/internal/i18n"
	"sinergi/internal/pull"
)

type gtfsRealtimeCmd struct {
	Message string `arg:"" help:"GTFS Realtime: a file, or an address (http, https)."`
	Feed    string `help:"Timetable (GTFS) to hold it against." type:"path" placeholder:"FEED"`
	JSON    bool   `help:"Answer as JSON."`
}

// inspected is what a message of GTFS Realtime holds and breaks.
type inspected struct {
	Version   string        `json:"version"`
	Timestamp uint64        `json:"timestamp"` // Unix seconds; 0: it has none
	Age       int64         `json:"age_s"`     // seconds, by this machine's clock; 0 without a time stamp
	Vehicles  int           `json:"vehicles"`
	Updates   int           `json:"trip_updates"`
	Alerts    int           `json:"alerts"`
	Rules     []pull.Broken `json:"rules"`
}

// Validate refuses a timetable that is not there.
func (c *gtfsRealtimeCmd) Validate() error {
	if c.Feed == "" {
		return nil
	}
	_, err := os.Stat(c.Feed)
	return err
}

// Run tells what a message holds and which rules it breaks. It fails when one of
// those is an error.
func (c *gtfsRealtimeCmd) Run(e *env) error {
	body, err := c.read(e.ctx)
	if err != nil {
		return err
	}
	m, err := realtime.Read(body, realtime.Limits{Memory: 512 << 20})
	if err != nil {
		return err
	}
	check := realtime.Checker{}
	if c.Feed != "" {
		if check.Feed, err = readFeed(c.Feed, gtfs.ReadFS, gtfs.Read); err != nil {
			return err
		}
	}
	now := time.Now()
	out := inspected{Version: m.Header.Version, Timestamp: m.Header.Timestamp, Rules: pull.Count(check.Check(m, now))}
	if stamp := int64(min(m.Header.Timestamp, 1<<40)); stamp > 0 {
		out.Age = now.Unix() - stamp
	}
	for _, x := range m.Entities {
		if x.Vehicle != nil {
			out.Vehicles++
		}
		if x.TripUpdate != nil {
			out.Updates++
		}
		if x.Alert != nil {
			out.Alerts++
		}
	}
	if c.JSON {
		if out.Rules == nil {
			out.Rules = []pull.Broken{}
		}
		err = e.printJSON(out)
	} else {
		err = out.write(e)
	}
	errorsFound := 0
	for _, r := range out.Rules {
		if strings.HasPrefix(r.Code, "E") {
			errorsFound += r.Count
		}
	}
	if err == nil && errorsFound > 0 {
		return quiet(e.text.T(e.lang, "pull.inspect_errors", map[string]any{"Count": errorsFound}))
	}
	return err
}

// read gets the message: who may run a program here may ask what this machine can
// reach.
func (c *gtfsRealtimeCmd) read(ctx context.Context) ([]byte, error) {
	if !strings.HasPrefix(c.Message, "http://") && !strings.HasPrefix(c.Message, "https://") {
		return os.ReadFile(c.Message)
	}
	a, err := fetch.New(fetch.Options{Inside: true, Timeout: 30 * time.Second, Bytes: 32 << 20}).Get(ctx, fetch.Request{Address: c.Message})
	if err == nil && a.Body == nil {
		err = errors.New("HTTP 304")
	}
	return a.Body, err
}

// write tells it in sentences, with each rule in a line.
func (i inspected) write(e *env) error {
	t := func(key string, args map[string]any) string { return e.text.T(e.lang, key, args) }
	lines := []string{t("pull.inspect_holds", map[string]any{"Vehicles": i.Vehicles, "Updates": i.Updates, "Alerts": i.Alerts})}
	if i.Timestamp > 0 {
		lines = append(lines, t("pull.inspect_stamp", map[string]any{"At": i18n.DateTime(e.lang, time.Unix(int64(min(i.Timestamp, 1<<40)), 0)), "Age": i.Age}))
	} else {
		lines = append(lines, t("pull.why.tanpa_jam", nil))
	}
	for _, r := range i.Rules {
		line := fmt.Sprintf("%s ×%d  %s", r.Code, r.Count, t("pull.rule."+r.Code, nil))
		if r.Value != "" {
			line += " (" + r.Value + ")"
		}
		lines = append(lines, line)
	}
	if len(i.Rules) == 0 {
		lines = append(lines, t("pull.inspect_good", nil))
	}
	_, err := fmt.Fprintln(e.stdout, strings.Join(lines, "\n"))
	return err
}
