package app_test

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/ops"
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
	form := url.Values{"seen": {ops.StateOf(e)}, "clause": {e.Clause}, "month": {"2027-13"}, "each:" + key: {"12,,6"}, "times:" + key: {"nol"}}
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
	form.Set("times:"+key, "400")
	if _, moved := officer.post(at, http.StatusConflict, form); !strings.Contains(moved, "Rekan Anda mengubah bagian ini") || !strings.Contains(moved, "Dalam naskah sekarang: 380") || !strings.Contains(moved, `value="400"`) {
		t.Errorf("a form from before a colleague's change: %s", wrongs(moved))
	}
	form.Set("seen", ops.StateOf(is))
	form.Del("times:" + key)
	form.Set("closed:"+key, "caturday")
	if _, said := officer.post(at, http.StatusUnprocessableEntity, form); !strings.Contains(said, "menyebut hari yang tidak ada") {
		t.Errorf("a day that does not exist: %s", wrongs(said))
	}
}

// The values of a text are typed as the language writes numbers: points part
// thousands in Indonesian, and a share is typed per hundred. What is no clear
// number, or less than nothing, is refused at its place.
func TestValuesAreTypedAsTheLanguageWritesThem(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	_, pks, _ := negotiated(t, operated{node: n, load: loaded})
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	at := "/drafts/" + pks + "/values"
	value := func(id string) string {
		t.Helper()
		seen, err := n.Desk.Negotiation(t.Context(), loaded.Actors["pekanbaru-kerjasama"], pks)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := seen.Text().Parameter(id)
		if !ok {
			t.Fatalf("no value %s", id)
		}
		return p.Value
	}
	for _, c := range []struct{ id, typed, want string }{
		{"jumlah-bus", "1.000", "1000"},
		{"jumlah-bus", "12,5", "12.5"},
		{"trip-jalan", "97,5", "0.975"},
		{"trip-jalan", "90%", "0.9"},
		{"jangka-waktu", "4", "4"},
	} {
		officer.post(at, http.StatusSeeOther, url.Values{"v:" + c.id: {c.typed}, "w:" + c.id: {value(c.id)}})
		if got := value(c.id); got != c.want {
			t.Errorf("%s typed as %s is kept as %q, want %q", c.id, c.typed, got, c.want)
		}
	}
	holds(t, "the page", officer.get(at, 200), `name="v:jumlah-bus" type="text" value="12,5"`, `value="90"`, "90% (sembilan puluh persen)")
	for _, c := range [][2]string{{"jumlah-bus", "-3"}, {"jumlah-bus", "tiga"}, {"jumlah-bus", "1.000.50"}, {"trip-jalan", "sembilan puluh"}} {
		was := value(c[0])
		_, said := officer.post(at, http.StatusUnprocessableEntity, url.Values{"v:" + c[0]: {c[1]}, "w:" + c[0]: {was}})
		if !strings.Contains(wrongs(said), "#f-v-"+c[0]) || value(c[0]) != was {
			t.Errorf("%s typed as %s: %s", c[0], c[1], wrongs(said))
		}
	}
	_, said := officer.post(at, http.StatusUnprocessableEntity, url.Values{"v:jumlah-bus": {"20"}, "w:jumlah-bus": {"10"}, "v:trip-jalan": {"95"}, "w:trip-jalan": {"0.95"}})
	if !strings.Contains(wrongs(said), "menjadi “12,5”") || !strings.Contains(said, `value="20"`) || !strings.Contains(said, `name="w:jumlah-bus" value="12.5"`) || strings.Contains(said, `name="v:trip-jalan" type="text" value="95"`) {
		t.Errorf("a form from before a colleague's change: %s", wrongs(said))
	}
	english := url.Values{"v:jumlah-bus": {"1,250.5"}, "w:jumlah-bus": {value("jumlah-bus")}}
	officer.get("/?lang=en", http.StatusSeeOther)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+at, strings.NewReader(english.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.AddCookie(&http.Cookie{Name: "lang", Value: "en"})
	resp, err := officer.c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := value("jumlah-bus"); resp.StatusCode != http.StatusSeeOther || got != "1250.5" {
		t.Errorf("in English: %s, kept as %q", resp.Status, got)
	}
}

// Two officers open one tariff; who saves second is told, sees both numbers, and
// saves on purpose or not at all.
func TestTwoOfficersAtOneTariff(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	_, pks, _ := negotiated(t, operated{node: n, load: loaded})
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	at := "/drafts/" + pks + "/tariffs/tarif-bus"
	opened := inputs(officer.get(at, 200))
	const rate = "figure:tarif.params.base.fixed"
	if opened.Get(rate) != "13.500" || opened.Get("seen") == "" {
		t.Fatalf("the page has the inputs %v", opened)
	}
	first, second := maps.Clone(opened), maps.Clone(opened)
	first.Set(rate, "14.000")
	second.Set(rate, "15.000")
	officer.post(at, http.StatusSeeOther, first)
	_, said := officer.post(at, http.StatusConflict, second)
	if !strings.Contains(said, "Dalam naskah sekarang: 14.000") || inputs(said).Get(rate) != "15.000" {
		t.Errorf("who saves second: %s", wrongs(said))
	}
	again := inputs(said)
	officer.post(at, http.StatusSeeOther, again)
	if is := inputs(officer.get(at, 200)).Get(rate); is != "15.000" {
		t.Errorf("saved on purpose, the rate is %s", is)
	}
}

var (
	inputTag  = regexp.MustCompile(`<(input|select|option)\b[^>]*>`)
	attribute = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// inputs gives what the first form for changing in the main part of a page
// would send.
func inputs(page string) url.Values {
	out, list := url.Values{}, ""
	_, page, _ = strings.Cut(page, "<main")
	_, page, _ = strings.Cut(page, `<form method="post"`)
	page, _, _ = strings.Cut(page, "</form>")
	for _, tag := range inputTag.FindAllStringSubmatch(page, -1) {
		has := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(tag[0], -1) {
			has[a[1]] = html.UnescapeString(a[2])
		}
		switch {
		case tag[1] == "input":
			out.Set(has["name"], has["value"])
		case tag[1] == "select":
			list = has["name"]
		case !out.Has(list) || strings.Contains(tag[0], " selected"):
			out.Set(list, has["value"])
		}
	}
	return out
}
