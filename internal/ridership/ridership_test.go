package ridership_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/performance"
	"sinergi/internal/ridership"
	"sinergi/internal/sheet"
	"sinergi/internal/transit"
)

const (
	pekanbaru = "14.71"
	kampar    = "14.01"
)

var day = civil.Date{Year: 2026, Month: 10, Day: 1}

// us is a time of the day as "07:05:30", in microseconds UTC.
func us(t testing.TB, clock string) int64 {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", day.String()+" "+clock, civil.WIB())
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixMicro()
}

func second(t testing.TB, clock string) int {
	return int((us(t, clock) - day.Start().UnixMicro()) / 1_000_000)
}

// run is a run of a bus along three halte, 4 km and then 6 km apart: it leaves
// the first at a clock, and is at the others ten and thirty minutes later. The
// first two lie in Kampar, the last in Pekanbaru, and the border 5 km along.
func run(t testing.TB, trip, vehicle, start string) performance.Trip {
	from := second(t, start)
	halts := []performance.Halt{{Stop: "S1", Government: kampar}, {Stop: "S2", Government: kampar, Along: 4000}, {Stop: "S3", Government: pekanbaru, Along: 10_000}}
	calls := []transit.Call{{Arrived: from - 300, Left: from}, {Arrived: from + 600, Left: from + 630}, {Arrived: from + 1800, Left: from + 1860}}
	began := day.Start().UnixMicro() + int64(from)*1e6
	return performance.Trip{Halts: halts, Run: transit.Run{
		Date: day, Trip: trip, Start: from, Route: "R1", Vehicle: vehicle, Status: transit.Complete, Delivered: 10_000, Planned: 10_000,
		Began: began, Ended: began + 1800*1e6, Calls: calls,
		Parts: []transit.Part{{Code: kampar, Planned: 5000, Delivered: 5000}, {Code: pekanbaru, Planned: 5000, Delivered: 5000}},
	}}
}

func door(t testing.TB, vehicle, clock string, in, out int64) ridership.Record {
	return ridership.Record{Kind: ridership.Counter, Day: day, At: us(t, clock), Vehicle: vehicle, Boarded: in, Alighted: out, Direction: -1, Start: -1}
}

func ticket(t testing.TB, id, vehicle, clock, class string, amount money.Rupiah) ridership.Record {
	return ridership.Record{
		Kind: ridership.Fare, ID: id, Day: day, At: us(t, clock), Vehicle: vehicle, Class: class, Boarded: 1, Alighted: -1, Income: amount, Paid: true, Direction: -1, Start: -1,
	}
}

func net() (n ridership.Net) {
	n.AddLine("R1", "1", "Ramayana – Pandau")
	n.AddStop("S1", "Halte Pandau")
	n.AddStop("S2", "Halte Kubang")
	n.AddStop("S3", "Halte STC")
	return n
}

