package docx_test

import (
	"testing"

	"sinergi/internal/docx"
	"sinergi/internal/i18n"
)

// Everything that a file can hold and that is told has its sentence in both
// languages.
func TestEveryNoticeHasItsSentence(t *testing.T) {
	t.Parallel()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, k := range []docx.NoticeKind{docx.Macros, docx.Embedded, docx.Pictures, docx.Linked, docx.HiddenText, docx.Equations, docx.Damaged} {
		keys = append(keys, docx.Notice{Kind: k}.Message().Key)
	}
	for _, k := range []docx.ChangeKind{docx.Inserted, docx.Deleted, docx.MovedHere, docx.MovedAway, docx.Formatted} {
		keys = append(keys, k.Key())
	}
	for _, key := range keys {
		if !c.Has(key) {
			t.Errorf("%s has no message", key)
		}
	}
	f := read(t, handmade{body: `<w:p>` + tracked("w:ins", "Rina", "a") + tracked("w:del", "Budi", "b") + `</w:p>`})
	m := f.TrackedMessage(docx.Accepted)
	if got, want := c.T("id", m.Key, m.Args), "Berkas memuat 2 perubahan terlacak oleh Rina, Budi. Yang dibaca: naskah seandainya semua perubahan diterima."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if read(t, handmade{body: p("x")}).TrackedMessage(docx.Original) != nil {
		t.Error("a clean file tells of changes")
	}
}
