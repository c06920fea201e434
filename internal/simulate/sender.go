package simulate

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/civil"
)

// phoneFrom and phoneFor say when a bus reports one by one like a phone.
const phoneFrom, phoneFor = 9 * 3600, 1800 // seconds of the day, seconds

const knot = 1852.0 / 3600 // m/s

// bus sends a day's roster and positions.
func (o *sender) bus(day Day) error {
	if _, err := o.door.post("/ingest/roster.csv", "text/csv", o.door.to.BusKey, day.RosterCSV()); err != nil {
		return err
	}
	for _, t := range day.Tracks {
		o.sum.Positions += len(t.Fixes)
		rest := t.Fixes
		if t.Door == OsmAnd {
			var err error
			if rest, err = o.phone(t, day.Date); err != nil {
				return err
			}
		}
		for len(rest) > 0 {
			n := min(o.door.to.Rows, len(rest))
			way, path, media, body := CSV, "/ingest/positions.csv", "text/csv", []byte(nil)
			if t.Door == Traccar {
				n = min(n, 500)
				way, path, media, body = Traccar, "/ingest/traccar", "application/json", traccarJSON(t.Device, rest[:n])
			} else {
				body = positionsCSV(t.Device, rest[:n])
			}
			got, err := o.door.post(path, media, o.door.to.BusKey, body)
			if err != nil {
				return err
			}
			o.received(way, n, got)
			rest = rest[n:]
		}
	}
	return nil
}

func (o *sender) received(way Door, n int, got receipt) {
	o.sum.ByDoor[way] += n
	o.sum.Accepted += got.Accepted
	o.sum.Duplicate += got.Duplicate
	o.sum.SetAside += got.SetAside
	o.sum.Refused += len(got.Rejected)
}

// phone sends half an hour one by one in the OsmAnd protocol, in turn as GET
// with the key in the address, as apps do that can only be given an address,
// and as POST. It gives the fixes of the rest of the day.
func (o *sender) phone(t Track, date civil.Date) (rest []Fix, err error) {
	from := date.Start().Unix() + phoneFrom
	for i, f := range t.Fixes {
		if f.At < from || f.At >= from+phoneFor || f.NoFix {
			rest = append(rest, f)
			continue
		}
		form := url.Values{
			"id": {t.Device}, "timestamp": {strconv.FormatInt(f.At, 10)},
			"lat": {strconv.FormatFloat(f.Lat, 'f', 7, 64)}, "lon": {strconv.FormatFloat(f.Lon, 'f', 7, 64)},
			"speed": {strconv.FormatFloat(f.Speed/knot, 'f', 2, 64)}, "bearing": {strconv.Itoa(f.Heading)}, "accuracy": {strconv.Itoa(f.Accuracy)},
		}
		method, path, key, body := http.MethodPost, "/ingest/osmand", o.door.to.BusKey, []byte(form.Encode())
		if i%2 == 0 {
			form.Set("key", key)
			method, path, key, body = http.MethodGet, "/ingest/osmand?"+form.Encode(), "", nil
		}
		got, err := o.door.send(method, path, "application/x-www-form-urlencoded", key, body)
		if err != nil {
			return nil, err
		}
		o.received(OsmAnd, 1, got)
	}
	return rest, nil
}

// riders sends a day's passengers.
func (o *sender) riders(day RiderDay) error {
	o.sum.Riders += day.People
	for path, body := range map[string][]byte{"counts": day.Counts, "doors": day.Doors, "fares": day.Fares} {
		name := path + "-" + day.Date.String() + ".csv"
		got, err := o.door.post("/ingest/"+path+".csv?name="+name, "text/csv", o.door.to.BusKey, body)
		o.sum.Refused += len(got.Rejected)
		if err != nil {
			return err
		}
	}
	return nil
}

func (o *sender) waste(day TicketDay) error {
	got, err := o.door.post("/ingest/tickets.csv?name="+url.QueryEscape(day.Name()), "text/csv", o.door.to.WasteKey, day.CSV())
	o.sum.Refused += len(got.Rejected)
	return err
}

