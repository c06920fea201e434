package ops

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sinergi/internal/fault"
	"sinergi/internal/sheet"
	"sinergi/internal/transit"
)

// PositionSchema is the table of positions that people and machines send. The
// numbers are texts here: which sign is the decimal point shows in each.
func PositionSchema() sheet.Schema {
	return sheet.Schema{Name: "posisi", Columns: []sheet.Column{
		{Name: "device", Aliases: []string{"perangkat", "id perangkat", "device id", "imei"}, Required: true, Example: "gps-TMP-10"},
		{Name: "time", Aliases: []string{"waktu", "timestamp", "fix time"}, Kind: sheet.Instant, Required: true, Example: "31/10/2026 07:15:30"},
		{Name: "lat", Aliases: []string{"lintang", "latitude"}, Required: true, Example: "0,471200"},
		{Name: "lon", Aliases: []string{"bujur", "longitude", "lng"}, Required: true, Example: "101,447000"},
		{Name: "speed_kmh", Aliases: []string{"kecepatan", "kecepatan kmj"}, Example: "32,5"},
		{Name: "heading", Aliases: []string{"arah", "bearing", "course"}, Example: "210"},
		{Name: "accuracy_m", Aliases: []string{"akurasi", "akurasi m"}, Example: "5"},
		{Name: "received_at", Aliases: []string{"diterima", "waktu diterima"}, Kind: sheet.Instant, Example: "31/10/2026 07:15:32"},
	}}
}

// positionRows bounds a file of positions that is not plain CSV.
const positionRows = 1 << 20

// ReadPositions reads a table of positions. It gives the rows that can be
// read, and says of the others what is wrong with them. Plain CSV of whatever
// separator goes by without being held in memory: a month of a line's
// positions is millions of rows.
func ReadPositions(r io.Reader) ([]DeviceReport, []Refusal, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	if sep, at, ok := plainHeader(head); ok {
		return readPlain(in, sep, at)
	}
	table, err := sheet.Read(in, PositionSchema(), sheet.Limits{Bytes: 96 << 20, Unzipped: 1 << 30, Rows: positionRows})
	if err != nil {
		return nil, nil, err
	}
	refused := refusals(table.Wrong)
	reports := make([]DeviceReport, 0, len(table.Rows))
	for _, row := range table.Rows {
		report, wrong := newReport(row.Text, func(name string) (time.Time, error) { return row.Time(name), nil })
		if wrong != nil {
			wrong.Row = row.Number
			refused = append(refused, Refusal{row.Number, *wrong})
			continue
		}
		report.Row = row.Number
		reports = append(reports, report)
	}
	return reports, refused, nil
}

// plainHeader finds the columns in the first line of plain CSV. Whatever is
// not that, package sheet reads, or says why it cannot be read.
func plainHeader(head []byte) (sep rune, at map[string]int, ok bool) {
	line, _, ended := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
	if !ended || !utf8.Valid(line) || bytes.IndexByte(head, 0) >= 0 {
		return 0, nil, false
	}
	for _, sep := range []rune{',', ';', '\t'} {
		in := csv.NewReader(bytes.NewReader(line))
		in.Comma = sep
		cells, err := in.Read()
		if err != nil {
			continue
		}
		if at, err := PositionSchema().Header(cells); err == nil {
			return sep, at, true
		}
	}
	return 0, nil, false
}

func readPlain(r io.Reader, sep rune, at map[string]int) (reports []DeviceReport, refused []Refusal, err error) {
	in := csv.NewReader(r)
	in.Comma, in.ReuseRecord, in.FieldsPerRecord = sep, true, -1
	if _, err := in.Read(); err != nil {
		return nil, nil, badCSV(err)
	}
	var record []string
	get := func(name string) string {
		if i, ok := at[name]; ok && i < len(record) {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	instant := func(name string) (time.Time, error) { return sheet.ParseInstant(get(name)) }
	names := map[string]string{}
	for {
		if record, err = in.Read(); errors.Is(err, io.EOF) {
			return reports, refused, nil
		} else if err != nil {
			return nil, nil, badCSV(err)
		}
		if strings.Join(record, "") == "" {
			continue
		}
		line, _ := in.FieldPos(0)
		report, wrong := newReport(get, instant)
		if wrong != nil {
			wrong.Row = line
			refused = append(refused, Refusal{line, *wrong})
			continue
		}
		name, known := names[report.Device]
		if !known {
			name = strings.Clone(report.Device) // let the file's bytes go
			names[name] = name
		}
		report.Device, report.Row = name, line
		reports = append(reports, report)
	}
}

// badCSV keeps what the connection said and calls the rest bad CSV.
func badCSV(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fault.Wrap(fault.Invalid, "ingest.bad_csv", err)
	}
	return err
}

// newReport makes a report of a row's cells.
func newReport(get func(string) string, instant func(string) (time.Time, error)) (report DeviceReport, wrong *fault.Field) {
	bad := func(name, key string) (DeviceReport, *fault.Field) {
		value := shorten(get(name))
		return report, &fault.Field{Name: name, Value: value, Key: key, Args: map[string]any{"Value": value}}
	}
	var err error
	if report.Device = get("device"); report.Device == "" {
		return bad("device", "ui.required")
	}
	if !utf8.ValidString(report.Device) {
		if report.Device, err = charmap.Windows1252.NewDecoder().String(report.Device); err != nil {
			return bad("device", "sheet.expect_text")
		}
	}
	if report.At, err = instant("time"); err != nil {
		return bad("time", "ingest.bad_time")
	}
	if report.Lat, err = parseDegrees(get("lat")); err != nil {
		return bad("lat", "ingest.bad_number")
	}
	if report.Lon, err = parseDegrees(get("lon")); err != nil {
		return bad("lon", "ingest.bad_number")
	}
	if report.Received, err = instant("received_at"); err != nil && get("received_at") != "" {
		return bad("received_at", "ingest.bad_time")
	}
	report.Speed = optional(get("speed_kmh"), 1/3.6)
	report.Heading = optional(get("heading"), 1)
	report.Accuracy = optional(get("accuracy_m"), 1)
	return report, nil
}

// parseDegrees reads a number with a decimal point or a decimal comma.
func parseDegrees(s string) (float64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		return strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	}
	return f, err
}

func optional(s string, factor float64) float64 {
	v, err := parseDegrees(s)
	if err != nil || v < 0 {
		return transit.Unknown
	}
	return v * factor
}

func shorten(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
