package procedure

import (
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
)

// oracle watches the acts of a run and says when something forbidden has
// happened. It is written from the law and the agreed rules, over the list of
// acts alone: it knows nothing of slots, statuses or guards.
type oracle struct {
	start    *Start
	def      string
	acts     []Act
	regions  []string
	province string
	over     string // why nothing may happen any more
	kak      map[string]int
	reviewed map[string]bool // governments whose TKKSD stands behind the plan
	advice   map[string]bool // partners whose TKKSD advises to accept
	offered  bool
	answered map[string]bool
	outcome  map[string]string // gate and government: option
	given    map[string]bool   // gate
	// evaluated are the governments that have brought a joint evaluation of
	// what is extended, or recorded why there is none.
	evaluated map[string]bool
	docs      map[string]*oracleDoc
	branches  map[string]*oracleBranch
}

type oracleDoc struct {
	text      string
	accepted  map[string]string // party: hash
	sent      string            // hash; "" when it is not out
	sentOn    civil.Date
	signed    map[string]civil.Date
	powers    map[string]*Power
	scheduled bool
}

func (d *oracleDoc) complete(parties int) bool { return len(d.signed) == parties }

func (d *oracleDoc) lastSigned() civil.Date {
	var on civil.Date
	for _, s := range d.signed {
		if s.After(on) {
			on = s
		}
	}
	return on
}

type oracleBranch struct {
	over       string
	burden     map[string]*Burden
	budget     map[string]*Budget
	budgetOn   map[string]civil.Date
	asked      map[string]bool
	approved   map[string]bool
	line       map[string]*BudgetLine
	tariff     bool
	unit       bool
	overridden map[string]bool // gate and government
	active     bool
}

func watch(start Act) *oracle {
	o := &oracle{
		start: start.Start, def: start.Start.Definition, acts: []Act{start}, province: commonProvince(start.Start.Parties),
		kak: map[string]int{}, reviewed: map[string]bool{}, advice: map[string]bool{}, answered: map[string]bool{},
		outcome: map[string]string{}, given: map[string]bool{}, evaluated: map[string]bool{}, docs: map[string]*oracleDoc{}, branches: map[string]*oracleBranch{},
	}
	for _, p := range o.start.Parties {
		if p.Kind == RegionalGovernment {
			o.regions = append(o.regions, p.Code)
		}
	}
	return o
}

// begun says what is forbidden about a start.
func (o *oracle) begun(act Act) string {
	s := act.Start
	seen := map[string]bool{}
	for _, p := range s.Parties {
		if seen[p.Code] {
			return "a party twice"
		}
		seen[p.Code] = true
	}
	others := len(s.Parties) - len(o.regions)
	switch {
	case len(s.Parties) < 2 || len(o.regions) == 0:
		return "no two parties"
	case o.def == "ksdpk" && (others == 0 || slices.ContainsFunc(s.Parties, func(p Party) bool { return p.Kind == CentralBody })),
		o.def == "sinergi" && (others == 0 || slices.ContainsFunc(s.Parties, func(p Party) bool { return p.Kind == ThirdParty })),
		strings.HasPrefix(o.def, "ksdd") && others > 0:
		return "parties of another kind"
	case o.def == "pengambilalihan":
		if s.Subject == nil || s.Subject.Category != agreement.Mandatory {
			return "takeover of what is not mandatory"
		}
		if o.province == "" || act.By.Government != o.province || act.By.ByDelegation() {
			return "takeover by another than the governor of the province"
		}
		if slices.Contains(o.regions, o.province) {
			return "takeover where the province is a party"
		}
		return ""
	case o.def == "sekretariat" && (s.Subject == nil || s.Subject.Category != agreement.Mandatory):
		return "secretariat for what is not mandatory"
	case s.Initiator != act.By.Government && slices.Contains(o.regions, s.Initiator), !slices.Contains(o.regions, act.By.Government):
		return "begun for another government"
	case !slices.Contains([]OfficeKind{Cooperation, Agency, Secretary, HeadOfRegion}, act.By.Kind):
		return "begun by an office that does not"
	case act.By.ByDelegation() && act.By.Kind == HeadOfRegion:
		return "begun for the head of region by delegation"
	}
	if strings.HasSuffix(o.def, "wajib") {
		for _, a := range o.regions {
			for _, b := range o.regions {
				if len(a) > 5 || len(b) > 5 {
					return "mandatory between what is no region"
				}
			}
		}
	}
	return ""
}

