package raptor_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// What leaves a stop between seven and half past: runs at fixed times, a line
// by headway, one of exact repetitions, and yesterday's run that is still on the
// road after midnight; not what ends there or takes nobody.
func TestDepartures(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"agency.txt":      "agency_id,agency_name,agency_url,agency_timezone\na,A,https://example.id,Asia/Jakarta\n",
		"calendar.txt":    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nd,1,1,1,1,1,1,1,20260101,20261231\n",
		"routes.txt":      "route_id,agency_id,route_short_name,route_type\nr,a,R,3\n",
		"stops.txt":       "stop_id,stop_name,stop_lat,stop_lon\nx,X,0.5,101.4\ny,Y,0.6,101.4\nz,Z,0.7,101.4\n",
		"trips.txt":       "route_id,service_id,trip_id\nr,d,early\nr,d,seven\nr,d,ends\nr,d,closed\nr,d,often\nr,d,exact\nr,d,night\n",
		"stop_times.txt":  "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\nearly,06:59:59,06:59:59,x,1,0\nearly,07:20:00,07:20:00,y,2,0\nseven,07:00:00,07:00:00,x,1,0\nseven,07:20:00,07:20:00,y,2,0\nends,06:50:00,06:50:00,y,1,0\nends,07:10:00,07:10:00,x,2,0\nclosed,07:05:00,07:05:00,x,1,1\nclosed,07:20:00,07:20:00,y,2,0\noften,00:00:00,00:00:00,z,1,0\noften,00:10:00,00:10:00,x,2,0\noften,00:20:00,00:20:00,y,3,0\nexact,00:00:00,00:00:00,x,1,0\nexact,00:20:00,00:20:00,y,2,0\nnight,24:30:00,24:30:00,x,1,0\nnight,24:50:00,24:50:00,y,2,0\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\noften,06:00:00,07:15:00,900,0\nexact,06:40:00,07:30:00,900,1\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	feed, err := gtfs.ReadFS(files, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	monday := gtfs.Date{Year: 2026, Month: 10, Day: 5}
	tt, err := raptor.Build(feed, raptor.Options{First: monday, Last: monday})
	if err != nil {
		t.Fatal(err)
	}
	x, _ := tt.StopByID("x")
	midnight := tt.Second(time.Date(2026, time.October, 5, 0, 0, 0, 0, tt.Zone()))
	between := func(from, until int32) string {
		var said []string
		for _, d := range tt.Departures(x, midnight+from, midnight+until, nil) {
			one := fmt.Sprintf("%s %s", tt.Trip(d.Trip).ID, tt.Time(d.Depart).Format("15:04:05"))
			if d.Headway > 0 {
				one += fmt.Sprintf(" to %s every %d s", tt.Time(d.Until).Format("15:04"), d.Headway)
			}
			calls := tt.Onward(d, nil)
			said = append(said, one+" to "+tt.Stop(calls[len(calls)-1].Stop).ID)
		}
		return strings.Join(said, "; ")
	}
	// 06:40 and every quarter of an hour: 06:55, 07:10, 07:25. The line by
	// headway passes ten minutes after it starts, until 07:25.
	if got, want := between(7*3600, 7*3600+1800), "seven 07:00:00 to y; often 07:00:00 to 07:25 every 900 s to y; exact 07:10:00 to y; exact 07:25:00 to y"; got != want {
		t.Errorf("between seven and half past:\n%s\nwant\n%s", got, want)
	}
	if got, want := between(0, 3600), "night 00:30:00 to y"; got != want {
		t.Errorf("after midnight: %s, want %s", got, want)
	}
	if tt.Departures(-1, 0, 86400, nil) != nil || tt.Departures(99, 0, 86400, nil) != nil {
		t.Error("something leaves a stop that there is not")
	}
}
