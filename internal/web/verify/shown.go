package verify

import (
	"strings"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/signing"
	"sinergi/internal/validity"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/pades"
)

type resultBody struct {
	Summary  ui.Summary
	Document *document
	Opinion  Opinion
}

// document is what is known here of a document that was asked for.
type document struct {
	Facts []ui.Fact
	Seats []seat
	Note  string
}

type seat struct {
	Label, Name, Title, Government string
	State                          ui.Badge
	When                           string
}

// Opinion is an opinion in the reader's words.
type Opinion struct {
	Summary    ui.Summary
	Warning    string
	Hash       []string // in groups
	Size       string
	Signatures []Signature
	Timestamps []Signature
	Unsigned   string
	Findings   []string
}

// Signature is a signature in the reader's words.
type Signature struct {
	Title    string
	State    ui.Badge
	Facts    []ui.Fact
	Findings []Finding
}

// Finding is a finding in the reader's words.
type Finding struct {
	Text string
	Kind ui.Kind
}

// Shown puts an opinion into the reader's words. No number of a person is in
// it.
func Shown(v *front.Visit, o validity.Opinion) Opinion {
	out := Opinion{
		Summary: ui.Summary{Text: v.T(o.Key()), Badge: badge(v, o.Verdict)},
		Hash:    Groups(o.SHA256), Size: v.T("validity.size", "Bytes", i18n.Int(v.Lang, int64(o.Bytes))),
	}
	if len(o.Signatures) == 0 {
		out.Summary.Badge = ui.Badge{}
	}
	if o.Uncertified() {
		out.Warning = v.T("validity.uncertified")
	}
	for _, s := range o.Signatures {
		out.Signatures = append(out.Signatures, shown(v, "validity.signature", s, len(o.Signatures)))
	}
	for _, s := range o.Timestamps {
		out.Timestamps = append(out.Timestamps, shown(v, "validity.timestamp", s, len(o.Timestamps)))
	}
	if len(o.Unsigned) > 0 {
		out.Unsigned = v.T("validity.unsigned", "Names", strings.Join(o.Unsigned, ", "))
	}
	for _, f := range o.Findings {
		out.Findings = append(out.Findings, v.T(f.Key))
	}
	return out
}

func badge(v *front.Visit, verdict pades.Verdict) ui.Badge {
	switch verdict {
	case pades.Passed:
		return ui.Badge{Text: v.T("validity.verdict_passed"), Kind: ui.Good}
	case pades.Failed:
		return ui.Badge{Text: v.T("validity.verdict_failed"), Kind: ui.Bad}
	}
	return ui.Badge{Text: v.T("validity.verdict_doubt"), Kind: ui.Warn}
}

func shown(v *front.Visit, title string, s validity.Signature, of int) Signature {
	out := Signature{Title: v.T(title, "No", s.No, "Of", of), State: badge(v, s.Verdict)}
	fact := func(key, value string) {
		if value != "" {
			out.Facts = append(out.Facts, ui.Fact{Label: v.T(key), Value: value})
		}
	}
	fact("validity.who", s.Signer)
	fact("validity.when", when(v, s))
	if title == "validity.signature" {
		fact("validity.level", v.T(validity.LevelKey(s.Level)))
	}
	fact("validity.integrity", integrity(v, s))
	trust := "validity.untrusted"
	if s.Trusted {
		trust = "validity.trusted"
	}
	fact("validity.trust", v.T(trust))
	if s.Revocation != "" {
		fact("validity.revocation", v.T("validity.revocation_"+s.Revocation))
	}
	fact("validity.organization", s.Organization)
	fact("validity.issuer", s.Issuer)
	fact("validity.serial", s.Serial)
	fact("validity.reason", s.Reason)
	fact("validity.place", s.Place)
	for _, f := range s.Findings {
		out.Findings = append(out.Findings, Finding{v.T(f.Key), map[pades.Weight]ui.Kind{pades.Fatal: ui.Bad, pades.Doubt: ui.Warn}[f.Weight]})
	}
	return out
}

func when(v *front.Visit, s validity.Signature) string {
	switch {
	case !s.Proven.IsZero():
		return v.T("validity.when_proven", "At", s.Proven, "By", s.ProvenBy)
	case !s.Claimed.IsZero():
		return v.T("validity.when_claimed", "At", s.Claimed)
	}
	return v.T("validity.when_unknown")
}

func integrity(v *front.Visit, s validity.Signature) string {
	switch {
	case !s.Intact:
		return v.T("validity.broken")
	case s.Whole:
		return v.T("validity.intact_whole")
	}
	return v.T("validity.intact_part")
}

// Groups cuts a hash into pieces that can be read aloud.
func Groups(sum string) (out []string) {
	for len(sum) > 8 {
		out, sum = append(out, sum[:8]), sum[8:]
	}
	return append(out, sum)
}

func documentBody(v *front.Visit, p ops.PublicSigning) resultBody {
	r := p.Round
	d := &document{Facts: []ui.Fact{
		{Label: v.T("verify.document"), Value: r.Kind + ": " + r.Title},
		{Label: v.T("verify.state"), Value: v.T(r.State.Key())},
		{Label: v.T("verify.day"), Value: i18n.LongDate(v.Lang, r.On) + ", " + r.Place},
		{Label: v.T("verify.text_hash"), Value: r.Text},
	}}
	for _, s := range r.Seats {
		x := seat{Label: s.Label, Name: s.Name, Title: s.Title, Government: s.GovName, State: ui.Badge{Text: v.T("verify.not_signed"), Kind: ui.Waiting}}
		if s.Signature != nil {
			x.State, x.When = ui.Badge{Text: v.T("verify.signed"), Kind: ui.Good}, i18n.DateTime(v.Lang, s.Signature.At)
		}
		d.Seats = append(d.Seats, x)
	}
	body := resultBody{Document: d}
	if p.Opinion != nil {
		body.Opinion = Shown(v, *p.Opinion)
	}
	switch {
	case r.State == signing.RoundVoid:
		body.Summary = ui.Summary{Text: v.T("verify.void"), Badge: ui.Badge{Text: v.T(r.State.Key()), Kind: ui.Bad}}
	case r.ByHand:
		body.Summary = ui.Summary{Text: v.T("verify.by_hand", "Signed", r.Signed(), "Of", len(r.Seats))}
	case r.State == signing.RoundOpen:
		body.Summary = ui.Summary{Text: v.T("verify.open", "Signed", r.Signed(), "Of", len(r.Seats)), Badge: ui.Badge{Text: v.T(r.State.Key()), Kind: ui.Waiting}}
	}
	switch {
	case !p.Newest:
		d.Note = v.T("verify.older")
	case p.SHA256 != "":
		d.Note = v.T("verify.same_file")
	default:
		d.Note = v.T("verify.compare")
	}
	return body
}
