package redline

import (
	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// Version is one state of a branch of a text. Every version stays.
type Version struct {
	Number   int    `json:"number"` // from 1 on its branch
	Branch   string `json:"branch"` // government code
	SHA256   string `json:"sha256"`
	Previous string `json:"previous,omitempty"` // of the version before
	By       string `json:"by"`
	At       int64  `json:"at_us"`
	Note     string `json:"note,omitempty"`
}

// Next makes the version that follows another on its branch, and the bytes to
// keep. Before is nil for the first. A text that says the same as the version
// before is no new version.
func Next(before *Version, branch, by string, at int64, note string, t draft.Text) (Version, []byte, error) {
	b, err := t.Canonical()
	if err != nil {
		return Version{}, nil, err
	}
	hash, err := t.SHA256()
	if err != nil {
		return Version{}, nil, err
	}
	v := Version{Number: 1, Branch: branch, SHA256: hash, By: by, At: at, Note: draft.Clean(note)}
	if before != nil {
		if before.SHA256 == hash {
			return Version{}, nil, fault.New(fault.Conflict, "redline.fault.nothing_new")
		}
		v.Number, v.Previous = before.Number+1, before.SHA256
	}
	return v, b, nil
}

// CheckChain reports whether the versions of a branch follow each other
// without a gap, and whether the bytes of each (given by its hash) are what
// the hash says.
func CheckChain(versions []Version, bytes func(sha256 string) ([]byte, error)) error {
	previous := ""
	for i, v := range versions {
		b, err := bytes(v.SHA256)
		if err != nil {
			return err
		}
		t, err := draft.Parse(b)
		if err != nil {
			return err
		}
		hash, err := t.SHA256()
		if err != nil || hash != v.SHA256 || v.Number != i+1 || v.Previous != previous {
			return fault.New(fault.Conflict, "redline.fault.broken_chain", "Number", v.Number, "Branch", v.Branch)
		}
		previous = v.SHA256
	}
	return nil
}
