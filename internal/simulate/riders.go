package simulate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"sinergi/internal/civil"
)

// Capacity is how many people a simulated bus may carry. Its passengers are
// few: of the places of Trans Metro Pekanbaru 20 % were used in 2024, see
// https://pekanbaru.tribunnews.com/amp/2025/01/08/terbilang-rendah-load-factor-bus-tmp-tahun-2024-hanya-20-persen
const Capacity = 40

// The fares of Trans Metro Pekanbaru since 2023, in rupiah:
// https://www.riauonline.co.id/life-style/read/2023/08/18/kini-bayar-ongkos-bus-tmp-pekanbaru-non-tunai-cek-rute-koridornya-di-sini
const (
	fareGeneral = 4000
	farePupil   = 3000
)

// RiderDay is a day's passengers as files: events of door counters, tickets,
// and an office's counts of the buses that have no counter.
type RiderDay struct {
	Date   civil.Date
	People int // who really rode
	Counts []byte
	Doors  []byte
	Fares  []byte
}

// counted reports whether a bus has a counter at its doors.
func counted(vehicle string) bool { return len(vehicle) == 0 || vehicle[len(vehicle)-1]%4 != 0 }

// Riders simulates who rides on a day: the passengers of each run that ran,
// with where they get on and off.
func (s *Simulation) Riders(n int, day Day) RiderDay {
	out := RiderDay{Date: day.Date}
	excel := n%2 == 1
	var counts, doors, fares rows
	counts.row(excel, "tanggal", "trip", "berangkat", "naik", "pendapatan")
	doors.row(excel, "waktu", "kendaraan", "masuk", "keluar")
	fares.row(excel, "id", "waktu", "kendaraan", "golongan", "jumlah", "bayar", "status")
	for i, t := range day.Truth {
		if t.Began == 0 || len(t.Visits) == 0 {
			continue
		}
		r := s.stream(streamRiders, n, i)
		in, boarded := embark(r, t)
		out.People += boarded
		income := 0
		for at, here := range in {
			when := t.moment(at)
			if here.in+here.out > 0 && counted(t.Vehicle) && r.Float64() > 0.002 { // a counter misses a halt now and then
				doors.row(excel, stamp(when, excel), t.Vehicle, strconv.Itoa(here.in), strconv.Itoa(here.out))
			}
			for k := range here.in {
				if r.Float64() < 0.04 {
					continue // without a ticket
				}
				class, fare, pay, status := "umum", fareGeneral, "QRIS", "berhasil"
				if r.Float64() < 0.35 {
					class, fare = "pelajar", farePupil
				}
				if r.Float64() < 0.4 {
					pay = "Kartu"
				}
				if r.Float64() < 0.003 {
					status = "batal"
				} else {
					income += fare
				}
				id := fmt.Sprintf("%s-%d-%02d-%02d", day.Date, i, at, k)
				fares.row(excel, id, stamp(when+int64(k+1)*4_000_000, excel), t.Vehicle, class, strconv.Itoa(fare), pay, status)
			}
		}
		if !counted(t.Vehicle) {
			counts.row(excel, date(day.Date, excel), t.Trip, fmt.Sprintf("%02d:%02d", t.Start/3600, t.Start/60%60), strconv.Itoa(boarded), strconv.Itoa(income))
		}
	}
	out.Counts, out.Doors, out.Fares = counts, doors, fares
	return out
}

// onOff is how many get on and off at a halt.
type onOff struct{ in, out int }

// embark gives who gets on and off at each halt of a run: its first, those
// between its ends, its last.
func embark(r *rand.Rand, t Truth) (halts []onOff, boarded int) {
	halts = make([]onOff, len(t.Visits)+2)
	mean := 15.0
	switch hour := t.Start / 3600; {
	case hour >= 6 && hour < 8, hour >= 15 && hour < 18:
		mean = 26
	case hour < 6, hour >= 19:
		mean = 8
	}
	boarded = int(mean * (0.5 + r.Float64()))
	last := len(halts) - 1
	for range boarded {
		from := r.IntN(last)
		if r.Float64() < 0.4 {
			from = r.IntN(1 + last/4) // many get on near the start
		}
		to := from + 1 + r.IntN(last-from)
		if r.Float64() < 0.35 {
			to = last
		}
		halts[from].in++
		halts[to].out++
	}
	return halts, boarded
}

// moment is when a run is at one of its halts, in microseconds UTC.
func (t Truth) moment(halt int) int64 {
	switch {
	case halt == 0:
		return t.Began + 1_000_000
	case halt > len(t.Visits):
		return t.Ended
	}
	return t.Visits[halt-1].Arrived + 2_000_000
}

// rows is a file of rows.
type rows []byte

func (b *rows) row(excel bool, cells ...string) {
	sep, end := byte(','), "\n"
	if excel {
		sep, end = ';', "\r\n"
	}
	for i, c := range cells {
		if i > 0 {
			*b = append(*b, sep)
		}
		*b = append(*b, c...)
	}
	*b = append(*b, end...)
}

func stamp(us int64, excel bool) string {
	at := time.UnixMicro(us).In(civil.WIB())
	if excel {
		return at.Format("02/01/2006 15:04:05")
	}
	return at.Format("2006-01-02 15:04:05")
}

func date(d civil.Date, excel bool) string {
	if excel {
		return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
	}
	return d.String()
}
