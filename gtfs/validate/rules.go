package validate

// rules are all rules. What reading finds is in reading.go.
var rules = []rule{
	agencyConsistency, agencyIDs,
	attributionRole,
	blockOverlap, blockRouteType,
	bookingRealTime, bookingSameDay, bookingPriorDay, bookingPriorNotice,
	calendarDays, calendarExpired, calendarSpread, calendarWindow, calendarCoverage,
	fareMedia, fareProducts, fareTransfers, fareJoins, fareAmount, fareZones, fareNetworks,
	feedInfo, feedLanguage,
	frequencies,
	geoJSON, geographyIDs, zones,
	pathwayGates, pathwayEnds, pathwayGraph, pathwayLevels,
	pointsNearPlaces,
	routeNames, duplicateRoutes, routeColors, routeURLs, routeBikes,
	shapeDistances, shapeUse,
	stopNames, stopParents, stopAccess, stopUse, stopStations,
	timesAtEnds, timesOrder, timesPoints, timesDistance, timesHeadsign, timesSpeed, timesOnDemand, timesBooking, timesAreas, timesContinuous,
	timeframes,
	transferStops, transferTrips, transferDistance, transferRouteType,
	translations,
	tripUse, tripShapeDistance,
	stopsOnShapes,
}

// Notices gives every notice that there is, those of reading first.
func Notices() []*Notice {
	all := append([]*Notice(nil), readingNotices...)
	for _, r := range rules {
		all = append(all, r.notices...)
	}
	return all
}
