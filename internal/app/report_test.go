package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/quantity"
	"sinergi/internal/report"
	"sinergi/internal/settlement"
	"sinergi/pades/padestest/referee"
)

// reported checks that what a statement came to, once it is agreed, stands in
// the report of its half year: on the page, on the paper and in the workbook.
func reported(t *testing.T, o operated, base, id string) {
	t.Helper()
	s, err := settlement.Parse(canonicalOf(t, o, id))
	if err != nil {
		t.Fatal(err)
	}
	var measured []report.Figure
	for _, m := range s.Measurements {
		measured = append(measured, report.Figure{Measure: m.Measure, Government: m.Government, Unit: string(m.Unit), Amount: m.Amount.String()})
	}
	if measured, err = report.Total(measured); err != nil {
		t.Fatal(err)
	}
	if len(measured) == 0 || len(s.Payable) == 0 {
		t.Fatal("nothing was measured or is to be paid, so that the test proves nothing")
	}
	officer := visitor(t, base, "kampar-kerjasama")
	at := base + "/reports/14.01/2026-s2"
	_, shown := page(t, officer, at)
	paper := fetched(t, officer, at+"/0/file/pdf", "laporan.pdf")
	referee.Says(t, "qpdf", "--check", paper)
	printed := strings.Join(strings.Fields(referee.Says(t, "pdftotext", "-layout", paper, "-")), " ")
	f, err := excelize.OpenFile(fetched(t, officer, at+"/0/file/xlsx", "laporan.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	cells := ""
	for _, row := range rows {
		cells += strings.Join(row, "|") + "\n"
	}
	for _, m := range measured {
		d, err := quantity.Parse(m.Amount)
		if err != nil {
			t.Fatal(err)
		}
		for place, in := range map[string]string{"page": shown, "PDF": printed, "workbook": cells} {
			if !strings.Contains(in, quantity.FormatID(d)) {
				t.Errorf("%s of %s is %s; the %s of the report does not show it", m.Measure, m.Government, quantity.FormatID(d), place)
			}
		}
	}
	for _, owed := range s.Payable {
		for place, in := range map[string]string{"page": shown, "PDF": printed} {
			if !shows(in, owed.Amount) {
				t.Errorf("%s is to be paid; the %s of the report does not show it", owed.Amount, place)
			}
		}
	}
	if !strings.Contains(printed, "LAPORAN PELAKSANAAN KERJA SAMA DAERAH") || !strings.Contains(printed, "Gubernur Riau") {
		t.Errorf("the paper reads %.300s", printed)
	}
}

// evaluates lets Pekanbaru finish an evaluation of the bus PKS with something
// to be done.
func evaluates(t *testing.T, o operated) {
	t.Helper()
	officer, half := o.load.Actors["pekanbaru-kerjasama"], report.Period{Year: 2026, Times: 2, No: 1}
	s, err := o.node.Desk.EvaluationSheet(t.Context(), officer, demo.BusPKS, demo.Pekanbaru, half, 0)
	if err != nil {
		t.Fatal(err)
	}
	j := report.Judgement{
		Verdicts: map[string]report.Verdict{}, Problems: "Dua halte belum dibangun.", Conclusion: report.GoOn, Note: "Penumpang bertambah.",
		Actions: []report.Action{{Text: "Bangun dua halte di Pandau", Bearer: demo.Kampar, Due: civil.Date{Year: 2027, Month: 3, Day: 31}}},
	}
	for _, d := range s.Duties {
		j.Verdicts[d.ID] = report.Verdict{Grade: report.Partly, Note: "Lihat catatan."}
	}
	if _, err := o.node.Desk.FinishEvaluation(t.Context(), officer, demo.BusPKS, half, j, 0, ""); err != nil {
		t.Fatal(err)
	}
}

// An officer evaluates a PKS on its page: what is wrong stands where it is,
// nothing typed is lost, and what is finished is read by the other party, on
// paper too.
func TestAnOfficerEvaluatesAPKS(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	officer, other := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}, deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	at := "/evaluations/" + demo.BusPKS + "/2026-s2"
	half := report.Period{Year: 2026, Times: 2, No: 2}
	s, err := n.Desk.EvaluationSheet(t.Context(), loaded.Actors["pekanbaru-kerjasama"], demo.BusPKS, demo.Pekanbaru, half, 0)
	if err != nil || len(s.Duties) == 0 {
		t.Fatal(len(s.Duties), err)
	}
	form := url.Values{"seen": {"0"}, "problems": {"Halte belum lengkap."}, "action0": {"Bangun halte"}, "do": {"finish"}}
	_, wrong := officer.post(at, http.StatusUnprocessableEntity, form)
	holds(t, "a follow-up without a day", wrongs(wrong), "Isi tanggalnya")
	holds(t, "the form again", wrong, "Halte belum lengkap.", "Bangun halte")
	form.Set("due0", "2027-03-31")
	form.Set("bearer0", demo.Kampar)
	_, wrong = officer.post(at, http.StatusUnprocessableEntity, form)
	holds(t, "nothing judged", wrongs(wrong), "Nilai kewajiban ini lebih dahulu", "Pilih kesimpulan")
	for _, d := range s.Duties {
		form.Set("grade:"+d.ID, "sebagian")
	}
	form.Set("conclusion", "diperpanjang")
	to, _ := officer.post(at, http.StatusSeeOther, form)
	holds(t, "Kampar's page of it", other.get(to, http.StatusOK), "menyarankan PKS diperpanjang", "Bangun halte", "Halte belum lengkap.", "Sebagian")
	holds(t, "Kampar's diary", other.get("/diary", http.StatusOK), "Tindak lanjut evaluasi: Bangun halte")
	sum := regexp.MustCompile(`name="sum" value="([0-9a-f]{64})"`).FindStringSubmatch(other.get(to, http.StatusOK))[1]
	_, silent := other.post(to+"/confirm", http.StatusUnprocessableEntity, url.Values{"do": {"remark"}, "sum": {sum}})
	holds(t, "an objection without words", wrongs(silent), "Tulis keberatannya.")
	other.post(to+"/confirm", http.StatusSeeOther, url.Values{"do": {"remark"}, "sum": {sum}, "remark": {"Satu halte sudah berdiri."}})
	officer.post(to+"/confirm", http.StatusSeeOther, url.Values{"do": {"confirm"}, "sum": {sum}})
	holds(t, "what the parties say", officer.get(to, http.StatusOK), "menunggu Kampar", "Satu halte sudah berdiri.")
	holds(t, "the list", officer.get("/evaluations", http.StatusOK), "menunggu Kampar", "2 kali setahun")
	printed := strings.Join(strings.Fields(referee.Says(t, "pdftotext", "-layout", fetched(t, other.c, base+to+"/file/pdf", "evaluasi.pdf"), "-")), " ")
	holds(t, "the paper", printed, "EVALUASI PELAKSANAAN", "Bangun halte", "31 Maret 2027", "Kesimpulan: Diperpanjang.", "Setuju.", "Keberatan: Satu halte", "Menunggu persetujuan")
	other.post(to+"/confirm", http.StatusSeeOther, url.Values{"do": {"confirm"}, "sum": {sum}})
	holds(t, "a joint report", officer.get(to, http.StatusOK), "disetujui semua pihak")
	other.post(to, http.StatusSeeOther, url.Values{"action": {"0"}, "done": {"Dua halte berdiri."}})
	holds(t, "Pekanbaru's page of it", officer.get(to, http.StatusOK), "Dua halte berdiri.")
	if strings.Contains(other.get("/diary", http.StatusOK), "Bangun halte") {
		t.Error("what is done is still in the diary")
	}
	other.get(at, http.StatusOK)
	(deskVisitor{t, visitor(t, base, "riau-gubernur"), base}).get(at, http.StatusNotFound)
}
