package signing

import (
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	core "sinergi/internal/signing"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
	"sinergi/internal/web/verify"
)

type dayBody struct {
	Summary    ui.Summary
	Warning    string
	Move       *ui.Move
	Blocked    string
	Powers     []dayPower
	After      *ui.Move // what comes next, when all have signed
	Unnumbered string
	Links      []ui.Link
	Facts      []ui.Fact
	Hash, Text []string // SHA-256 of the file and of the agreed text
	Seats      []daySeat
	Attempts   []dayAttempt
	Attendees  []core.Attendee
	Files      []ui.Link
	Seal       *daySeal
	Earlier    []ui.Link
	MayMove    bool
	MayCall    bool
	Open       bool
	At         string
	OtherDay   string
	Check      string
	Renew      int  // seconds after which what stands now is read again
	InFlight   bool // a signature is being made
}

type daySeat struct {
	No                       int
	Party                    ui.Party
	Label, Name, Title       string
	Means, When, Level, Note string
	Certificate              string
	State                    ui.Badge
}

// dayPower is a surat kuasa by which somebody cannot sign, with where it is
// mended.
type dayPower struct{ Text, Href string }

type dayAttempt struct {
	Href, Name, When string
	State            ui.Badge
	Text             string
}

type daySeal struct {
	Text, Note, Tried string
	Pending           bool
	MayTry            bool
}

func (p *pages) showDay(v *front.Visit) error {
	d, err := v.Desk.SigningDay(v.R.Context(), v.Actor, v.R.PathValue("round"))
	if err != nil {
		return err
	}
	page := p.dayPage(v, d)
	if d.Round.State == core.RoundComplete {
		if err := after(v, d, page); err != nil {
			return err
		}
	}
	return v.Render(p.day, page)
}

// after tells on the page of a complete signing what comes next.
func after(v *front.Visit, d ops.SigningDay, page *ui.Page) error {
	b := page.Body.(dayBody)
	courses, err := v.Desk.Courses(v.R.Context(), v.Actor, d.Coop)
	if err != nil {
		return err
	}
	for _, c := range courses {
		if c.Run.ID() == d.Round.Run {
			b.After = procedures.LineOf(v, []ops.Course{c})
		}
	}
	var missing []string
	for _, s := range d.Round.Seats {
		if d.Numbers[s.Government] == "" {
			missing = append(missing, s.GovName)
		}
	}
	if len(missing) > 0 {
		b.Unnumbered = v.T("signing.unnumbered", "Parties", strings.Join(missing, ", "))
	}
	b.Links = []ui.Link{{Href: procedures.RunPath(d.Round.Run), Label: v.T("signing.to_run")}, {Href: "/papers", Label: v.T("signing.to_register")}}
	page.Body = b
	return nil
}

// helping says that the reader may do what it takes for who signs next, and is
// not that person; "" when they are, or may do nothing.
func helping(v *front.Visit, d ops.SigningDay) string {
	switch {
	case d.Next == nil || d.MyTurn || !d.MayAct:
		return ""
	case d.Next.Means == core.ByHand:
		return v.T("signing.helping.hand", "Name", d.Next.Name)
	}
	return v.T("signing.helping", "Name", d.Next.Name)
}

