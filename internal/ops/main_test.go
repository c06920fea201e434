package ops_test

import (
	"os"
	"testing"

	"sinergi/internal/ops"
)

func TestMain(m *testing.M) {
	ops.CheapPasswords()
	os.Exit(m.Run())
}
