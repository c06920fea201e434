package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/demo"
)

// An officer changes the worked example of a bus agreement on its page, is told
// what is wrong where it stands, and finds nothing lost that was not on the form.
func TestAWorkedExampleIsChangedOnItsPage(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	o := operated{node: n, load: loaded}
	_, pks, _ := negotiated(t, o)
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	before, err := n.Desk.Negotiation(t.Context(), loaded.Actors["pekanbaru-kerjasama"], pks)
	if err != nil {
		t.Fatal(err)
	}
	e := before.Text().Examples[0]
	at := "/drafts/" + pks + "/examples/" + e.ID
	key := e.Given[0].Measure + ":" + demo.Kampar
	form := url.Values{"clause": {e.Clause}, "month": {"2027-13"}, "each:" + key: {"12,,6"}, "times:" + key: {"nol"}}
	for _, p := range e.Prices {
		form.Set("price:"+p.Name, "7.200")
	}
	_, wrong := officer.post(at, http.StatusUnprocessableEntity, form)
	for _, want := range []string{"#f-month", "#f-each-bus-km-14-01", "#f-times-bus-km-14-01"} {
		if !strings.Contains(wrongs(wrong), want) {
			t.Errorf("nothing is said at %s: %s", want, wrongs(wrong))
		}
	}
	form.Set("month", "2027-06")
	form.Set("each:"+key, "12,6")
	form.Set("times:"+key, "380")
	officer.post(at, http.StatusSeeOther, form)
	after, err := n.Desk.Negotiation(t.Context(), loaded.Actors["pekanbaru-kerjasama"], pks)
	if err != nil {
		t.Fatal(err)
	}
	is := after.Text().Examples[0]
	if is.Month != "2027-06" || len(is.Given) != 1 || is.Given[0].Times != 380 || is.Given[0].Each.String() != "12.6" || len(is.Prices) != len(e.Prices) {
		t.Errorf("the example is now %+v", is)
	}
	form.Del("times:" + key)
	form.Set("closed:"+key, "caturday")
	if _, said := officer.post(at, http.StatusUnprocessableEntity, form); !strings.Contains(said, "menyebut hari yang tidak ada") {
		t.Errorf("a day that does not exist: %s", wrongs(said))
	}
}
