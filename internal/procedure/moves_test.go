package procedure

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
)

func TestMovesSayWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	begun := s.today()
	m := s.moveAt("kak", "", kampar)
	if m.Office != Agency || !slices.Equal(m.Governments, []string{kampar}) || civil.In(m.Since) != begun {
		t.Errorf("%+v", m)
	}
	if len(m.Needs) != 1 || m.Needs[0].ID != "isian" || len(m.Needs[0].Fields) < 8 {
		t.Errorf("needs %+v", m.Needs)
	}
	if diff := cmp.Diff([]string{"Surat inisiasi kepada Sekretaris Daerah", "Penilaian TKKSD pemrakarsa"}, names(m.Next)); diff != "" {
		t.Error(diff)
	}
	if !m.Queued(officer(kampar, Agency)) || m.Queued(officer(pekanbaru, Agency)) || m.Queued(officer(kampar, Finance)) {
		t.Error("the move stands in the wrong queue")
	}
	s.toOffer()
	if got := s.moveAt("tkksd_mitra", "", pekanbaru); got.Office != Secretary || civil.In(got.Since) != begun.AddDays(3) {
		t.Errorf("%+v", got)
	}
	for _, m := range s.run.Moves(s.today(), holidays(t)) {
		if m.Gate.ID == "" || m.Gate.EN == "" || len(m.Needs) == 0 || m.Basis.Article == "" {
			t.Errorf("an empty line: %+v", m)
		}
	}
}

func names(list []Text) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.ID)
	}
	return out
}

func TestWaitingForAgreementBeginsAnewWithEachText(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toText()
	s.days(5)
	s.does(s.make("draf_kb", "", "", "naskah"))
	if m := s.moveAt("sepakat_kb", "", kampar); civil.In(m.Since) != s.today() {
		t.Errorf("waits since %s", civil.In(m.Since))
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toOffer() // 8 January 2026, a Thursday
	letter := s.make("penawaran", "", kampar, "surat")
	letter.Value.Document.Received = day(2026, 1, 12)
	s.does(letter)
	s.passes("tkksd_mitra", "", pekanbaru)
	due := func(on civil.Date) *Due {
		for _, m := range s.run.Moves(on, holidays(t)) {
			if m.Slot.Gate == "jawaban" {
				return m.Due
			}
		}
		t.Fatal("no answer is waited for")
		return nil
	}
	// 14 working days after 12 January; the 16th is Isra Mikraj.
	d := due(day(2026, 1, 20))
	if d.From != day(2026, 1, 12) || d.On != day(2026, 2, 2) || d.DaysLeft != 13 || d.Overdue || d.Rule.Verified() || d.Rule.Source != House {
		t.Errorf("%+v", d)
	}
	if d := due(day(2026, 2, 3)); !d.Overdue || d.DaysLeft != -1 {
		t.Errorf("the day after: %+v", d)
	}
	events := s.run.Events(day(2026, 1, 20), holidays(t))
	if len(events) != 1 || events[0].Key != "bus-dan-sampah/tenggat/jawaban//14.71" || events[0].For[0].String() != "14.71/kepala_daerah" {
		t.Errorf("%+v", events)
	}
}

func TestADeadlineInAYearWithoutHolidaysIsNotGuessed(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.toOffer()
	letter := s.make("penawaran", "", kampar, "surat")
	letter.Value.Document.Received = day(2027, 12, 27)
	s.does(letter)
	s.passes("tkksd_mitra", "", pekanbaru)
	m := s.moveAt("jawaban", "", pekanbaru)
	if m.Due == nil || !m.Due.On.IsZero() || m.Due.Gap == nil || m.Due.Gap.Year != 2028 || m.Due.Overdue {
		t.Errorf("%+v", m.Due)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	s.open("bus", "Bus")
	s.does(s.make("uji_dprd", "bus", pekanbaru, "beban"))
	s.does(s.make("uji_dprd", "bus", pekanbaru, "apbd"))
	say := func(lang string, slot Slot) []string {
		var out []string
		for _, r := range s.run.Explain(slot) {
			out = append(out, text.T(lang, r.Key, r.Args))
		}
		return out
	}
	tests := map[string]struct {
		lang string
		slot Slot
		want []string
	}{
		"waits for another gate": {"id", Slot{"penawaran", "", kampar}, []string{"Menunggu “Penilaian TKKSD pemrakarsa” dari Sekretaris Daerah selaku ketua TKKSD Kabupaten Kampar."}},
		"in English":             {"en", Slot{"penawaran", "", kampar}, []string{"Waits for “Review by the initiator's TKKSD” by the regional secretary as chair of the TKKSD of Kabupaten Kampar."}},
		"misses something":       {"id", Slot{"kak", "", kampar}, []string{"“Kerangka acuan kerja (KAK)” masih memerlukan: Delapan isian KAK."}},
		"not needed": {
			"id",
			Slot{"dprd", "bus", pekanbaru},
			[]string{"Tidak diperlukan, karena ini tidak berlaku: rencana membebani masyarakat dan daerah, atau dananya belum tersedia dalam APBD tahun berjalan."},
		},
		"not known yet": {"id", Slot{"dprd", "bus", kampar}, []string{
			"Belum diketahui apakah ini berlaku: rencana membebani masyarakat dan daerah, atau dananya belum tersedia dalam APBD tahun berjalan.",
			"Menunggu “Surat permintaan persetujuan kepada DPRD” dari kepala daerah Kabupaten Kampar.",
		}},
		"done": {"id", Slot{"uji_dprd", "bus", pekanbaru}, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, say(tc.lang, tc.slot)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	s := tell(t, "ksdd-sukarela", partyKampar, partyPekanbaru)
	list := func(by Actor) []string {
		var out []string
		for _, p := range s.run.Allowed(by) {
			what := string(p.Kind)
			if p.Need != nil {
				what += " " + p.Slot.Gate + "." + p.Need.ID
			}
			out = append(out, what)
		}
		return out
	}
	if diff := cmp.Diff([]string{"supply rencana.acuan", "supply kak.isian", "supply kak.studi_kelayakan", "open_branch"}, list(officer(kampar, Agency))); diff != "" {
		t.Errorf("an agency of Kampar: %s", diff)
	}
	if diff := cmp.Diff([]string{"supply rencana.acuan", "open_branch", "schedule"}, list(officer(pekanbaru, Cooperation))); diff != "" {
		t.Errorf("Pekanbaru's cooperation section: %s", diff)
	}
	if got := list(officer(siak, HeadOfRegion)); got != nil {
		t.Errorf("an outsider: %v", got)
	}
	if got := list(Actor{}); got != nil {
		t.Errorf("the public: %v", got)
	}
}
