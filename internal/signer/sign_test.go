package signer_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/signer"
	"sinergi/internal/signer/standin"
)

var contracts = []signer.Contract{signer.ContractV1, signer.ContractV2}

// outcome is what a signing call should come to.
type outcome struct {
	result string // outcome and its reason
	mover  signer.Mover
	signed int // how many documents the service has signed
}

func word(r signer.Result) string {
	return strings.TrimRight(string(r.Outcome)+" "+string(r.Refusal)+string(r.Doubt), " ")
}

func TestSigningOutcomes(t *testing.T) {
	t.Parallel()
	quick := func(c *signer.Config) { c.Timeouts.Sign = 300 * time.Millisecond }
	tests := map[string]struct {
		fault  standin.Fault
		only   signer.Contract // empty: both
		change func(*signer.Config)
		want   outcome
	}{
		"nothing goes wrong":                         {want: outcome{"signed", "", 1}},
		"the service never answers and did not sign": {fault: standin.Slow, change: quick, want: outcome{"unknown timed_out", signer.Officer, 0}},
		"the service signed and never answers":       {fault: standin.SlowSigned, change: quick, want: outcome{"unknown timed_out", signer.Officer, 1}},
		"the service hangs up before signing":        {fault: standin.Cut, want: outcome{"unknown cut", signer.Officer, 0}},
		"the service signed and hangs up":            {fault: standin.CutSigned, want: outcome{"unknown cut", signer.Officer, 1}},
		"half an answer, but its header has the id":  {fault: standin.CutHalf, only: signer.ContractV1, want: outcome{"signed", "", 1}},
		"half an answer":                             {fault: standin.CutHalf, only: signer.ContractV2, want: outcome{"unknown cut", signer.Officer, 1}},
		"Spring's 500":                               {fault: standin.Exception, want: outcome{"refused broke", signer.Operator, 0}},
		"a proxy gives up waiting":                   {fault: standin.Gateway, want: outcome{"unknown timed_out", signer.Officer, 1}},
		"a web page under 200":                       {fault: standin.Portal, want: outcome{"unknown unreadable", signer.Officer, 0}},
		"too many requests, once":                    {fault: standin.TooMany, want: outcome{"signed", "", 1}},
		"too many requests for an hour":              {fault: standin.TooManyLong, want: outcome{"refused rate_limited", signer.WaitAWhile, 0}},
		"an error under 200":                         {fault: standin.ErrorIn200, want: outcome{"refused rejected", signer.Officer, 0}},
		"only the id under 200":                      {fault: standin.IDOnly, only: signer.ContractV1, want: outcome{"signed", "", 1}},
		"an id whose document is not there":          {fault: standin.IDLost, only: signer.ContractV1, want: outcome{"unknown not_fetched", signer.Officer, 1}},
		"the id in a header with a hyphen":           {fault: standin.IDHyphen, only: signer.ContractV1, want: outcome{"signed", "", 1}},
		"base64 in JSON":                             {fault: standin.Base64, only: signer.ContractV1, want: outcome{"signed", "", 1}},
		"another file comes back":                    {fault: standin.Rewritten, want: outcome{"unknown altered", signer.Officer, 1}},
		"the file comes back unsigned":               {fault: standin.Unchanged, want: outcome{"unknown unsigned", signer.Officer, 1}},
		"a redirect to another address":              {fault: standin.Elsewhere, want: outcome{"refused wrong_path", signer.Admin, 0}},
		"an error that echoes the request":           {fault: standin.Echo, want: outcome{"refused rejected", signer.Officer, 0}},
		"the application is not allowed to sign":     {fault: standin.RefusedApp, want: outcome{"refused app_denied", signer.Admin, 0}},
		"the document is too large":                  {fault: standin.LargeRefused, want: outcome{"refused too_large", signer.Officer, 0}},
	}
	for name, tc := range tests {
		for _, contract := range contracts {
			if tc.only != "" && tc.only != contract {
				continue
			}
			t.Run(name+"/"+string(contract), func(t *testing.T) {
				t.Parallel()
				r := newRig(t, contract, tc.change)
				r.server.Next(tc.fault)
				f := secret()
				got := r.service.Sign(t.Context(), order(), f)
				want := tc.want
				if diff := cmp.Diff(want, outcome{word(got), got.Mover(), r.server.Signed()}, cmp.AllowUnexported(outcome{})); diff != "" {
					t.Errorf("-want +got\n%s\n%v", diff, r.outcomes())
				}
				if !f.Empty() {
					t.Error("the passphrase was not wiped")
				}
				r.checkResult(t, got)
				r.checkSecrets(t, got)
			})
		}
	}
}

