package demo

import (
	"context"
	"fmt"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
)

// The second example: a cooperation that is still under way.
const (
	RunningID = "air-bersih-perbatasan"
	RunID     = RunningID + ".ksdd-sukarela"
)

// offering takes Pekanbaru's steps one after the other.
type offering struct {
	d      *ops.Desk
	actors map[string]policy.Actor
	day    civil.Date // on which it all happens, by the desk's clock
	err    error
}

// begin starts a second, invented cooperation, as far as the letter of offer:
// it waits for Kampar.
func begin(ctx context.Context, d *ops.Desk, actors map[string]policy.Actor) error {
	officer := actors["pekanbaru-kerjasama"]
	if _, err := d.NewCooperation(ctx, officer, agreement.Cooperation{
		ID: RunningID, Title: "Air Bersih Permukiman Perbatasan (contoh)", Subject: "Penyediaan air bersih bagi permukiman di perbatasan Pekanbaru dan Kampar. Contoh, bukan kerja sama yang nyata.",
		Category: agreement.Voluntary, CategoryReason: "Lebih efisien bila jaringan pipa dipakai bersama; tidak berdampak lintas batas bila dikerjakan sendiri.", Parties: []string{Pekanbaru, Kampar},
	}); err != nil {
		return fmt.Errorf("enter the second cooperation: %w", err)
	}
	if _, err := d.StartRun(ctx, officer, ops.NewRun{Cooperation: RunningID, Definition: "ksdd-sukarela"}); err != nil {
		return fmt.Errorf("start the second cooperation: %w", err)
	}
	p, err := d.Proceeding(ctx, officer, RunID)
	if err != nil {
		return err
	}
	o := &offering{d: d, actors: actors, day: civil.In(p.Acts()[0].At)}
	o.gives(ctx, "kerjasama", "rencana", "acuan", procedure.Value{Plan: &procedure.Plan{Reference: "RPJMD Kota Pekanbaru 2025–2029, program air minum (contoh)"}})
	o.gives(ctx, "kerjasama", "kategori", "alasan", fields("manfaat", "Satu jaringan lebih murah daripada dua.", "tidak_wajib", "Tidak ada eksternalitas lintas daerah."))
	o.gives(ctx, "dlhk", "kak", "isian", fields(
		"latar_belakang", "Permukiman di kedua sisi batas memakai sumur dangkal.", "maksud_tujuan", "Air bersih bagi 2.000 rumah.", "lokasi", "Tampan dan Siak Hulu.",
		"ruang_lingkup", "Jaringan pipa, sambungan rumah, pemeliharaan.", "jangka_waktu", "Lima tahun.", "manfaat", "Kesehatan dan biaya lebih rendah.",
		"dampak", "Galian jalan selama pembangunan.", "pembiayaan", "APBD masing-masing menurut jumlah sambungan."))
	o.gives(ctx, "dlhk", "inisiasi", "surat", o.letter(ctx, "dlhk", "Kepala Dinas", "Surat inisiasi (contoh)", "CONTOH/01/DLHK"))
	o.gives(ctx, "keuangan", "tkksd", "anggota", procedure.Value{Opinion: &procedure.Opinion{Name: "Tengku Neraca (contoh)", Role: "Anggota, keuangan", Decision: procedure.OpinionYes}})
	o.gives(ctx, "kerjasama", "tkksd", "batasan", fields("kesusilaan", "ya", "ketertiban", "ya", "kepentingan", "ya", "peraturan", "ya"))
	o.gives(ctx, "kerjasama", "tkksd", "berita_acara", o.minutes(ctx, "Berita acara rapat TKKSD (contoh)"))
	o.gives(ctx, "sekda", "tkksd", "kesimpulan", procedure.Value{Choice: &procedure.Choice{Option: "setuju"}})
	o.gives(ctx, "kerjasama", "penawaran", "penghubung", fields("nama", "Wan Surat (contoh)", "kontak", "kerjasama@pekanbaru.contoh"))
	o.gives(ctx, "pimpinan", "penawaran", "surat", o.letter(ctx, "pimpinan", "Wali Kota", "Penawaran kerja sama air bersih (contoh)", "CONTOH/02/PKU"))
	return o.err
}

func fields(pairs ...string) procedure.Value {
	v := procedure.Value{Fields: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Fields[pairs[i]] = pairs[i+1]
	}
	return v
}

func (o *offering) gives(ctx context.Context, login, gate, need string, v procedure.Value) {
	if o.err != nil {
		return
	}
	who := o.actors["pekanbaru-"+login]
	p, err := o.d.Proceeding(ctx, who, RunID)
	if err == nil {
		err = o.d.Proceed(ctx, who, RunID, procedure.Act{Kind: procedure.Supply, Base: p.Seq(), Slot: procedure.Slot{Gate: gate, Government: Pekanbaru}, Need: need, Value: &v})
	}
	if err != nil {
		o.err = fmt.Errorf("%s of %s: %w", need, gate, err)
	}
}

// handsIn gives the hash of a sheet of paper that says what it is.
func (o *offering) handsIn(ctx context.Context, who policy.Actor, subject, number string) string {
	if o.err != nil {
		return ""
	}
	sheet, err := page("CONTOH", subject, "Nomor "+number, "Berkas ini mengisi contoh dan bukan naskah dinas.")
	if err != nil {
		o.err = err
		return ""
	}
	sum, err := o.d.AttachToRun(ctx, who, RunID, agreement.Slug(subject)+".pdf", sheet)
	o.err = err
	return sum
}

func (o *offering) minutes(ctx context.Context, subject string) procedure.Value {
	sum := o.handsIn(ctx, o.actors["pekanbaru-kerjasama"], subject, "-")
	return procedure.Value{Document: &procedure.Document{Title: subject, Date: o.day, Hash: sum}}
}

// letter hands in a letter signed by whoever holds an office of Pekanbaru.
func (o *offering) letter(ctx context.Context, login, title, subject, number string) procedure.Value {
	who, today := o.actors["pekanbaru-"+login], o.day
	doc := &procedure.Document{Title: subject, Number: number, Date: today, Hash: o.handsIn(ctx, who, subject, number), Signer: &procedure.Signer{Government: Pekanbaru}}
	if o.err != nil {
		return procedure.Value{}
	}
	p, err := o.d.Proceeding(ctx, who, RunID)
	if err != nil {
		o.err = err
		return procedure.Value{}
	}
	for _, office := range p.Offices[Pekanbaru] {
		if office.Agency != "" && office.Agency != who.Agency || !strings.HasPrefix(office.Title, title) {
			continue
		}
		doc.Signer.Holder = heldBy(p.Holders, office, today)
	}
	return procedure.Value{Document: doc}
}

func heldBy(all []party.Holder, office party.Office, on civil.Date) string {
	for _, h := range all {
		if h.Office == office.ID && h.Holds(on) {
			return h.ID
		}
	}
	return ""
}
