package app_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/quantity"
)

// What vehicles drove adds up to what was delivered, and an odometer is held
// against it.
func TestVehiclesAndTheirOdometers(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 5, 2)
	dishub := o.load.Actors["pekanbaru-dishub"]
	vm, err := o.node.Desk.VehicleMonth(t.Context(), dishub, demo.BusService, october)
	if err != nil {
		t.Fatal(err)
	}
	runs, err := o.node.Desk.Runs(t.Context(), dishub, demo.BusService, october.First(), october.Last())
	if err != nil {
		t.Fatal(err)
	}
	var delivered, sum quantity.Metres
	for _, r := range runs {
		delivered += r.Delivered
	}
	trips, days := 0, 0
	for _, w := range vm.Vehicles {
		sum, trips, days = sum+w.InService, trips+w.Trips, days+w.Days
	}
	if delivered == 0 || sum != delivered || vm.Whole.InService != delivered || trips != vm.Whole.Trips || days != vm.Whole.Days {
		t.Errorf("vehicles delivered %d m, the whole %d, their runs %d", sum, vm.Whole.InService, delivered)
	}

	// A bus that drove on both days. The simulator's buses leave the route where
	// its road is closed and come back; nothing else of theirs is beside it.
	most, km := "", 0
	for _, w := range vm.Vehicles {
		if w.Beside > w.InService/8 || w.Empty > w.InService/20 || w.Out < w.OnTrips+w.Layover {
			t.Errorf("%+v", w)
		}
		if w.Days == 2 {
			most, km = w.Vehicle, int(w.Driven()+500)/1000
		}
	}
	desk := deskVisitor{t, visitor(t, o.base, "pekanbaru-dishub"), o.base}
	at := "/bus/" + demo.BusService + "/vehicles"
	enter := func(date, km string, want int) string {
		_, text := desk.post(at+"?month=2026-10", want, url.Values{"vehicle": {most}, "date": {date}, "km": {km}})
		return text
	}
	enter("2026-09-30", "184.250", 303)
	enter("2026-10-02", strconv.Itoa(184_250+km), 303)
	holds(t, "an odometer that agrees", desk.get(at+"?month=2026-10", 200), "Odometer cocok", "30 September 2026: 184.250 km", "Km kosong")
	enter("2026-10-02", strconv.Itoa(184_250+km+40), 303)
	holds(t, "a newer reading of the day", desk.get(at+"?month=2026-10", 200), "Odometer lebih besar", "1 selisih odometer")
	holds(t, "a date to come", enter("2099-01-01", "1", 422), "hari yang sudah lewat", `value="2099-01-01"`)
	holds(t, "no number", enter("2026-10-01", "banyak", 422), "184250")
	_, empty := desk.post(at+"?month=2026-10", 422, url.Values{"vehicle": {""}, "date": {"1/2"}, "km": {""}})
	holds(t, "all that is wrong at once", empty, "Nomor lambung: Wajib diisi", "Isi tanggal", "Isi angka km")

	file := "tanggal;kendaraan;km\n01/10/2026;" + most + ";184300\n02/10/2026;TAK-ADA;10\n"
	holds(t, "a file with a wrong row", desk.sends(at+"/file?month=2026-10", "file", "odometer.csv", []byte(file), 422), "TAK-ADA", "belum terdaftar", "Baris 3")
	if again, err := o.node.Desk.VehicleMonth(t.Context(), dishub, demo.BusService, october); err != nil || len(again.Readings) != 2 {
		t.Errorf("a file that was refused left %d readings, %v", len(again.Readings), err)
	}
	desk.sends(at+"/file?month=2026-10", "file", "odometer.csv", []byte(strings.Split(file, "02/10")[0]), 303)
	if again, err := o.node.Desk.VehicleMonth(t.Context(), dishub, demo.BusService, october); err != nil || len(again.Readings) != 3 {
		t.Errorf("%d readings, %v", len(again.Readings), err)
	}
	table := desk.get(at+"/file/csv?month=2026-10", 200)
	holds(t, "the table", table, "Km kosong", most)
	desk.get(at+"/file/exe?month=2026-10", 404)

	neighbour := deskVisitor{t, visitor(t, o.base, "kampar-dishub"), o.base}
	if page := neighbour.get(at+"?month=2026-10", 200); strings.Contains(page, `name="km"`) {
		t.Error("a neighbour is offered the form")
	}
	neighbour.post(at+"?month=2026-10", 403, url.Values{"vehicle": {most}, "date": {"2026-10-01"}, "km": {"1"}})
}