func (o *oracle) doc(branch string) *oracleDoc {
	if o.docs[branch] == nil {
		o.docs[branch] = &oracleDoc{accepted: map[string]string{}, signed: map[string]civil.Date{}, powers: map[string]*Power{}}
	}
	return o.docs[branch]
}

func (o *oracle) branch(id string) *oracleBranch {
	if o.branches[id] == nil {
		o.branches[id] = &oracleBranch{
			burden: map[string]*Burden{}, budget: map[string]*Budget{}, budgetOn: map[string]civil.Date{}, asked: map[string]bool{},
			approved: map[string]bool{}, line: map[string]*BudgetLine{}, overridden: map[string]bool{},
		}
	}
	return o.branches[id]
}

// see takes the next act and says what is forbidden about it, or "".
func (o *oracle) see(act Act) string {
	general, why := o.general(act), ""
	switch act.Kind {
	case OpenBranch:
		if strings.Contains(o.def, "sinergi") {
			why = "PKS under Sinergi"
		} else if !strings.HasPrefix(o.def, "ksd") && !strings.HasPrefix(o.def, "perpanjangan") {
			why = "PKS in a procedure without"
		}
	case Override:
		why = o.override(act)
	case SetSchedule:
		why = o.schedule(act)
	case VoidSigning, VoidBranch, VoidRun:
		why = o.void(act)
	case LinkRun:
		why = "an effect of a run that never was" // the walk makes only forged links
	case Supply:
		why = o.supplied(act)
	}
	o.acts = append(o.acts, act)
	return strings.Trim(general+"; "+why, "; ")
}

func (o *oracle) general(act Act) string {
	prev := o.acts[len(o.acts)-1]
	within := act.Branch
	if act.Slot.Gate != "" {
		within = act.Slot.Branch
	}
	switch {
	case act.By.ByDelegation() && act.Value != nil && act.Value.Signature != nil:
		return "a signature by delegation"
	case act.By.ByDelegation() && slices.Contains([]OfficeKind{HeadOfRegion, Governor}, act.By.Kind):
		return "the head of region by delegation"
	case act.At.Before(prev.At):
		return "the record runs backwards"
	case o.over != "":
		return "an act after the run was " + o.over
	case within != "" && o.branches[within] != nil && o.branches[within].over != "":
		return "an act after the branch was " + o.branches[within].over
	}
	own := act.Slot.Government
	supervising := slices.Contains([]string{"koordinasi_teknis", "gubernur", "menteri", "menteri_lintas", "pembinaan", "evaluasi", "persetujuan_menteri", "biaya", "pengambilalihan"}, act.Slot.Gate) && own == ""
	switch {
	case act.Kind == LinkRun:
	case slices.Contains(o.regions, own):
		if act.By.Government != own {
			return "an act for another government"
		}
	case supervising && act.By.Government == o.province && o.province != "":
	case slices.Contains([]string{"gubernur", "pembinaan", "biaya", "pengambilalihan"}, act.Slot.Gate) && supervising:
		return "an act for the governor by someone else"
	case !slices.Contains(o.regions, act.By.Government) && act.By.Government != o.start.Initiator:
		return "an act by someone outside"
	}
	for _, a := range o.acts[max(1, act.Base):] {
		if act.Kind == Supply && a.Kind == Supply && a.Slot == act.Slot && a.Need == act.Need && act.Value.Opinion == nil {
			return "an act that rests on an old state"
		}
	}
	return o.rightOffice(act)
}

