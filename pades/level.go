package pades

import "fmt"

// Level is how long a signature can be checked without anyone's help.
type Level int

// The baseline levels of ETSI EN 319 142-1, clause 6.
const (
	None Level = iota // no PAdES baseline signature
	BB                // signature
	BT                // and a proof of when it existed
	BLT               // and the data to validate it
	BLTA              // and a document timestamp over these
)

var levelNames = [...]string{"none", "PAdES-B-B", "PAdES-B-T", "PAdES-B-LT", "PAdES-B-LTA"}

func (l Level) String() string {
	if l < None || l > BLTA {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return levelNames[l]
}

// ParseLevel reads what String writes.
func ParseLevel(s string) (Level, error) {
	for i, name := range levelNames {
		if s == name {
			return Level(i), nil
		}
	}
	return None, fmt.Errorf("unknown signature level %q", s)
}

// MarshalText and UnmarshalText put the level's name into JSON and settings.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *Level) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLevel(string(b))
	return err
}

// Step is a step of signing that can fail.
type Step string

// The steps of signing in their order.
const (
	StepCertificate Step = "certificate" // the signer's certificate cannot be used now
	StepSignature   Step = "signature"   // the key did not sign
	StepTimestamp   Step = "timestamp"   // the timestamp authority gave no good token
	StepValidation  Step = "validation"  // certificates or revocation data cannot be had
	StepArchive     Step = "archive"     // no good document timestamp
)

// LevelError says that the level asked for was not reached, and why.
type LevelError struct {
	Wanted  Level
	Reached Level // None if there is no signature
	Step    Step  // that failed
	Err     error
}

func (e *LevelError) Error() string {
	return fmt.Sprintf("%s was not reached, but %s: %s: %s", e.Wanted, e.Reached, e.Step, e.Err)
}

func (e *LevelError) Unwrap() error { return e.Err }
