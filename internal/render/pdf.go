package render

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavuserifcondensed"
	"github.com/go-fonts/dejavu/dejavuserifcondensedbold"
	"rsc.io/qr"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/settlement"
)

// Paper is A4, in millimetres.
const (
	margin   = 20.0
	width    = 210 - 2*margin
	rowSpace = 4.6
)

type sheet struct {
	*fpdf.Fpdf
	s Statement
}

// StatementPDF writes a statement as PDF.
func StatementPDF(w io.Writer, s Statement) error {
	p := &sheet{fpdf.New("P", "mm", "A4", ""), s}
	fixed := time.Date(s.Content.Month.Year, s.Content.Month.Month, 1, 0, 0, 0, 0, civil.WIB())
	p.SetCreationDate(fixed)
	p.SetModificationDate(fixed)
	p.SetCatalogSort(true)
	p.SetCompression(true)
	p.AddUTF8FontFromBytes("serif", "", dejavuserifcondensed.TTF)
	p.AddUTF8FontFromBytes("serif", "B", dejavuserifcondensedbold.TTF)
	p.SetTitle(s.Content.Agreement.Title+" "+s.Content.Month.String(), true)
	p.SetLang(s.Language.Code)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, 22)
	p.AliasNbPages("{n}")
	p.SetFooterFunc(p.footer)
	p.AddPage()
	p.head()
	p.lines()
	p.totals()
	p.basis()
	if err := p.code(); err != nil {
		return err
	}
	return p.Output(w)
}

func (p *sheet) font(style string, size float64) { p.SetFont("serif", style, size) }

func (p *sheet) footer() {
	p.SetY(-16)
	p.font("", 7)
	p.SetTextColor(90, 90, 90)
	p.CellFormat(width-30, 4, "Sinergi · "+p.s.Content.Agreement.ID+" · "+p.s.Content.Month.String()+" · v"+fmt.Sprint(p.s.Content.Version)+" · SHA-256 "+p.s.SHA256[:32]+"…", "", 0, "L", false, 0, "")
	p.CellFormat(30, 4, p.s.say("render.page", map[string]any{"Page": p.PageNo(), "Pages": "{n}"}), "", 0, "R", false, 0, "")
	p.SetTextColor(0, 0, 0)
}

func (p *sheet) head() {
	c := p.s.Content
	p.font("B", 12)
	for _, party := range inOrder(c.Agreement.Parties) {
		p.MultiCell(width, 6, strings.ToUpper("Pemerintah "+party.Name), "", "C", false)
	}
	p.Ln(1)
	y := p.GetY()
	p.SetLineWidth(0.8)
	p.Line(margin, y, margin+width, y)
	p.SetLineWidth(0.2)
	p.Line(margin, y+1.1, margin+width, y+1.1)
	p.Ln(6)
	p.font("B", 12)
	p.MultiCell(width, 6, p.s.say("render.title", nil), "", "C", false)
	p.font("B", 10)
	p.MultiCell(width, 5.4, strings.ToUpper(c.Agreement.Title), "", "C", false)
	p.font("", 10)
	p.MultiCell(width, 5.4, p.s.say("render.month", map[string]any{"Month": p.month(c.Month), "Version": c.Version, "Status": p.s.Status}), "", "C", false)
	p.Ln(4)
}

// inOrder gives the parties in the order of the agreement, in which PIHAK
// KESATU comes first.
func inOrder(parties []settlement.Party) []settlement.Party {
	order := agreement.PartyLabels()
	return slices.SortedStableFunc(slices.Values(parties), func(a, b settlement.Party) int {
		return slices.Index(order, a.Role) - slices.Index(order, b.Role)
	})
}

func (p *sheet) month(m civil.Month) string {
	if p.s.Language.Code == "en" {
		return fmt.Sprintf("%s %d", m.Month, m.Year)
	}
	return m.Indonesian()
}

// The columns of the table of lines, in millimetres.
var columns = [5]float64{8, 76, 27, 31, 28}

func (p *sheet) lines() {
	p.font("B", 8)
	p.SetFillColor(235, 238, 242)
	for i, key := range []string{"render.no", "render.what", "render.quantity", "render.rate", "render.amount"} {
		align := "R"
		if i == 1 {
			align = "L"
		}
		p.CellFormat(columns[i], 6, p.s.say(key, nil), "TB", 0, align, true, 0, "")
	}
	p.Ln(6)
	for _, l := range p.s.Content.Lines {
		p.line(l)
	}
	p.font("B", 9)
	p.CellFormat(columns[0]+columns[1]+columns[2]+columns[3], 6.5, p.s.say("render.total", nil), "T", 0, "R", false, 0, "")
	p.CellFormat(columns[4], 6.5, p.s.Content.Total.Digits(), "T", 1, "R", false, 0, "")
}

