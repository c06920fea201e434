package signing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
)

var start = time.Date(2026, 11, 10, 2, 0, 0, 0, time.UTC)

func request() Request {
	return Request{ID: "u1", Document: "pks-1", Base: "h0", Signer: "bupati", Office: "bupati-kampar", Government: "14.01", By: "akun-7"}
}

// at gives an attempt that was brought into a state by the moves there are.
func at(t *testing.T, s State) Attempt {
	t.Helper()
	a, err := Begin(nil, request(), start)
	step := func(next Attempt, e error) {
		if err == nil {
			a, err = next, e
		}
	}
	conclude := func(v Verdict) { step(a.Send(start)); step(a.Conclude(v, start)) }
	switch s {
	case InFlight:
		step(a.Send(start))
	case Signed:
		conclude(Verdict{State: Signed, Result: "h1"})
	case Refused:
		conclude(Verdict{State: Refused, Reason: "wrong_secret"})
	case Unknown, Found, Voided:
		conclude(Verdict{State: Unknown, Reason: "cut"})
		if s == Found {
			step(a.Find("akun-7", "h1", "", start))
		} else if s == Voided {
			step(a.Void("akun-7", "tidak ditemukan", start))
		}
	case Withdrawn:
		step(a.Withdraw("akun-7", start))
	}
	if err != nil || a.State != s {
		t.Fatalf("%s: %+v, %v", s, a, err)
	}
	return a
}

func TestMovesOutOfEveryState(t *testing.T) {
	t.Parallel()
	moves := map[string]struct {
		do   func(Attempt) (Attempt, error)
		from []State
		to   State
	}{
		"send":           {func(a Attempt) (Attempt, error) { return a.Send(start) }, []State{Requested}, InFlight},
		"withdraw":       {func(a Attempt) (Attempt, error) { return a.Withdraw("x", start) }, []State{Requested}, Withdrawn},
		"say signed":     {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Signed, Result: "h1"}, start) }, []State{InFlight}, Signed},
		"say refused":    {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Refused, Reason: "r"}, start) }, []State{Requested, InFlight}, Refused},
		"say unknown":    {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Unknown, Reason: "cut"}, start) }, []State{InFlight}, Unknown},
		"find":           {func(a Attempt) (Attempt, error) { return a.Find("x", "h1", "", start) }, []State{Unknown}, Found},
		"void":           {func(a Attempt) (Attempt, error) { return a.Void("x", "y", start) }, []State{Unknown}, Voided},
		"signed, unsent": {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Signed}, start) }, nil, ""},
		"signed, same":   {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Signed, Result: "h0"}, start) }, nil, ""},
		"no reason":      {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Refused}, start) }, nil, ""},
		"found by fiat":  {func(a Attempt) (Attempt, error) { return a.Conclude(Verdict{State: Found, Result: "h1"}, start) }, nil, ""},
		"find nothing":   {func(a Attempt) (Attempt, error) { return a.Find("x", "", "", start) }, nil, ""},
		"find the base":  {func(a Attempt) (Attempt, error) { return a.Find("x", "h0", "", start) }, nil, ""},
		"void silently":  {func(a Attempt) (Attempt, error) { return a.Void("x", " \n", start) }, nil, ""},
		"void unnamed":   {func(a Attempt) (Attempt, error) { return a.Void("", "y", start) }, nil, ""},
	}
	for name, m := range moves {
		for _, s := range States() {
			before := at(t, s)
			after, err := m.do(before)
			if slices.Contains(m.from, s) {
				if err != nil || after.State != m.to {
					t.Errorf("%s from %s: got %s, %v", name, s, after.State, err)
				}
			} else if err == nil || after != before {
				t.Errorf("%s from %s: allowed, or changed something: %+v", name, s, after)
			}
		}
	}
}