// rightOffice checks the acts that belong to few.
func (o *oracle) rightOffice(act Act) string {
	may := map[string][]OfficeKind{
		"tkksd.kesimpulan":       {Secretary, Cooperation},
		"tkksd_mitra.kesimpulan": {Secretary, Cooperation},
		"penawaran.surat":        {HeadOfRegion, Cooperation},
		"jawaban.keputusan":      {HeadOfRegion, Cooperation},
		"sepakat_kb.setuju":      {Secretary, Cooperation},
		"sepakat_pks.setuju":     {Secretary, Cooperation},
		"kirim_kb.kirim":         {Cooperation},
		"dprd.keputusan":         {Council, Cooperation},
		"anggaran.mata_anggaran": {Finance, Cooperation, Agency},
	}[act.Slot.Gate+"."+act.Need]
	if act.Kind == VoidRun || act.Kind == VoidBranch {
		may = []OfficeKind{Secretary, HeadOfRegion}
		if act.By.Government == o.province {
			may = append(may, Governor)
		}
		if o.untouched(act) {
			may = append(may, Cooperation, o.beganWith(act.Branch).By.Kind)
		}
	}
	if may == nil || slices.Contains(may, act.By.Kind) || (!slices.Contains(o.regions, act.Slot.Government) && act.By.Kind == Cooperation) {
		return ""
	}
	return "an act of an office that may not"
}

// beganWith is the act with which a run or a branch began.
func (o *oracle) beganWith(branch string) Act {
	for _, a := range o.acts {
		if a.Open != nil && a.Open.ID == branch {
			return a
		}
	}
	return o.acts[0]
}

// untouched: nobody but the government that began what is voided has done
// anything in it, and nothing of it bears a signature of its head.
func (o *oracle) untouched(void Act) bool {
	own := o.beganWith(void.Branch).By.Government
	for _, a := range o.acts {
		if void.Kind == VoidBranch && void.Branch != a.Branch && void.Branch != a.Slot.Branch {
			continue
		}
		if a.By.Government != own || a.Slot.Government != own && a.Slot.Government != "" {
			return false
		}
		if v := a.Value; v != nil && (v.Signature != nil || v.Document != nil && v.Document.Signer != nil && v.Document.Signer.Kind == HeadOfRegion) {
			return false
		}
	}
	return void.By.Government == own
}

func (o *oracle) override(act Act) string {
	extension := act.Slot.Gate == "evaluasi" && o.wantsEvaluation()
	if !extension && !slices.Contains([]string{"anggaran", "tarif", "unit_layanan"}, act.Slot.Gate) {
		return "an override of " + act.Slot.Gate
	}
	if act.By.Kind != HeadOfRegion && act.By.Kind != Secretary {
		return "an override by someone without the right"
	}
	if strings.TrimSpace(act.Reason) == "" {
		return "an override without a reason"
	}
	if extension {
		o.evaluated[act.By.Government] = true
		return ""
	}
	o.branch(act.Slot.Branch).overridden[act.Slot.Gate+act.By.Government] = true
	return ""
}

func (o *oracle) schedule(act Act) string {
	d := o.doc(act.Branch)
	switch {
	case d.complete(len(o.start.Parties)):
		return "a signing day after the signing"
	case act.Schedule.On.Before(civil.In(act.At)):
		return "a signing day in the past"
	case d.scheduled && strings.TrimSpace(act.Reason) == "":
		return "another signing day without a reason"
	}
	d.scheduled = true
	return ""
}

