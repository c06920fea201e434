package consent_test

import (
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/consent"
	"sinergi/internal/fault"
)

const kampar, pekanbaru, siak = "14.01", "14.71", "14.08"

func hand(code string) consent.Hand {
	return consent.Hand{Government: code, Account: "a", Name: "Petugas", AtUS: 5}
}

func proposed(parties ...string) consent.Proposal {
	return consent.New(consent.Proposal{ID: "p", Kind: consent.AddTariff, By: hand(kampar)}, parties)
}

func TestItCountsWhenEveryOtherPartyHasConfirmed(t *testing.T) {
	t.Parallel()
	p := proposed(kampar, pekanbaru, siak)
	for i, code := range []string{siak, pekanbaru} {
		if p.State() != consent.Waiting || !p.Asks(code) || p.Asks(kampar) {
			t.Fatalf("before answer %d: %s, asks %v", i, p.State(), p.Missing())
		}
		var err error
		if p, err = p.Answer(hand(code), consent.Confirm, ""); err != nil {
			t.Fatal(err)
		}
	}
	if p.State() != consent.Confirmed {
		t.Errorf("all have confirmed: %s", p.State())
	}
}

func TestWhatIsNotAllowed(t *testing.T) {
	t.Parallel()
	waiting := proposed(kampar, pekanbaru, siak)
	half, err := waiting.Answer(hand(siak), consent.Confirm, "")
	if err != nil {
		t.Fatal(err)
	}
	refused, err := half.Answer(hand(pekanbaru), consent.Refuse, "tidak sesuai Pasal 5")
	if err != nil || refused.State() != consent.Refused {
		t.Fatalf("refused: %s, %v", refused.State(), err)
	}
	withdrawn, err := half.Withdraw(hand(kampar))
	if err != nil || withdrawn.State() != consent.Withdrawn {
		t.Fatalf("withdrawn: %s, %v", withdrawn.State(), err)
	}
	answer := func(p consent.Proposal, who string, v consent.Verdict, why string) error {
		_, err := p.Answer(hand(who), v, why)
		return err
	}
	withdraw := func(p consent.Proposal, who string) error {
		_, err := p.Withdraw(hand(who))
		return err
	}
	for name, tc := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"the proposer confirms":    {answer(waiting, kampar, consent.Confirm, ""), fault.Conflict},
		"a stranger confirms":      {answer(waiting, "31.71", consent.Confirm, ""), fault.Conflict},
		"a party answers twice":    {answer(half, siak, consent.Refuse, "lain"), fault.Conflict},
		"refused without a reason": {answer(waiting, siak, consent.Refuse, "  "), fault.Invalid},
		"no verdict":               {answer(waiting, siak, "", ""), fault.Invalid},
		"confirmed after refusal":  {answer(refused, kampar, consent.Confirm, ""), fault.Conflict},
		"confirmed after all":      {answer(withdrawn, pekanbaru, consent.Confirm, ""), fault.Conflict},
		"another withdraws":        {withdraw(waiting, siak), fault.Denied},
		"withdrawn after refusal":  {withdraw(refused, kampar), fault.Conflict},
	} {
		if got := fault.KindOf(tc.err); got != tc.want {
			t.Errorf("%s: %v, want %v", name, tc.err, tc.want)
		}
	}
}

// However parties answer, it never counts without a confirmation of each of
// the others, and once it is over nothing moves it.
func TestNeverWithoutEverybody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parties := []string{kampar, pekanbaru, siak}
		p := proposed(parties...)
		said := map[string]bool{}
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			who := rapid.SampledFrom(parties).Draw(t, "who")
			before := p.State()
			var next consent.Proposal
			var err error
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				if next, err = p.Answer(hand(who), consent.Confirm, ""); err == nil {
					said[who] = true
				}
			case 1:
				next, err = p.Answer(hand(who), consent.Refuse, "x")
			case 2:
				next, err = p.Withdraw(hand(who))
			}
			if err == nil && before != consent.Waiting {
				t.Fatalf("%s moved after it was %s", who, before)
			}
			if err == nil {
				p = next
			}
		}
		if p.State() == consent.Confirmed && !(said[pekanbaru] && said[siak]) {
			t.Fatalf("counts with only %v", said)
		}
	})
}
