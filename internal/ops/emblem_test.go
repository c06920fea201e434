package ops_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/emblem"
	"sinergi/internal/ops"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/pades/padestest/referee"
)

// picture draws a PNG of a colour.
func picture(t *testing.T, width, height int, c color.Color) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A document bears the emblems of its parties once they have given them; whose
// is not there keeps the plain shield. Only the administrator gives one, and
// only a whole picture.
func TestADocumentBearsTheEmblemsOfItsParties(t *testing.T) {
	t.Parallel()
	h := newHall(t, sqldbtest.OpenSQLite(t, nil))
	red := picture(t, 300, 380, color.NRGBA{200, 20, 20, 255})
	gives := func(login, kind string, data []byte) error {
		return h.desk.SetEmblem(t.Context(), h.who(login), kind, bytes.NewReader(data))
	}
	h.wants(gives("pekanbaru-kerjasama", ops.OwnEmblem, red), "policy.denied")
	h.wants(gives("pekanbaru-admin", "perusahaan", red), "policy.not_found")
	h.wants(gives("pekanbaru-admin", ops.OwnEmblem, red[:len(red)/2]), "account.no_emblem")
	h.wants(gives("pekanbaru-admin", ops.OwnEmblem, []byte("%PDF-1.7")), "account.no_emblem")

	h.must(gives("pekanbaru-admin", ops.OwnEmblem, picture(t, 300, 300, color.White)))
	h.must(gives("pekanbaru-admin", ops.OwnEmblem, red))
	h.must(gives("pekanbaru-admin", emblem.State, picture(t, 320, 400, color.Black)))
	all, err := h.desk.Emblems(t.Context(), demo.Kampar, demo.Pekanbaru)
	h.must(err)
	if len(all) != 2 || !bytes.Equal(all[demo.Pekanbaru], red) || all[emblem.State] == nil {
		t.Fatalf("%d pictures, Pekanbaru's %d bytes", len(all), len(all[demo.Pekanbaru]))
	}

	h.sent("KB lambang")
	pdf, _, err := h.desk.SigningFile(t.Context(), h.who("kampar-kerjasama"), h.opensSigning(nil), ops.PaperPrinted)
	h.must(err)
	list := referee.Says(t, "pdfimages", "-list", referee.Save(t, "naskah.pdf", pdf))
	if !strings.Contains(list, "300   380") || !strings.Contains(list, "200   250") {
		t.Errorf("the first page should show Pekanbaru's emblem and a shield for Kampar:\n%s", list)
	}
}
