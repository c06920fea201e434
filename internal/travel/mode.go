package travel

// Mode names a route_type of GTFS, also of the extended ones.
func Mode(kind int) string {
	switch {
	case kind == 0 || kind == 5 || kind/100 == 9:
		return "tram"
	case kind == 1 || kind/100 == 4:
		return "subway"
	case kind == 2 || kind == 12 || kind/100 == 1:
		return "rail"
	case kind == 4 || kind/100 == 10 || kind/100 == 12:
		return "ferry"
	case kind == 6 || kind == 7 || kind/100 == 13 || kind/100 == 14:
		return "cable"
	}
	return "bus"
}