func (o *oracle) void(act Act) string {
	if strings.TrimSpace(act.Reason) == "" {
		return "something voided without a reason"
	}
	for id, d := range o.docs {
		if d.complete(len(o.start.Parties)) && (id == act.Branch || act.Kind == VoidRun) {
			return "something voided that everybody had signed"
		}
	}
	switch act.Kind {
	case VoidSigning:
		d := o.doc(act.Branch)
		d.sent, d.signed, d.powers = "", map[string]civil.Date{}, map[string]*Power{}
	case VoidBranch:
		o.branch(act.Branch).over = "voided"
	case VoidRun:
		o.over = "voided"
	}
	return ""
}

func (o *oracle) stop(act Act) {
	if act.Slot.Branch != "" {
		o.branch(act.Slot.Branch).over = "stopped"
		return
	}
	o.over = "stopped"
}

func (o *oracle) supplied(act Act) string {
	v := act.Value
	switch {
	case v.Text != nil:
		if o.doc(act.Slot.Branch).sent != "" {
			return "a text changed after it was sent"
		}
		o.doc(act.Slot.Branch).text = v.Text.Hash
	case v.Hash != "" && act.Need == "setuju":
		o.doc(act.Slot.Branch).accepted[act.Slot.Government] = v.Hash
	case v.Hash != "":
		return o.sent(act)
	case v.Signature != nil:
		return o.signed(act)
	case v.Power != nil:
		o.doc(act.Slot.Branch).powers[act.Slot.Government] = v.Power
	case v.Evaluation != nil:
		if why := o.evaluation(v.Evaluation); why != "" {
			return why
		}
		o.evaluated[act.Slot.Government] = true
	case v.Secretariat != nil:
		if v.Secretariat.Years < 5 || (len(o.regions) <= 2 && v.Secretariat.Objects <= 2) {
			return "a secretariat outside its conditions"
		}
	case v.Plan != nil:
		if v.Plan.Reference == "" && !(slices.Contains(PlanExceptions(), v.Plan.Exception) && v.Plan.Grounds != "") {
			return "an object outside the plan without an exception"
		}
	}
	if why := o.papers(act); why != "" {
		return why
	}
	o.given[act.Slot.Gate] = true
	return o.steps(act)
}

func (o *oracle) papers(act Act) string {
	d := act.Value.Document
	if d == nil {
		return ""
	}
	if d.Date.After(civil.In(act.At)) {
		return "a paper from the future"
	}
	office := map[string]OfficeKind{"penawaran": HeadOfRegion, "jawaban": HeadOfRegion, "surat_dprd": HeadOfRegion, "inisiasi": Agency}[act.Slot.Gate]
	if act.Need != "surat" || office == "" {
		return ""
	}
	if !slices.Contains(o.regions, act.Slot.Government) {
		office = Leader
	}
	if d.Signer == nil || d.Signer.Kind != office || d.Signer.Government != act.Slot.Government || d.Date.Before(d.Signer.From) || (!d.Signer.Until.IsZero() && d.Date.After(d.Signer.Until)) {
		return "a letter signed by the wrong hand"
	}
	return ""
}

// wantsEvaluation reports whether the run extends something by a procedure that
// asks for a joint evaluation: from its second version on.
func (o *oracle) wantsEvaluation() bool {
	return strings.HasPrefix(o.def, "perpanjangan") && o.start.Version > 1
}

// evaluation: it is of what is extended, and every region has confirmed the very
// bytes.
func (o *oracle) evaluation(e *Evaluation) string {
	if e.Run != o.start.Subject.Run || o.start.Subject.Branch != "" && e.Branch != o.start.Subject.Branch {
		return "an extension on an evaluation of something else"
	}
	for _, code := range o.regions {
		found := false
		for _, c := range e.Confirmed {
			found = found || c.Government == code && c.Hash == e.Hash && e.Hash != ""
		}
		if !found {
			return "an extension on an evaluation that is not joint"
		}
	}
	return ""
}

