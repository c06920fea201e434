package notice_test

import (
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/notice"
)

func TestWhenDigestsAreDue(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, civil.WIB())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		often       notice.Often
		after, want string
	}{
		{notice.Daily, "2026-11-26 07:14", "2026-11-26 07:15"},
		{notice.Daily, "2026-11-26 07:15", "2026-11-27 07:15"},
		{notice.Daily, "2026-12-31 23:59", "2027-01-01 07:15"},
		{notice.Weekly, "2026-11-26 12:00", "2026-11-30 07:15"},
		{notice.Weekly, "2026-11-30 07:15", "2026-12-07 07:15"},
	} {
		if got := notice.Next(c.often, at(c.after)); !got.Equal(at(c.want)) {
			t.Errorf("%s after %s: %s, want %s", c.often, c.after, got, c.want)
		}
	}
	if got := notice.Next(notice.Never, at("2026-11-26 07:14")); !got.IsZero() {
		t.Errorf("never is %s", got)
	}
}

func TestTheWaitAfterFailuresGrowsToADay(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	for n := 1; n < 100; n++ {
		wait := notice.Again(n)
		if wait < last || wait <= 0 || wait > 24*time.Hour {
			t.Fatalf("after %d failures: %s, before it %s", n, wait, last)
		}
		last = wait
	}
	if notice.Again(1) != 5*time.Minute || last != 24*time.Hour {
		t.Errorf("from %s to %s", notice.Again(1), last)
	}
}
