package canonical_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"sinergi/internal/canonical"
)

func TestRewrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"keys in order, no space": {`{ "b": 1, "a": [true, null] }`, `{"a":[true,null],"b":1}`},
		"escapes only what must":  {`"a<\u0026\/\u00e9\u0001\n\""`, `"a<&/é\u0001\n\""`},
		"whole numbers":           {`[-0, 9007199254740993]`, `[0,9007199254740993]`},
		"empty":                   {`{}`, `{}`},
	} {
		got, err := canonical.Rewrite([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v; want %s", name, got, err, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"nothing": "", "half": `{"a":`, "two values": `1 2`, "too deep": strings.Repeat("[", 70) + strings.Repeat("]", 70),
	} {
		if _, err := canonical.Rewrite([]byte(in)); !errors.Is(err, canonical.ErrForm) {
			t.Errorf("%s: got %v, want ErrForm", name, err)
		}
	}
	for _, in := range []string{"1.5", "1e3", "9223372036854775808"} {
		var notWhole canonical.NotWhole
		if _, err := canonical.Rewrite([]byte(in)); !errors.As(err, &notWhole) || notWhole.Number != in {
			t.Errorf("%s: got %v, want NotWhole", in, err)
		}
	}
}

func FuzzRewrite(f *testing.F) {
	f.Add([]byte(`{"b":[1,"x\u0000"],"a":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		once, err := canonical.Rewrite(b)
		if err != nil {
			return
		}
		twice, err := canonical.Rewrite(once)
		if err != nil || string(twice) != string(once) {
			t.Fatalf("not stable: %q then %q, %v", once, twice, err)
		}
		var was, is any
		if err := json.Unmarshal(b, &was); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(once, &is); err != nil || !reflect.DeepEqual(was, is) {
			t.Fatalf("%q became %q, %v", b, once, err)
		}
	})
}