// checkResult checks what holds of every result.
func (r *rig) checkResult(t *testing.T, got signer.Result) {
	t.Helper()
	if (got.Err() == nil) != (got.Outcome == signer.Signed) {
		t.Errorf("outcome %s has error %v", got.Outcome, got.Err())
	}
	if err := got.Err(); err != nil {
		says(t, err)
	}
	if got.Outcome == signer.Signed {
		if err := signer.Extends(document, got.PDF); err != nil {
			t.Error(err)
		}
	}
	for _, c := range r.calls {
		if c.Government != "14.01" || c.Actor != "akun-7" || c.Endpoint == "" || c.Outcome == "" || c.Try < 1 {
			t.Errorf("incomplete record %+v", c)
		}
		if c.Action == "sign" && (c.Before == "" || c.Document != "pks-1") {
			t.Errorf("a signing record without its document: %+v", c)
		}
		if c.HTTPStatus == 0 && c.Failure == "" {
			t.Errorf("no answer and no reason: %+v", c)
		}
	}
	last := r.calls[len(r.calls)-1]
	if got.Outcome == signer.Signed && (last.After == "" || last.Outcome != "signed") {
		t.Errorf("a signature without its hash: %+v", last)
	}
}

// says checks that an error has a sentence in both languages.
func says(t *testing.T, err error) {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Errorf("%v is not a fault", err)
		return
	}
	for _, field := range f.Fields {
		if field.Name != "" && !catalog.Has(field.Key) {
			t.Errorf("%s has no message", field.Key)
		}
	}
	if !catalog.Has(f.Key) {
		t.Errorf("%s has no message", f.Key)
	}
}

var catalog = func() *i18n.Catalog {
	c, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	return c
}()

// Whom the signer is known by is typed at the signing: what is missing or
// mistyped is said at its input, and nothing is sent.
func TestWhoSignsIsNamed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		contract   signer.Contract
		who        signer.Who
		field, key string
	}{
		{signer.ContractV1, signer.Who{}, "nik", "signer.nik_missing"},
		{signer.ContractV1, signer.Who{Email: "kadis@kampar.example"}, "nik", "signer.nik_missing"},
		{signer.ContractV2, signer.Who{}, "nik", "signer.who_missing"},
		{signer.ContractV2, signer.Who{NIK: "14010102030400"}, "nik", "signer.nik_wrong"},
		{signer.ContractV2, signer.Who{Email: "kadis"}, "email", "signer.email_wrong"},
	} {
		r := newRig(t, tc.contract, nil)
		_, err := r.service.Status(t.Context(), tc.who)
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != tc.field || f.Fields[0].Key != tc.key || len(r.calls) != 0 {
			t.Errorf("%s: got %v after %d calls, want %s at %s", tc.contract, err, len(r.calls), tc.key, tc.field)
			continue
		}
		says(t, err)
	}
}

func TestSignersWhoCannotSign(t *testing.T) {
	t.Parallel()
	movers := map[string]signer.Mover{
		"EXPIRED": signer.Holder, "RENEW": signer.Holder, "WAITING_FOR_VERIFICATION": signer.Registrar, "NEW": signer.Holder,
		"NO_CERTIFICATE": signer.Holder, "NOT_REGISTERED": signer.Registrar, "SUSPEND": signer.Registrar, "REVOKE": signer.Holder,
		"DALAM_PROSES": signer.Admin,
	}
	for _, contract := range contracts {
		r := newRig(t, contract, nil)
		for _, p := range people()[1:] {
			t.Run(p.State+"/"+string(contract), func(t *testing.T) {
				who := signer.Who{NIK: p.NIK}
				status, err := r.service.Status(t.Context(), who)
				if err != nil {
					t.Fatal(err)
				}
				if status.CanSign() || status.Mover() != movers[p.State] {
					t.Errorf("got %+v, moved by %q", status, status.Mover())
				}
				if p.State == "DALAM_PROSES" {
					if status.State != signer.Strange || status.Said != "DALAM_PROSES" {
						t.Errorf("got %+v", status)
					}
				} else if string(status.State) != p.State {
					t.Errorf("got %+v", status)
				}
				says(t, status.Err())
				o := order()
				o.By = who
				before := len(r.calls)
				if got := r.service.Sign(t.Context(), o, secret()); word(got) != "refused not_ready" || got.Status.State != status.State {
					t.Errorf("got %s", word(got))
				}
				for _, c := range r.calls[before:] {
					if c.Action != "status" {
						t.Errorf("the passphrase was sent: %s", c.Action)
					}
				}
			})
		}
	}
}