// RosterCSV writes the day's roster as a file. The column from is there only
// when somebody takes over during the day.
func (d Day) RosterCSV() []byte {
	relieved := false
	for _, duty := range d.Roster {
		relieved = relieved || duty.From > 0
	}
	b := []byte("date,block,vehicle")
	if relieved {
		b = append(b, ",from"...)
	}
	b = append(b, '\n')
	for _, duty := range d.Roster {
		b = fmt.Appendf(b, "%s,%s,%s", d.Date, duty.Block, duty.Vehicle)
		if relieved {
			b = fmt.Appendf(b, ",%02d:%02d", duty.From/3600, duty.From/60%60)
		}
		b = append(b, '\n')
	}
	return b
}

// positionsCSV writes fixes as a file: times in milliseconds, the time of
// receipt empty, for nothing received them before.
func positionsCSV(device string, fixes []Fix) []byte {
	b := make([]byte, 0, 72*len(fixes)+80)
	b = append(b, "device,time,lat,lon,speed_kmh,heading,accuracy_m,received_at\n"...)
	for _, f := range fixes {
		b = append(append(b, device...), ',')
		b = append(strconv.AppendInt(b, f.At*1000, 10), ',')
		b = append(appendDegrees(b, f.Lat), ',')
		b = append(appendDegrees(b, f.Lon), ',')
		b = append(appendTenths(b, f.Speed*3.6), ',')
		b = append(strconv.AppendInt(b, int64(f.Heading), 10), ',')
		b = append(strconv.AppendInt(b, int64(f.Accuracy), 10), ",\n"...)
	}
	return b
}

// traccarJSON writes fixes as an array of the messages that a Traccar server
// forwards. Only the tracking server's time is right when the device's clock
// is wrong.
func traccarJSON(device string, fixes []Fix) []byte {
	const stamp = "2006-01-02T15:04:05.000-07:00"
	b := make([]byte, 0, 420*len(fixes)+2)
	b = append(b, '[')
	for i, f := range fixes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"position":{"id":`...)
		b = strconv.AppendInt(b, f.Received, 10)
		b = append(b, `,"deviceId":1,"protocol":"osmand","serverTime":"`...)
		b = time.Unix(f.Received, 0).UTC().AppendFormat(b, stamp)
		b = append(b, `","deviceTime":"`...)
		b = time.Unix(f.At, 0).UTC().AppendFormat(b, stamp)
		b = append(b, `","fixTime":"`...)
		b = time.Unix(f.At, 0).UTC().AppendFormat(b, stamp)
		b = append(b, `","outdated":false,"valid":`...)
		b = strconv.AppendBool(b, !f.NoFix)
		b = append(b, `,"latitude":`...)
		b = appendDegrees(b, f.Lat)
		b = append(b, `,"longitude":`...)
		b = appendDegrees(b, f.Lon)
		b = append(b, `,"altitude":0,"speed":`...)
		b = appendTenths(b, f.Speed/knot)
		b = append(b, `,"course":`...)
		b = strconv.AppendInt(b, int64(f.Heading), 10)
		b = append(b, `,"accuracy":`...)
		b = strconv.AppendInt(b, int64(f.Accuracy), 10)
		b = append(b, `,"attributes":{}},"device":{"id":1,"uniqueId":"`...)
		b = append(b, device...)
		b = append(b, `","name":"`...)
		b = append(b, device...)
		b = append(b, `"}}`...)
	}
	return append(b, ']')
}

// appendDegrees writes degrees with seven decimals.
func appendDegrees(b []byte, deg float64) []byte {
	n := int64(deg*1e7 + 0.5)
	if deg < 0 {
		b = append(b, '-')
		n = int64(-deg*1e7 + 0.5)
	}
	b = append(strconv.AppendInt(b, n/1e7, 10), '.')
	n %= 1e7
	for unit := int64(1e6); unit > 0; unit /= 10 {
		b = append(b, byte('0'+n/unit%10))
	}
	return b
}

// appendTenths writes a number that is not negative with one decimal.
func appendTenths(b []byte, v float64) []byte {
	n := int64(v*10 + 0.5)
	b = append(strconv.AppendInt(b, n/10, 10), '.')
	return append(b, byte('0'+n%10))
}
