package api

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/transit"
)

const knot = 1852.0 / 3600 // m/s

// osmand reads one position in the OsmAnd protocol, as phone apps send it: in
// the query, in a form, or in the JSON body of newer Traccar clients.
func (d *Doors) osmand(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error) {
	var report ops.DeviceReport
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		report, err = readClientJSON(body)
	} else {
		form := r.URL.Query()
		if r.Method == http.MethodPost {
			var text []byte
			if text, err = io.ReadAll(io.LimitReader(body, 1<<16)); err != nil {
				return ops.Receipt{}, err
			}
			posted, perr := url.ParseQuery(strings.TrimSpace(string(text)))
			if perr != nil {
				return ops.Receipt{}, fault.Wrap(fault.Invalid, "ingest.bad_form", perr)
			}
			for name, values := range posted {
				form[name] = values
			}
		}
		report, err = readOsmAnd(form)
	}
	if err != nil {
		return ops.Receipt{}, err
	}
	if src.Device != "" && report.Device == "" {
		report.Device = src.Device
	}
	receipt, err := d.Desk.Receive(r.Context(), src, []ops.DeviceReport{report})
	if err == nil && len(receipt.Refused) > 0 {
		return receipt, fault.InvalidFields([]fault.Field{receipt.Refused[0].Field})
	}
	return receipt, err
}

func readOsmAnd(form url.Values) (report ops.DeviceReport, err error) {
	first := func(names ...string) string {
		for _, n := range names {
			if v := form.Get(n); v != "" {
				return v
			}
		}
		return ""
	}
	report.Device = first("id", "deviceid")
	lat, lon := first("lat"), first("lon", "lng")
	if both := first("location"); both != "" && lat == "" {
		lat, lon, _ = strings.Cut(both, ",")
	}
	if report.At, err = parseTime(first("timestamp")); err != nil {
		return report, field("timestamp", "ingest.bad_time", first("timestamp"))
	}
	if report.Lat, err = strconv.ParseFloat(lat, 64); err != nil {
		return report, field("lat", "ingest.bad_number", lat)
	}
	if report.Lon, err = strconv.ParseFloat(lon, 64); err != nil {
		return report, field("lon", "ingest.bad_number", lon)
	}
	report.Speed = optional(first("speed"), knot)
	report.Heading = optional(first("bearing", "heading"), 1)
	report.Accuracy = optional(first("accuracy"), 1)
	return report, nil
}

func readClientJSON(body io.Reader) (report ops.DeviceReport, err error) {
	var in struct {
		Device   string `json:"device_id"`
		Location struct {
			Timestamp string `json:"timestamp"`
			Coords    struct {
				Lat      *float64 `json:"latitude"`
				Lon      *float64 `json:"longitude"`
				Speed    *float64 `json:"speed"` // m/s
				Heading  *float64 `json:"heading"`
				Accuracy *float64 `json:"accuracy"`
			} `json:"coords"`
		} `json:"location"`
	}
	if err := json.NewDecoder(io.LimitReader(body, 1<<16)).Decode(&in); err != nil {
		return report, fault.Wrap(fault.Invalid, "ingest.bad_json", err)
	}
	c := in.Location.Coords
	if c.Lat == nil || c.Lon == nil {
		return report, field("coords", "ui.required", "")
	}
	report.Device, report.Lat, report.Lon = in.Device, *c.Lat, *c.Lon
	if report.At, err = parseTime(in.Location.Timestamp); err != nil {
		return report, field("timestamp", "ingest.bad_time", in.Location.Timestamp)
	}
	report.Speed, report.Heading, report.Accuracy = orUnknown(c.Speed), orUnknown(c.Heading), orUnknown(c.Accuracy)
	return report, nil
}

func orUnknown(v *float64) float64 {
	if v == nil {
		return transit.Unknown
	}
	return *v
}

