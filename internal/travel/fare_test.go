package travel_test

import (
	"testing"
	"testing/fstest"

	"sinergi/gtfs"
	"sinergi/internal/money"
	"sinergi/internal/travel"
)

// TMP's fare: 4,000 with free changes within two hours; a line to the airport
// has its own, and between two zones it is cheaper.
func TestFares(t *testing.T) {
	t.Parallel()
	read := func(attributes, rules string) travel.Fares {
		files := fstest.MapFS{}
		for name, text := range map[string]string{
			"agency.txt": "agency_id,agency_name,agency_url,agency_timezone\ntmp,TMP,https://example.id,Asia/Jakarta\n",
			"routes.txt": "route_id,agency_id,route_short_name,route_type\nr1,tmp,1,3\nr2,tmp,2,3\nbandara,tmp,B,3\n",
			"stops.txt":  "stop_id,stop_name,stop_lat,stop_lon,zone_id\na,A,0.4,101.4,kampar\nb,B,0.5,101.4,kota\nc,C,0.51,101.4,kota\n",
			"trips.txt":  "route_id,service_id,trip_id\nr1,x,t\n", "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,06:00:00,06:00:00,a,1\nt,06:20:00,06:20:00,b,2\n",
			"calendar_dates.txt": "service_id,date,exception_type\nx,20261005,1\n", "fare_attributes.txt": attributes, "fare_rules.txt": rules,
		} {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		f, err := gtfs.ReadFS(files, gtfs.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return travel.FaresOf(f)
	}
	const attributes = "fare_id,price,currency_type,payment_method,transfers,transfer_duration\n"
	const rules = "fare_id,route_id,origin_id,destination_id,contains_id\n"
	tmp := read(attributes+"umum,4000.00,IDR,0,,7200\nbandara,15000,IDR,0,0,\nzona,3000,IDR,0,0,\n", rules+"umum,r1,,,\numum,r2,,,\nbandara,bandara,,,\nzona,r1,kota,kota,\n")
	ride := func(route, from, to string, minute int32) travel.Ride {
		return travel.Ride{Route: route, From: from, To: to, Board: minute * 60}
	}
	for name, x := range map[string]struct {
		rides []travel.Ride
		want  money.Rupiah
		known bool
	}{
		"one ride":                     {[]travel.Ride{ride("r1", "a", "b", 0)}, 4000, true},
		"a change within two hours":    {[]travel.Ride{ride("r1", "a", "b", 0), ride("r2", "b", "c", 120)}, 4000, true},
		"a change after two hours":     {[]travel.Ride{ride("r1", "a", "b", 0), ride("r2", "b", "c", 121)}, 8000, true},
		"the airport line besides":     {[]travel.Ride{ride("r1", "a", "b", 0), ride("bandara", "b", "c", 20)}, 19000, true},
		"within a zone":                {[]travel.Ride{ride("r1", "b", "c", 0)}, 3000, true},
		"one ticket is less than two":  {[]travel.Ride{ride("r1", "b", "c", 0), ride("r2", "c", "a", 30)}, 4000, true},
		"a line of which nothing said": {[]travel.Ride{ride("r9", "a", "b", 0)}, 0, false},
		"a walk":                       {nil, 0, false},
	} {
		if got, known := tmp.Cheapest(x.rides); got != x.want || known != x.known {
			t.Errorf("%s: %v (%v), want %v (%v)", name, got, known, x.want, x.known)
		}
	}
	for name, f := range map[string]travel.Fares{
		"another currency":  read(attributes+"a,2.50,USD,0,,\n", rules),
		"cents of a rupiah": read(attributes+"a,2.50,IDR,0,,\n", rules),
		"zones passed":      read(attributes+"a,4000,IDR,0,,\n", rules+"a,,,,kota\n"),
		"no fares":          read(attributes, rules),
	} {
		if got, known := f.Cheapest([]travel.Ride{ride("r1", "a", "b", 0)}); known {
			t.Errorf("%s: %v is told", name, got)
		}
	}
}
