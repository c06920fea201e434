package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The instants that machines count as seconds since 1970: from 1973, so that
// none is a spreadsheet's day number, to the year 5000.
const (
	firstSecond = 100_000_000
	lastSecond  = 95_617_584_000
)

// ParseInstant reads an instant as people and machines write it: like a
// DateTime, or as seconds or milliseconds since 1970. Parts of a second count.
func ParseInstant(s string) (time.Time, error) { return parseInstant(s, epoch1900()) }

func parseInstant(s string, epoch time.Time) (time.Time, error) {
	if s != "" && strings.Trim(s, "0123456789.") == "" {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			switch {
			case n >= firstSecond && n < lastSecond:
				return time.Unix(n, 0), nil
			case n >= firstSecond*1000 && n < lastSecond*1000:
				return time.UnixMilli(n), nil
			}
		} else if f, err := strconv.ParseFloat(s, 64); err == nil && f >= firstSecond && f < lastSecond {
			return time.UnixMicro(int64(f * 1e6)), nil
		}
	}
	t, err := parseDateTime(s, epoch)
	if err != nil {
		return t, err
	}
	if t.Year() < 1970 || t.Year() >= 5000 {
		return time.Time{}, fmt.Errorf("%q is not a time of ours", s)
	}
	return t, nil
}
