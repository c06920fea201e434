// SPDX-License-Identifier: Apache-2.0

// Package pulls is the words and badges for sources of GTFS Realtime, which are
// the same on the pages of those who keep a source, of those who run the service
// and of its passengers.
package pulls

import (
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/pull"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// Tells names what is fetched from an address.
func Tells(v *front.Visit, kinds []pull.Kind) string {
	var all []string
	for _, k := range kinds {
		all = append(all, v.T("pull.kind."+string(k)))
	}
	return strings.Join(all, ", ")
}

// StateBadge is a state in a word.
func StateBadge(v *front.Visit, s pull.State) ui.Badge {
	kind := ui.Warn
	switch s {
	case pull.Live:
		kind = ui.Good
	case pull.Unasked:
		kind = ui.Waiting
	case pull.NeverAnswered, pull.Unreachable, pull.Refused, pull.Unreadable, pull.Locked:
		kind = ui.Bad
	}
	return ui.Badge{Text: v.T("pull.state." + string(s)), Kind: kind}
}

// Badge is the state of an address in a word, with a note when what it says is not
// all known.
func Badge(v *front.Visit, d ops.SourceDoor) ui.Badge {
	if !d.Active {
		return ui.Badge{Text: v.T("pull.off")}
	}
	if r := d.Report; d.State == pull.Live && r.StrangeTrips+r.StrangeVehicles+r.StrangeAlerts+r.Odd > 0 {
		return ui.Badge{Text: v.T("pull.partly"), Kind: ui.Warn}
	}
	return StateBadge(v, d.State)
}

// Stamp says from when the last message is, by the source's own clock.
func Stamp(v *front.Visit, d ops.SourceDoor) string {
	if d.Header == 0 {
		return v.T("pull.no_message")
	}
	return i18n.DateTime(v.Lang, time.Unix(d.Header, 0))
}

// Age says how long ago the source says what it says.
func Age(v *front.Visit, stamp int64) string {
	s := max(0, v.Desk.Now().Unix()-stamp)
	if s >= 120 {
		return v.T("pull.minutes_ago", "Minutes", s/60)
	}
	return v.T("pull.seconds_ago", "Seconds", s)
}

// Detail says more of a failure.
func Detail(v *front.Visit, detail string) string {
	if code, ok := strings.CutPrefix(detail, "@"); ok {
		return v.T("pull.detail." + code)
	}
	return detail
}

// Why explains a state and what to do about it.
func Why(v *front.Visit, s pull.Source, d ops.SourceDoor) string {
	clock := func(unix int64) string {
		if unix == 0 {
			return "–"
		}
		return i18n.ClockSeconds(v.Lang, time.Unix(unix, 0))
	}
	return v.T("pull.why."+string(d.State), "Status", d.Status, "Detail", Detail(v, d.Detail), "Failures", d.Failures, "Stamp", clock(d.Stamp), "Last", clock(d.Header), "Since", clock(max(d.Since, d.Same)),
		"Age", int(s.Age(d.Kinds).Seconds()), "Strange", d.Report.StrangeTrips, "Trips", d.Report.Trips, "Ahead", int(pull.MaxAhead.Seconds()))
}
