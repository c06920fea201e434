package pades_test

import (
	"os"
	"sync"
	"testing"

	"sinergi/pades"
	"sinergi/pades/padestest/referee"
)

var (
	panelOnce  sync.Once
	panelDir   string
	thePanel   *referee.Panel
	panelFault error
)

// panel are the referees, who trust the authority of the tests.
func panel(t testing.TB) *referee.Panel {
	t.Helper()
	panelOnce.Do(func() {
		if panelDir, panelFault = os.MkdirTemp("", "pades-referees"); panelFault == nil {
			thePanel = referee.New(t, panelDir, authority.RootPEM(), authority.TSAIdentity().ChainPEM())
		}
	})
	if thePanel == nil {
		t.Fatalf("there are no referees: %v", panelFault)
	}
	return thePanel
}

func TestRefereesAccept(t *testing.T) {
	t.Parallel()
	for _, level := range levels {
		t.Run(level.String(), func(t *testing.T) {
			t.Parallel()
			accepted(t, signed(t, level), len(signers))
		})
	}
}

// accepted asks all referees about a file with signatures of some people, and
// as many document timestamps as the file has.
func accepted(t *testing.T, file []byte, people int) {
	t.Helper()
	stamps := len(referee.Cut(file)) - people
	if !panel(t).Accept(t, file, people, stamps) && verify(t, file, verifyOptions()).Verdict() != pades.Passed {
		t.Error("something but validation data follows the last signature")
	}
}
