package realtime

// Rule is something that consumers rely on.
type Rule struct {
	Code    string // that of gtfs-realtime-validator (MobilityData); S… are ours
	Title   string
	Covered bool
	Why     string // it is not covered
}

// Rules lists the rules of gtfs-realtime-validator that are in use, and ours of
// sources that go bad. What they say is in our own words.
func Rules() []Rule {
	rule := func(code, title string) Rule { return Rule{code, title, true, ""} }
	not := func(code, title, why string) Rule { return Rule{code, title, false, why} }
	return []Rule{
		rule("E001", "not a time in Unix seconds"),
		rule("E002", "stop_time_updates are not in order of stop_sequence"),
		rule("E003", "the timetable has no such trip_id"),
		rule("E004", "the timetable has no such route_id"),
		rule("E006", "a trip by headway (exact_times=0) without start_time or start_date"),
		rule("E009", "no stop_sequence, though the trip visits the stop more than once"),
		rule("E011", "the timetable has no such stop_id"),
		rule("E012", "a time stamp later than that of the header"),
		rule("E013", "a trip by headway whose schedule_relationship cannot be"),
		rule("E015", "a stop_id where no vehicle stops (location_type is not 0)"),
		rule("E016", "an added trip that the timetable has"),
		rule("E017", "other content with the same header timestamp"),
		rule("E018", "the header timestamp went back"),
		rule("E019", "start_time is none of the runs of a trip that repeats exactly (exact_times=1)"),
		rule("E020", "start_time is not H:MM:SS"),
		rule("E021", "start_date is not YYYYMMDD"),
		rule("E022", "predicted times go back along the trip"),
		rule("E023", "start_time is not that of the timetable"),
		rule("E024", "direction_id is not that of the trip"),
		rule("E025", "a departure before its arrival"),
		rule("E026", "a position that is not on earth, or 0, 0"),
		rule("E027", "a bearing outside 0 to 360 degrees"),
		not("E028", "a position outside the area of the agency", "the ingest sets aside impossible places, and E029 covers trips"),
		rule("E029", "a vehicle on a trip more than 500 m off its shape"),
		rule("E030", "an alert whose trip is not of its route"),
		rule("E031", "an alert with two routes that differ"),
		rule("E032", "an alert that concerns nobody"),
		rule("E033", "an informed_entity that names nothing"),
		rule("E034", "the timetable has no such agency_id"),
		rule("E035", "the trip is not of this route_id"),
		rule("E036", "one stop_sequence twice in a row"),
		rule("E037", "one stop_id twice in a row"),
		rule("E038", "gtfs_realtime_version is neither 1.0 nor 2.0"),
		rule("E039", "is_deleted in a full dataset"),
		rule("E040", "a stop_time_update without stop_id and stop_sequence"),
		rule("E041", "a trip without stop_time_updates"),
		rule("E042", "a time in a stop_time_update that says NO_DATA"),
		rule("E043", "a stop_time_update without arrival and departure"),
		rule("E044", "an arrival or departure without delay and time"),
		rule("E045", "stop_sequence and stop_id do not belong together"),
		rule("E046", "a delay where the timetable has no time"),
		not("E047", "vehicle and trip paired otherwise in the other feed", "a message is checked by itself; ours come from one state"),
		rule("E048", "the header has no timestamp"),
		rule("E049", "the header has no incrementality"),
		rule("E050", "a time stamp in the future"),
		rule("E051", "the trip has no such stop_sequence"),
		rule("E052", "one vehicle twice"),
		rule("W001", "no timestamp"),
		rule("W002", "no vehicle id"),
		not("W003", "an id of one feed is missing in the other", "a message is checked by itself"),
		rule("W004", "a speed that no vehicle has"),
		rule("W005", "a trip by headway without vehicle id"),
		rule("W006", "a trip update without trip_id"),
		rule("W007", "more than 35 seconds since the message before"),
		rule("W008", "the header is older than it may be"),
		not("W009", "schedule_relationship is not given", "absent means SCHEDULED, and is read so"),
		rule("S001", "a new header, but every vehicle is told as before"),
		rule("S002", "a vehicle's time stamp went back"),
	}
}
