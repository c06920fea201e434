// SPDX-License-Identifier: Apache-2.0

// Package ui knows how a page of Sinergi is built: the frame (masthead,
// navigation, footer), the partial templates that pages are put together from,
// the functions templates may call, and the content security policy. It knows
// nothing of requests, sessions, or any page in particular.
//
// A page is a template file that defines "main", a struct with its data, and
// one message file per language. Of the page "trips of a day":
//
//	{{define "main"}}
//	{{template "summary" .Body.Summary}}
//	{{template "move" .Body.Move}}
//	{{template "filters" .Body.Filters}}
//	<div class="scroll"><table class="data">
//	  <caption>{{t "bus.trips" "Day" .Body.Day}}</caption>
//	  <thead><tr><th scope="col">{{t "bus.trip"}}</th>
//	    <th scope="col" class="n">{{t "bus.km"}}</th><th scope="col">{{t "bus.state"}}</th></tr></thead>
//	  <tbody>{{range .Body.Trips}}<tr>
//	    <th scope="row"><a href="{{.Href}}">{{.Number}}</a></th>
//	    <td class="n">{{km .Metres}}</td><td>{{template "badge" .State}}</td></tr>
//	  {{else}}<tr><td colspan="3">{{template "empty" .Body.Empty}}</td></tr>{{end}}</tbody>
//	</table></div>
//	<form method="post" action="/trips">
//	  {{template "field" (field $ "plate" (t "bus.plate") .Body.Plate "Required" true "Size" "short")}}
//	  <p class="buttons"><button class="button">{{t "bus.save"}}</button></p>
//	</form>
//	{{end}}
//
// At start, view, err := templates.Parse(pages, "trips.html"); then, in the
// handler, view.Render(w, &ui.Page{Lang: lang, Title: …, Path: r.URL.RequestURI(),
// User: …, Nav: …, Error: ui.ProblemOf(text, lang, err), Body: trips}). Forms
// that fail come back with status 422, the same data, and Error set: the list
// of errors on top and the text at each field come by themselves.
//
// Classes that pages use besides the partials: "data" on a table, "n" on cells
// with figures, "scroll" around what may be wider than a phone, "stack" on a
// table whose rows become blocks on a phone (cells then carry data-label),
// "buttons", "button", "button quiet", "button danger", "card", "grid", "note",
// "muted", "party-1" to "party-6" with partyClass.
package ui
