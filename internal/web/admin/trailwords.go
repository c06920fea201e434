// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"regexp"
	"strings"

	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
)

// reader says in words what the trail keeps as keys and ids.
type reader struct {
	v     *front.Visit
	names map[string]ops.TrailName // by object, as ops.Desk.TrailNames gives them
	hash  *regexp.Regexp
	tally *regexp.Regexp // of an imported file
}

func newReader(v *front.Visit, names map[string]ops.TrailName) reader {
	return reader{v, names, regexp.MustCompile(`\b[0-9a-f]{64}\b`), regexp.MustCompile(`(\d+) accepted, (\d+) duplicate, (\d+) set aside, (\d+) refused$`)}
}

// has gives the message of a key, or a text when there is none.
func (r reader) has(key, otherwise string) string {
	if r.v.Text.Has(key) {
		return r.v.T(key)
	}
	return otherwise
}

// action says what was done.
func (r reader) action(name string) string {
	return r.has("admin.did."+name, strings.ReplaceAll(name, "_", " "))
}

// object says to what it was done: the kind of thing, and its name or id.
func (r reader) object(text string) string {
	kind, id, _ := strings.Cut(text, " ")
	if name := r.names[text]; name.Name != "" {
		id = name.Name
		if !name.Month.IsZero() {
			id += ", " + r.v.T("admin.of_month", "Month", name.Month, "Version", name.Version)
		}
	}
	if kind == "government" {
		id = ops.GovernmentName(id)
	}
	if key := "admin.thing." + kind; r.v.Text.Has(key) {
		return r.v.T(key) + " " + id
	}
	return text
}

// detail says what else was noted: roles, the successor, a step, a verdict,
// how many rows of a file came in. Of a file's hash the beginning is enough.
func (r reader) detail(e store.Entry) string {
	text := e.Detail
	switch e.Action {
	case "invite", "change_person":
		var words []string
		for _, role := range strings.Fields(text) {
			words = append(words, r.has("role."+role, role))
		}
		return strings.Join(words, ", ")
	case "deactivate":
		if name := r.names["account "+text].Name; name != "" {
			return r.v.T("admin.handed_to", "Name", name)
		}
	case "add_event":
		return r.has("cooperation.stage."+text, text)
	case "propose", "confirm_proposal", "refuse_proposal", "withdraw_proposal":
		kind, rest, _ := strings.Cut(text, ": ")
		return r.has("proposal.kind."+kind, kind) + ": " + rest
	case "judge_ticket":
		verdict, reason, _ := strings.Cut(text, ": ")
		return r.has("waste.verdict."+verdict, verdict) + ": " + reason
	}
	text = r.hash.ReplaceAllStringFunc(text, func(sum string) string { return sum[:12] + "…" })
	if n := r.tally.FindStringSubmatch(text); n != nil {
		text = strings.TrimSuffix(text, n[0]) + r.v.T("admin.tally", "Accepted", n[1], "Duplicate", n[2], "Aside", n[3], "Refused", n[4])
	}
	return text
}
