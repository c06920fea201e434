package archive_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/archive"
	"sinergi/internal/transit"
)

func day(devices, points int) map[string][]transit.Position {
	r := rand.New(rand.NewPCG(1, 2))
	all := map[string][]transit.Position{}
	for d := range devices {
		name := string(rune('a' + d))
		for i := range points {
			all[name] = append(all[name], transit.Position{
				At: int64(i) * 10_000_000, LatE7: 5_000_000 + r.Int32N(1000), LonE7: 1_014_000_000 + r.Int32N(1000),
				Speed: r.Int32N(2000), Heading: r.Int32N(360), Accuracy: transit.Unknown,
			})
		}
	}
	return all
}

func TestTheSameDayIsTheSameBytes(t *testing.T) {
	t.Parallel()
	var a, b bytes.Buffer
	if err := archive.Write(&a, day(8, 5000)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Write(&b, day(8, 5000)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two archives of the same positions differ")
	}
	t.Logf("%d bytes for 40,000 positions", a.Len())
}

func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for _, want := range []map[string][]transit.Position{day(3, 700), {}} {
		var buf bytes.Buffer
		if err := archive.Write(&buf, want); err != nil {
			t.Fatal(err)
		}
		got, err := archive.Read(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Error(diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	var buf bytes.Buffer
	if err := archive.Write(&buf, day(1, 3)); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = archive.Read(bytes.NewReader(data), int64(len(data)))
	})
}
