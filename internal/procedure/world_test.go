package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/party"
)

const (
	riau      = "14"
	kampar    = "14.01"
	siak      = "14.08"
	pekanbaru = "14.71"
	padang    = "13.71" // in another province
	company   = "pt-contoh"
	ministry  = "kementerian-contoh"
)

var (
	partyKampar    = Party{Code: kampar, Name: "Kabupaten Kampar", Kind: RegionalGovernment}
	partySiak      = Party{Code: siak, Name: "Kabupaten Siak", Kind: RegionalGovernment}
	partyPekanbaru = Party{Code: pekanbaru, Name: "Kota Pekanbaru", Kind: RegionalGovernment}
	partyPadang    = Party{Code: padang, Name: "Kota Padang", Kind: RegionalGovernment}
	partyCompany   = Party{Code: company, Name: "PT Contoh", Kind: ThirdParty}
	partyMinistry  = Party{Code: ministry, Name: "Kementerian Contoh", Kind: CentralBody}
)

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func day(y int, m time.Month, d int) civil.Date { return civil.Date{Year: y, Month: m, Day: d} }

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// officer is an account of a government and an office.
func officer(government string, kind OfficeKind) Actor {
	return Actor{
		Account: government + "-" + string(kind), Name: "Pejabat " + string(kind) + " " + government, Government: government,
		Kind: kind, Title: string(kind), Acting: party.Definitive,
	}
}

// changeOfLeaders is the day on which every office has a new holder.
var changeOfLeaders = day(2026, time.March, 2)

// holder is who holds an office of a government on a day.
func holder(government string, kind OfficeKind, on civil.Date) Signer {
	s := Signer{Government: government, Office: government + string(kind), Title: string(kind), Kind: kind, Acting: party.Definitive}
	if on.Before(changeOfLeaders) {
		s.Holder, s.Name, s.From, s.Until = "lama-"+s.Office, "Lama "+s.Office, day(2024, time.January, 1), changeOfLeaders.AddDays(-1)
	} else {
		s.Holder, s.Name, s.From = "baru-"+s.Office, "Baru "+s.Office, changeOfLeaders
	}
	return s
}

// world makes acts for a run: by the right officer with a right value, unless
// told otherwise.
type world struct {
	rng *rand.Rand
	now time.Time
	n   int
}

func newWorld(seed uint64) *world {
	return &world{rng: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, time.January, 5, 9, 0, 0, 0, civil.WIB())}
}

func (w *world) today() civil.Date { return civil.In(w.now) }

func (w *world) pick(n int) bool { return w.rng.IntN(n) == 0 }

func (w *world) unique() int { w.n++; return w.n }

func (w *world) document(title string) *Document {
	return &Document{Title: title, Number: fmt.Sprintf("100/%d/2026", w.unique()), Date: w.today(), Hash: hashOf(fmt.Sprint(title, w.n))}
}

// headOf is the kind of a party's head.
func headOf(l *layout, code string) OfficeKind {
	if l.region(code) {
		return HeadOfRegion
	}
	return Leader
}

// actorFor is an officer who may supply a need at a slot.
func (w *world) actorFor(r Run, slot int, n *Need) Actor {
	lay := r.st.lay
	g, s := &lay.def.Gates[lay.gate[slot]], lay.slots[slot]
	p := proposal{st: r.st, act: &Act{Kind: Supply, Slot: s}, slot: slot, gate: g, need: n}
	office := p.office()
	switch {
	case office == Governor:
		return officer(riau, HeadOfRegion)
	case office == Minister && lay.province != "":
		return officer(lay.province, Cooperation)
	case office == Minister:
		return officer(w.region(r), Cooperation)
	case office == Leader:
		return officer(w.region(r), Cooperation)
	case s.Government != "":
		return officer(s.Government, office)
	}
	return officer(w.region(r), office)
}