// TestADayByHand is worked out by hand.
//
// The bus holds 40. At the first halte 8 board; at the second 4 board and 2
// leave; at the last 10 leave. So 8 people ride 4 km and 10 ride 6 km: 32 + 60 =
// 92 passenger-km. The bus offers 40 × 10 = 400 place-km: the load factor is
// 23 %. The first two halte are in Kampar: its 12 boarded there, and all the
// way from a halte of Kampar is Kampar's, so that Pekanbaru has none.
// Tickets: 9 at Rp4.000 and 3 at Rp3.000 are Rp45.000, Rp3.750 a passenger.
func TestADayByHand(t *testing.T) {
	t.Parallel()
	records := []ridership.Record{door(t, "TMP-1", "07:00:00", 8, 0), door(t, "TMP-1", "07:10:10", 4, 2), door(t, "TMP-1", "07:30:20", 0, 10)}
	for i := range 9 {
		records = append(records, ticket(t, "u"+string(rune('a'+i)), "TMP-1", "07:01:00", "umum", 4000))
	}
	for i := range 3 {
		records = append(records, ticket(t, "p"+string(rune('a'+i)), "TMP-1", "07:11:00", "pelajar", 3000))
	}
	got := ridership.Assign([]performance.Trip{run(t, "A", "TMP-1", "07:00:00")}, records, net(), map[string]int{"TMP-1": 40})
	if len(got.Loose) != 0 {
		t.Errorf("%d records are of no run: %+v", len(got.Loose), got.Loose)
	}
	f := ridership.Measure(got.Trips, "")
	want := ridership.Figures{
		Runs: 1, Counted: 1, Loads: 1, Sold: 1, Boarded: 12, Income: 45_000, PassengerM: 92_000, FilledM: 92_000, PlaceM: 400_000, Seated: 12, Seats: 40, Peak: 10,
		BothBoarded: 12, BothIncome: 45_000, Classes: map[string]ridership.Takings{"umum": {Tickets: 9, Amount: 36_000}, "pelajar": {Tickets: 3, Amount: 9_000}},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	for name, x := range map[string]struct {
		got  func() (d interface{ String() string }, ok bool)
		want string
	}{
		"load factor":          {func() (interface{ String() string }, bool) { d, ok := f.LoadFactor(); return d, ok }, "23.0"},
		"passengers per place": {func() (interface{ String() string }, bool) { d, ok := f.SeatUse(); return d, ok }, "30.0"},
		"passenger-km":         {func() (interface{ String() string }, bool) { d, ok := f.PassengerKm(); return d, ok }, "92.0"},
		"income per passenger": {func() (interface{ String() string }, bool) { d, ok := f.IncomePerRider(); return d, ok }, "3750"},
	} {
		if d, ok := x.got(); !ok || d.String() != x.want {
			t.Errorf("%s is %s (%v), want %s", name, d, ok, x.want)
		}
	}
	if n := ridership.Measure(got.Trips, pekanbaru).Boarded; n != 0 {
		t.Errorf("%d boarded in Pekanbaru, where nobody did", n)
	}
	if l := ridership.IncomeList(got.Trips, kampar); l.Sum != 45_000 || l.Count != 12 {
		t.Errorf("the list of Kampar has Rp%d of %d tickets", l.Sum, l.Count)
	}
}

func TestWhichRunSomebodyRides(t *testing.T) {
	t.Parallel()
	trips := []performance.Trip{run(t, "A", "TMP-1", "07:00:00"), run(t, "B", "TMP-1", "07:40:00"), run(t, "C", "TMP-2", "07:05:00")}
	missed := run(t, "M", "TMP-3", "09:00:00")
	missed.Status, missed.Began, missed.Ended, missed.Delivered = transit.Missed, 0, 0, 0
	trips = append(trips, missed)
	count := func(edit func(*ridership.Record)) ridership.Record {
		r := ridership.Record{Kind: ridership.Typed, Day: day, Direction: -1, Start: -1, Boarded: 5, Alighted: -1}
		edit(&r)
		return r
	}
	line := ticket(t, "x", "", "07:12:00", "umum", 4000)
	line.Line = "1"
	atKubang := line
	atKubang.Stop = "halte kubang"
	void := ticket(t, "v", "TMP-1", "07:05:00", "umum", 4000)
	void.Void = true
	for name, x := range map[string]struct {
		record ridership.Record
		want   map[string][2]int64 // boarded and alighted by run
		loose  ridership.Why
	}{
		"on the way":                              {door(t, "TMP-1", "07:10:00", 3, 1), map[string][2]int64{"A": {3, 1}}, ""},
		"while the bus waits for its first run":   {door(t, "TMP-1", "06:50:00", 3, 0), map[string][2]int64{"A": {3, 0}}, ""},
		"at a terminal: out of one, into another": {door(t, "TMP-1", "07:31:00", 3, 9), map[string][2]int64{"A": {0, 9}, "B": {3, 0}}, ""},
		"of a bus that is not of the service":     {door(t, "TMP-9", "07:10:00", 3, 1), nil, ridership.NoRun},
		"long before the first run":               {door(t, "TMP-1", "05:00:00", 3, 0), nil, ridership.NoRun},
		"a typed count by its trip":               {count(func(r *ridership.Record) { r.Trip = "C" }), map[string][2]int64{"C": {5, -1}}, ""},
		"a typed count by line and start":         {count(func(r *ridership.Record) { r.Line, r.Start = "1", second(t, "07:40:00") }), map[string][2]int64{"B": {5, -1}}, ""},
		"a typed count of a run that did not run": {count(func(r *ridership.Record) { r.Trip = "M" }), nil, ridership.NotRun},
		"a typed count of no run":                 {count(func(r *ridership.Record) { r.Trip = "Z" }), nil, ridership.NoRun},
		"a typed count of a day without runs":     {count(func(r *ridership.Record) { r.Trip, r.Day = "A", day.AddDays(9) }), nil, ridership.Unmeasured},
		"a ticket of a line with two buses":       {line, nil, ridership.Ambiguous},
		"a ticket of a line and a halte":          {atKubang, map[string][2]int64{"A": {1, -1}}, ""},
		"a ticket that was called off":            {void, nil, ridership.Voided},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ridership.Assign(trips, []ridership.Record{x.record}, net(), nil)
			have := map[string][2]int64{}
			for _, trip := range got.Trips {
				for _, r := range trip.Riders {
					have[trip.Trip.Trip] = [2]int64{r.Boarded, r.Alighted}
				}
			}
			if x.want == nil {
				x.want = map[string][2]int64{}
			}
			if diff := cmp.Diff(x.want, have); diff != "" {
				t.Errorf("runs (-want +got):\n%s", diff)
			}
			var why ridership.Why
			for _, l := range got.Loose {
				why = l.Why
			}
			if why != x.loose {
				t.Errorf("it is of no run because %q, want %q", why, x.loose)
			}
		})
	}
}

