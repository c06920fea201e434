package realtime

// Message is a whole feed.
type Message struct {
	Header   Header   `pb:"1,required" json:"header"`
	Entities []Entity `pb:"2" json:"entity,omitempty"`
}

// Header says what a feed is and from when.
type Header struct {
	Version        string          `pb:"1,required" json:"gtfsRealtimeVersion"`
	Incrementality *Incrementality `pb:"2" json:"incrementality,omitempty"`
	Timestamp      uint64          `pb:"3" json:"timestamp,omitempty,string"` // Unix seconds
	FeedVersion    string          `pb:"4" json:"feedVersion,omitempty"`      // of feed_info.txt
}

// Entity is one of the three things that a feed tells.
type Entity struct {
	ID         string      `pb:"1,required" json:"id"`
	Deleted    bool        `pb:"2" json:"isDeleted,omitempty"`
	TripUpdate *TripUpdate `pb:"3" json:"tripUpdate,omitempty"`
	Vehicle    *Vehicle    `pb:"4" json:"vehicle,omitempty"`
	Alert      *Alert      `pb:"5" json:"alert,omitempty"`
}

// TripUpdate is when a trip will call, as far as that is known.
type TripUpdate struct {
	Trip      Trip       `pb:"1,required" json:"trip"`
	Vehicle   *VehicleID `pb:"3" json:"vehicle,omitempty"`
	Calls     []Call     `pb:"2" json:"stopTimeUpdate,omitempty"`
	Timestamp uint64     `pb:"4" json:"timestamp,omitempty,string"` // Unix seconds of the newest measurement
	Delay     *int32     `pb:"5" json:"delay,omitempty"`            // seconds
}

// Call is when a trip will arrive at a stop and leave it.
type Call struct {
	Sequence     *uint32      `pb:"1" json:"stopSequence,omitempty"`
	StopID       string       `pb:"4" json:"stopId,omitempty"`
	Arrival      *Event       `pb:"2" json:"arrival,omitempty"`
	Departure    *Event       `pb:"3" json:"departure,omitempty"`
	Relationship CallRelation `pb:"5,explicit" json:"scheduleRelationship"`
}

// Event is a predicted instant, or by how much it differs from the timetable.
type Event struct {
	Delay       *int32 `pb:"1" json:"delay,omitempty"`       // seconds; negative is early
	Time        int64  `pb:"2" json:"time,omitempty,string"` // Unix seconds; 0: not given
	Uncertainty *int32 `pb:"3" json:"uncertainty,omitempty"` // seconds; 0 is certain
}

// Trip says which run is meant: a trip of the timetable, and of one that
// repeats also the day and the first departure.
type Trip struct {
	ID           string       `pb:"1" json:"tripId,omitempty"`
	RouteID      string       `pb:"5" json:"routeId,omitempty"`
	Direction    *uint32      `pb:"6" json:"directionId,omitempty"`
	StartTime    string       `pb:"2" json:"startTime,omitempty"` // H:MM:SS of the service day
	StartDate    string       `pb:"3" json:"startDate,omitempty"` // YYYYMMDD
	Relationship TripRelation `pb:"4,explicit" json:"scheduleRelationship"`
}

// VehicleID is which vehicle is meant.
type VehicleID struct {
	ID    string `pb:"1" json:"id,omitempty"`
	Label string `pb:"2" json:"label,omitempty"`
	Plate string `pb:"3" json:"licensePlate,omitempty"`
}

// Vehicle is where a vehicle is.
type Vehicle struct {
	Trip      *Trip      `pb:"1" json:"trip,omitempty"`
	Vehicle   *VehicleID `pb:"8" json:"vehicle,omitempty"`
	Position  *Position  `pb:"2" json:"position,omitempty"`
	Sequence  *uint32    `pb:"3" json:"currentStopSequence,omitempty"`
	StopID    string     `pb:"7" json:"stopId,omitempty"`
	Status    *Status    `pb:"4" json:"currentStatus,omitempty"`    // without one it is InTransitTo
	Timestamp uint64     `pb:"5" json:"timestamp,omitempty,string"` // Unix seconds of the fix
}

// Position is a place on earth in WGS 84 degrees.
type Position struct {
	Lat      float32  `pb:"1,required" json:"latitude"`
	Lon      float32  `pb:"2,required" json:"longitude"`
	Bearing  *float32 `pb:"3" json:"bearing,omitempty"`  // degrees clockwise from north
	Odometer *float64 `pb:"4" json:"odometer,omitempty"` // metres
	Speed    *float32 `pb:"5" json:"speed,omitempty"`    // metres a second
}

// Alert is what passengers should know.
type Alert struct {
	Periods     []Period   `pb:"1" json:"activePeriod,omitempty"` // none: as long as it is in the feed
	Informed    []Selector `pb:"5" json:"informedEntity,omitempty"`
	Cause       Cause      `pb:"6" json:"cause,omitempty"`
	Effect      Effect     `pb:"7" json:"effect,omitempty"`
	URL         *Text      `pb:"8" json:"url,omitempty"`
	Header      *Text      `pb:"10" json:"headerText,omitempty"`
	Description *Text      `pb:"11" json:"descriptionText,omitempty"`
	Severity    Severity   `pb:"14" json:"severityLevel,omitempty"`
}

// Period is from an instant until before another, in Unix seconds; 0 is open.
type Period struct {
	Start uint64 `pb:"1" json:"start,omitempty,string"`
	End   uint64 `pb:"2" json:"end,omitempty,string"`
}

// Selector is whom an alert concerns: all that it names together.
type Selector struct {
	AgencyID  string  `pb:"1" json:"agencyId,omitempty"`
	RouteID   string  `pb:"2" json:"routeId,omitempty"`
	RouteType *int32  `pb:"3" json:"routeType,omitempty"`
	Trip      *Trip   `pb:"4" json:"trip,omitempty"`
	StopID    string  `pb:"5" json:"stopId,omitempty"`
	Direction *uint32 `pb:"6" json:"directionId,omitempty"`
}

// Text is a text in some languages.
type Text struct {
	In []Translation `pb:"1" json:"translation,omitempty"`
}

// Translation is a text in a language (BCP 47); without one it is in that of
// the feed.
type Translation struct {
	Text     string `pb:"1,required" json:"text"`
	Language string `pb:"2" json:"language,omitempty"`
}

// Of gives the text in a language, else the first; empty when there is none.
func (t *Text) Of(language string) string {
	if t == nil || len(t.In) == 0 {
		return ""
	}
	for _, in := range t.In {
		if in.Language == language {
			return in.Text
		}
	}
	return t.In[0].Text
}