func TestSignerIsAskedForOnlyOnce(t *testing.T) {
	t.Parallel()
	for _, contract := range contracts {
		t.Run(string(contract), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, contract, nil)
			r.server.Next(standin.CutSigned)
			if got := r.service.Sign(t.Context(), order(), secret()); got.Outcome != signer.Unknown {
				t.Fatal(word(got))
			}
			if r.server.Signed() != 1 {
				t.Errorf("signed %d times", r.server.Signed())
			}
			if diff := cmp.Diff([]string{"status ISSUE", "sign unknown/cut"}, r.outcomes()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnknownIsResolvedByTheServicesCopy(t *testing.T) {
	t.Parallel()
	r := newRig(t, signer.ContractV1, nil)
	r.server.Next(standin.CutSigned)
	o := order()
	if got := r.service.Sign(t.Context(), o, secret()); got.Outcome != signer.Unknown {
		t.Fatal(word(got))
	}
	ids := r.server.Kept()
	if len(ids) != 1 {
		t.Fatal(ids)
	}
	got := r.service.Retrieve(t.Context(), o, ids[0])
	if got.Outcome != signer.Signed || got.ID != ids[0] {
		t.Errorf("got %s", word(got))
	}
	for _, id := range []string{"tidak-ada", "", "..", "a/b", "a?b"} {
		if got := r.service.Retrieve(t.Context(), o, id); word(got) != "refused not_kept" {
			t.Errorf("%q: got %s", id, word(got))
		}
	}
	other := o
	other.PDF = append(bytes.Clone(document), "other"...)
	if got := r.service.Retrieve(t.Context(), other, ids[0]); word(got) != "unknown altered" {
		t.Errorf("the copy of another document: got %s", word(got))
	}
	if got := newRig(t, signer.ContractV2, nil).service.Retrieve(t.Context(), o, ids[0]); word(got) != "refused not_kept" {
		t.Errorf("v2: got %s", word(got))
	}
}

func TestWrongSecrets(t *testing.T) {
	t.Parallel()
	for _, contract := range contracts {
		t.Run(string(contract), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, contract, nil)
			got := r.service.Sign(t.Context(), order(), signer.Passphrase([]byte("bukan-itu")))
			if word(got) != "refused wrong_secret" || got.Mover() != signer.Holder {
				t.Errorf("got %s", word(got))
			}
			for _, bad := range []string{"", "a\nb", "\xff"} {
				if got := r.service.Sign(t.Context(), order(), signer.Passphrase([]byte(bad))); word(got) != "refused malformed" {
					t.Errorf("%q: got %s", bad, word(got))
				}
			}
			denied := r.client(t, contract, func(c *signer.Config) { c.Password = signer.NewSecret([]byte("salah")) })
			if got := denied.Sign(t.Context(), order(), secret()); word(got) != "refused app_denied" || got.Mover() != signer.Admin {
				t.Errorf("got %s", word(got))
			}
		})
	}
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		faults []standin.Fault
		want   string
		waits  []time.Duration
	}{
		"twice":       {[]standin.Fault{standin.TooMany, standin.TooMany}, "signed", []time.Duration{time.Second, 2 * time.Second}},
		"for ever":    {slices.Repeat([]standin.Fault{standin.TooMany}, 9), "refused rate_limited", []time.Duration{1 * time.Second, 2 * time.Second, 4 * time.Second}},
		"for an hour": {[]standin.Fault{standin.TooManyLong}, "refused rate_limited", nil},
	}
	for name, tc := range tests {
		for _, contract := range contracts {
			t.Run(name+"/"+string(contract), func(t *testing.T) {
				t.Parallel()
				r := newRig(t, contract, nil)
				r.server.Next(tc.faults...)
				got := r.service.Sign(t.Context(), order(), secret())
				if word(got) != tc.want {
					t.Errorf("got %s", word(got))
				}
				if diff := cmp.Diff(tc.waits, r.waits); diff != "" {
					t.Error(diff)
				}
				if name == "for an hour" && got.After != time.Hour {
					t.Errorf("got %v", got.After)
				}
			})
		}
	}
}