// forwarded is a position as a Traccar server forwards it.
type forwarded struct {
	Position struct {
		ServerTime time.Time `json:"serverTime"`
		FixTime    time.Time `json:"fixTime"`
		Valid      *bool     `json:"valid"`
		Lat        float64   `json:"latitude"`
		Lon        float64   `json:"longitude"`
		Speed      *float64  `json:"speed"` // knots
		Course     *float64  `json:"course"`
		Accuracy   *float64  `json:"accuracy"`
	} `json:"position"`
	Device struct {
		UniqueID string `json:"uniqueId"`
	} `json:"device"`
}

// traccar reads one forwarded position, or an array of them.
func (d *Doors) traccar(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error) {
	in := bufio.NewReader(body)
	dec := json.NewDecoder(in)
	var all []forwarded
	if isArray(in) {
		if err := dec.Decode(&all); err != nil {
			return ops.Receipt{}, badJSON(err)
		}
	} else {
		var one forwarded
		if err := dec.Decode(&one); err != nil {
			return ops.Receipt{}, badJSON(err)
		}
		all = []forwarded{one}
	}
	reports := make([]ops.DeviceReport, 0, len(all))
	var refused []ops.Refusal
	for i, f := range all {
		if f.Position.FixTime.IsZero() || f.Device.UniqueID == "" {
			refused = append(refused, ops.Refusal{Row: i + 1, Field: fault.Field{Name: "position", Row: i + 1, Key: "ingest.bad_position"}})
			continue
		}
		report := ops.DeviceReport{Device: f.Device.UniqueID, Row: i + 1, Report: transit.Report{
			At: f.Position.FixTime, Received: f.Position.ServerTime, Lat: f.Position.Lat, Lon: f.Position.Lon,
			Speed: orUnknown(f.Position.Speed), Heading: orUnknown(f.Position.Course), Accuracy: orUnknown(f.Position.Accuracy),
		}}
		if report.Speed >= 0 {
			report.Speed *= knot
		}
		if f.Position.Valid != nil && !*f.Position.Valid {
			report.Lat, report.Lon = 0, 0 // the device had no fix: kept, but set aside
		}
		reports = append(reports, report)
	}
	receipt, err := d.Desk.Receive(r.Context(), src, reports)
	receipt.Refused = append(refused, receipt.Refused...)
	return receipt, err
}

func isArray(in *bufio.Reader) bool {
	for i := 1; ; i++ {
		b, err := in.Peek(i)
		if err != nil {
			return false
		}
		if c := b[i-1]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c == '['
		}
	}
}

// badJSON keeps what the connection said and calls the rest bad JSON.
func badJSON(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || fault.Of(err) != nil {
		return err
	}
	return fault.Wrap(fault.Invalid, "ingest.bad_json", err)
}

// positionsCSV reads a file of positions. A row that cannot be read is
// refused; the others are kept.
func (d *Doors) positionsCSV(src ops.Source, body io.Reader, r *http.Request) (ops.Receipt, error) {
	reports, refused, err := ops.ReadPositions(body)
	if err != nil {
		return ops.Receipt{}, err
	}
	receipt, err := d.Desk.Receive(r.Context(), src, reports)
	receipt.Refused = append(refused, receipt.Refused...)
	return receipt, err
}

func shorten(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}

func optional(s string, factor float64) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < 0 {
		return transit.Unknown
	}
	return v * factor
}

func field(name, key, value string) error {
	return fault.InvalidFields([]fault.Field{fault.NewField(name, key, "Value", shorten(value))})
}

var errTime = errors.New("not a time")

// parseTime reads seconds or milliseconds since 1970, or RFC 3339.
func parseTime(s string) (time.Time, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case n < 0 || n > 99_999_999_999_999:
			return time.Time{}, errTime
		case n > 99_999_999_999:
			return time.UnixMilli(n), nil
		}
		return time.Unix(n, 0), nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f > 0 && f < 99_999_999_999 && !math.IsNaN(f) {
		return time.UnixMicro(int64(f * 1e6)), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1970 || t.Year() > 5000 {
		return time.Time{}, errTime
	}
	return t, nil
}
