package transit_test

import (
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/fault"
	"sinergi/internal/transit"
)

func TestWhoMaySayWhatOfARun(t *testing.T) {
	t.Parallel()
	missed := transit.Run{Status: transit.Missed}
	why := transit.Explanation{Said: transit.Explain, Government: "14.71", Cause: "kecelakaan", Reason: "Tabrakan di Simpang Panam", File: "f"}
	yes := transit.Explanation{Said: transit.Accept, Government: "14.01"}
	no := transit.Explanation{Said: transit.Reject, Government: "14.01", Reason: "laporan polisi bertanggal lain"}
	without := func(change func(*transit.Explanation)) transit.Explanation {
		e := why
		change(&e)
		return e
	}
	for _, c := range []struct {
		name string
		run  transit.Run
		said []transit.Explanation
		e    transit.Explanation
		want fault.Kind // 0: it may be said
	}{
		{"the provider explains", missed, nil, why, 0},
		{"the other party does not explain", missed, nil, without(func(e *transit.Explanation) { e.Government = "14.01" }), fault.Conflict},
		{"a complete run needs no explanation", transit.Run{Status: transit.Complete}, nil, why, fault.Conflict},
		{"without a proof", missed, nil, without(func(e *transit.Explanation) { e.File = "" }), fault.Invalid},
		{"without a known cause", missed, nil, without(func(e *transit.Explanation) { e.Cause = "malas" }), fault.Invalid},
		{"without words", missed, nil, without(func(e *transit.Explanation) { e.Reason = "" }), fault.Invalid},
		{"twice at once", missed, []transit.Explanation{why}, why, fault.Conflict},
		{"the other party accepts", missed, []transit.Explanation{why}, yes, 0},
		{"the other party rejects", missed, []transit.Explanation{why}, no, 0},
		{"rejecting without a reason", missed, []transit.Explanation{why}, transit.Explanation{Said: transit.Reject, Government: "14.01"}, fault.Invalid},
		{"the provider does not accept its own", missed, []transit.Explanation{why}, transit.Explanation{Said: transit.Accept, Government: "14.71"}, fault.Conflict},
		{"nothing to answer", missed, nil, yes, fault.Conflict},
		{"again after it was rejected", missed, []transit.Explanation{why, no}, why, 0},
		{"what is accepted is settled", missed, []transit.Explanation{why, yes}, why, fault.Conflict},
		{"and not rejected later", missed, []transit.Explanation{why, yes}, no, fault.Conflict},
		{"something else", missed, nil, transit.Explanation{Said: "hapus", Government: "14.71"}, fault.Invalid},
	} {
		err := transit.CheckExplanation(c.run, c.said, c.e, "14.71")
		if (err == nil) != (c.want == 0) || err != nil && fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever is tried, a run is accepted only after the provider explained it with
// a proof and another government accepted that, and it stays so.
func TestNobodyAcceptsTheirOwnExplanation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var said []transit.Explanation
		for range rapid.IntRange(0, 12).Draw(t, "tries") {
			e := transit.Explanation{
				Said:       rapid.SampledFrom([]transit.Said{transit.Explain, transit.Accept, transit.Reject}).Draw(t, "said"),
				Government: rapid.SampledFrom([]string{"14.01", "14.71"}).Draw(t, "by"), Cause: "lain", Reason: rapid.SampledFrom([]string{"", "sebab"}).Draw(t, "why"), File: rapid.SampledFrom([]string{"", "f"}).Draw(t, "file"),
			}
			before := transit.Standing(said)
			if transit.CheckExplanation(transit.Run{Status: transit.Partial}, said, e, "14.71") != nil {
				continue
			}
			if before == transit.Accepted {
				t.Fatal("something was said after it was accepted")
			}
			said = append(said, e)
		}
		if transit.Standing(said) == transit.Accepted {
			last, asked := said[len(said)-1], said[len(said)-2]
			if last.Government == "14.71" || asked.Said != transit.Explain || asked.Government != "14.71" || asked.File == "" {
				t.Fatalf("accepted after %+v", said)
			}
		}
	})
}
