package draft

import (
	"strconv"
	"strings"

	"sinergi/internal/civil"
)

// Name is the kind as documents call it: "Perjanjian Kerja Sama".
func (k Kind) Name() string {
	switch k {
	case Initiation:
		return "Surat Inisiasi"
	case TermsOfRef:
		return "Kerangka Acuan Kerja"
	case Offer:
		return "Surat Penawaran"
	case Reply:
		return "Surat Jawaban"
	case KB, ThirdPartyKB:
		return "Kesepakatan Bersama"
	case PKS, ThirdParty:
		return "Perjanjian Kerja Sama"
	case NK:
		return "Nota Kesepakatan"
	case Addendum:
		return "Adendum"
	case Power:
		return "Surat Kuasa"
	case ToDPRD:
		return "Surat Permohonan Persetujuan DPRD"
	case Minutes:
		return "Berita Acara"
	case Report:
		return "Laporan"
	}
	return ""
}

// title gives the centred lines above a document.
func (w *writer) title(subject string) []string {
	subject = strings.ToUpper(subject)
	switch k := w.text.Kind; {
	case k == Addendum:
		lines := []string{w.ordinal()}
		if p := w.facts.Parent; p != nil {
			lines = append(lines, "ATAS", strings.ToUpper(p.Kind.Name()))
		}
		return append(append(lines, w.between()...), "TENTANG", subject)
	case k.Contract():
		return append(append([]string{strings.ToUpper(k.Name())}, w.between()...), "TENTANG", subject)
	case k == TermsOfRef:
		return []string{"KERANGKA ACUAN KERJA", "KERJA SAMA DAERAH", "TENTANG", subject}
	case k == Minutes:
		return []string{"BERITA ACARA", subject}
	default:
		return []string{strings.ToUpper(k.Name())}
	}
}

// between names the parties: ANTARA … DENGAN …, with DAN from the third on.
func (w *writer) between() []string {
	var lines []string
	for i, p := range w.text.Parties {
		f := w.facts.Parties[p.ID]
		name := f.governmentName()
		if p.Agency != "" {
			name = f.Agency + " " + f.Government
		}
		if strings.TrimSpace(name) == "" {
			name = blank
			w.find(Visit{}, Missing, "draft.party_unnamed", "Label", p.Label)
		}
		lines = append(lines, [...]string{"ANTARA", "DENGAN", "DAN"}[min(i, 2)], strings.ToUpper(strings.TrimSpace(name)))
	}
	return lines
}

// ordinal is the head line of an addendum: "ADENDUM KEDUA" when the parameter
// "urutan" says that it is the second.
func (w *writer) ordinal() string {
	p, _ := w.text.Parameter("urutan")
	n, err := strconv.ParseInt(p.Value, 10, 32)
	if err != nil || n < 1 {
		return "ADENDUM"
	}
	if n == 1 {
		return "ADENDUM KESATU"
	}
	return "ADENDUM KE" + strings.ToUpper(civil.Terbilang(n))
}

// numbers are the number lines: one per party of a contract or minutes, else
// the first party's.
func (w *writer) numbers() []string {
	parties := w.text.Parties
	if !w.text.Kind.Contract() && w.text.Kind != Minutes {
		parties = parties[:min(1, len(parties))]
	}
	if w.text.Kind == TermsOfRef {
		return nil
	}
	var out []string
	for _, p := range parties {
		n := strings.TrimSpace(w.facts.Parties[p.ID].Number)
		if n == "" {
			n = blank
			w.find(Visit{}, Missing, "draft.number_unknown", "Label", p.Label)
		}
		out = append(out, n)
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
