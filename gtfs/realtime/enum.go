package realtime

import (
	"fmt"
	"strconv"
)

// The enumerations. Numbers that a newer feed uses are kept as they are.
type (
	// Incrementality is whether a feed is all there is.
	Incrementality int32
	// TripRelation is how a run stands to the timetable.
	TripRelation int32
	// CallRelation is how a call stands to the timetable.
	CallRelation int32
	// Status is how a vehicle stands to its stop.
	Status int32
	// Cause is why an alert was given; 0 is none.
	Cause int32
	// Effect is what an alert means for passengers; 0 is none.
	Effect int32
	// Severity is how much an alert matters; 0 is none.
	Severity int32
)

// Incrementalities.
const (
	Full         Incrementality = 0
	Differential Incrementality = 1
)

// Relationships of trips.
const (
	Scheduled   TripRelation = 0
	Added       TripRelation = 1 // no longer recommended, still sent
	Unscheduled TripRelation = 2 // of a trip by headway (exact_times=0)
	Canceled    TripRelation = 3
	Replacement TripRelation = 5
	Duplicated  TripRelation = 6
	Deleted     TripRelation = 7
	New         TripRelation = 8
)

// Relationships of calls.
const (
	CallScheduled   CallRelation = 0
	CallSkipped     CallRelation = 1
	CallNoData      CallRelation = 2
	CallUnscheduled CallRelation = 3 // of a trip by headway
)

// Statuses of vehicles.
const (
	IncomingAt  Status = 0
	StoppedAt   Status = 1
	InTransitTo Status = 2
)

// Causes and effects that are no more than "other".
const (
	OtherCause  Cause  = 2
	OtherEffect Effect = 7
	NoService   Effect = 1
)

var (
	incrementalities = map[int32]string{0: "FULL_DATASET", 1: "DIFFERENTIAL"}
	tripRelations    = map[int32]string{0: "SCHEDULED", 1: "ADDED", 2: "UNSCHEDULED", 3: "CANCELED", 5: "REPLACEMENT", 6: "DUPLICATED", 7: "DELETED", 8: "NEW"}
	callRelations    = map[int32]string{0: "SCHEDULED", 1: "SKIPPED", 2: "NO_DATA", 3: "UNSCHEDULED"}
	statuses         = map[int32]string{0: "INCOMING_AT", 1: "STOPPED_AT", 2: "IN_TRANSIT_TO"}
	causes           = map[int32]string{1: "UNKNOWN_CAUSE", 2: "OTHER_CAUSE", 3: "TECHNICAL_PROBLEM", 4: "STRIKE", 5: "DEMONSTRATION", 6: "ACCIDENT", 7: "HOLIDAY", 8: "WEATHER", 9: "MAINTENANCE", 10: "CONSTRUCTION", 11: "POLICE_ACTIVITY", 12: "MEDICAL_EMERGENCY"}
	effects          = map[int32]string{1: "NO_SERVICE", 2: "REDUCED_SERVICE", 3: "SIGNIFICANT_DELAYS", 4: "DETOUR", 5: "ADDITIONAL_SERVICE", 6: "MODIFIED_SERVICE", 7: "OTHER_EFFECT", 8: "UNKNOWN_EFFECT", 9: "STOP_MOVED", 10: "NO_EFFECT", 11: "ACCESSIBILITY_ISSUE"}
	severities       = map[int32]string{1: "UNKNOWN_SEVERITY", 2: "INFO", 3: "WARNING", 4: "SEVERE"}
)

// Causes lists the causes by number.
func Causes() []Cause { return upTo[Cause](len(causes)) }

// Effects lists the effects by number.
func Effects() []Effect { return upTo[Effect](len(effects)) }

func upTo[T ~int32](n int) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = T(i + 1)
	}
	return all
}

func named[T ~int32](names map[int32]string, v T) string {
	if name, ok := names[int32(v)]; ok {
		return name
	}
	return strconv.Itoa(int(v))
}

// String gives the name in gtfs-realtime.proto.
func (v Incrementality) String() string { return named(incrementalities, v) }

// String gives the name in gtfs-realtime.proto.
func (v TripRelation) String() string { return named(tripRelations, v) }

// String gives the name in gtfs-realtime.proto.
func (v CallRelation) String() string { return named(callRelations, v) }

// String gives the name in gtfs-realtime.proto.
func (v Status) String() string { return named(statuses, v) }

// String gives the name in gtfs-realtime.proto.
func (v Cause) String() string { return named(causes, v) }

// String gives the name in gtfs-realtime.proto.
func (v Effect) String() string { return named(effects, v) }

// String gives the name in gtfs-realtime.proto.
func (v Severity) String() string { return named(severities, v) }

// MarshalText gives the name, for JSON.
func (v Incrementality) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText gives the name, for JSON.
func (v TripRelation) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText gives the name, for JSON.
func (v CallRelation) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText gives the name, for JSON.
func (v Status) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText gives the name, for JSON.
func (v Cause) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText gives the name, for JSON.
func (v Effect) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText gives the name, for JSON.
func (v Severity) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name.
func (v *Cause) UnmarshalText(text []byte) error { return read(causes, v, text) }

// UnmarshalText reads a name.
func (v *Effect) UnmarshalText(text []byte) error { return read(effects, v, text) }

func read[T ~int32](names map[int32]string, v *T, text []byte) error {
	for number, name := range names {
		if name == string(text) {
			*v = T(number)
			return nil
		}
	}
	return fmt.Errorf("realtime: %q is no %T", text, *v)
}
