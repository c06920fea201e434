package ops

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/report"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// longestNote bounds what an officer says of a cooperation, in characters.
const longestNote = 2000

// reportOf is a government's reports: its own people read them, and the
// province that it lies in.
func reportOf(government string) policy.Resource {
	return policy.Resource{Parties: []string{government}}
}

// ReportState is a half year of a government: what was sent of it, and by when
// it is due.
type ReportState struct {
	Government string
	Period     report.Period
	Sent       []store.Report // newest version first
	Due        civil.Date
	Overdue    bool
	Ended      bool
}

// Reports lists the half years on which governments report, newest first: of
// the actor's own government or, for a province, of those inside it. A
// government reports from the half year on in which it had signed something and
// worked with Sinergi; what it told the governor before, it told on paper.
func (d *Desk) Reports(ctx context.Context, who policy.Actor) (all []ReportState, err error) {
	if who.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	rule, err := report.Rule()
	if err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		governments, err := tx.Governments(ctx)
		if err != nil {
			return err
		}
		for _, g := range governments {
			if g.Kind == party.Province || policy.Can(who, policy.SeeCooperation, reportOf(g.Code)) != nil {
				continue
			}
			first, err := tx.FirstSigned(ctx, g.Code)
			if err != nil {
				return err
			}
			if first.IsZero() {
				continue
			}
			sent, err := tx.Reports(ctx, g.Code)
			if err != nil {
				return err
			}
			began, err := tx.FirstAccount(ctx, g.Code)
			if err != nil {
				return err
			}
			if on := civil.In(time.UnixMicro(began)); on.After(first) {
				first = on
			}
			for _, r := range sent { // also of an earlier half year
				if p, ok := report.ParseHalfYear(r.Period); ok && p.Until().Before(first) {
					first = p.From()
				}
			}
			for _, p := range report.Periods(first, d.today(), report.HalfYears) {
				s := ReportState{Government: g.Code, Period: p, Due: p.Due(rule), Ended: p.Until().Before(d.today())}
				for _, r := range sent {
					if r.Period == p.String() {
						s.Sent = append(s.Sent, r)
					}
				}
				s.Overdue = len(s.Sent) == 0 && s.Due.Before(d.today())
				all = append(all, s)
			}
		}
		slices.SortStableFunc(all, func(a, b ReportState) int { return strings.Compare(b.Period.String(), a.Period.String()) })
		return nil
	})
	return all, err
}

// ReportSheet is a report as its reader sees it.
type ReportSheet struct {
	ReportState
	report.Report
	Live    bool              // not sent: as it would be now
	Kept    store.Report      // the version shown, when it was sent
	Notes   map[string]string // what the officer has written for the next version
	MaySend bool
	Rule    report.Interval
	Place   string // of the head of region, for the paper
	Lines   []string
}

// ReportSheet gives a report: the version of that number, or with 0 what would
// be sent now, which only the government itself sees.
func (d *Desk) ReportSheet(ctx context.Context, who policy.Actor, government string, p report.Period, version int) (s ReportSheet, err error) {
	if err := policy.Can(who, policy.SeeCooperation, reportOf(government)); err != nil {
		return s, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s, err = d.reportSheet(ctx, tx, who, government, p, version)
		return err
	})
	return s, err
}

func (d *Desk) reportSheet(ctx context.Context, tx *store.Tx, who policy.Actor, government string, p report.Period, version int) (s ReportSheet, err error) {
	if s.Rule, err = report.Rule(); err != nil {
		return s, err
	}
	s.ReportState = ReportState{Government: government, Period: p, Due: p.Due(s.Rule), Ended: p.Until().Before(d.today())}
	all, err := tx.Reports(ctx, government)
	if err != nil {
		return s, err
	}
	s.Sent = slices.DeleteFunc(all, func(r store.Report) bool { return r.Period != p.String() })
	s.Overdue = len(s.Sent) == 0 && s.Due.Before(d.today())
	s.MaySend = policy.Can(who, policy.EditAgreement, policy.Of(government)) == nil
	if s.Place, s.Lines, err = signatureOf(ctx, tx, government, d.today()); err != nil {
		return s, err
	}
	if version > 0 {
		if s.Kept, err = tx.Report(ctx, government, p.String(), version); err != nil {
			return s, err
		}
		s.Report, err = report.Parse(s.Kept.Canonical)
		return s, err
	}
	if !s.MaySend || p.From().After(d.today()) {
		return s, fault.New(fault.NotFound, "policy.not_found")
	}
	if s.Notes, err = tx.ReportNotes(ctx, government, p.String()); err != nil {
		return s, err
	}
	s.Live = true
	s.Report, err = d.reportNow(ctx, tx, who, government, p, s.Notes)
	s.Version = len(s.Sent) + 1
	if len(s.Sent) > 0 {
		s.Corrects = s.Sent[0].SHA256
	}
	return s, err
}

