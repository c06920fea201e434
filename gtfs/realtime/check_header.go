package realtime

import (
	"bytes"
	"strconv"
	"time"
)

// ahead is how far, in seconds, an instant may be in the future: clocks differ.
const ahead = 60

func (k *checking) header() {
	h := k.m.Header
	if h.Version != "1.0" && h.Version != "2.0" {
		k.add("E038", "%s", h.Version)
	}
	if h.Incrementality == nil {
		k.add("E049", "")
	}
	if h.Timestamp == 0 {
		k.add("E048", "")
		return
	}
	k.instant(h.Timestamp)
	if age := k.now - int64(h.Timestamp); age > int64(k.MaxAge/time.Second) {
		k.add("W008", "%d", age)
	}
}

// sequence holds a message against the one before.
func (k *checking) sequence() {
	if k.Previous == nil {
		return
	}
	was, is := k.Previous.Header.Timestamp, k.m.Header.Timestamp
	same := k.sameContent()
	switch {
	case is == 0:
	case is < was:
		k.add("E018", "%d < %d", is, was)
	case is == was && !same:
		k.add("E017", "%d", is)
	case is > was && same && k.moves():
		k.add("S001", "%d", is)
	}
	if is > was+35 {
		k.add("W007", "%d", is-was)
	}
	before := map[string]uint64{}
	for _, e := range k.Previous.Entities {
		if v := e.Vehicle; v != nil && v.Vehicle != nil && v.Vehicle.ID != "" {
			before[v.Vehicle.ID] = v.Timestamp
		}
	}
	for _, e := range k.m.Entities {
		if v := e.Vehicle; v != nil && v.Vehicle != nil && v.Timestamp > 0 && v.Timestamp < before[v.Vehicle.ID] {
			k.entity = e.ID
			k.add("S002", "%d < %d", v.Timestamp, before[v.Vehicle.ID])
		}
	}
	k.entity = ""
}

// sameContent reports whether all but the header is as it was before.
func (k *checking) sameContent() bool {
	if len(k.m.Entities) != len(k.Previous.Entities) {
		return false
	}
	a, b := Message{Entities: k.m.Entities}, Message{Entities: k.Previous.Entities}
	return bytes.Equal(a.Append(nil), b.Append(nil))
}

// moves reports whether a message tells what changes all the time: where
// vehicles are. Alerts stay as they are.
func (k *checking) moves() bool {
	for _, e := range k.m.Entities {
		if e.Vehicle != nil {
			return true
		}
	}
	return false
}

// instant judges a time stamp, and reports whether it can be one.
func (k *checking) instant(at uint64) bool {
	switch {
	case at < 1_000_000_000 || at > 4_000_000_000: // 2001 to 2096
		k.add("E001", "%s", strconv.FormatUint(at, 10))
		return false
	case int64(at) > k.now+ahead:
		k.add("E050", "%d", at)
	}
	return true
}

// stamp judges the time stamp of an entity.
func (k *checking) stamp(at uint64) {
	if at == 0 {
		k.add("W001", "")
		return
	}
	if k.instant(at) && k.m.Header.Timestamp != 0 && at > k.m.Header.Timestamp {
		k.add("E012", "%d", at)
	}
}
