// SPDX-License-Identifier: Apache-2.0

package ui

import (
	"html/template"
	"time"

	"sinergi/internal/civil"
)

// The data of the partial templates. A handler fills them, a page hands them
// on: {{template "chain" .Body.Chain}}. A partial whose data is empty shows
// nothing.

// Summary is the page's question answered in a sentence, first thing below the
// heading: {{template "summary" .Body.Summary}}.
type Summary struct {
	Text  string
	Note  string // a second, quieter sentence
	Badge Badge  // the state of the thing, beside the sentence
}

// Kind is what a badge means. Colour, icon and border follow from it; the
// words say it as well.
type Kind string

// The kinds of badges.
const (
	Neutral Kind = ""        // a fact
	Draft   Kind = "draft"   // not yet anybody else's business
	Waiting Kind = "waiting" // somebody's move
	Good    Kind = "good"    // agreed, accepted, in force
	Warn    Kind = "warn"    // look at this
	Bad     Kind = "bad"     // refused, failed, overdue
)

// Badge is a state in a word: {{template "badge" .Badge}}.
type Badge struct {
	Text string
	Kind Kind
}

// Notice is something to know before acting, and where to read on:
// {{template "notices" .Notices}} with []Notice.
type Notice struct {
	Text string
	Link *Link
	Note string // what stands behind it, small; may be ""
}

// Step is one link of the evidence chain, from the sum to what was measured:
// {{template "chain" .Steps}} with []Step.
type Step struct {
	Label, Value string
	Href         string // "" for the step the reader is at
}

// Fact is a line of {{template "facts" .Facts}} ([]Fact): what, and how much.
type Fact struct {
	Label, Value string
	Href         string // the value is a door
	Note         string
}

// Event is an entry of {{template "timeline" .Events}} ([]Event).
type Event struct {
	At   time.Time
	Who  string // office, or system
	Text string
	Href string
	Kind Kind
}

// Action is the one button that moves things on. Method "post" makes it a form
// of its own; anything else is a link that looks like a button.
type Action struct {
	Href, Label, Method string
	Kind                string // "", "quiet" or "danger"
}

// Move says whose move it is: {{template "move" .Move}}.
type Move struct {
	Office string     // who has to act
	Mine   bool       // the reader is that office
	Record bool       // the reader may enter what that office did
	Text   string     // what is to be done
	Since  civil.Date // zero: not shown
	Until  civil.Date // zero: no deadline
	Late   bool
	Action *Action // shown only when Mine or Record
}

// Tab is an entry of {{template "tabs" .Tabs}} ([]Tab): pages beside each
// other, each with its own address.
type Tab struct {
	Href, Label string
	Count       int  // 0 shows nothing
	More        bool // there are more than Count
	Current     bool
}

// Pager leads through a long list: {{template "pager" .Pager}}. One page of
// one shows only the total.
type Pager struct {
	Prev, Next  string // addresses; "" at the ends
	Page, Pages int64
	Total       int64
}

// Empty is a list that holds nothing yet, and what to do about it:
// {{template "empty" .Empty}}.
type Empty struct {
	Title, Text string
	Action      *Link
}

// Filters is a form that narrows a list, sent with GET:
// {{template "filters" .Filters}}.
type Filters struct {
	Action string // the page's own path
	Fields []Field
	Active bool // something is set: offers to clear it
}

// Party is a government with its place in the cooperation's colours, 0 to 5:
// {{template "party" .}}, and {{template "legend" .Parties}} for []Party.
type Party struct {
	Index int
	Name  string
}

// Map is a live map over a drawing that stands by itself: {{template "map"
// .Map}}. Page.Map must be true.
type Map struct {
	Src   string        // address that serves draw.Map.GeoJSON()
	Label string        // what the map shows, for who does not see it
	SVG   template.HTML // draw.Responsive of the same map
}

// Failure is the Body of the page that tells what could not be done.
type Failure struct {
	Status   int    // HTTP status; 401, 403, 404, 422, 500 and 503 have words of their own
	Message  string // more exact than the general sentence, may be ""
	Incident string // number under which the log has it, may be ""
	Action   *Link  // where to go; nil leads home
}