// signatureOf gives the seat of a government and the signature block of its
// head on a day.
func signatureOf(ctx context.Context, tx *store.Tx, government string, on civil.Date) (place string, lines []string, err error) {
	offices, err := tx.Offices(ctx, government)
	if err != nil {
		return "", nil, err
	}
	holders, err := tx.Holders(ctx, government)
	if err != nil {
		return "", nil, err
	}
	seat, err := tx.SeatOf(ctx, government)
	if err != nil {
		return "", nil, err
	}
	for _, o := range offices {
		for _, h := range holders {
			if o.Head && h.Office == o.ID && h.Holds(on) {
				return seat, h.SignatureLines(o), nil
			}
		}
	}
	return seat, nil, nil
}

// NoteEdit is what an officer says in a report, and what the form said before.
type NoteEdit struct{ Was, Is string }

// SaveReportNotes keeps what the officer says in the next report: by
// cooperation, the empty id for all of them. Nothing is kept when a colleague
// has said something else meanwhile where the officer changes what is said.
func (d *Desk) SaveReportNotes(ctx context.Context, who policy.Actor, government string, p report.Period, notes map[string]NoteEdit) error {
	if err := policy.Can(who, policy.EditAgreement, policy.Of(government)); err != nil {
		return err
	}
	var wrong []fault.Field
	for id, n := range notes {
		if utf8.RuneCountInString(n.Is) > longestNote {
			wrong = append(wrong, fault.NewField("note:"+id, "register.too_long", "Limit", longestNote))
		}
	}
	if err := fault.InvalidFields(wrong); err != nil {
		return err
	}
	return d.act(ctx, who, "note_report", "government "+government, p.String(), func(tx *store.Tx) error {
		said, err := tx.ReportNotes(ctx, government, p.String())
		if err != nil {
			return err
		}
		var moved []fault.Field
		for id, n := range notes {
			is, was := strings.TrimSpace(n.Is), strings.TrimSpace(n.Was)
			switch stands := said[id]; {
			case is == was || is == stands:
				continue
			case stands != was:
				moved = append(moved, fault.NewField("note:"+id, "report.note_moved_on", "Text", stands))
			default:
				err = errors.Join(err, tx.SaveReportNote(ctx, government, p.String(), id, is))
			}
		}
		return errors.Join(err, fault.InvalidFields(moved))
	})
}

// SendReport sends the report of a half year that has ended. base is the hash
// of what the officer saw: when figures have moved since, they look again. A
// second report corrects the first and says why.
func (d *Desk) SendReport(ctx context.Context, who policy.Actor, government string, p report.Period, base, reason string) (version int, err error) {
	if err := policy.Can(who, policy.EditAgreement, policy.Of(government)); err != nil {
		return 0, err
	}
	reason = strings.TrimSpace(reason)
	err = d.act(ctx, who, "send_report", "government "+government, p.String(), func(tx *store.Tx) error {
		s, err := d.reportSheet(ctx, tx, who, government, p, 0)
		if err != nil {
			return err
		}
		if !s.Ended {
			return fault.New(fault.Conflict, "report.not_ended", "Until", p.Until())
		}
		_, seen, err := s.Report.Canonical()
		if err != nil {
			return err
		}
		switch {
		case s.Version > 1 && reason == "":
			return fault.InvalidFields([]fault.Field{fault.NewField("reason", "report.reason_needed")})
		case utf8.RuneCountInString(reason) > longestNote:
			return fault.InvalidFields([]fault.Field{fault.NewField("reason", "register.too_long", "Limit", longestNote)})
		case seen != base:
			return fault.New(fault.Conflict, "report.moved_on")
		}
		if s.Version > 1 {
			s.Reason = reason
		}
		body, sum, err := s.Report.Canonical()
		if err != nil {
			return err
		}
		version = s.Version
		err = tx.AddReport(ctx, store.Report{Government: government, Period: p.String(), Version: version, SHA256: sum, Canonical: body, SentUS: d.nowUS(), Account: who.Account, Name: who.Name})
		if errors.Is(err, sqldb.ErrUnique) {
			return fault.New(fault.Conflict, "report.moved_on")
		}
		return err
	})
	return version, err
}

// reportNow gathers what a government would report now.
func (d *Desk) reportNow(ctx context.Context, tx *store.Tx, who policy.Actor, government string, p report.Period, notes map[string]string) (r report.Report, err error) {
	g, err := tx.Government(ctx, government)
	if err != nil {
		return r, err
	}
	r = report.Report{Schema: report.Schema, Government: government, Name: g.Name, Period: p.String(), Note: notes[""]}
	cooperations, err := tx.Cooperations(ctx)
	if err != nil {
		return r, err
	}
	across := false
	for _, c := range cooperations {
		if c.Draft || !slices.Contains(c.Parties, government) {
			continue
		}
		one, err := d.reported(ctx, tx, who, c, p)
		if err != nil {
			return r, err
		}
		for _, code := range c.Parties {
			if code != government {
				one.Partners = append(one.Partners, code)
				across = across || !party.InProvince(code, provinceOf(government))
			}
		}
		one.Problems = notes[c.ID]
		r.Cooperations = append(r.Cooperations, one)
	}
	r.Addressee = "Gubernur " + region.Name(provinceOf(government))
	if across { // PP 28/2018 art. 44(3): the Minister watches what crosses provinces
		r.Addressee += "; Menteri Dalam Negeri"
	}
	return r, nil
}

