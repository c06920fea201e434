package render

import (
	"fmt"
	"io"
	"time"
)

// Audit is what the audit paper of a signed document says: a PDF of its own,
// because the signed file must stay as it is to the byte.
type Audit struct {
	Kind, Title string
	Numbers     []string
	File        string // SHA-256 of the signed file, in hex
	Bytes       int64
	Text        string // SHA-256 of the text that was signed (draft.Text.SHA256); empty when it was made elsewhere
	Signatures  []AuditSignature
	Events      []AuditEvent
	Made        time.Time // when this paper was made
	Verify      string    // address at which the document can be checked
	Warning     string    // in a frame on every page
	Language    string    // "id" or "en"
	Say         func(key string, args map[string]any) string
}

// AuditSignature is a signature as it was verified.
type AuditSignature struct {
	Party, Name, Office string
	At                  time.Time // when it was made
	Stamped             string    // the timestamp authority that vouches for At; empty: At is the signer's own word
	Level               string    // what was truly reached: "PAdES B-LTA"
	Subject, Issuer     string    // of the certificate
	Serial              string
	Covers              string // SHA-256 of the bytes that it signs
	Holds               bool
	Findings            []string // sentences: what is wrong, or worth knowing
}

// AuditEvent is a step on the way to the signatures.
type AuditEvent struct {
	At        time.Time
	Who, What string
}

// AuditPDF prints an audit paper. The same audit always gives the same bytes.
func AuditPDF(w io.Writer, a Audit) error {
	title := a.Say("paper.audit.title", nil)
	t := &typesetter{press: newPress(title+": "+a.Title, a.Language, a.Made), paper: Paper{Verify: a.Verify, Warning: a.Warning, Say: a.Say}}
	t.paragraph(paragraph{words: title, face: titleFace, align: centred, after: 1})
	t.paragraph(paragraph{words: a.Title, face: boldFace, align: centred, after: 4})
	for _, row := range a.facts() {
		t.fact(row[0], row[1])
	}
	t.auditSignatures(a)
	t.auditEvents(a)
	t.space(4)
	t.paragraph(paragraph{words: a.Say("paper.audit.note", nil), face: smallFace, align: justify})
	t.print(t.watermark, t.margins)
	if err := t.Output(w); err != nil {
		return fmt.Errorf("print audit paper: %w", err)
	}
	return nil
}

func (a Audit) facts() [][2]string {
	rows := [][2]string{{a.Say("paper.audit.kind", nil), a.Kind}}
	for _, n := range a.Numbers {
		rows = append(rows, [2]string{a.Say("paper.audit.number", nil), n})
	}
	rows = append(rows, [2]string{a.Say("paper.audit.file", nil), a.File}, [2]string{a.Say("paper.audit.size", nil), a.Say("paper.audit.bytes", map[string]any{"Bytes": a.Bytes})})
	if a.Text != "" {
		rows = append(rows, [2]string{a.Say("paper.audit.text", nil), a.Text})
	}
	return append(rows, [2]string{a.Say("paper.audit.made", nil), a.moment(a.Made)})
}

func (a Audit) moment(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return a.Say("paper.audit.at", map[string]any{"At": at})
}

// fact sets a name and what it is, in two columns.
func (t *typesetter) fact(name, value string) {
	const names = 42.0
	from := len(t.boxes)
	t.paragraph(paragraph{words: value, face: face{8.5, smallFace.lead, false}, x: names, align: left, after: 0.6})
	under := t.boxes[from].draw
	t.boxes[from].draw = func(p *press, y float64) {
		p.use(smallBold)
		p.SetXY(edgeLeft, y)
		p.CellFormat(names-2, smallFace.lead, printable(name), "", 0, "L", false, 0, "")
		under(p, y)
	}
}

func (t *typesetter) auditSignatures(a Audit) {
	for i, s := range a.Signatures {
		t.space(4)
		from := len(t.boxes)
		result := "paper.audit.holds"
		if !s.Holds {
			result = "paper.audit.fails"
		}
		t.paragraph(paragraph{words: a.Say("paper.audit.signature", map[string]any{"No": i + 1, "Of": len(a.Signatures), "Party": s.Party}), face: boldFace, align: left, after: 1, keep: true})
		at := a.Say("paper.audit.unstamped", map[string]any{"At": s.At})
		if s.Stamped != "" {
			at = a.Say("paper.audit.stamped", map[string]any{"At": s.At, "Authority": s.Stamped})
		}
		for _, row := range [][2]string{
			{"paper.audit.result", a.Say(result, nil)},
			{"paper.audit.signer", s.Name},
			{"paper.audit.office", s.Office},
			{"paper.audit.time", at},
			{"paper.audit.level", s.Level},
			{"paper.audit.certificate", s.Subject},
			{"paper.audit.issuer", s.Issuer},
			{"paper.audit.serial", s.Serial},
			{"paper.audit.covers", s.Covers},
		} {
			if row[1] != "" {
				t.fact(a.Say(row[0], nil), row[1])
			}
		}
		for _, f := range s.Findings {
			t.paragraph(paragraph{label: "–", words: f, face: smallFace, x: 42, indent: 4, align: left})
		}
		t.tie(from)
	}
}

func (t *typesetter) auditEvents(a Audit) {
	if len(a.Events) == 0 {
		return
	}
	t.space(5)
	t.paragraph(paragraph{words: a.Say("paper.audit.events", nil), face: boldFace, align: left, after: 1, keep: true})
	g := grid{x: edgeLeft, widths: []float64{44, 46, column - 90}}
	from := len(t.boxes)
	t.gridRow(g, []string{a.Say("paper.audit.when", nil), a.Say("paper.audit.who", nil), a.Say("paper.audit.what", nil)}, true, nil)
	head := stack(t.boxes[from:])
	t.keepLast(len(t.boxes) - from)
	for _, e := range a.Events {
		t.gridRow(g, []string{a.moment(e.At), e.Who, e.What}, false, &head)
	}
}
