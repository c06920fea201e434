package signing

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/signer"
	core "sinergi/internal/signing"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/internal/web/verify"
)

// before reads the place in the log from which older entries are wanted.
func before(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

func stamp(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

type signBody struct {
	At       string
	What     string
	Seat     core.Seat
	Helping  string // the reader is not who signs
	Hash     []string
	Level    string
	Warning  string
	Means    core.Means
	Ready    bool // may sign now
	Blocked  string
	Suspend  bool // the clause must be named
	Typed    typed
	Attempt  string // reserved: the passphrase is asked for
	Identity string // masked, whom the service knows
	Marks    []string
	Check    string
}

// typed is what was typed and is shown again; secrets are not among it.
type typed struct {
	NIK, Email, Suspensive, Why, Originals string
}

func (p *pages) signPage(v *front.Visit, t typed, attempt string) (*ui.Page, ops.SigningDay, error) {
	d, err := v.Desk.SigningDay(v.R.Context(), v.Actor, v.R.PathValue("round"))
	if err != nil {
		return nil, d, err
	}
	if !d.MayMove {
		return nil, d, fault.New(fault.Denied, "policy.denied")
	}
	page := v.Page(v.T("signing.sign"), crumbs(v, d, true)...)
	b := signBody{
		At: "/signing/" + d.Round.ID, What: d.Round.Kind + ": " + d.Round.Title, Hash: verify.Groups(d.Round.Head), Level: d.Level, Typed: t, Suspend: d.Suspended,
		Attempt: attempt, Check: "/verify/" + d.Round.Code, Marks: ops.HandMarks(),
	}
	if d.Round.Uncertified {
		b.Warning = v.T("validity.uncertified")
	}
	if d.Next != nil {
		b.Seat, b.Means = *d.Next, d.Next.Means
		b.Helping = helping(v, d)
	}
	b.Ready = d.MayAct && d.Blocked == nil && d.Next != nil
	switch {
	case d.Next == nil:
		b.Blocked = v.T("signing.all_signed")
	case d.Open != nil && d.Open.State == core.Unknown:
		b.Ready, b.Blocked = false, v.T("signer.attempt_unknown")
	case d.Open != nil && d.Open.ID != attempt && d.Open.State == core.InFlight:
		b.Ready, b.Blocked = false, v.T("signer.attempt_open")
	case !d.MayAct:
		b.Blocked = v.T("signing.not_your_turn", "Office", d.Next.Title, "Party", d.Next.GovName)
	case d.Blocked != nil:
		f := fault.Of(d.Blocked)
		b.Blocked = v.Text.T(v.Lang, f.Key, f.Args)
	}
	if t.NIK != "" {
		b.Identity = "…" + t.NIK[max(0, len(t.NIK)-4):]
	} else {
		b.Identity = t.Email
	}
	page.Body = b
	return page, d, nil
}

func (p *pages) showSign(v *front.Visit) error {
	page, _, err := p.signPage(v, typed{}, "")
	if err != nil {
		return err
	}
	return v.Render(p.sign, page)
}

// ask asks the service whether the signer can sign, and only then for the
// passphrase.
func (p *pages) ask(v *front.Visit) error {
	value := func(name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }
	t := typed{NIK: strings.ReplaceAll(value("nik"), " ", ""), Email: value("email"), Suspensive: value("suspensive")}
	page, _, err := p.signPage(v, t, "")
	if err != nil {
		return err
	}
	attempt, err := v.Desk.AskSigner(v.R.Context(), v.Actor, v.R.PathValue("round"), ops.Signee{NIK: t.NIK, Email: t.Email}, ops.SignChoice{Suspensive: t.Suspensive})
	if err != nil {
		return retry(v, p.sign, page, err)
	}
	if page, _, err = p.signPage(v, t, attempt); err != nil {
		return err
	}
	return v.Render(p.sign, page)
}

// doSign signs in the way of the seat. Passphrase, key and password are bytes
// that are wiped, whatever comes of it.
func (p *pages) doSign(v *front.Visit) error {
	if err := signedIn(v); err != nil {
		return err
	}
	form, err := v.Parts("passphrase", "password")
	defer form.Wipe()
	if err != nil {
		return err
	}
	t := typed{NIK: form.Value("nik"), Email: form.Value("email"), Suspensive: strings.TrimSpace(form.Value("suspensive")), Why: strings.TrimSpace(form.Value("why")), Originals: form.Value("originals")}
	page, d, err := p.signPage(v, t, form.Value("attempt"))
	if err != nil {
		return err
	}
	if err := p.signBy(v, d, form, t); err != nil {
		return p.afterFailure(v, page, d, t, err)
	}
	return v.Redirect(at(v), "signing.done.signed")
}

func (p *pages) signBy(v *front.Visit, d ops.SigningDay, form front.Parts, t typed) error {
	ctx, round := v.R.Context(), d.Round.ID
	c := ops.SignChoice{Suspensive: t.Suspensive, Why: t.Why}
	if d.Next == nil {
		return fault.New(fault.Conflict, "signing.all_signed")
	}
	switch d.Next.Means {
	case core.ByService:
		secret := form.Bytes("passphrase")
		if len(secret) == 0 {
			return fault.InvalidFields([]fault.Field{fault.NewField("passphrase", "ui.required")})
		}
		return v.Desk.SignByService(ctx, v.Actor, round, form.Value("attempt"), ops.Signee{NIK: t.NIK, Email: t.Email}, signer.Passphrase(secret), c)
	case core.ByKey:
		if len(form.Bytes("key")) == 0 {
			return fault.InvalidFields([]fault.Field{fault.NewField("key", "ui.file_missing")})
		}
		return v.Desk.SignByKey(ctx, v.Actor, round, form.Bytes("key"), form.Bytes("password"), c)
	case core.ByUpload:
		if len(form.Bytes("file")) == 0 {
			return fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
		}
		return v.Desk.SignedElsewhere(ctx, v.Actor, round, form.Bytes("file"), c)
	}
	h := ops.HandSigned{Originals: t.Originals, Suspensive: t.Suspensive}
	for _, m := range ops.HandMarks() {
		if form.Value("mark_"+m) != "" {
			h.Marks = append(h.Marks, m)
		}
	}
	if len(form.Bytes("file")) == 0 {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
	}
	return v.Desk.SignByHand(ctx, v.Actor, round, bytes.NewReader(form.Bytes("file")), h)
}

// afterFailure shows where things stand now: the question who found out what
// happened, the form for the passphrase when it was only mistyped before it was
// sent, or the form from its beginning.
func (p *pages) afterFailure(v *front.Visit, page *ui.Page, d ops.SigningDay, t typed, err error) error {
	now, derr := v.Desk.SigningDay(v.R.Context(), v.Actor, d.Round.ID)
	if derr != nil {
		return derr
	}
	switch {
	case now.Open != nil && now.Open.State == core.Unknown:
		return retry(v, p.attempt, p.attemptPage(v, now, now.Open), err)
	case now.Open == nil || now.Open.State != core.Requested:
		if page, _, derr = p.signPage(v, t, ""); derr != nil {
			return derr
		}
	}
	return retry(v, p.sign, page, err)
}

func (p *pages) withdraw(v *front.Visit) error {
	if err := v.Desk.WithdrawAttempt(v.R.Context(), v.Actor, v.R.PathValue("round"), v.R.PostFormValue("attempt")); err != nil {
		return err
	}
	return v.Redirect(at(v), "signing.done.withdrawn")
}
