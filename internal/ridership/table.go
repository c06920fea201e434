package ridership

import (
	"fmt"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/sheet"
)

// Schema gives the columns of a file of a kind, named as offices name them.
func Schema(k Kind) sheet.Schema {
	revision := sheet.Column{Name: "revisi", Aliases: []string{"revision"}, Kind: sheet.Integer, Min: 0, Max: 1000, Example: "1"}
	stop := sheet.Column{Name: "halte", Aliases: []string{"stop", "stop_id", "perhentian"}, Max: MaxText, Example: "Halte Pandau"}
	vehicle := sheet.Column{Name: "kendaraan", Aliases: []string{"vehicle", "bus", "nomor lambung", "vehicle_id"}, Max: MaxText, Example: "TMP-10"}
	line := sheet.Column{Name: "trayek", Aliases: []string{"route", "line", "koridor", "rute", "route_id"}, Max: MaxText, Example: "1"}
	at := sheet.Column{Name: "waktu", Aliases: []string{"time", "timestamp", "tanggal jam", "event_timestamp"}, Kind: sheet.Instant, Required: true, Example: "31/10/2026 07:15"}
	switch k {
	case Typed:
		return sheet.Schema{Name: "hitungan", Columns: []sheet.Column{
			{Name: "tanggal", Aliases: []string{"date", "hari", "service_date"}, Kind: sheet.Date, Required: true, Example: "31/10/2026"},
			{Name: "trip", Aliases: []string{"trip_id"}, Max: MaxText, Example: "1-0-0615"},
			line,
			{Name: "arah", Aliases: []string{"direction", "direction_id"}, Kind: sheet.Integer, Min: 0, Max: 1, Example: "0"},
			{Name: "berangkat", Aliases: []string{"start", "jam", "jam berangkat"}, Max: 8, Example: "06:15"},
			stop,
			{Name: "naik", Aliases: []string{"boarded", "boarding", "penumpang naik", "penumpang"}, Kind: sheet.Integer, Required: true, Min: 0, Max: MostPeople, Example: "34"},
			{Name: "turun", Aliases: []string{"alighted", "alighting", "penumpang turun"}, Kind: sheet.Integer, Min: 0, Max: MostPeople, Example: "34"},
			{Name: "pendapatan", Aliases: []string{"income", "pendapatan rp", "setoran"}, Kind: sheet.Integer, Min: 0, Max: MostIncome, Example: "128000"},
			revision,
		}}
	case Counter:
		vehicle.Required = true
		return sheet.Schema{Name: "pintu", Columns: []sheet.Column{
			at, vehicle, stop,
			{Name: "pintu", Aliases: []string{"door"}, Max: MaxText, Example: "1"},
			{Name: "masuk", Aliases: []string{"in", "naik", "boarded"}, Kind: sheet.Integer, Required: true, Min: 0, Max: MostPeople, Example: "3"},
			{Name: "keluar", Aliases: []string{"out", "turun", "alighted"}, Kind: sheet.Integer, Required: true, Min: 0, Max: MostPeople, Example: "1"},
			revision,
		}}
	default:
		return sheet.Schema{Name: "tiket-penumpang", Columns: []sheet.Column{
			{Name: "id", Aliases: []string{"transaction_id", "id transaksi", "nomor transaksi", "no transaksi"}, Required: true, Max: MaxText, Example: "TRX-20261031-000123"},
			at, vehicle, line, stop,
			{Name: "golongan", Aliases: []string{"class", "kelas", "kategori", "rider_category", "jenis tiket"}, Required: true, Max: 40, Example: "umum"},
			{Name: "jumlah", Aliases: []string{"amount", "tarif", "nilai", "rupiah"}, Kind: sheet.Integer, Required: true, Min: 0, Max: MostFare, Example: "4000"},
			{Name: "bayar", Aliases: []string{"payment", "pembayaran", "cara bayar", "metode"}, Max: MaxText, Example: "QRIS"},
			{Name: "status", Max: MaxText, Example: "berhasil"},
			revision,
		}}
	}
}

// FromSheet makes records of a table's good rows. source names the file, secret
// is with what ids of tickets are hidden. now, in microseconds UTC, bounds the
// times: no row is of a day to come. A row that cannot be a record, or that
// says of the same thing something else than a row above it, is refused.
func FromSheet(k Kind, t *sheet.Table, source string, secret []byte, now int64) (out []Record, wrong []fault.Field) {
	rows := map[string]int{} // the row of a key
	said := map[string]string{}
	for _, row := range t.Rows {
		r, field := recordOf(k, row, secret)
		r.Source = fmt.Sprintf("%s:%d", source, row.Number)
		if field.Key == "" {
			field = r.impossible(now)
		}
		if key := r.Key() + "|" + fmt.Sprint(r.Revision); field.Key == "" {
			switch was, twice := said[key]; {
			case !twice:
				said[key], rows[key] = r.Content(), row.Number
			case was != r.Content():
				field = fault.NewField(aboutColumn(k), "riders.fault.twice", "Row", rows[key])
			}
		}
		if field.Key != "" {
			field.Row = row.Number
			wrong = append(wrong, field)
			continue
		}
		out = append(out, r)
	}
	return out, wrong
}

