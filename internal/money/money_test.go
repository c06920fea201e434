package money_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/money"
)

func TestRupiahIsPrintedTheIndonesianWay(t *testing.T) {
	t.Parallel()
	for amount, want := range map[money.Rupiah]string{
		0: "Rp0", 500: "Rp500", 1_234_567: "Rp1.234.567", -500: "-Rp500", -19_093_000_000: "-Rp19.093.000.000",
		math.MinInt64: "-Rp9.223.372.036.854.775.808",
	} {
		if got := amount.String(); got != want {
			t.Errorf("String = %q, want %q", got, want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]money.Rupiah{
		"Rp 1.234.567": 1234567, "Rp1.234.567": 1234567, "1234567": 1234567, "Rp. 500": 500, "-Rp500": -500, "Rp -500": -500, "−1.000": -1000, " 0 ": 0,
	} {
		if got, err := money.Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "Rp", "12,50", "1.23", "1234.567", "1..000", "abc", "--5", "9223372036854775808", "1e6"} {
		if got, err := money.Parse(in); err == nil {
			t.Errorf("Parse(%q) = %d, want an error", in, got)
		}
	}
}

func TestRoundHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]money.Rupiah{"1/2": 1, "-1/2": -1, "49/100": 0, "37389.60": 37390, "-2/3": -1, "1/3": 0} {
		r, _ := new(big.Rat).SetString(in)
		if got, err := money.Round(r); err != nil || got != want {
			t.Errorf("Round(%s) = %d, %v, want %d", in, got, err, want)
		}
	}
	huge, _ := new(big.Rat).SetString("9223372036854775807.5")
	if _, err := money.Round(huge); err == nil {
		t.Error("an amount beyond int64 was accepted")
	}
}

// Trans Metro Dewata 2026: the province bears 30 % of Rp56.3 billion.
func TestAllocateThirtySeventy(t *testing.T) {
	t.Parallel()
	got, err := money.Allocate(56_300_000_000, []*big.Rat{big.NewRat(30, 100), big.NewRat(70, 100)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, []money.Rupiah{16_890_000_000, 39_410_000_000}); diff != "" {
		t.Error(diff)
	}
}

func TestLeftoverGoesToTheLargestRemainder(t *testing.T) {
	t.Parallel()
	third := big.NewRat(1, 3)
	got, _ := money.Allocate(100, []*big.Rat{third, third, third})
	if diff := cmp.Diff(got, []money.Rupiah{34, 33, 33}); diff != "" {
		t.Error(diff)
	}
	got, _ = money.Allocate(-100, []*big.Rat{third, third, third})
	if diff := cmp.Diff(got, []money.Rupiah{-34, -33, -33}); diff != "" {
		t.Error(diff)
	}
}

func TestSharesAlwaysAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := money.Rupiah(rapid.Int64().Draw(t, "total"))
		raw := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000_000), 1, 9).Draw(t, "weights")
		weights, sum := make([]*big.Rat, len(raw)), int64(0)
		for i, w := range raw {
			weights[i], sum = big.NewRat(w, 7), sum+w
		}
		shares, err := money.Allocate(total, weights)
		if sum == 0 {
			if err == nil {
				t.Fatal("zero weights were accepted")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		back := money.Rupiah(0)
		for i, s := range shares {
			back += s
			exact := new(big.Rat).Mul(new(big.Rat).SetInt64(int64(total)), big.NewRat(raw[i], sum))
			off := exact.Sub(exact, new(big.Rat).SetInt64(int64(s)))
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("share %d is a rupiah or more from its exact value", i)
			}
		}
		if back != total {
			t.Fatalf("shares sum to %d, want %d", back, total)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("Rp 1.234.567")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := money.Parse(s); err == nil {
			if back, err := money.Parse(r.String()); err != nil || back != r {
				t.Errorf("%q → %v → %v, %v", s, r, back, err)
			}
		}
	})
}
