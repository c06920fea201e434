package procedure

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"sinergi/internal/i18n"
	"sinergi/internal/party"
	"sinergi/internal/policy"
)

// PP 28/2018 art. 6(2): "membebani masyarakat dan daerah dan/atau pendanaan
// kerja sama belum teranggarkan dalam APBD tahun anggaran berjalan".
func TestApproval(t *testing.T) {
	t.Parallel()
	on := day(2026, 11, 25)
	line := func(pays, in bool, year int, account string) *Budget {
		return &Budget{Pays: pays, InAPBD: in, Year: year, Line: account}
	}
	tests := map[string]struct {
		burden *Burden
		budget *Budget
		want   ApprovalReason
	}{
		"nothing answered":                     {nil, nil, ApprovalReason{}},
		"no burden, nothing to pay":            {&Burden{}, line(false, false, 0, ""), ApprovalReason{}},
		"burdens the public and the region":    {&Burden{Public: true, Region: true}, line(false, false, 0, ""), ApprovalReason{Burden: true}},
		"burdens the public alone":             {&Burden{Public: true}, line(false, false, 0, ""), ApprovalReason{}},
		"burdens the region alone":             {&Burden{Region: true}, line(false, false, 0, ""), ApprovalReason{}},
		"paid from this year's budget":         {&Burden{}, line(true, true, 2026, "5.1"), ApprovalReason{}},
		"not in the budget":                    {&Burden{}, line(true, false, 0, ""), ApprovalReason{Unfunded: true}},
		"in next year's budget only":           {&Burden{}, line(true, true, 2027, "5.1"), ApprovalReason{Unfunded: true}},
		"in last year's budget":                {&Burden{}, line(true, true, 2025, "5.1"), ApprovalReason{Unfunded: true}},
		"said to be in it, without an account": {&Burden{}, line(true, true, 2026, ""), ApprovalReason{Unfunded: true}},
		"both":                                 {&Burden{Public: true, Region: true}, line(true, false, 0, ""), ApprovalReason{true, true}},
		"burden known, money not yet":          {&Burden{Public: true, Region: true}, nil, ApprovalReason{Burden: true}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Approval(tc.burden, tc.budget, on); got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestPairings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want Pairing
	}{
		{"14", "13", ProvinceProvince},
		{"14", "14.01", ProvinceOwn},
		{"14.01", "14", ProvinceOwn},
		{"14", "13.71", ProvinceOther},
		{"14.01", "13.71", LocalAcross},
		{"14.01", "14.71", LocalOneProvince},
	} {
		if got := PairingOf(tc.a, tc.b); got != tc.want {
			t.Errorf("%s and %s: %s", tc.a, tc.b, got)
		}
	}
}

func TestWhoIsWhat(t *testing.T) {
	t.Parallel()
	agency := func(a party.Affair) *party.Agency { return &party.Agency{ID: "x", Affair: a} }
	tests := map[string]struct {
		office *party.Office
		agency *party.Agency
		want   OfficeKind
	}{
		"the head of the region":           {&party.Office{Title: "Bupati Kampar", Head: true}, nil, HeadOfRegion},
		"the Sekda":                        {&party.Office{Title: "Sekretaris Daerah Kabupaten Kampar"}, agency(party.OtherAffair), Secretary},
		"the head of the cooperation unit": {&party.Office{Title: "Kepala Bagian Kerja Sama"}, agency(party.Secretariat), Cooperation},
		"a member of its staff":            {nil, agency(party.Secretariat), Cooperation},
		"the head of Dishub":               {&party.Office{Title: "Kepala Dinas Perhubungan"}, agency(party.Transport), Agency},
		"BPKAD":                            {nil, agency(party.Finance), Finance},
		"the DPRD's secretariat":           {nil, agency(party.Legislature), Council},
		"the inspectorate":                 {nil, agency(party.Inspection), OtherOffice},
		"someone without office":           {nil, nil, OtherOffice},
		"an office without agency":         {&party.Office{Title: "Staf Ahli"}, nil, OtherOffice},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ActorOf(policy.Actor{Account: "a", Name: "b", Government: kampar}, tc.office, tc.agency, &party.Holder{Acting: party.Plt})
			if got.Kind != tc.want || got.Acting != party.Plt {
				t.Errorf("got %+v, want %s", got, tc.want)
			}
		})
	}
}

// Every key in the sources is a message, wherever it stands.
func TestEveryRefusalHasWords(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	key, seen := regexp.MustCompile(`"(procedure\.[a-z_]+)"`), 0
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(body), -1) {
			seen++
			if !text.Has(m[1]) {
				t.Errorf("%s: %s has no message", f, m[1])
			}
		}
	}
	if seen < 80 {
		t.Errorf("only %d keys found", seen)
	}
}

func TestPowerIsInForce(t *testing.T) {
	t.Parallel()
	p := Power{From: day(2026, 3, 1), Until: day(2026, 3, 31), Revoked: day(2026, 3, 20)}
	for d, want := range map[int]bool{1: true, 19: true, 20: false, 31: false} {
		if got := p.Covers(day(2026, 3, d)); got != want {
			t.Errorf("on the %dth: %v", d, got)
		}
	}
	p.Revoked = day(0, 0, 0)
	if p.Covers(day(2026, 2, 28)) || !p.Covers(day(2026, 3, 31)) || p.Covers(day(2026, 4, 1)) {
		t.Error("the bounds are wrong")
	}
}