func TestOneKindOfEvidenceCountsOnARun(t *testing.T) {
	t.Parallel()
	typed := ridership.Record{Kind: ridership.Typed, Day: day, Trip: "A", Direction: -1, Start: -1, Boarded: 20, Alighted: -1, Income: 80_000, Paid: true}
	trips := []performance.Trip{run(t, "A", "TMP-1", "07:00:00")}
	alone := ridership.Assign(trips, []ridership.Record{typed}, net(), nil).Trips[0]
	if alone.Boarded() != 20 || alone.Income() != 80_000 {
		t.Errorf("the office's count alone gives %d people and %s", alone.Boarded(), alone.Income())
	}
	if _, known := alone.Load(); known {
		t.Error("a count of a whole run tells where nobody left")
	}
	all := ridership.Assign(trips, []ridership.Record{typed, door(t, "TMP-1", "07:00:00", 18, 0), ticket(t, "x", "TMP-1", "07:02:00", "umum", 4000)}, net(), nil)
	got := all.Trips[0]
	if got.Boarded() != 18 || got.From != ridership.Counter {
		t.Errorf("%d people by %s, want the 18 of the counter: they are the same people", got.Boarded(), got.From)
	}
	if got.Income() != 4000 || got.Money != ridership.Fare {
		t.Errorf("%s by %s, want what the tickets say", got.Income(), got.Money)
	}
	if len(all.Loose) != 1 || all.Loose[0].Why != ridership.SameAgain {
		t.Errorf("the office's count is not listed as counted otherwise: %+v", all.Loose)
	}
	halt := typed
	halt.Stop, halt.Boarded = "S1", 7
	both := ridership.Assign(trips, []ridership.Record{typed, halt}, net(), nil)
	if n := both.Trips[0].Boarded(); n != 7 {
		t.Errorf("a count of the run and one of its halte give %d people, want the 7 of the halte", n)
	}
}

// TestLoadsAddUp counts at random, wrongly too: whatever comes, who boarded is
// who left, nobody is on board after the last halte, and no load is below zero.
// And whatever is counted where, the parts add up to the whole.
func TestLoadsAddUp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		a := run(t, "A", "TMP-1", "07:00:00")
		a.Parts = []transit.Part{{Code: kampar, Planned: 7000, Delivered: a.Delivered / 3}, {Code: pekanbaru, Planned: 3000, Delivered: a.Delivered - a.Delivered/3}}
		var records []ridership.Record
		for i, clock := range []string{"07:00:00", "07:10:00", "07:30:00", "07:20:00"} {
			records = append(records, door(t, "TMP-1", clock, r.Int64N(20), r.Int64N(20)))
			records = append(records, ticket(t, string(rune('a'+i)), "TMP-1", clock, "umum", money.Rupiah(r.Int64N(9000))))
		}
		if r.IntN(3) == 0 {
			a.Calls = nil // then the halte is not known, and the metres divide
		}
		got := ridership.Assign([]performance.Trip{a}, records, net(), map[string]int{"TMP-1": 40})
		trip := got.Trips[0]
		if l, known := trip.Load(); known {
			var in, out int64
			for i := range l.In {
				in += l.In[i]
				out += l.Out[i]
				if l.OnBoard[i] < 0 || l.OnBoard[i] != in-out && i < len(l.In)-1 {
					t.Fatalf("%d on board after halte %d, %d in and %d out", l.OnBoard[i], i, in, out)
				}
			}
			if in != out || in != trip.Boarded() || l.OnBoard[len(l.OnBoard)-1] != 0 {
				t.Fatalf("%d in, %d out, %d counted, %d left on board", in, out, trip.Boarded(), l.OnBoard[len(l.OnBoard)-1])
			}
		}
		whole, sum := ridership.Measure(got.Trips, ""), ridership.Measure(got.Trips, kampar).Add(ridership.Measure(got.Trips, pekanbaru))
		if whole.Boarded != sum.Boarded || whole.Income != sum.Income || whole.PassengerM != sum.PassengerM || whole.PlaceM != sum.PlaceM {
			t.Fatalf("the parts %+v are not the whole %+v", sum, whole)
		}
		if whole.Classes["umum"].Amount != sum.Classes["umum"].Amount || whole.Classes["umum"].Amount != whole.Income {
			t.Fatalf("classes give %s of %s", sum.Classes["umum"].Amount, whole.Income)
		}
		listed := ridership.IncomeList(got.Trips, kampar).Sum + ridership.IncomeList(got.Trips, pekanbaru).Sum
		if money.Rupiah(listed) != whole.Income {
			t.Fatalf("the lists hold Rp%d of %s", listed, whole.Income)
		}
	}
}

