package api

import (
	"strings"
	"testing"
)

// Whatever a phone sends is read or refused, and never half read.
func FuzzPhoneLoad(f *testing.F) {
	for _, seed := range []string{
		`{"queue":"a","clock":1790812800000,"items":[{"n":1,"at":1790812800000,"position":{"lat":0.47,"lon":101.44,"accuracy":8,"speed":null,"heading":null}}]}`,
		`{"queue":"a","items":[{"n":2,"at":1790812800000,"word":{"id":"x","say":"mulai","vehicle":"TMP-10","date":"2026-10-01","trip":"1","start":26100}}]}`,
		`{"items":[{"n":-1,"at":-1}]}`, `{"items":[{"at":99999999999999,"word":{"date":"0000-00-00"}}]}`, `[]`, `{`, ``,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		load, err := readPhoneLoad(strings.NewReader(body))
		if err != nil && (len(load.Items) > 0 || load.Queue != "") {
			t.Errorf("refused (%v), and half of it read: %+v", err, load)
		}
		for _, x := range load.Items {
			if x.Position != nil && x.Position.At.Year() < 1970 || x.Word != nil && x.Word.At < 0 {
				t.Errorf("a time before 1970: %+v", x)
			}
		}
	})
}
