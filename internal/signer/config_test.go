package signer_test

import (
	"context"
	"testing"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/signer"
)

func TestConfigurationIsCheckedAtOnce(t *testing.T) {
	t.Parallel()
	good := func() signer.Config {
		return signer.Config{
			Government: "14.71", Contract: signer.ContractV2, BaseURL: "https://esign.pekanbaru.example", User: "sinergi",
			Password: signer.NewSecret([]byte("x")), Log: func(context.Context, signer.Call) {},
		}
	}
	tests := map[string]struct {
		change func(*signer.Config)
		field  string // empty: accepted
	}{
		"good":                             {func(*signer.Config) {}, ""},
		"v1":                               {func(c *signer.Config) { c.Contract = signer.ContractV1 }, ""},
		"in the own network without TLS":   {func(c *signer.Config) { c.BaseURL, c.PlainHTTP = "http://192.168.10.5", true }, ""},
		"on this machine":                  {func(c *signer.Config) { c.BaseURL, c.PlainHTTP = "http://[::1]:8080/esign", true }, ""},
		"by a name in the own network":     {func(c *signer.Config) { c.BaseURL, c.PlainHTTP = "http://esign.lan", true }, ""},
		"the other paths":                  {func(c *signer.Config) { c.RegisterPath, c.AnchorKey = "/api/v2/user/registration", "tag" }, ""},
		"no government":                    {func(c *signer.Config) { c.Government = "" }, "government"},
		"no contract":                      {func(c *signer.Config) { c.Contract = "" }, "contract"},
		"no address":                       {func(c *signer.Config) { c.BaseURL = "" }, "base_url"},
		"an address without a scheme":      {func(c *signer.Config) { c.BaseURL = "esign.pekanbaru.example" }, "base_url"},
		"an address with a query":          {func(c *signer.Config) { c.BaseURL += "?a=b" }, "base_url"},
		"an address with a password":       {func(c *signer.Config) { c.BaseURL = "https://a:b@esign.example" }, "base_url"},
		"another scheme":                   {func(c *signer.Config) { c.BaseURL = "ftp://esign.example" }, "base_url"},
		"without TLS, unasked":             {func(c *signer.Config) { c.BaseURL = "http://192.168.10.5" }, "base_url"},
		"without TLS across the internet":  {func(c *signer.Config) { c.BaseURL, c.PlainHTTP = "http://203.0.113.7", true }, "base_url"},
		"no user":                          {func(c *signer.Config) { c.User = "" }, "user"},
		"a user with a colon":              {func(c *signer.Config) { c.User = "a:b" }, "user"},
		"no password":                      {func(c *signer.Config) { c.Password = signer.Secret{} }, "password"},
		"a registration path with a query": {func(c *signer.Config) { c.RegisterPath = "/a?b" }, "register_path"},
		"an anchor that breaks JSON":       {func(c *signer.Config) { c.AnchorKey = `a":"` }, "anchor_key"},
		"an unknown corner":                {func(c *signer.Config) { c.Places.Origin = "middle" }, "places"},
		"a negative time":                  {func(c *signer.Config) { c.Timeouts.Sign = -1 }, "timeouts"},
		"an hour to sign":                  {func(c *signer.Config) { c.Timeouts.Sign = time.Hour }, "timeouts"},
		"a hundred tries":                  {func(c *signer.Config) { c.Backoff.Tries = 100 }, "backoff"},
		"nobody keeps the log":             {func(c *signer.Config) { c.Log = nil }, "log"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := good()
			tc.change(&c)
			_, err := signer.New(c)
			if tc.field == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			f := fault.Of(err)
			if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != tc.field {
				t.Fatalf("got %v", err)
			}
			says(t, err)
		})
	}
}

func TestEveryOutcomeHasItsSentenceAndMover(t *testing.T) {
	t.Parallel()
	var all []signer.Result
	for _, why := range signer.Refusals() {
		all = append(all, signer.Result{Outcome: signer.Refused, Refusal: why, Status: signer.Status{State: signer.Expired}})
	}
	for _, why := range signer.Doubts() {
		all = append(all, signer.Result{Outcome: signer.Unknown, Doubt: why})
	}
	seen := map[string]bool{}
	for _, r := range all {
		says(t, r.Err())
		key := fault.Of(r.Err()).Key
		if seen[key] {
			t.Errorf("%s is said twice", key)
		}
		seen[key] = true
		if r.Mover() == signer.NobodyMoves || !catalog.Has(r.Mover().Key()) {
			t.Errorf("%s: %q moves", key, r.Mover())
		}
	}
	for _, state := range signer.States() {
		s := signer.Status{State: state}
		if !catalog.Has(s.Key()) || !catalog.Has(s.Mover().Key()) || s.CanSign() != (s.Mover() == signer.NobodyMoves) {
			t.Errorf("%s: %s, %s", state, s.Key(), s.Mover())
		}
		if s.CanSign() != (state == signer.Issue) {
			t.Errorf("%s can sign: %v", state, s.CanSign())
		}
	}
}
