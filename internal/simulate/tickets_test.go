package simulate_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sinergi/internal/civil"
	"sinergi/internal/simulate"
)

func TestOriginsAreRealPlacesOfTheLorrysGovernment(t *testing.T) {
	t.Parallel()
	codes, err := os.ReadFile("../region/data/codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	s := month(t, 1, 31)
	for n := range s.Days() {
		for _, truth := range s.Tickets(n).Truth {
			if !strings.HasPrefix(truth.Origin, truth.Government+".") {
				t.Fatalf("a lorry of %s truly brings waste from %s", truth.Government, truth.Origin)
			}
			if !bytes.Contains(codes, []byte("\n"+truth.Origin+",")) {
				t.Fatalf("there is no territory %s", truth.Origin)
			}
		}
	}
}

// entry is a ticket with what is true of it and what came before it.
type entry struct {
	date   civil.Date
	ticket simulate.Ticket
	truth  simulate.TicketTruth
	twin   *simulate.Ticket // the ticket before it under the same number
	soon   bool             // the lorry left less than half an hour ago
}

// adds reports whether net is gross less tare.
func (e entry) adds() bool { return e.ticket.Net == e.ticket.Gross-e.ticket.Tare }

// what tells for every trick whether an entry is one.
func what() map[string]func(e entry) bool {
	return map[string]func(e entry) bool{
		"": func(e entry) bool {
			return e.adds() && e.truth.Net == e.ticket.Net && e.truth.Origin == e.ticket.Origin && e.twin == nil && !e.soon
		},
		simulate.TrickDuplicate: func(e entry) bool { return e.twin != nil && *e.twin != e.ticket && e.truth.Net == 0 },
		simulate.TrickRepeat:    func(e entry) bool { return e.twin != nil && *e.twin == e.ticket && e.truth.Net == 0 },
		simulate.TrickTare: func(e entry) bool {
			gain := e.ticket.Net - e.truth.Net
			share := float64(gain) / float64(e.ticket.Tare+gain)
			return e.adds() && share > 0.14 && share < 0.26
		},
		simulate.TrickOrigin:     func(e entry) bool { return e.adds() && e.ticket.Origin[:5] != e.truth.Origin[:5] },
		simulate.TrickNet:        func(e entry) bool { return !e.adds() && e.truth.Net == e.ticket.Gross-e.ticket.Tare },
		simulate.TrickTurnaround: func(e entry) bool { return e.soon && e.truth.Net == 0 },
		simulate.TrickClosed: func(e entry) bool {
			return e.date.Weekday() == time.Sunday && e.truth.Government == simulate.Kampar && e.adds()
		},
	}
}

func TestWhatIsTrueOfEveryTicket(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 5; seed++ {
		s := month(t, seed, 31)
		lastOut := map[string]time.Time{}
		kampar, all := 0, 0
		for n, date := range s.Days() {
			day := s.Tickets(n)
			numbers := map[string]*simulate.Ticket{}
			for i, ticket := range day.Tickets {
				e := entry{date, ticket, day.Truth[i], numbers[ticket.Number], ticket.In.Sub(lastOut[ticket.Plate]) < 30*time.Minute}
				numbers[ticket.Number] = &ticket
				if e.truth.Number != ticket.Number || e.truth.Declared != ticket.Net || e.truth.Plate != ticket.Plate {
					t.Fatalf("the truth %+v is not of the ticket %+v", e.truth, ticket)
				}
				if open := date.Start().Add(8 * time.Hour); ticket.In.Before(open) || ticket.Out.After(date.AddDays(1).Start()) || !ticket.In.Before(ticket.Out) {
					t.Errorf("%s comes at %s and leaves at %s", ticket.Number, ticket.In, ticket.Out)
				}
				if is, known := what()[e.truth.Trick]; !known || !is(e) {
					t.Errorf("seed %d: no %q: %+v, %+v", seed, e.truth.Trick, ticket, e.truth)
				}
				if e.truth.Trick == "" {
					lastOut[ticket.Plate] = ticket.Out
				}
				all++
				if e.truth.Government == simulate.Kampar {
					kampar++
				}
			}
		}
		if share := float64(kampar) / float64(all); share < 0.34 || share > 0.44 || all < 3000 {
			t.Errorf("seed %d: %d tickets, %.0f %% of Kampar", seed, all, share*100)
		}
	}
}

func TestKamparStaysBelowItsCapButOnTheDaysItDoesNot(t *testing.T) {
	t.Parallel()
	for _, tonnes := range []float64{60, 200} {
		s := with(t, simulate.Config{Seed: 3, Waste: simulate.Waste{Cap: tonnes}})
		over := 0
		for n, date := range s.Days() {
			kg := int64(0)
			for i, truth := range s.Tickets(n).Truth {
				if truth.Government == simulate.Kampar && truth.Trick != simulate.TrickClosed && s.Tickets(n).Tickets[i].Origin[:5] == simulate.Kampar {
					kg += truth.Net
				}
			}
			brought := float64(kg) / 1000
			switch {
			case date.Weekday() == time.Sunday && brought > 0:
				t.Errorf("%g t on %s, a Sunday", brought, date)
			case s.OverCap(n):
				over++
				if brought <= tonnes {
					t.Errorf("only %g t of %g t on %s", brought, tonnes, date)
				}
			case brought > tonnes:
				t.Errorf("%g t of %g t on %s", brought, tonnes, date)
			}
		}
		if over != 2 {
			t.Errorf("%d days over the cap of %g t", over, tonnes)
		}
	}
}

func TestFilesAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	day := month(t, 1, 31).Tickets(4)
	header := "nomor,lokasi,plat,masuk,keluar,bruto_kg,tara_kg,neto_kg,asal,jenis"
	iso := string(day.In(simulate.ISO))
	if !strings.HasPrefix(iso, header+"\n") || !strings.Contains(iso, ",2026-10-05 ") || strings.Contains(iso, "\r") {
		t.Errorf("not ISO: %.300s", iso)
	}
	unicode := day.In(simulate.ExcelUnicode)
	if !bytes.HasPrefix(unicode, []byte("\xef\xbb\xbf"+strings.ReplaceAll(header, ",", ";")+"\r\n")) || !bytes.Contains(unicode, []byte(";05/10/2026 ")) || !bytes.Contains(unicode, []byte("0,0;")) {
		t.Errorf("not as Excel writes Unicode: %.300q", unicode)
	}
	windows := day.In(simulate.ExcelWindows)
	if utf8.Valid(windows) {
		t.Error("the Windows-1252 file is UTF-8")
	}
	back, err := charmap.Windows1252.NewDecoder().Bytes(windows)
	if err != nil || !bytes.Equal(back, bytes.TrimPrefix(unicode, []byte("\xef\xbb\xbf"))) {
		t.Errorf("the two Excel files say different things (%v)", err)
	}
	seen := []simulate.Dialect{}
	s := month(t, 1, 31)
	for n := range s.Days() {
		seen = append(seen, s.Tickets(n).Dialect())
	}
	for _, d := range []simulate.Dialect{simulate.ISO, simulate.ExcelUnicode, simulate.ExcelWindows} {
		if !slices.Contains(seen, d) {
			t.Errorf("no file of a month is in dialect %d", d)
		}
	}
}

func TestAnHonestMonth(t *testing.T) {
	t.Parallel()
	s := with(t, simulate.Config{Seed: 1, Days: 6, Waste: simulate.Waste{Honest: true}})
	for n := range s.Days() {
		for _, truth := range s.Tickets(n).Truth {
			if truth.Trick != "" {
				t.Errorf("somebody plays %s", truth.Trick)
			}
		}
	}
	if got := s.Days()[5]; got != (civil.Date{Year: 2026, Month: 10, Day: 6}) {
		t.Error(got)
	}
}
