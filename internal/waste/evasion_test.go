package waste_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/quantity"
	"sinergi/internal/sheet"
	"sinergi/internal/waste"
)

func TestPlatesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"BM 8123 AB": "BM 8123 AB", "bm8123ab": "BM 8123 AB", "BM-8123-AB": "BM 8123 AB", " bm.8123 . ab ": "BM 8123 AB", "b 1 x": "B 1 X", "BM 8123": "BM 8123",
		"1234-01": "1234-01", "alat  berat 3": "ALAT BERAT 3", "": "", "BM 81234 AB": "BM 81234 AB",
	} {
		if got := waste.Plate(typed); got != want || waste.Plate(got) != got {
			t.Errorf("Plate(%q) = %q, want %q", typed, got, want)
		}
	}
}

// Another spelling must not take a lorry or a number out of sight.
func TestSpellingDoesNotEvadeTheChecks(t *testing.T) {
	t.Parallel()
	x := monday("1", 9)
	x.Plate, x.Tare, x.Net = "bm-8101-fa", 3200, 5800
	if got := waste.Assess([]waste.Ticket{x}, nil, trucks(), rules(t), deal); !slices.Equal(kinds(got[0]), []waste.Kind{waste.TareDrift}) {
		t.Errorf("a lorry typed otherwise: %v", kinds(got[0]))
	}
	a, b := monday("mf-1", 9), monday("MF-1", 13)
	b.Site = "tpa "
	for _, got := range waste.Assess([]waste.Ticket{a, b}, nil, trucks(), rules(t), deal) {
		if !slices.Contains(got.Blocked(), waste.DuplicateNo) {
			t.Errorf("%q at %q: %v", got.Number, got.Site, kinds(got))
		}
	}
}

func TestTwoTicketsNeverShareTheirContent(t *testing.T) {
	t.Parallel()
	a, b := waste.Ticket{Site: "S", Number: "N", Plate: "N|P"}, waste.Ticket{Site: "S|N", Number: "N", Plate: "P"}
	if got := waste.Assess([]waste.Ticket{a, b}, nil, nil, rules(t), deal); a.Content() == b.Content() || len(got) != 2 {
		t.Errorf("%d of 2 tickets are left", len(got))
	}
}

func TestDecisionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]waste.Decision{
		"no reason":                 {Verdict: waste.Accept},
		"no verdict":                {Reason: "x"},
		"an origin without regency": {Verdict: waste.Correct, Origin: "14", Reason: "x"},
		"an origin that is nowhere": {Verdict: waste.Correct, Origin: "14.99", Reason: "x"},
		"a negative mass":           {Verdict: waste.Correct, Net: -1, Reason: "x"},
		"a mass beyond any lorry":   {Verdict: waste.Correct, Net: waste.Heaviest + 1, Reason: "x"},
		"a correction of nothing":   {Verdict: waste.Correct, Reason: "x"},
	} {
		if d.Validate() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestRulesThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "[]", `{"cap":{"14.01":1}}`, `{"cap_kg":{"14.01":-1}}`, `{"closed":{"14.01":["minggu"]}}`, `{"net_kg":-1}`, `{"numbers_restart":"week"}`, `{"open":{"from":"6","until":"18:00"}}`} {
		if r, err := waste.ParseRules(text); err == nil {
			t.Errorf("%s is read as %+v", text, r)
		}
	}
}

// Whatever was decided, every kilogram is counted, waiting or rejected, and the
// result depends neither on the order of tickets nor on that of decisions.
func TestDecisionsMoveKilogramsAndLoseNone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		as := waste.Assess(rapid.SliceOfN(rapid.Custom(ticket), 1, 30).Draw(t, "tickets"), nil, trucks(), rules(t), deal)
		var decisions []waste.Decision
		for i, a := range as {
			for seq := range rapid.IntRange(0, 3).Draw(t, "decisions") {
				d := waste.Decision{Site: a.Site, Number: a.Number, Content: a.Content(), Seq: seq + 1, Reason: "x", Flags: a.Blocked()}
				d.Verdict = rapid.SampledFrom([]waste.Verdict{waste.Accept, waste.Reject, waste.Correct}).Draw(t, "verdict")
				if d.Verdict == waste.Correct {
					d.Net, d.Origin = quantity.Kilograms(100+i), "14.71.08"
				}
				if rapid.Bool().Draw(t, "stale") {
					d.Flags = nil
				}
				decisions = append(decisions, d)
			}
		}
		outcomes := waste.Settle(as, decisions, rules(t))
		var want, got quantity.Kilograms
		counted := 0
		for _, o := range outcomes {
			want += o.Weight
			if o.State == waste.Counted || o.State == waste.Corrected {
				counted++
				if d := o.Decision; len(o.Blocked()) > 0 && (d == nil || d.Verdict == waste.Reject) {
					t.Fatalf("a flagged ticket counts without a decision: %+v", o)
				}
			}
		}
		days := waste.Tonnes(outcomes)
		for _, d := range days {
			got += d.Counted + d.Waiting + d.Rejected
			counted -= d.Tickets
		}
		if got != want || counted != 0 {
			t.Fatalf("%d kg of %d, %d tickets too few", got, want, counted)
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(decisions), func(i, j int) { decisions[i], decisions[j] = decisions[j], decisions[i] })
		again := waste.Settle(as, decisions, rules(t))
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if diff := cmp.Diff(days, waste.Tonnes(again)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What a file says is in the tickets, or it is listed as wrong.
func FuzzTicketsFromSheet(f *testing.F) {
	head := "nomor;lokasi;plat;masuk;keluar;bruto_kg;tara_kg;neto_kg;asal;jenis\n"
	f.Add([]byte(head + "1;TPA;BM 8101 FA;05/10/2026 07:15;05/10/2026 07:32;9.000;4.000;5.000;14.01.05;campuran\n"))
	f.Add([]byte(head + "1;TPA;BM 1 X;46326.3;46326.31;9000,0;4000;-5000;x;\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := sheet.Read(bytes.NewReader(data), waste.TicketSchema(), sheet.Limits{Bytes: 1 << 16, Rows: 200})
		if err != nil {
			return
		}
		tickets := waste.FromSheet(table, "f")
		if len(tickets) != len(table.Rows) {
			t.Fatalf("%d tickets of %d rows", len(tickets), len(table.Rows))
		}
		for _, x := range tickets {
			if min(x.Gross, x.Tare, x.Net) < 1 || max(x.Gross, x.Tare, x.Net) > waste.Heaviest || x.Number == "" || strings.ContainsRune(x.Site, 0) {
				t.Fatalf("%+v", x)
			}
		}
		for _, d := range waste.Tonnes(waste.Settle(waste.Assess(tickets, nil, nil, waste.Rules{}, deal), nil, waste.Rules{})) {
			if min(d.Counted, d.Waiting, d.Rejected) < 0 {
				t.Fatalf("%+v", d)
			}
		}
	})
}