func TestNothingIsSentWhereNobodyIsTrusted(t *testing.T) {
	t.Parallel()
	for _, contract := range contracts {
		t.Run(string(contract), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, contract, nil)
			stranger := r.client(t, contract, func(c *signer.Config) { c.RootCAs = nil })
			got := stranger.Sign(t.Context(), order(), secret())
			if word(got) != "refused untrusted" || got.Mover() != signer.Operator {
				t.Errorf("got %s", word(got))
			}
			gone := httptest.NewServer(nil)
			gone.Close()
			away := r.client(t, contract, func(c *signer.Config) { c.BaseURL, c.PlainHTTP = gone.URL, true })
			got = away.Sign(t.Context(), order(), secret())
			if word(got) != "refused unreachable" || got.Mover() != signer.Operator {
				t.Errorf("got %s", word(got))
			}
			if r.server.Signed() != 0 {
				t.Error("something was signed")
			}
		})
	}
}

// A browser that closes its connection must not turn a signature into a doubt.
func TestSigningOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	for _, contract := range contracts {
		t.Run(string(contract), func(t *testing.T) {
			t.Parallel()
			ctx, leave := context.WithCancel(t.Context())
			r := newRig(t, contract, func(c *signer.Config) {
				log := c.Log
				c.Log = func(ctx context.Context, call signer.Call) {
					if call.Action == "status" {
						leave()
					}
					log(ctx, call)
				}
			})
			if got := r.service.Sign(ctx, order(), secret()); got.Outcome != signer.Signed {
				t.Errorf("got %s", word(got))
			}
		})
	}
}

func TestOrdersThatAreNotSent(t *testing.T) {
	t.Parallel()
	place := order().Look.Place
	tests := map[string]func(*signer.Order){
		"no PDF":                   func(o *signer.Order) { o.PDF = []byte("PK") },
		"too large":                func(o *signer.Order) { o.PDF = append(bytes.Clone(document), make([]byte, 2000)...) },
		"a NIK of 15 digits":       func(o *signer.Order) { o.By.NIK = "140101020304000" },
		"nobody":                   func(o *signer.Order) { o.By = signer.Who{} },
		"beside the page":          func(o *signer.Order) { p := *place; p.X = 500; o.Look.Place = &p },
		"page nought":              func(o *signer.Order) { p := *place; p.Page = 0; o.Look.Place = &p },
		"a place without anything": func(o *signer.Order) { o.Look.Link = "" },
		"anything without a place": func(o *signer.Order) { o.Look.Place = nil },
		"two pictures":             func(o *signer.Order) { o.Look.Image = []byte("\x89PNG\r\n\x1a\nxxxx") },
		"a picture of another kind": func(o *signer.Order) {
			o.Look.Link, o.Look.Image = "", []byte("GIF89a")
		},
		"a code that says no address": func(o *signer.Order) { o.Look.Link = "javascript:alert(1)" },
		"a reason of two lines":       func(o *signer.Order) { o.Reason = "a\r\nb" },
	}
	for name, change := range tests {
		for _, contract := range contracts {
			t.Run(name+"/"+string(contract), func(t *testing.T) {
				t.Parallel()
				r := newRig(t, contract, func(c *signer.Config) { c.MaxPDF = 1000 })
				o := order()
				change(&o)
				f := secret()
				got := r.service.Sign(t.Context(), o, f)
				if word(got) != "refused malformed" || !f.Empty() || len(r.calls) != 0 {
					t.Errorf("got %s after %v", word(got), r.outcomes())
				}
				says(t, got.Err())
			})
		}
	}
}
