package pades

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"sinergi/pades/internal/pdf"
)

const tiny = "%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\nxref\n1 1\n0000000009 00000 n \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n42\n%%EOF\n"

// TestHoleGrows: a signature larger than its hole is made again, over the new
// ranges.
func TestHoleGrows(t *testing.T) {
	t.Parallel()
	view, err := open([]byte(tiny), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	build := func(h *hole) (*pdf.Update, error) {
		u := pdf.NewUpdate(view)
		u.Add(pdf.Dict{"ByteRange": h.ranges, "Contents": h.contents})
		return u, nil
	}
	var seen []signedBytes
	value := bytes.Repeat([]byte{0xAB}, 1000)
	out, err := seal([]byte(tiny), 10, build, func(b signedBytes) ([]byte, error) {
		seen = append(seen, b)
		return value, nil
	})
	if err != nil || len(seen) != 2 {
		t.Fatalf("%v, signed %d times", err, len(seen))
	}
	last := seen[1]
	from, to := len(last[0]), len(out)-len(last[1])
	want := fmt.Sprintf("/ByteRange [0 %d %d %d]", from, to, len(out)-to)
	if !bytes.Equal(out[:from], last[0]) || !bytes.Equal(out[to:], last[1]) || !bytes.Contains(last[0], []byte(want)) {
		t.Errorf("the ranges are not around the hole")
	}
	if got := out[from : to-1]; !bytes.HasPrefix(got, []byte("<"+hex.EncodeToString(value))) || len(bytes.Trim(got[2001:], "0")) != 0 {
		t.Errorf("the hole holds %q", got)
	}
	grows := 10
	_, err = seal([]byte(tiny), 10, build, func(signedBytes) ([]byte, error) {
		grows *= 10
		return make([]byte, grows), nil
	})
	if err == nil || grows > 1e6 {
		t.Errorf("a signature that always grows: %v", err)
	}
	refused := errors.New("refused")
	if _, err := seal([]byte(tiny), 10, build, func(signedBytes) ([]byte, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if err := unchanged([]byte("abc"), []byte("abd and more")); !errors.Is(err, ErrPrefix) {
		t.Errorf("got %v", err)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	for _, when := range []time.Time{
		time.Date(2026, 11, 23, 14, 5, 6, 0, wib),
		time.Date(2026, 11, 23, 14, 5, 6, 0, time.UTC),
		time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", -(3*3600+30*60))),
	} {
		if got := parseDate(dateText(when)); !got.Equal(when) {
			t.Errorf("%s: got %v, want %v", dateText(when), got, when)
		}
	}
	for text, want := range map[string]time.Time{
		"D:20261123140506+07'00'": time.Date(2026, 11, 23, 14, 5, 6, 0, wib),
		"D:20261123140506+07'00":  time.Date(2026, 11, 23, 14, 5, 6, 0, wib),
		"20261123140506+07":       time.Date(2026, 11, 23, 14, 5, 6, 0, wib),
		"D:2026":                  time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		"D:20261123Z00'00'":       time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		"D:20261399":              {}, "kemarin": {}, "": {}, "D:202": {}, "D:20261123140506+99'99'": {},
	} {
		if got := parseDate(text); !got.Equal(want) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