// isNew reports whether the run makes a new agreement, with TKKSD and offer.
func (o *oracle) isNew() bool {
	return strings.HasPrefix(o.def, "ksd") || strings.HasPrefix(o.def, "perpanjangan") || o.def == "sinergi"
}

// steps follows the gates that have an order.
func (o *oracle) steps(act Act) string {
	v, gov := act.Value, act.Slot.Government
	option := ""
	if v.Choice != nil {
		option = v.Choice.Option
	}
	switch act.Slot.Gate {
	case "kak":
		if o.reviewed[gov] && act.Need == "isian" {
			return "terms of reference exchanged beneath the TKKSD"
		}
		if v.Fields != nil {
			for _, f := range []string{"latar_belakang", "maksud_tujuan", "lokasi", "ruang_lingkup", "jangka_waktu", "manfaat", "dampak", "pembiayaan"} {
				if v.Fields[f] == "" {
					return "terms of reference with a hole"
				}
			}
			o.kak[gov] = len(o.acts)
		}
	case "tkksd":
		if option != "" {
			if o.wantsEvaluation() && slices.ContainsFunc(o.regions, func(code string) bool { return !o.evaluated[code] }) {
				return "an extension of what was not evaluated"
			}
			if o.kak[gov] == 0 {
				return "a TKKSD without terms of reference"
			}
			o.reviewed[gov] = option == "setuju"
			if option == "perbaiki" {
				o.kak[gov] = 0
			}
		}
	case "penawaran":
		if slices.Contains(o.regions, gov) && !o.reviewed[gov] {
			return "an offer without the TKKSD"
		}
		o.offered = true
	case "tkksd_mitra":
		if option != "" {
			o.advice[gov] = option == "setuju"
		}
	case "jawaban":
		return o.answer(act, option)
	}
	if act.Need == "dasar" && option != "" && !slices.Contains([]string{"jangka_waktu", "tujuan_tercapai", "kesepakatan", "perubahan_kebijakan", "objek_hilang"}, option) &&
		!(o.def == "pengakhiran-ksdpk" && (option == "putusan_pengadilan" || option == "pailit")) {
		return "an end on a ground that the law does not know"
	}
	if option != "" {
		o.outcome[act.Slot.Gate+gov] = option
	}
	if option == "tolak" && act.Slot.Gate != "tkksd_mitra" {
		o.stop(act)
	}
	if why := o.ladder(act); why != "" {
		return why
	}
	return o.branchSteps(act, option)
}

func (o *oracle) answer(act Act, option string) string {
	gov := act.Slot.Government
	switch option {
	case "terima":
		if strings.HasPrefix(o.def, "ksdd") || strings.HasPrefix(o.def, "perpanjangan") {
			if !o.advice[gov] {
				return "an acceptance against the TKKSD"
			}
		}
		o.answered[gov] = true
	case "minta_perubahan":
		o.offered, o.answered, o.advice = false, map[string]bool{}, map[string]bool{}
	case "tolak":
		o.stop(act)
	}
	return ""
}

// ladder: dispute and takeover take every step.
func (o *oracle) ladder(act Act) string {
	failed := func() bool {
		any := false
		for _, g := range o.regions {
			out := o.outcome["musyawarah"+g]
			if out == "" {
				return false
			}
			any = any || out == "belum"
		}
		return any
	}
	switch act.Slot.Gate {
	case "gubernur":
		if o.province == "" || !failed() {
			return "a dispute before the governor without negotiation"
		}
	case "menteri":
		if !failed() || o.outcome["gubernur"] != "tidak_selesai" {
			return "a dispute before the Minister past the governor"
		}
	case "menteri_lintas":
		if o.province != "" || !failed() {
			return "a dispute before the Minister without negotiation"
		}
	case "pengambilalihan":
		if !o.given["pembinaan"] || !o.given["evaluasi"] || o.outcome["persetujuan_menteri"] != "setuju" {
			return "a takeover without its three conditions"
		}
	}
	return ""
}