func (p *pages) dayPage(v *front.Visit, d ops.SigningDay) *ui.Page {
	r := d.Round
	b := dayBody{
		At: "/signing/" + r.ID, Open: r.State == core.RoundOpen, MayMove: d.MayMove, MayCall: d.MayCall, Attendees: d.Attendees, Hash: verify.Groups(r.Head), Text: verify.Groups(r.Text),
		Summary: dayAnswer(v, d), Check: "/verify/" + r.Code,
	}
	if r.Uncertified {
		b.Warning = v.T("validity.uncertified")
	}
	b.Facts = []ui.Fact{
		{Label: v.T("signing.what"), Value: r.Kind + ": " + r.Title},
		{Label: v.T("verify.day"), Value: strings.TrimSuffix(i18n.LongDate(v.Lang, r.On)+", "+r.Time, ", ") + ", " + r.Place},
	}
	if r.Reason != "" {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("signing.reason"), Value: r.Reason})
	}
	if d.Printed {
		b.OtherDay = v.T("signing.printed_day", "On", r.On, "Next", d.NextDay)
	}
	for _, s := range r.Seats {
		b.Seats = append(b.Seats, dayRow(v, d, s))
	}
	for _, a := range d.Attempts {
		b.Attempts = append(b.Attempts, attemptRow(v, r, a.Attempt))
	}
	for _, x := range d.Powers {
		f := fault.Of(x.Err)
		b.Powers = append(b.Powers, dayPower{v.Text.T(v.Lang, f.Key, f.Args), procedures.GatePath(d.Round.Run, x.Gate)})
	}
	if d.Blocked != nil && b.Open && !(len(b.Powers) > 0 && strings.HasPrefix(fault.Of(d.Blocked).Key, "signing.power.")) {
		f := fault.Of(d.Blocked)
		b.Blocked = v.Text.T(v.Lang, f.Key, f.Args)
	}
	b.Move = dayMove(v, d)
	b.Files = dayFiles(v, r)
	b.Seal = daySealing(v, d)
	for _, e := range d.Earlier {
		b.Earlier = append(b.Earlier, ui.Link{Href: "/signing/" + e.ID, Label: v.T("signing.earlier", "No", e.No, "State", v.T(e.State.Key()))})
	}
	page := v.Page(v.T("signing.page"), crumbs(v, d, false)...)
	b.Renew, b.InFlight = 30, d.Open != nil && d.Open.State == core.InFlight
	if b.InFlight {
		b.Renew = 5
	}
	page.Body = b
	return page
}

func dayAnswer(v *front.Visit, d ops.SigningDay) ui.Summary {
	r := d.Round
	kind := map[core.RoundState]ui.Kind{core.RoundOpen: ui.Waiting, core.RoundComplete: ui.Good, core.RoundVoid: ui.Bad}[r.State]
	s := ui.Summary{Badge: ui.Badge{Text: v.T(r.State.Key()), Kind: kind}}
	switch {
	case r.State == core.RoundVoid:
		s.Text = v.T("signing.answer.void")
	case r.State == core.RoundComplete:
		s.Text = v.T("signing.answer.complete", "Of", len(r.Seats))
	case d.Open != nil && d.Open.State == core.Unknown:
		s.Text = v.T("signing.answer.unknown")
	case d.Next != nil:
		s.Text = v.T("signing.answer.open", "Signed", r.Signed(), "Of", len(r.Seats), "Name", d.Next.Name, "Office", d.Next.Title)
	}
	return s
}

func dayRow(v *front.Visit, d ops.SigningDay, s core.Seat) daySeat {
	row := daySeat{
		No: s.No, Party: ui.Party{Index: partyIndex(s.Party), Name: s.GovName}, Label: s.Label, Name: s.Name, Title: s.Title, Means: v.T(s.Means.Key()),
		State: ui.Badge{Text: v.T("verify.not_signed"), Kind: ui.Neutral},
	}
	if d.Next != nil && d.Next.No == s.No {
		row.State = ui.Badge{Text: v.T("signing.turn"), Kind: ui.Waiting}
	}
	g := s.Signature
	if g == nil {
		return row
	}
	row.State, row.When = ui.Badge{Text: v.T("verify.signed"), Kind: ui.Good}, i18n.DateTime(v.Lang, g.At)
	row.Means = v.T(g.Method.Key())
	if g.Level != "" {
		row.Level = g.Level
		if !g.Proven.IsZero() {
			row.Level += " · " + v.T("validity.when_proven", "At", g.Proven, "By", g.Proof)
		}
		row.Certificate = g.Subject + " · " + g.Issuer
	}
	if g.Less() {
		row.State = ui.Badge{Text: v.T("signing.less"), Kind: ui.Warn}
		row.Note = v.T("signing.chosen", "Level", g.Level, "Wanted", g.Wanted, "Why", g.Chosen)
	}
	if g.Originals != "" {
		var marks []string
		for _, m := range g.Marks {
			marks = append(marks, v.T("signing.mark."+m))
		}
		row.Note = v.T("signing.original_at", "Where", g.Originals, "Marks", strings.Join(marks, ", "))
	}
	return row
}

// partyIndex is the place of a party in the text, which gives its colour.
func partyIndex(id string) int {
	if n := strings.TrimPrefix(id, "pihak-"); len(n) == 1 {
		return int(n[0] - '1')
	}
	return 0
}