// aboutColumn is the column that says best what a row is about.
func aboutColumn(k Kind) string {
	return map[Kind]string{Typed: "trip", Counter: "waktu", Fare: "id"}[k]
}

func recordOf(k Kind, row sheet.Row, secret []byte) (r Record, wrong fault.Field) {
	r = Record{Kind: k, Direction: -1, Start: -1, Alighted: -1, Stop: row.Text("halte"), Vehicle: row.Text("kendaraan"), Line: row.Text("trayek"), Revision: int(row.Int("revisi"))}
	switch k {
	case Typed:
		r.Day, r.Trip, r.Boarded = row.Date("tanggal"), row.Text("trip"), row.Int("naik")
		if row.Has("turun") {
			r.Alighted = row.Int("turun")
		}
		if row.Has("arah") {
			r.Direction = int(row.Int("arah"))
		}
		if r.Paid = row.Has("pendapatan"); r.Paid {
			r.Income = money.Rupiah(row.Int("pendapatan"))
		}
		if text := row.Text("berangkat"); text != "" {
			var ok bool
			if r.Start, ok = parseClock(text); !ok {
				return r, fault.Field{Name: "berangkat", Value: text, Key: "riders.fault.clock"}
			}
		}
		if r.Trip == "" && (r.Line == "" || r.Start < 0) {
			return r, fault.NewField("trip", "riders.fault.which_run")
		}
	case Counter:
		r.At, r.Boarded, r.Alighted, r.Door = row.Time("waktu").UnixMicro(), row.Int("masuk"), row.Int("keluar"), row.Text("pintu")
	default:
		r.At, r.ID, r.Class = row.Time("waktu").UnixMicro(), Fingerprint(secret, row.Text("id")), strings.ToLower(row.Text("golongan"))
		r.Boarded, r.Income, r.Paid = 1, money.Rupiah(row.Int("jumlah")), true
		r.Payment, r.Void = paymentOf(row.Text("bayar")), called(row.Text("status"))
		if r.Vehicle == "" && r.Line == "" {
			return r, fault.NewField("kendaraan", "riders.fault.which_bus")
		}
	}
	if r.At != 0 {
		r.Day = civil.In(time.UnixMicro(r.At))
	}
	return r, fault.Field{}
}

// impossible names the column that holds a time which nothing can have
// happened at.
func (r Record) impossible(now int64) fault.Field {
	column := "waktu"
	if r.Kind == Typed {
		column = "tanggal"
	}
	if r.At > now || r.Day.After(civil.In(time.UnixMicro(now))) || r.Day.Year < 2000 {
		return fault.Field{Name: column, Value: r.Day.String(), Key: "riders.fault.time"}
	}
	return fault.Field{}
}

// parseClock reads a planned start, "06:15" or "06.15", past midnight up to
// 29:59, as seconds of the day.
func parseClock(text string) (seconds int, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == '.' })
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for i, p := range parts {
		if len(p) == 0 || len(p) > 2 || strings.Trim(p, "0123456789") != "" {
			return 0, false
		}
		n := 0
		for _, c := range p {
			n = n*10 + int(c-'0')
		}
		if i == 0 && n > 29 || i > 0 && n > 59 {
			return 0, false
		}
		seconds = seconds*60 + n
	}
	if len(parts) == 2 {
		seconds *= 60
	}
	return seconds, true
}

func paymentOf(text string) Payment {
	switch t := strings.ToLower(text); {
	case strings.Contains(t, "qr"):
		return QRIS
	case strings.Contains(t, "kartu"), strings.Contains(t, "card"), strings.Contains(t, "tap"), strings.Contains(t, "money"), strings.Contains(t, "flazz"), strings.Contains(t, "brizzi"):
		return Card
	case strings.Contains(t, "tunai"), strings.Contains(t, "cash"):
		return Cash
	}
	return Other
}

// called reports whether a ticket's status says that it was called off.
func called(status string) bool {
	switch strings.ToLower(strings.TrimSpace(status)) {
	case "batal", "dibatalkan", "void", "gagal", "failed", "cancelled", "canceled", "refund", "refunded", "dikembalikan":
		return true
	}
	return false
}
