package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// EvaluationSchema names the form of the bytes of an evaluation.
const EvaluationSchema = "sinergi/evaluasi/1"

// Evaluation is what a government finds of a PKS in a half year: what its
// obligations came to, filled from live figures, and what the officer judges.
// The clause on monitoring asks for at least two a year.
type Evaluation struct {
	Schema     string `json:"schema"`
	Government string `json:"government"` // Kemendagri code of who evaluates
	Name       string `json:"name"`
	Period     string `json:"period"`
	Version    int    `json:"version"`
	Corrects   string `json:"corrects"` // SHA-256 of the version before, hex
	Reason     string `json:"reason"`   // of the correction
	Paper      Paper  `json:"paper"`
	Duties     []Duty `json:"duties"`
	Judgement
}

// Duty is an obligation with what its periods in the half year came to.
type Duty struct {
	ID     string `json:"id"`
	Cite   string `json:"cite"` // of its clause
	Bearer string `json:"bearer"`
	Text   string `json:"text"`
	Target string `json:"target"` // exact decimal; empty: nothing measures it
	Figure string `json:"figure"` // of the last period that ended, exact decimal
	Met    int    `json:"met"`
	Late   int    `json:"late"`
	Open   int    `json:"open"`
}

// Judgement is what the officer says.
type Judgement struct {
	Verdicts   map[string]Verdict `json:"verdicts"` // by duty
	Problems   string             `json:"problems"` // kendala
	Actions    []Action           `json:"actions"`  // tindak lanjut
	Conclusion Conclusion         `json:"conclusion"`
	Note       string             `json:"note"`
}

// Verdict is what the officer finds of a duty.
type Verdict struct {
	Grade Grade  `json:"grade"`
	Note  string `json:"note"`
}

// Grade is how far a duty was met.
type Grade string

// The grades.
const (
	Achieved    Grade = "tercapai"
	Partly      Grade = "sebagian"
	NotAchieved Grade = "tidak_tercapai"
	TooEarly    Grade = "belum_dinilai"
)

// Grades lists the grades.
func Grades() []Grade { return []Grade{Achieved, Partly, NotAchieved, TooEarly} }

// Action is something to be done until a day.
type Action struct {
	Text   string     `json:"text"`
	Bearer string     `json:"bearer"`
	Due    civil.Date `json:"due"`
}

// Conclusion is what the evaluation recommends.
type Conclusion string

// The conclusions.
const (
	GoOn   Conclusion = "dilanjutkan"
	Amend  Conclusion = "diubah" // by an addendum
	Extend Conclusion = "diperpanjang"
	End    Conclusion = "diakhiri"
)

// Conclusions lists the conclusions.
func Conclusions() []Conclusion { return []Conclusion{GoOn, Amend, Extend, End} }

// The most that a form takes.
const (
	MostActions = 8
	longestSaid = 2000 // characters
)

// Check refuses what a form cannot hold; parties are those of the paper.
func (j Judgement) Check(parties []string) error {
	var wrong []fault.Field
	long := func(name, text string) {
		if utf8.RuneCountInString(text) > longestSaid {
			wrong = append(wrong, fault.NewField(name, "register.too_long", "Limit", longestSaid))
		}
	}
	for id, v := range j.Verdicts {
		if v.Grade != "" && !slices.Contains(Grades(), v.Grade) {
			wrong = append(wrong, fault.NewField("grade:"+id, "ui.required"))
		}
		long("said:"+id, v.Note)
	}
	long("problems", j.Problems)
	long("note", j.Note)
	if j.Conclusion != "" && !slices.Contains(Conclusions(), j.Conclusion) {
		wrong = append(wrong, fault.NewField("conclusion", "ui.required"))
	}
	for i, a := range j.Actions {
		n := strconv.Itoa(i)
		long("action"+n, a.Text)
		if strings.TrimSpace(a.Text) == "" {
			wrong = append(wrong, fault.NewField("action"+n, "evaluation.action_empty"))
		}
		if !slices.Contains(parties, a.Bearer) {
			wrong = append(wrong, fault.NewField("bearer"+n, "evaluation.bearer_needed"))
		}
		if a.Due.IsZero() {
			wrong = append(wrong, fault.NewField("due"+n, "evaluation.due_needed"))
		}
	}
	if len(j.Actions) > MostActions {
		wrong = append(wrong, fault.NewField("action0", "evaluation.too_many", "Limit", MostActions))
	}
	return fault.InvalidFields(wrong)
}

// Judged refuses an evaluation of which something is not judged yet.
func (e Evaluation) Judged() error {
	var wrong []fault.Field
	for _, d := range e.Duties {
		if e.Verdicts[d.ID].Grade == "" {
			wrong = append(wrong, fault.NewField("grade:"+d.ID, "evaluation.grade_needed"))
		}
	}
	if e.Conclusion == "" {
		wrong = append(wrong, fault.NewField("conclusion", "evaluation.conclusion_needed"))
	}
	return fault.InvalidFields(wrong)
}

// Canonical gives the bytes of the evaluation and their SHA-256 in hex.
func (e Evaluation) Canonical() (body []byte, sum string, err error) { return sealed(e) }

// ParseEvaluation reads the bytes of an evaluation.
func ParseEvaluation(body []byte) (e Evaluation, err error) {
	if err := json.Unmarshal(body, &e); err != nil {
		return e, fmt.Errorf("evaluation: %w", err)
	}
	if e.Schema != EvaluationSchema {
		return e, fmt.Errorf("evaluation: unknown form %q", e.Schema)
	}
	return e, nil
}
