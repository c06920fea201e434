package trace_test

import (
	"fmt"
	"time"

	"sinergi/trace"
)

func ExamplePath_Follow() {
	path, err := trace.NewPath([]trace.LatLon{{Lat: 0.42, Lon: 101.45}, {Lat: 0.44, Lon: 101.45}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var points []trace.Point
	for i := range 30 {
		points = append(points, trace.Point{At: int64(i) * 10e6, Lat: 0.42 + float64(i)*0.0007, Lon: 101.45})
	}
	points[12].Lon = 101.47 // jumps
	result := path.Follow(points, trace.Options{})
	for i, pass := range result.Passes {
		fmt.Printf("%.0f m in %v, %d position left out\n", pass.Travelled(), time.Duration(pass.Ended-pass.Began)*time.Microsecond, pass.Outliers)
		fmt.Println(len(result.Progress(i)), "samples draw it")
	}
	// Output:
	// 2211 m in 4m50s, 1 position left out
	// 3 samples draw it
}

func ExamplePath_Nearest() {
	path, err := trace.NewPath([]trace.LatLon{{Lat: 0, Lon: 101.45}, {Lat: 0, Lon: 101.46}})
	if err != nil {
		fmt.Println(err)
		return
	}
	along, off := path.Nearest(trace.LatLon{Lat: 0.0001, Lon: 101.455})
	fmt.Printf("%.0f of %.0f m along, %.0f m off\n", along, path.Length(), off)
	// Output: 557 of 1113 m along, 11 m off
}