func TestBeginning(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		earlier State
		change  func(*Request)
		want    string
	}{
		"after nothing":                       {"", nil, ""},
		"another asks for the passphrase":     {Requested, nil, "signer.attempt_open"},
		"another signer while one is sent":    {InFlight, func(r *Request) { r.Signer = "walikota" }, "signer.attempt_open"},
		"while nobody knows":                  {Unknown, nil, "signer.attempt_unknown"},
		"while nobody knows, another signer":  {Unknown, func(r *Request) { r.Signer = "walikota" }, "signer.attempt_unknown"},
		"another document":                    {InFlight, func(r *Request) { r.Document = "pks-2" }, ""},
		"again after a refusal":               {Refused, nil, ""},
		"again after it was voided":           {Voided, nil, ""},
		"again after it was withdrawn":        {Withdrawn, nil, ""},
		"twice the same signer":               {Signed, func(r *Request) { r.Base = "h1" }, "signer.attempt_twice"},
		"twice, the first was found":          {Found, func(r *Request) { r.Base = "h1" }, "signer.attempt_twice"},
		"the next signer":                     {Signed, func(r *Request) { r.Base, r.Signer = "h1", "walikota" }, ""},
		"the next signer on the old version":  {Signed, func(r *Request) { r.Signer = "walikota" }, "signer.attempt_stale"},
		"the same person for a second office": {Signed, func(r *Request) { r.Base, r.Office = "h1", "walikota-pekanbaru" }, ""},
		"nobody signs":                        {"", func(r *Request) { r.Signer = "" }, "signer.refused.malformed"},
		"nothing is signed":                   {"", func(r *Request) { r.Base = "" }, "signer.refused.malformed"},
		"no account asks":                     {"", func(r *Request) { r.By = "" }, "signer.refused.malformed"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var earlier []Attempt
			if tc.earlier != "" {
				earlier = append(earlier, at(t, tc.earlier))
			}
			r := request()
			if tc.change != nil {
				tc.change(&r)
			}
			_, err := Begin(earlier, r, start)
			got := ""
			if err != nil {
				got = fault.Of(err).Key
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWhatIsLeftBehindLapses(t *testing.T) {
	t.Parallel()
	l := Limits{Requested: 10 * time.Minute, InFlight: 5 * time.Minute}
	for _, s := range States() {
		a := at(t, s)
		if _, moved := a.Lapse(l, start.Add(time.Minute)); moved {
			t.Errorf("%s lapses after a minute", s)
		}
		b, moved := a.Lapse(l, start.Add(time.Hour))
		want := map[State]State{Requested: Withdrawn, InFlight: Unknown}[s]
		if moved != (want != "") || moved && b.State != want || !moved && b != a {
			t.Errorf("%s lapses to %s", s, b.State)
		}
	}
}

func TestEveryStateIsNamed(t *testing.T) {
	t.Parallel()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range States() {
		if !c.Has(s.Key()) {
			t.Errorf("%s has no message", s.Key())
		}
	}
}

// ground is a store with any number of attempts, moved at random; the
// service signs or not behind everybody's back.
type ground struct {
	rows []Attempt
	now  time.Time
	docs map[string]string // the last version of each document
	n    int
}

func (g *ground) pick(t *rapid.T) (int, bool) {
	if len(g.rows) == 0 {
		return 0, false
	}
	return rapid.IntRange(0, len(g.rows)-1).Draw(t, "row"), true
}

// move applies a move to a row, and stores what came of it.
func (g *ground) move(t *rapid.T, do func(Attempt) (Attempt, error)) {
	i, ok := g.pick(t)
	if !ok {
		return
	}
	before := g.rows[i]
	after, err := do(before)
	if err != nil {
		if after != before {
			t.Fatalf("a refused move changed %+v to %+v", before, after)
		}
		return
	}
	final := before.State != Requested && before.State != InFlight && before.State != Unknown
	if final || before.State == Unknown && after.State != Found && after.State != Voided {
		t.Fatalf("%s became %s", before.State, after.State)
	}
	if after.State.Done() {
		if before.Base != g.docs[before.Document] {
			t.Fatalf("%s was signed on %s, but the last version is %s", before.Document, before.Base, g.docs[before.Document])
		}
		g.docs[before.Document] = after.Result
	}
	g.rows[i] = after
}

// results are all versions that signing made of a document.
func (g *ground) results(document string) []string {
	var all []string
	for _, a := range g.rows {
		if a.Document == document && a.Result != "" {
			all = append(all, a.Result)
		}
	}
	return all
}

func (g *ground) fresh() string { g.n++; return fmt.Sprint("h", g.n) }

func TestNoTwoAttemptsMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := &ground{now: start, docs: map[string]string{"a": "a0", "b": "b0"}}
		signers := []string{"bupati", "walikota", "sekda"}
		t.Repeat(map[string]func(*rapid.T){
			"begin": func(t *rapid.T) {
				g.n++
				doc := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "document")
				base := g.docs[doc]
				if rapid.IntRange(0, 4).Draw(t, "stale") == 0 { // an old page
					base = rapid.SampledFrom(append(g.results(doc), doc+"0")).Draw(t, "base")
				}
				r := Request{ID: fmt.Sprint(g.n), Document: doc, Base: base, Signer: rapid.SampledFrom(signers).Draw(t, "signer"), By: "akun"}
				if a, err := Begin(g.rows, r, g.now); err == nil {
					g.rows = append(g.rows, a)
				}
			},
			"send":     func(t *rapid.T) { g.move(t, func(a Attempt) (Attempt, error) { return a.Send(g.now) }) },
			"withdraw": func(t *rapid.T) { g.move(t, func(a Attempt) (Attempt, error) { return a.Withdraw("akun", g.now) }) },
			"conclude": func(t *rapid.T) {
				v := rapid.SampledFrom([]Verdict{
					{State: Signed, Result: g.fresh()}, {State: Refused, Reason: "r"}, {State: Unknown, Reason: "cut"},
				}).Draw(t, "verdict")
				g.move(t, func(a Attempt) (Attempt, error) { return a.Conclude(v, g.now) })
			},
			"find": func(t *rapid.T) {
				g.move(t, func(a Attempt) (Attempt, error) { return a.Find("akun", g.fresh(), "", g.now) })
			},
			"void": func(t *rapid.T) {
				g.move(t, func(a Attempt) (Attempt, error) { return a.Void("akun", "tidak ada", g.now) })
			},
			"time passes": func(t *rapid.T) {
				g.now = g.now.Add(time.Duration(rapid.IntRange(1, 400).Draw(t, "seconds")) * time.Second)
				for i, a := range g.rows {
					g.rows[i], _ = a.Lapse(Limits{Requested: 10 * time.Minute, InFlight: 5 * time.Minute}, g.now)
				}
			},
			"": g.invariants,
		})
	})
}

func (g *ground) invariants(t *rapid.T) {
	open, done := map[string]int{}, map[string]int{}
	for _, a := range g.rows {
		if document, held := a.Lock(); held {
			open[document]++
		}
		if a.State.Done() {
			done[a.Document+"/"+a.Signer]++
		}
		if a.State.Done() != (a.Result != "") {
			t.Fatalf("a result without a signature, or the reverse: %+v", a)
		}
		if (a.State == Signed || a.State == Unknown || a.State == Found || a.State == Voided) && a.SentAt.IsZero() {
			t.Fatalf("never sent: %+v", a)
		}
		if a.State == Withdrawn && !a.SentAt.IsZero() {
			t.Fatalf("withdrawn after it was sent: %+v", a)
		}
		if (a.State == Found || a.State == Voided) && a.ResolvedBy == "" {
			t.Fatalf("resolved by nobody: %+v", a)
		}
	}
	for document, n := range open {
		if n > 1 {
			t.Fatalf("%d attempts on %s at once", n, document)
		}
	}
	for who, n := range done {
		if n > 1 {
			t.Fatalf("%s signed %d times", who, n)
		}
	}
}
