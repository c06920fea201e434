package wordfile

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"sinergi/internal/draft"
)

// Word takes bookmark names of up to 40 letters, digits and underscores, that
// begin with a letter or an underscore (then they are not shown), and does not
// tell capitals from small letters. An id of a clause is up to 80 characters
// with ".", "-" and "_". A name is
//
//	_S part id      the id with "_1" for "-", "_2" for ".", "_3" for "_"
//	_X part hash    when that is too long; the id is in a property of the file
//
// where part is two characters: which paragraph of the clause it is.
const (
	markPlain   = "_S"
	markHashed  = "_X"
	markPrinted = "_F" // what is printed from facts: title, numbers, signatures
	maxMark     = 40
	hashDigits  = 32
)

// part says which paragraph of a clause a bookmark is on: its heading, or the
// nth paragraph of its text.
type part int

const heading part = -1

func (p part) String() string {
	if p == heading {
		return "hh"
	}
	s := strconv.FormatInt(int64(p), 36)
	if len(s) == 1 {
		s = "0" + s
	}
	return s
}

func readPart(s string) (part, bool) {
	if s == "hh" {
		return heading, true
	}
	n, err := strconv.ParseInt(s, 36, 32)
	return part(n), err == nil && part(n).String() == s
}

// partsMarked is how many paragraphs of a clause bear a bookmark; further ones
// follow the one before them.
const partsMarked = 600 // below "hh" = 629 in base 36

var (
	toMark = strings.NewReplacer("-", "_1", ".", "_2", "_", "_3")
	toID   = strings.NewReplacer("_1", "-", "_2", ".", "_3", "_")
)

// markName gives the bookmark of a paragraph of a clause, and whether its id
// must be told in a property.
func markName(id string, p part) (name string, hashed bool) {
	name = markPlain + p.String() + toMark.Replace(id)
	if len(name) <= maxMark {
		return name, false
	}
	sum := sha256.Sum256([]byte(id))
	return markHashed + p.String() + hex.EncodeToString(sum[:])[:hashDigits], true
}

// readMark reads a bookmark. hashed gives the ids of hashed names.
func readMark(name string, hashed map[string]string) (id string, p part, ok bool) {
	if len(name) < 5 {
		return "", 0, false
	}
	p, ok = readPart(strings.ToLower(name[2:4]))
	if !ok {
		return "", 0, false
	}
	switch rest := strings.ToLower(name[4:]); strings.ToUpper(name[:2]) {
	case markPlain:
		id = toID.Replace(rest)
		return id, p, draft.ValidID(id)
	case markHashed:
		id, ok = hashed[rest]
		return id, p, ok
	}
	return "", 0, false
}

// hashOf gives the last part of a hashed name.
func hashOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])[:hashDigits]
}

// printed reports whether a bookmark marks what was printed from facts.
func printed(name string) bool {
	return strings.HasPrefix(strings.ToUpper(name), markPrinted)
}
