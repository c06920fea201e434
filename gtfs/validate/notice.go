package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sinergi/gtfs"
)

// Severity is how bad a notice is.
type Severity string

// The severities of the canonical validator.
const (
	Error   Severity = "ERROR"   // the reference forbids it
	Warning Severity = "WARNING" // good practice advises against it
	Info    Severity = "INFO"    // worth a look
)

// Notice is a kind of finding.
type Notice struct {
	Code     string
	Severity Severity
	File     string // that a row is of, when the fields do not name it
	Fields   string // of a sample, in order, with blanks between
	ID, EN   string // what is wrong and what to do, in Indonesian and English
}

// Sample is one place where a notice was found.
type Sample struct {
	notice *Notice
	values []any
}

// Field gives a value by its name, nil when the sample has none.
func (s Sample) Field(name string) any {
	for i, field := range fieldsOf(s.notice) {
		if field == name {
			return s.values[i]
		}
	}
	return nil
}

// MarshalJSON writes the fields in the notice's order.
func (s Sample) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, field := range fieldsOf(s.notice) {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(s.values[i])
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", s.notice.Code, field, err)
		}
		fmt.Fprintf(&b, "%q:%s", field, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// clock is a time of the service day in seconds, written HH:MM:SS.
type clock int32

func (c clock) String() string {
	if c < 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d:%02d", c/3600, c/60%60, c%60)
}

// MarshalText writes the time as GTFS does.
func (c clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// day is written YYYYMMDD.
type day gtfs.Date

func (d day) String() string { return fmt.Sprintf("%04d%02d%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes the day as GTFS does.
func (d day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// isoDay is written YYYY-MM-DD.
type isoDay gtfs.Date

func (d isoDay) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalText writes the day as ISO 8601 does.
func (d isoDay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func fieldsOf(n *Notice) []string { return strings.Fields(n.Fields) }
