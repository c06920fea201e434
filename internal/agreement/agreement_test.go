package agreement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

func signed() agreement.Agreement {
	return agreement.Agreement{
		ID: "pks-bus", Kind: agreement.PKS, Parent: "kb", Title: "Angkutan", Status: agreement.Active,
		Parties:  []agreement.Party{{Government: "14.71"}, {Government: "14.01"}},
		SignedOn: civil.Date{Year: 2024, Month: 9, Day: 4}, From: civil.Date{Year: 2024, Month: 9, Day: 4}, Until: civil.Date{Year: 2029, Month: 9, Day: 3},
	}
}

// The press release of the very signing contradicts itself; entering it must
// show that, and a note must settle it.
func TestTheSigningDateOfThePressRelease(t *testing.T) {
	t.Parallel()
	a := signed()
	a.WrittenDate = "Rabu, 5 September 2024"
	err := fault.Of(a.Validate())
	if err == nil || len(err.Fields) != 1 || err.Fields[0].Key != "agreement.weekday_contradicts" {
		t.Fatalf("got %v, want the weekday contradiction", err)
	}
	if got := err.Fields[0].Args["Alternative"]; got != "Rabu, 4 September 2024" {
		t.Errorf("alternative = %v", got)
	}
	a.DateNote = "Penandatanganan Rabu 4 September; 5 September tanggal siaran."
	if err := a.Validate(); err != nil {
		t.Errorf("with a note: %v", err)
	}
	a.DateNote, a.WrittenDate = "", "Kamis, 5 September 2024"
	if err := fault.Of(a.Validate()); err == nil || err.Fields[0].Key != "agreement.date_differs" {
		t.Errorf("got %v, want that the dates differ", err)
	}
}

func TestAgreementRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*agreement.Agreement)
		field  string
	}{
		"a PKS without its KB":    {func(a *agreement.Agreement) { a.Parent = "" }, "parent"},
		"one party":               {func(a *agreement.Agreement) { a.Parties = a.Parties[:1] }, "parties"},
		"the same party twice":    {func(a *agreement.Agreement) { a.Parties[1] = a.Parties[0] }, "parties"},
		"it ends before it began": {func(a *agreement.Agreement) { a.Until = civil.Date{Year: 2024, Month: 1, Day: 1} }, "until"},
		"in force yet unsigned":   {func(a *agreement.Agreement) { a.SignedOn = civil.Date{} }, "signed_on"},
		"no title":                {func(a *agreement.Agreement) { a.Title = " " }, "title"},
	} {
		a := signed()
		c.change(&a)
		err := fault.Of(a.Validate())
		if err == nil || err.Fields[0].Name != c.field {
			t.Errorf("%s: got %v, want field %s", name, err, c.field)
		}
	}
	if err := signed().Validate(); err != nil {
		t.Errorf("a good agreement: %v", err)
	}
}

func TestCitation(t *testing.T) {
	t.Parallel()
	tree := agreement.Number([]agreement.Clause{
		{ID: "objek", Text: "…"},
		{ID: "biaya", Heading: "Pembiayaan", Children: []agreement.Clause{{ID: "biaya.sumber", Text: "…"}, {ID: "biaya.tarif", Text: "…", Children: []agreement.Clause{{ID: "biaya.tarif.km", Text: "…"}}}}},
	})
	if got, want := agreement.Cite(tree, "biaya.tarif.km"), "Pasal 2 ayat (2) huruf a"; got != want {
		t.Errorf("Cite = %q, want %q", got, want)
	}
	if got := agreement.Cite(tree, "tidak-ada"); got != "" {
		t.Errorf("Cite = %q for no clause", got)
	}
	if err := agreement.CheckTree(tree); err != nil {
		t.Error(err)
	}
	if err := agreement.CheckTree([]agreement.Clause{{ID: "a", Text: "x"}, {ID: "a", Text: "y"}, {Text: "z"}, {ID: "b"}}); err == nil || len(fault.Of(err).Fields) != 3 {
		t.Errorf("got %v, want three wrong clauses", err)
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	got := []string{agreement.Slug("Angkutan Aglomerasi (Bus) – Kampar/Pekanbaru"), agreement.Slug("---"), agreement.Slug("Pengelolaan Sampah Daerah Penyangga Perbatasan Kabupaten Kampar dan Kota")}
	want := []string{"angkutan-aglomerasi-bus-kampar-pekanbaru", "", "pengelolaan-sampah-daerah-penyangga-perbatasan-kabupaten-kam"}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
	if agreement.ValidID(got[1]) || !agreement.ValidID(got[2]) {
		t.Error("ValidID is wrong")
	}
}

func TestInForce(t *testing.T) {
	t.Parallel()
	a := signed()
	for day, want := range map[string]bool{"2024-09-03": false, "2024-09-04": true, "2029-09-03": true, "2029-09-04": false} {
		d, _ := civil.ParseDate(day)
		if a.InForce(d) != want {
			t.Errorf("InForce(%s) = %v", day, !want)
		}
	}
	a.Status = agreement.Draft
	if a.InForce(a.From) {
		t.Error("a draft is in force")
	}
}

func TestWhatCataloguesAreTold(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month, d int) civil.Date { return civil.Date{Year: y, Month: m, Day: d} }
	a := agreement.Agreement{Status: agreement.Active, From: day(2024, 9, 4), Until: day(2029, 9, 3)}
	for _, c := range []struct {
		status agreement.Status
		on     civil.Date
		counts bool
		ended  civil.Date
	}{
		{agreement.Active, day(2029, 9, 3), true, civil.Date{}},
		{agreement.Active, day(2029, 9, 4), false, day(2029, 9, 4)},
		{agreement.Signed, day(2024, 8, 1), true, civil.Date{}},
		{agreement.Suspended, day(2025, 1, 1), true, civil.Date{}},
		{agreement.Ended, day(2025, 1, 1), false, civil.Date{}},
		{agreement.Ended, day(2030, 1, 1), false, day(2029, 9, 4)},
		{agreement.Draft, day(2025, 1, 1), false, civil.Date{}},
	} {
		a.Status = c.status
		if counts, ended := a.Stands(c.on); counts != c.counts || ended != c.ended {
			t.Errorf("%s on %s: %t, %s", c.status, c.on, counts, ended)
		}
	}
}
