package ops_test

import (
	"strings"
	"testing"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
)

const holidays2028 = `tanggal;nama;jenis;nama_inggris
01/01/2028;Tahun Baru Masehi;libur nasional;New Year's Day
03/01/2028;Contoh;Cuti bersama;
17/08/2028;Proklamasi Kemerdekaan;libur nasional;Independence Day
`

// A deadline that runs into a year without holidays has no day. When the year
// is entered, at another node too, it has one, also in the office's queue; a
// later list of the year takes the place of the earlier, and both stay on
// record.
func TestTheHolidaysOfAYearAreEntered(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(t *testing.T, b bureau) {
		ctx := t.Context()
		other := b.again()
		b.days.Store(int64(civil.Date{Year: 2027, Month: 12, Day: 15}.Sub(civil.In(start))))
		b.offers(b.cooperation("Angkutan perbatasan"))
		queued := func(d *ops.Desk) string {
			steps, err := d.Queue(ctx, b.who("kampar-kerjasama"))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range steps {
				if s.Run == b.run && s.Slot.Gate == "jawaban" {
					return s.Due.String()
				}
			}
			t.Fatalf("the answer is in nobody's queue: %+v", steps)
			return ""
		}
		b.gives("kampar-kerjasama", "rencana", "acuan", plan())
		b.gives("kampar-kerjasama", "tkksd_mitra", "anggota", opinion("Datuk"))
		b.gives("kampar-kerjasama", "tkksd_mitra", "berita_acara", b.paper("kampar-kerjasama", "BA TKKSD mitra"))
		b.gives("kampar-sekda", "tkksd_mitra", "kesimpulan", choice("setuju"))
		if got := queued(b.desk); got != "" {
			t.Fatalf("a deadline in a year that nobody knows: %s", got)
		}

		read := func(text string) calendar.Year {
			y, err := b.desk.ReadHolidays(strings.NewReader(text), calendar.Year{Decision: "SKB 2028", Source: "Berita Negara"})
			if err != nil {
				t.Fatal(err)
			}
			return y
		}
		y := read(holidays2028)
		if len(y.Holidays) != 2 || len(y.JointLeave) != 1 || y.JointLeave[0].NameEN != "Contoh" {
			t.Errorf("read: %+v", y)
		}
		if would, err := b.desk.PreviewHolidays(ctx, y); err != nil || len(would.Changes) != 3 {
			t.Errorf("it would change %+v, %v", would.Changes, err)
		}
		for login, kind := range map[string]fault.Kind{"kampar-admin": fault.Denied, "riau-pengamat": fault.Denied} {
			if err := b.desk.EnterHolidays(ctx, b.who(login), y); fault.KindOf(err) != kind {
				t.Errorf("%s enters holidays: %v", login, err)
			}
		}
		province := policy.Actor{Account: "riau-admin", Name: "Admin Riau", Government: demo.Riau, Roles: []policy.Role{policy.Admin}}
		if err := b.desk.EnterHolidays(ctx, province, y); err != nil {
			t.Fatal(err)
		}
		with := queued(b.desk)
		if with == "" {
			t.Fatal("the queue still has no day")
		}
		if err := b.desk.OperatorEntersHolidays(ctx, " ", y); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an operator without a name: %v", err)
		}
		if err := other.OperatorEntersHolidays(ctx, "Budi", read(strings.Replace(holidays2028, "03/01/2028;Contoh;Cuti bersama;\n", "", 1))); err != nil {
			t.Fatal(err)
		}
		without := queued(b.desk)
		if without >= with {
			t.Errorf("a working day more, and the deadline went from %s to %s", with, without)
		}
		if err := b.desk.Notify(ctx); err != nil {
			t.Fatal(err)
		}
		for _, turn := range b.see("kampar-kerjasama").Moves {
			if turn.Slot.Gate == "jawaban" && turn.Due.On.String() != without {
				t.Errorf("this node says %s, the other %s", turn.Due.On, without)
			}
		}
		known, err := b.desk.Holidays(ctx, b.who("kampar-kerjasama"))
		if err != nil || len(known.Entered) != 2 || known.Entered[0].Name != "Budi" || known.Entered[1].Government != demo.Riau || known.Years[len(known.Years)-1].Year != 2028 {
			t.Errorf("on record: %+v, %v", known.Entered, err)
		}
		trail, err := b.desk.Trail(ctx, b.who("kampar-admin"), 0, 5)
		if err != nil || len(trail) == 0 || trail[0].Action != "enter_holidays" || trail[0].Name != "Budi" {
			t.Errorf("a neighbour's trail does not have it: %+v, %v", trail, err)
		}
	})
}

func TestAFileOfHolidaysIsReadWithCare(t *testing.T) {
	t.Parallel()
	desk := ops.New(ops.Config{})
	for want, text := range map[string]string{
		"holiday.which_kind": "tanggal;nama;jenis\n01/01/2028;Tahun Baru;fakultatif\n",
		"holiday.other_year": "tanggal;nama;jenis\n01/01/2028;Tahun Baru;libur nasional\n01/01/2029;Tahun Baru;libur nasional\n",
		"holiday.none":       "tanggal;nama;jenis\n04/01/2028;Contoh;cuti bersama\n",
	} {
		_, err := desk.ReadHolidays(strings.NewReader(text), calendar.Year{Decision: "SKB", Source: "x"})
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Key != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}