func provinceOf(government string) string {
	province, _, _ := strings.Cut(government, ".")
	return province
}

func (d *Desk) reported(ctx context.Context, tx *store.Tx, who policy.Actor, c agreement.Cooperation, p report.Period) (one report.Cooperation, err error) {
	one = report.Cooperation{ID: c.ID, Title: c.Title, Category: string(c.Category), Partners: []string{}, Papers: []report.Paper{}}
	courses, err := d.courses(ctx, tx, who, c)
	if err != nil {
		return one, err
	}
	for _, course := range courses {
		one.Stage = string(course.Run.Stage())
		if len(course.Turns) > 0 {
			t := course.Turns[0]
			one.Turn = strings.TrimPrefix(t.Branch+": ", ": ") + t.Gate.ID
			one.Since = civil.In(t.Since).Long()
		}
	}
	papers, err := tx.Agreements(ctx, c.ID)
	if err != nil {
		return one, err
	}
	for _, a := range papers {
		if a.Status == agreement.Draft || a.Proposed || a.SignedOn.After(p.Until()) {
			continue
		}
		paper, err := d.reportedPaper(ctx, tx, who, a, p)
		if err != nil {
			return one, err
		}
		one.Papers = append(one.Papers, paper)
	}
	return one, nil
}

func (d *Desk) reportedPaper(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, p report.Period) (out report.Paper, err error) {
	out = report.Paper{
		ID: a.ID, Kind: string(a.Kind), Title: a.Title, Signed: a.SignedOn, From: a.From, Until: a.Until, Status: string(a.Status),
		Numbers: []report.Number{}, LateOnes: []report.Late{}, Months: []report.Month{},
	}
	for _, side := range a.Parties {
		out.Numbers = append(out.Numbers, report.Number{Government: side.Government, Number: side.Number})
	}
	duties, err := d.dutiesOf(ctx, tx, who, a)
	if err != nil {
		return out, err
	}
	for _, duty := range duties {
		if due := duty.Period.Due; due.IsZero() || due.Before(p.From()) || due.After(p.Until()) {
			continue
		}
		switch duty.State {
		case obligation.Met, obligation.Excused:
			out.Met++
		case obligation.Late, obligation.NotMet:
			out.Late++
			one := report.Late{Bearer: duty.Bearer, Text: strings.TrimRight(duty.Text, ".")}
			i := slices.IndexFunc(out.LateOnes, func(x report.Late) bool { return x.Bearer == one.Bearer && x.Text == one.Text })
			if i < 0 {
				i = len(out.LateOnes)
				out.LateOnes = append(out.LateOnes, one)
			}
			out.LateOnes[i].Times++
		}
	}
	statements, err := tx.Statements(ctx, a.ID)
	if err != nil {
		return out, err
	}
	for _, month := range p.Months() {
		one, ok, err := reportedMonth(ctx, tx, statements, month)
		if err != nil {
			return out, err
		}
		if ok {
			out.Months = append(out.Months, one)
		}
	}
	return out, nil
}

// reportedMonth gives the statement of a month that counts: the newest that is
// agreed, or that one is offered and not agreed yet. A draft is the provider's
// own.
func reportedMonth(ctx context.Context, tx *store.Tx, all []store.Statement, month civil.Month) (out report.Month, ok bool, err error) {
	out = report.Month{Month: month, Figures: []report.Figure{}, Payments: []report.Payment{}}
	for _, s := range all { // newest version first
		if s.Month != month {
			continue
		}
		switch s.Status {
		case settlement.Agreed:
			whole, err := tx.Statement(ctx, s.ID)
			if err != nil {
				return out, false, err
			}
			sheet, err := settlement.Parse(whole.Canonical)
			if err != nil {
				return out, false, err
			}
			out.Statement, out.SHA256, out.Agreed = s.ID, s.SHA256, true
			for _, m := range sheet.Measurements {
				out.Figures = append(out.Figures, report.Figure{Measure: m.Measure, Government: m.Government, Unit: string(m.Unit), Amount: m.Amount.String()})
			}
			if out.Figures, err = report.Total(out.Figures); err != nil {
				return out, false, err
			}
			for _, t := range sheet.Payable {
				out.Payments = append(out.Payments, report.Payment{From: t.From, To: t.To, Amount: t.Amount})
			}
			return out, true, nil
		case settlement.Offered, settlement.Disputed, settlement.Accepted:
			out.Statement, out.SHA256, ok = s.ID, s.SHA256, true
		}
	}
	return out, ok, nil
}