func attemptRow(v *front.Visit, r core.Round, a core.Attempt) dayAttempt {
	row := dayAttempt{When: i18n.DateTime(v.Lang, a.RequestedAt), State: ui.Badge{Text: v.T(a.State.Key())}}
	for _, s := range r.Seats {
		if s.Government == a.Government {
			row.Name = s.Name
		}
	}
	switch a.State {
	case core.Unknown:
		row.State.Kind, row.Href = ui.Warn, "/signing/"+r.ID+"/attempts/"+a.ID
	case core.Signed, core.Found:
		row.State.Kind = ui.Good
	case core.Refused:
		row.State.Kind = ui.Bad
	}
	row.Text = reasonText(v, a, r)
	return row
}

// reasonText says why an attempt was refused or is unknown.
func reasonText(v *front.Visit, a core.Attempt, r core.Round) string {
	seat, _ := r.Seat(a.Government)
	args := []any{"ID", a.Reference, "Name", seat.Name}
	for _, key := range []string{"signing.attempt." + a.Reason, "signer.unknown." + a.Reason, "signer.refused." + a.Reason} {
		if a.Reason != "" && v.Text.Has(key) {
			return v.T(key, args...)
		}
	}
	return a.Note
}

func dayMove(v *front.Visit, d ops.SigningDay) *ui.Move {
	if d.Next == nil {
		return nil
	}
	m := &ui.Move{Office: d.Next.Title + ", " + d.Next.GovName, Mine: d.MyTurn, Record: d.MayAct, Text: v.T("signing.move.sign")}
	last := d.Round.OpenedAt
	for _, s := range d.Round.Seats {
		if s.Signature != nil && s.Signature.At.After(last) {
			last = s.Signature.At
		}
	}
	m.Since = civil.In(last)
	switch {
	case d.Open != nil && d.Open.State == core.Unknown:
		m.Text = v.T("signing.move.resolve")
		m.Action = &ui.Action{Href: "/signing/" + d.Round.ID + "/attempts/" + d.Open.ID, Label: v.T("signing.resolve")}
	case d.Open != nil && d.Open.State == core.InFlight:
		m.Text = v.T("signer.attempt.in_flight")
	case d.Blocked == nil:
		m.Action = &ui.Action{Href: "/signing/" + d.Round.ID + "/sign", Label: v.T("signing.sign")}
		if help := helping(v, d); help != "" {
			m.Text, m.Action.Label = help, v.T("signing.prepare")
			if d.Next.Means == core.ByHand {
				m.Action.Label = v.T("signing.record")
			}
		}
	}
	return m
}

func dayFiles(v *front.Visit, r core.Round) []ui.Link {
	at := "/signing/" + r.ID + "/files/"
	var out []ui.Link
	if r.Signed() == 0 || r.ByHand {
		out = append(out, ui.Link{Href: at + "cetak", Label: v.T("signing.file.printed")})
	} else {
		out = append(out, ui.Link{Href: at + "naskah", Label: v.T("signing.file.signed")})
	}
	if r.Audit != "" {
		out = append(out, ui.Link{Href: at + "audit", Label: v.T("signing.file.audit")})
	}
	return append(out, ui.Link{Href: at + "berita-acara", Label: v.T("signing.file.minutes")})
}

func daySealing(v *front.Visit, d ops.SigningDay) *daySeal {
	r := d.Round
	switch r.Seal {
	case core.SealDone:
		return &daySeal{Text: v.T("signing.seal.done", "Level", r.SealLevel)}
	case core.SealPending:
		s := &daySeal{Text: v.T("signing.seal.pending"), Pending: true, MayTry: d.MayMove, Tried: v.T("signing.seal.untried")}
		if r.SealNote != "" {
			s.Note = v.T(r.SealNote, "Wanted", "")
		}
		if !r.SealTried.IsZero() {
			s.Tried = v.T("signing.seal.tried", "At", r.SealTried)
		}
		return s
	}
	return nil
}

func (p *pages) seal(v *front.Visit) error {
	if err := v.Desk.SealSigned(v.R.Context(), v.Actor, v.R.PathValue("round")); err != nil {
		d, derr := v.Desk.SigningDay(v.R.Context(), v.Actor, v.R.PathValue("round"))
		if derr != nil {
			return derr
		}
		return retry(v, p.day, p.dayPage(v, d), err)
	}
	return v.Redirect(at(v), "signing.done.sealed")
}