func (w *world) region(r Run) string {
	var codes []string
	for _, p := range r.start().Parties {
		if p.Kind == RegionalGovernment {
			codes = append(codes, p.Code)
		}
	}
	return codes[w.rng.IntN(len(codes))]
}

// value gives a whole value for a need, as an honest officer would.
func (w *world) value(r Run, slot int, n *Need) *Value {
	lay := r.st.lay
	s := lay.slots[slot]
	doc := r.st.docs[s.Branch]
	switch n.Type {
	case NeedForm, NeedChecklist:
		fields := map[string]string{}
		for _, f := range n.Fields {
			fields[f.ID] = "ya"
		}
		return &Value{Fields: fields}
	case NeedDocument:
		return &Value{Document: w.document(n.ID)}
	case NeedLetter:
		d := w.document(n.ID)
		kind := n.By
		if kind == "" {
			kind = lay.def.Gates[lay.gate[slot]].Office
		}
		signer := holder(s.Government, lay.office(kind, s), d.Date)
		d.Signer = &signer
		return &Value{Document: d}
	case NeedPlan:
		return &Value{Plan: &Plan{Reference: "RPJMD 2025-2029"}}
	case NeedReview:
		return &Value{Opinion: &Opinion{Name: fmt.Sprint("Anggota ", w.rng.IntN(4)), Role: "anggota", Decision: OpinionYes}}
	case NeedChoice:
		return w.choice(r, slot, n)
	case NeedBurden:
		yes := w.pick(3)
		return &Value{Burden: &Burden{Public: yes, Region: yes, Reason: "alasan"}}
	case NeedBudget:
		m := &Budget{Pays: !w.pick(3), InAPBD: !w.pick(3), Year: w.today().Year, Line: "5.1.02", Reason: "alasan"}
		return &Value{Budget: m}
	case NeedBudgetLine:
		return &Value{BudgetLine: &BudgetLine{Year: w.today().Year + w.rng.IntN(2), Account: "5.1.02", Amount: 1000}}
	case NeedTariff:
		return &Value{Tariff: &Tariff{ID: "tarif", Version: 1}}
	case NeedUnit:
		return &Value{Unit: &ServiceUnit{Government: w.region(r), Name: "UPT"}}
	case NeedText:
		return &Value{Text: &TextVersion{Hash: hashOf(fmt.Sprint("teks", w.unique()))}}
	case NeedAccept, NeedSend:
		return &Value{Hash: currentText(r.acts, doc)}
	case NeedSignature:
		return &Value{Signature: w.signature(r, slot)}
	case NeedPower:
		on := w.today()
		p := &Power{
			Number: fmt.Sprint("K-", w.unique()), Date: on, Hash: hashOf("kuasa"), Grantor: holder(s.Government, headOf(lay, s.Government), on),
			Grantee: holder(s.Government, Agency, on), From: on, Until: on.AddDays(w.rng.IntN(20)),
		}
		return &Value{Power: p}
	case NeedNumber:
		return &Value{Number: &Number{Number: fmt.Sprint(w.unique(), "/2026")}}
	case NeedOriginals:
		return &Value{Originals: &Originals{Place: "Lemari arsip", Holder: "Bagian Kerja Sama", Copies: 1}}
	case NeedTerm:
		from := w.today().AddDays(w.rng.IntN(30))
		if w.pick(3) {
			from = day(w.today().Year+1, time.January, 1)
		}
		return &Value{Term: &Term{From: from, Until: from.AddDays(365)}}
	case NeedSecretariat:
		return &Value{Secretariat: &SecretariatCase{Continuous: "setiap hari", Objects: 1 + w.rng.IntN(4), Years: 4 + w.rng.IntN(3), Financing: "APBD"}}
	}
	if n.Type == NeedEvaluation {
		return &Value{Evaluation: w.evaluation(r)}
	}
	panic("no value for " + n.Type)
}

