package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"sinergi/internal/fault"
)

func TestKindSurvivesWrapping(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk full")
	err := fmt.Errorf("save ticket 12: %w", fault.Wrap(fault.Unavailable, "ui.busy", cause, "What", "tiket"))
	if got := fault.KindOf(err); got != fault.Unavailable {
		t.Errorf("KindOf = %v, want unavailable", got)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if got, want := fault.Of(err).Error(), "unavailable: ui.busy What=tiket: disk full"; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
}

func TestUnclassifiedIsInternal(t *testing.T) {
	t.Parallel()
	if got := fault.KindOf(errors.New("boom")); got != fault.Internal {
		t.Errorf("KindOf = %v, want internal", got)
	}
}

func TestNoWrongFieldIsNoError(t *testing.T) {
	t.Parallel()
	if err := fault.InvalidFields(nil); err != nil {
		t.Errorf("InvalidFields(nil) = %v", err)
	}
	err := fault.InvalidFields([]fault.Field{fault.NewField("rate", "tariff.negative", "Value", "-1")})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("KindOf = %v, want invalid", fault.KindOf(err))
	}
}
