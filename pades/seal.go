package pades

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"

	"sinergi/pades/internal/pdf"
)

// SubFilter values: how /Contents is encoded.
const (
	formatCAdES     = "ETSI.CAdES.detached"
	formatTimestamp = "ETSI.RFC3161"
	formatPKCS7     = "adbe.pkcs7.detached" // before PAdES
)

// ErrPrefix is a file that does not begin with the bytes of the file that it is
// an update of.
var ErrPrefix = errors.New("the file does not begin with the one before it")

// A hole is what a signature dictionary holds before it is signed: the text of
// /ByteRange and /Contents, of fixed width.
type hole struct {
	ranges, contents *pdf.Mark
	size             int // bytes of the signature value that fit
}

func newHole(size int) *hole {
	return &hole{
		ranges:   &pdf.Mark{Text: bytes.Repeat([]byte{' '}, len("[0 0123456789 0123456789 0123456789]"))},
		contents: &pdf.Mark{Text: []byte("<" + string(bytes.Repeat([]byte{'0'}, 2*size)) + ">")},
		size:     size,
	}
}

// errHole is a signature value that did not fit into its hole.
type errHole struct{ need int }

func (e errHole) Error() string {
	return fmt.Sprintf("the signature has %d bytes, more than fit", e.need)
}

// fill writes the ranges into a file, has the bytes within them signed, and
// puts the signature value into the hole. It changes file in place.
func (h *hole) fill(file []byte, sign func(signedBytes) ([]byte, error)) error {
	from, to := h.contents.At, h.contents.At+len(h.contents.Text)
	text := fmt.Sprintf("[0 %d %d %d]", from, to, len(file)-to)
	if len(text) > len(h.ranges.Text) {
		return fmt.Errorf("the file is too large to sign")
	}
	copy(file[h.ranges.At:], text)
	value, err := sign(signedBytes{file[:from], file[to:]})
	if err != nil {
		return err
	}
	if len(value) > h.size {
		return errHole{len(value)}
	}
	hex.Encode(file[from+1:], value)
	return nil
}

// signedBytes are the two ranges of a file around a signature.
type signedBytes [2][]byte

func (s signedBytes) digest(h crypto.Hash) []byte {
	d := h.New()
	d.Write(s[0])
	d.Write(s[1])
	return d.Sum(nil)
}

// seal writes a file with a hole for a signature of an expected size and fills
// it. A signature that does not fit is made again with a larger hole: the old
// one would not be over the new ranges.
func seal(file []byte, size int, build func(*hole) (*pdf.Update, error), sign func(signedBytes) ([]byte, error)) ([]byte, error) {
	for range 4 {
		h := newHole(size)
		update, err := build(h)
		if err != nil {
			return nil, err
		}
		out, err := update.Write()
		if err != nil {
			return nil, err
		}
		err = h.fill(out, sign)
		var small errHole
		if errors.As(err, &small) {
			size = small.need + small.need/4
			continue
		}
		if err != nil {
			return nil, err
		}
		return out, unchanged(file, out)
	}
	return nil, fmt.Errorf("the signature grows each time it is made")
}

// unchanged checks that a result begins with the file that it was made of.
func unchanged(file, out []byte) error {
	if len(out) <= len(file) || !bytes.Equal(out[:len(file)], file) {
		return ErrPrefix
	}
	return nil
}