func (w *world) signature(r Run, slot int) *Signature {
	lay := r.st.lay
	s := lay.slots[slot]
	doc := r.st.docs[s.Branch]
	sig := &Signature{On: w.today(), Method: WetInk, Signer: holder(s.Government, headOf(lay, s.Government), w.today())}
	if doc.sent > 0 {
		sig.Hash = r.act(doc.sent).Value.Hash
	}
	if v, _ := last(r.acts, r.st, slot, "kuasa"); v != nil {
		sig.Proxy, sig.Signer = true, v.Power.Grantee
	}
	if w.pick(2) {
		sig.Suspensive = "Pasal 9"
	}
	return sig
}

// choice prefers what leads on, and now and then takes another option.
func (w *world) choice(r Run, slot int, n *Need) *Value {
	o := n.Options[0]
	branching := !slices.ContainsFunc(n.Options, func(o Option) bool { return o.Effect != Pass })
	if w.pick(6) || (branching && w.pick(2)) {
		o = n.Options[w.rng.IntN(len(n.Options))]
	}
	if o.Effect == Stop && !w.pick(4) {
		o = n.Options[0]
	}
	c := &Choice{Option: o.ID}
	if o.Reason {
		c.Reason = "alasan"
	}
	if o.Conditions {
		c.Conditions = []string{"pemantauan setiap bulan"}
	}
	return &Value{Choice: c}
}

// supply makes an honest act for a need at a slot.
func (w *world) supply(r Run, slot int, n *Need) Act {
	return Act{Kind: Supply, At: w.now, By: w.actorFor(r, slot, n), Base: r.Seq(), Slot: r.st.lay.slots[slot], Need: n.ID, Value: w.value(r, slot, n)}
}

// start makes an honest first act for a definition.
func (w *world) start(d *Definition) Act {
	s := &Start{
		Run: fmt.Sprint("jalan-", w.unique()), Definition: d.ID, Version: d.Version, Title: "Kerja sama contoh",
		Parties: []Party{partyKampar, partyPekanbaru}, Initiator: kampar,
	}
	switch {
	case d.Rules.Partner == ThirdParty:
		s.Parties[1] = partyCompany
	case d.Rules.Partner == CentralBody:
		s.Parties[1] = partyMinistry
	case w.pick(4):
		s.Parties = append(s.Parties, partySiak)
	case w.pick(5):
		s.Parties[1] = partyPadang
	}
	if d.Rules.Subject {
		s.Subject = &Subject{Run: "jalan-lama", Document: []DocumentKind{KB, PKS}[w.rng.IntN(2)], Category: agreement.Mandatory}
		if d.ID == "adendum" && w.pick(2) {
			s.Subject.Branch = "pks-lama"
		}
	}
	act := Act{Kind: StartRun, At: w.now, By: officer(kampar, Cooperation), Start: s}
	if d.Rules.Supervisor {
		s.Initiator, act.By = riau, officer(riau, HeadOfRegion)
	}
	return act
}

// openSlots are those at which something is missing.
func openSlots(r Run) []int {
	var out []int
	for i := range r.st.gates {
		if r.st.gates[i].status == Open && r.st.living(r.st.lay.slots[i].Branch).live() {
			out = append(out, i)
		}
	}
	return out
}

// evaluation is one of what the run is about that every region has confirmed.
func (w *world) evaluation(r Run) *Evaluation {
	about := r.start().Subject
	e := &Evaluation{Agreement: "pks-lama", Title: "PKS lama", Run: "jalan-lama", Government: kampar, Period: "2025-s2", Version: 1, Hash: hashOf("evaluasi")}
	if about != nil {
		e.Run, e.Branch = about.Run, about.Branch
	}
	for _, p := range r.start().Parties {
		if p.Kind == RegionalGovernment {
			e.Confirmed = append(e.Confirmed, Confirmation{Government: p.Code, Name: "Pejabat", On: w.today(), Hash: e.Hash})
		}
	}
	return e
}