func (p *sheet) line(l settlement.Line) {
	say := p.s.Language
	label := say.Say(l.Description(p.s.Content, say.Code))
	words := p.s.citation(l) + ". " + say.Say(l.Words)
	p.font("", 8)
	rows := len(p.SplitText(label, columns[1]-2))
	p.font("", 7)
	small := len(p.SplitText(words, columns[1]-2))
	height := float64(rows)*rowSpace + float64(small)*3.6 + 1.4
	if p.GetY()+height > 297-24 {
		p.AddPage()
	}
	x, y := p.GetXY()
	p.font("", 8)
	p.CellFormat(columns[0], rowSpace, fmt.Sprint(l.No), "", 0, "R", false, 0, "")
	p.SetXY(x+columns[0], y)
	p.MultiCell(columns[1], rowSpace, label, "", "L", false)
	p.SetX(x + columns[0])
	p.font("", 7)
	p.SetTextColor(70, 70, 70)
	p.MultiCell(columns[1], 3.6, words, "", "L", false)
	p.SetTextColor(0, 0, 0)
	p.font("", 8)
	p.SetXY(x+columns[0]+columns[1], y)
	for i, text := range []string{say.Number(l.Quantity, l.Unit), say.Number(l.Rate, l.RateUnit), l.Amount.Digits()} {
		p.fit(columns[2+i], text)
	}
	p.SetXY(x, y+height)
	p.SetDrawColor(205, 205, 205)
	p.Line(margin, y+height-0.6, margin+width, y+height-0.6)
	p.SetDrawColor(0, 0, 0)
}

// fit writes a figure to the right of its column, smaller when it is long: it
// never runs into its neighbour.
func (p *sheet) fit(w float64, text string) {
	size := 8.0
	for p.font("", size); p.GetStringWidth(text) > w-2 && size > 4; p.font("", size) {
		size -= 0.5
	}
	p.CellFormat(w, rowSpace, text, "", 0, "R", false, 0, "")
	p.font("", 8)
}

func (p *sheet) totals() {
	p.Ln(4)
	p.font("B", 8)
	p.CellFormat(width-3*33, 6, p.s.say("render.government", nil), "TB", 0, "L", true, 0, "")
	for i, key := range []string{"render.borne", "render.pays", "render.receives"} {
		p.CellFormat(33, 6, p.s.say(key, nil), "TB", i/2, "R", true, 0, "")
	}
	p.font("", 8)
	for _, t := range p.s.Content.Totals {
		p.CellFormat(width-3*33, 5.4, p.s.Content.PartyName(t.Government), "B", 0, "L", false, 0, "")
		p.CellFormat(33, 5.4, t.Borne.Digits(), "B", 0, "R", false, 0, "")
		p.CellFormat(33, 5.4, t.Pays.Digits(), "B", 0, "R", false, 0, "")
		p.CellFormat(33, 5.4, t.Receives.Digits(), "B", 1, "R", false, 0, "")
	}
	p.Ln(4)
	p.font("B", 10)
	for _, t := range p.s.Content.Payable {
		p.MultiCell(width, 5.4, p.s.say("render.payable", map[string]any{"From": p.s.Content.PartyName(t.From), "To": p.s.Content.PartyName(t.To), "Amount": t.Amount.String()}), "", "L", false)
		p.font("", 9)
		p.MultiCell(width, 5, p.s.say("render.words", map[string]any{"Words": civil.Terbilang(int64(t.Amount)) + " rupiah"}), "", "L", false)
		p.font("B", 10)
	}
	p.font("", 9)
	for _, note := range p.s.Notes {
		p.Ln(1.5)
		p.MultiCell(width, 5, note, "", "L", false)
	}
}

func (p *sheet) basis() {
	p.Ln(3)
	p.font("", 7.5)
	c := p.s.Content
	p.MultiCell(width, 4, p.s.say("render.basis", map[string]any{"Border": c.Border.Version, "BorderSHA": c.Border.SHA256[:16], "Sources": len(c.Sources), "Measurements": len(c.Measurements), "SHA": p.s.SHA256}), "", "L", false)
}

// code prints a QR code that leads to the statement's page.
func (p *sheet) code() error {
	c, err := qr.Encode(p.s.URL, qr.M)
	if err != nil {
		return err
	}
	img, err := png.Decode(bytes.NewReader(c.PNG()))
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return err
	}
	if p.GetY() > 297-58 {
		p.AddPage()
	}
	p.Ln(3)
	x, y := p.GetXY()
	p.RegisterImageOptionsReader("qr", fpdf.ImageOptions{ImageType: "PNG"}, &buf)
	p.ImageOptions("qr", x, y, 26, 26, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, p.s.URL)
	p.SetXY(x+29, y+8)
	p.font("", 7.5)
	p.MultiCell(width-29, 4, p.s.say("render.qr", map[string]any{"URL": p.s.URL}), "", "L", false)
	return p.Error()
}