func TestACountOutOfBalanceTellsNoLoad(t *testing.T) {
	t.Parallel()
	trips := []performance.Trip{run(t, "A", "TMP-1", "07:00:00")}
	got := ridership.Assign(trips, []ridership.Record{door(t, "TMP-1", "07:00:00", 30, 0), door(t, "TMP-1", "07:30:10", 0, 20)}, net(), map[string]int{"TMP-1": 40})
	f := ridership.Measure(got.Trips, "")
	if f.Broken != 1 || f.Loads != 0 || f.PlaceM != 0 || f.Boarded != 30 {
		t.Errorf("10 of 30 never left: %+v", f)
	}
	if _, ok := f.LoadFactor(); ok {
		t.Error("there is a load factor of a count that does not fit together")
	}
}

func TestTheNewestOfWhatWasSaidCounts(t *testing.T) {
	t.Parallel()
	one := ticket(t, "x", "TMP-1", "07:00:00", "umum", 4000)
	one.Received = 10
	later := one
	later.Income, later.Received = 3000, 20
	revised := one
	revised.Income, revised.Revision = 3500, 1
	for _, x := range []struct {
		all  []ridership.Record
		want money.Rupiah
	}{{[]ridership.Record{one, one}, 4000}, {[]ridership.Record{later, one}, 3000}, {[]ridership.Record{revised, later, one}, 3500}} {
		for range 2 {
			got := ridership.Newest(x.all)
			if len(got) != 1 || got[0].Income != x.want {
				t.Errorf("%d records, the first of %s, want one of %s", len(got), got[0].Income, x.want)
			}
			slices.Reverse(x.all)
		}
	}
}

