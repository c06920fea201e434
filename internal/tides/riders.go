package tides

import (
	"strconv"
	"time"

	"sinergi/internal/ridership"
)

// Riders writes passenger_events, of what door counters saw, and
// fare_transactions. loose are tickets that belong to no run; those that were
// called off are left out. A ticket is called by its fingerprint, never by its
// own number, and no card is named (token_id).
func (w *Writer) Riders(trips []Trip, loose []ridership.Loose) {
	w.table("passenger_events", "passenger_event_id", "service_date", "event_timestamp", "trip_id_performed", "trip_id_scheduled", "trip_stop_sequence", "scheduled_stop_sequence", "event_type", "vehicle_id", "stop_id", "event_count")
	for _, t := range trips {
		if _, ok := performed(t.Trip); !ok || t.Ridden.From != ridership.Counter {
			continue
		}
		for _, x := range t.Ridden.Riders {
			if x.Halt < 0 {
				continue // the schema asks for the halte
			}
			for _, e := range []struct {
				id, what string
				n        int64
			}{{"in", "Passenger boarded", x.Boarded}, {"out", "Passenger alighted", x.Alighted}} {
				if e.n > 0 {
					w.row(x.Content()+"/"+e.id, t.Date.String(), moment(x.At), PerformedID(t.Trip), t.Trip.Trip, strconv.Itoa(x.Halt+1), strconv.Itoa(t.Sequences[x.Halt]), e.what, x.Vehicle, t.Halts[x.Halt].Stop, strconv.FormatInt(e.n, 10))
				}
			}
		}
	}
	w.table("fare_transactions", "transaction_id", "service_date", "event_timestamp", "amount", "currency_type", "fare_action", "trip_id_performed", "vehicle_id", "stop_id", "num_riders", "fare_media_id", "rider_category")
	for _, t := range trips {
		for _, x := range t.Ridden.Fares {
			if x.Kind != ridership.Fare {
				continue // an office's sum of a run is no transaction
			}
			trip, stop := "", ""
			if _, ok := performed(t.Trip); ok {
				trip = PerformedID(t.Trip)
			}
			if x.Halt >= 0 {
				stop = t.Halts[x.Halt].Stop
			}
			w.fare(x.Record, t.Date.String(), trip, stop)
		}
	}
	for _, l := range loose {
		if l.Kind == ridership.Fare && l.Why != ridership.Voided {
			w.fare(l.Record, l.Day.String(), "", "")
		}
	}
}

func (w *Writer) fare(r ridership.Record, day, trip, stop string) {
	media, known := map[ridership.Payment]string{ridership.Cash: "Cash or coins", ridership.QRIS: "Optical scan", ridership.Card: "Smart card or ticket"}[r.Payment]
	if !known {
		media = "Other type"
	}
	w.row(r.ID, day, moment(r.At), strconv.FormatInt(int64(r.Income), 10), "IDR", "Purchase", trip, r.Vehicle, stop, strconv.FormatInt(r.Boarded, 10), media, r.Class)
}

func moment(us int64) string { return time.UnixMicro(us).UTC().Format("2006-01-02T15:04:05Z") }
