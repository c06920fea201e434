package transit

import (
	"slices"

	"sinergi/internal/fault"
)

// Said is what is said of a run that is not complete. The provider explains why,
// with proof; another party accepts that or does not. Nothing that was said is
// overwritten, and nothing of it changes what was measured.
type Said string

// What can be said.
const (
	Explain Said = "jelaskan"
	Accept  Said = "terima"
	Reject  Said = "tolak"
)

// Cause is why a run is not complete, as the provider says.
type Cause string

// Causes lists what a provider may name.
func Causes() []Cause {
	return []Cause{"kecelakaan", "jalan_ditutup", "banjir_bencana", "kendaraan_rusak", "awak", "unjuk_rasa", "perangkat", "lain"}
}

// Explanation is one thing said of a run.
type Explanation struct {
	Said       Said
	Government string
	Cause      Cause  // of Explain
	Reason     string // of Explain, and of Reject
	File       string // SHA-256 of the proof, of Explain
}

// Explained is how what was said of a run stands.
type Explained string

// The standings.
const (
	Unexplained Explained = ""
	Awaiting    Explained = "menunggu"
	Accepted    Explained = "diterima"
	Rejected    Explained = "ditolak"
)

// Standing gives how what was said, oldest first, stands.
func Standing(said []Explanation) Explained {
	if len(said) == 0 {
		return Unexplained
	}
	return map[Said]Explained{Explain: Awaiting, Accept: Accepted, Reject: Rejected}[said[len(said)-1].Said]
}

// CheckExplanation reports why something cannot be said of a run, after what was
// said before. The provider explains what is unexplained or was rejected;
// another party answers what awaits it; what is accepted is settled.
func CheckExplanation(r Run, said []Explanation, e Explanation, provider string) error {
	standing := Standing(said)
	var fields []fault.Field
	switch e.Said {
	case Explain:
		if e.Government != provider || r.Status == Complete || standing == Awaiting || standing == Accepted {
			return fault.New(fault.Conflict, "explanation.not_now")
		}
		if !slices.Contains(Causes(), e.Cause) {
			fields = append(fields, fault.NewField("cause", "ui.required"))
		}
		if e.Reason == "" {
			fields = append(fields, fault.NewField("reason", "ui.required"))
		}
		if e.File == "" {
			fields = append(fields, fault.NewField("file", "explanation.no_proof"))
		}
	case Accept, Reject:
		if e.Government == provider || standing != Awaiting {
			return fault.New(fault.Conflict, "explanation.not_now")
		}
		if e.Said == Reject && e.Reason == "" {
			fields = append(fields, fault.NewField("reason", "explanation.say_why"))
		}
	default:
		fields = append(fields, fault.NewField("said", "ui.required"))
	}
	return fault.InvalidFields(fields)
}