func read(t testing.TB, k ridership.Kind, text string) (records []ridership.Record, wrong []string) {
	table, err := sheet.Read(strings.NewReader(text), ridership.Schema(k), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range table.Wrong {
		wrong = append(wrong, w.Name+" "+w.Key)
	}
	records, fields := ridership.FromSheet(k, table, "f.csv", []byte("secret"), us(t, "23:59:59"))
	for _, w := range fields {
		wrong = append(wrong, w.Name+" "+w.Key)
	}
	return records, wrong
}

func TestFilesAsOfficesSendThem(t *testing.T) {
	t.Parallel()
	counts, wrong := read(t, ridership.Typed, "\xef\xbb\xbfTanggal;Trip;Trayek;Arah;Berangkat;Halte;Naik;Turun;Pendapatan\r\n"+
		"01/10/2026;1-0-0615;;;;;34;;128.000\r\n01/10/2026;;1;0;06.15;Halte Pandau;7;0;\r\n01/10/2026;;;;;;7;0;\r\n01/10/2026;X;;;26:75;;7;0;\r\n02/10/2026;X;;;;;7;0;\r\n01/10/2026;1-0-0615;;;;;35;;\r\n")
	if len(counts) != 2 || counts[0].Income != 128_000 || counts[0].Alighted != -1 || counts[1].Start != 22_500 || counts[1].Alighted != 0 || counts[1].Paid {
		t.Errorf("counts: %+v", counts)
	}
	if diff := cmp.Diff([]string{"trip riders.fault.which_run", "berangkat riders.fault.clock", "tanggal riders.fault.time", "trip riders.fault.twice"}, wrong); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	fares, wrong := read(t, ridership.Fare, "id,waktu,kendaraan,trayek,halte,golongan,jumlah,bayar,status,nomor kartu\n"+
		"6032981234567890,2026-10-01 07:00,TMP-1,,,Umum,4000,QRIS Livin,berhasil,6032981234567890\nT2,2026-10-01 07:01,,1,S1,pelajar,3000,Tap kartu,BATAL,\nT3,2026-10-01 07:01,,,,umum,4000,tunai,,\nT4,2026-10-01 07:01,TMP-1,,,umum,-1,tunai,,\n")
	if len(fares) != 2 || fares[0].Class != "umum" || fares[0].Payment != ridership.QRIS || !fares[1].Void || fares[1].Payment != ridership.Card {
		t.Errorf("fares: %+v", fares)
	}
	if strings.Contains(fares[0].ID, "6032") || fares[0].ID == fares[1].ID || fares[0].ID == ridership.Fingerprint([]byte("other"), "6032981234567890") {
		t.Errorf("the id of a card is kept as %s", fares[0].ID)
	}
	if diff := cmp.Diff([]string{"jumlah sheet.out_of_range", "kendaraan riders.fault.which_bus"}, wrong); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	doors, wrong := read(t, ridership.Counter, "waktu;bus;halte;pintu;masuk;keluar\n01/10/2026 07:00;TMP-1;S1;1;3;0\n01/10/2026 07:00;TMP-1;S1;2;1;0\n1790812800;TMP-1;;;1;1\n")
	if len(doors) != 3 || len(wrong) != 0 || doors[0].Key() == doors[1].Key() || doors[2].At != 1790812800_000_000 {
		t.Errorf("doors: %+v, refused %v", doors, wrong)
	}
}

func FuzzFromSheet(f *testing.F) {
	f.Add("tanggal;trip;naik\n01/10/2026;A;3\n", byte(0))
	f.Add("waktu;bus;masuk;keluar\n01/10/2026 07:00;TMP-1;3;0\n", byte(1))
	f.Add("id,waktu,bus,golongan,jumlah\nT,2026-10-01 07:00,TMP-1,umum,4000\n", byte(2))
	f.Fuzz(func(t *testing.T, text string, kind byte) {
		k := ridership.Kinds()[int(kind)%3]
		table, err := sheet.Read(strings.NewReader(text), ridership.Schema(k), sheet.Limits{})
		if err != nil {
			return
		}
		records, wrong := ridership.FromSheet(k, table, "f", []byte("s"), us(t, "12:00:00"))
		if len(records)+len(wrong) != len(table.Rows) {
			t.Fatalf("%d rows became %d records and %d faults", len(table.Rows), len(records), len(wrong))
		}
		trips := []performance.Trip{run(t, "A", "TMP-1", "07:00:00"), run(t, "B", "TMP-1", "07:40:00")}
		newest := ridership.Newest(records)
		got := ridership.Assign(trips, newest, net(), nil)
		var in, out int64
		for _, r := range newest {
			in += r.Boarded
		}
		for _, trip := range got.Trips {
			if trip.From == k {
				out += trip.Boarded()
			}
		}
		for _, l := range got.Loose {
			out += l.Boarded
		}
		if in != out { // nobody is dropped
			t.Fatalf("of %d people %d are somewhere", in, out)
		}
	})
}

func FuzzParseProofs(f *testing.F) {
	f.Add("A|25200|fares|ab|4000\n")
	f.Add("A|B|1|counts||3\n")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = ridership.ParseProofs(text) })
}

func TestProofsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	got := ridership.Assign([]performance.Trip{run(t, "A|x", "TMP-1", "07:00:00")}, []ridership.Record{ticket(t, "id", "TMP-1", "07:00:00", "umum", 4000)}, net(), nil)
	l := ridership.IncomeList(got.Trips, kampar)
	proofs, err := ridership.ParseProofs(l.Text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ridership.Proof{{Trip: "A|x", Start: 25_200, Kind: ridership.Fare, ID: "id", Amount: 4000}}, proofs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := ridership.BoardedList(got.Trips, kampar); got.Sum != 1 {
		t.Errorf("%d boarded in Kampar, want 1", got.Sum)
	}
}
