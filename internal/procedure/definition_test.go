package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

const sound = `id = "coba"
version = 1
name = { id = "Coba", en = "Trial" }
document = "nk"

[[gate]]
id = "tkksd"
name = { id = "Penilaian", en = "Review" }
stage = "persiapan"
scope = "run"
side = "region"
office = "sekda"
article = "x"
[[gate.need]]
id = "anggota"
type = "review"
name = { id = "Anggota", en = "Members" }
[[gate.need]]
id = "hasil"
type = "choice"
name = { id = "Hasil", en = "Result" }
option = [
  { id = "setuju", effect = "pass", name = { id = "Setuju", en = "Yes" } },
  { id = "tolak", effect = "stop", name = { id = "Tolak", en = "No" } },
]

[[gate]]
id = "draf"
name = { id = "Draf", en = "Draft" }
stage = "penyusunan_kb"
scope = "run"
side = "joint"
office = "kerja_sama"
after = ["tkksd"]
article = "x"
[[gate.need]]
id = "naskah"
type = "text"
name = { id = "Naskah", en = "Text" }

[[gate]]
id = "sepakat"
name = { id = "Sepakat", en = "Agreed" }
stage = "penyusunan_kb"
scope = "run"
side = "each"
office = "sekda"
after = ["draf"]
article = "x"
[[gate.need]]
id = "setuju"
type = "accept"
name = { id = "Setuju", en = "Agree" }

[[gate]]
id = "kirim"
name = { id = "Kirim", en = "Send" }
stage = "penandatanganan_kb"
scope = "run"
side = "joint"
office = "kerja_sama"
after = ["sepakat"]
article = "x"
[[gate.need]]
id = "kirim"
type = "send"
name = { id = "Kirim", en = "Send" }

[[gate]]
id = "ttd"
name = { id = "Tanda tangan", en = "Sign" }
stage = "penandatanganan_kb"
scope = "run"
side = "each"
office = "kepala_daerah"
after = ["kirim"]
article = "x"
[[gate.need]]
id = "ttd"
type = "signature"
name = { id = "Tanda tangan", en = "Signature" }
`

func TestMistakesInADefinitionAreFound(t *testing.T) {
	t.Parallel()
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(sound) }
	tests := map[string]struct{ body, want string }{
		"nothing wrong":                 {sound, ""},
		"unknown gate":                  {replace(`after = ["draf"]`, `after = ["drap"]`), `gate "sepakat": after unknown gate "drap"`},
		"cycle without entry":           {replace(`after = ["tkksd"]`, `after = ["ttd"]`), "a cycle without entry among the gates draf, sepakat, kirim, ttd"},
		"cycle without exit":            {replace(`{ id = "tolak", effect = "stop"`, `{ id = "tolak", effect = "hold"`, `effect = "pass"`, `effect = "hold"`), "a cycle without exit"},
		"nobody can reach it":           {replace(`effect = "pass"`, `effect = "hold"`), `gate "draf": nobody can reach it: "tkksd" never passes`},
		"conditions that contradict":    {replace(`after = ["kirim"]`, `only_if = ["one_province", "!one_province"]`+"\nafter = [\"kirim\"]"), `gate "ttd": nobody can reach it: its conditions contradict`},
		"missing translation":           {replace(`{ id = "Draf", en = "Draft" }`, `{ id = "Draf", en = "" }`), `gate "draf": name is missing in Indonesian or English: "Draf" / ""`},
		"missing translation, option":   {replace(`name = { id = "Tolak", en = "No" }`, `name = { id = "", en = "No" }`), `gate "tkksd": option tolak is missing`},
		"unknown stage":                 {replace(`stage = "penyusunan_kb"`, `stage = "rapat"`), `unknown stage "rapat"`},
		"unknown office":                {replace(`office = "sekda"`, `office = "camat"`), `unknown office "camat"`},
		"unknown type":                  {replace(`type = "accept"`, `type = "oke"`), `need "setuju" has unknown type "oke"`},
		"unknown condition":             {replace(`after = ["kirim"]`, `only_if = ["hujan"]`), `condition "hujan" is not known`},
		"an outcome that cannot be":     {replace(`after = ["kirim"]`, "after = [\"kirim\"]\nonly_if = [\"outcome:tkksd=mungkin\"]"), `asks whether "tkksd" ended with "mungkin"`},
		"a question nobody answers":     {replace(`after = ["kirim"]`, "after = [\"kirim\"]\nonly_if = [\"pays\"]"), `condition "pays" is answered by no gate`},
		"a gate that needs nothing":     {sound + "\n[[gate]]\nid = \"kosong\"\nname = { id = \"a\", en = \"b\" }\nstage = \"pelaporan\"\nscope = \"run\"\nside = \"joint\"\noffice = \"opd\"\narticle = \"x\"\n", `gate "kosong": needs nothing`},
		"the same gate twice":           {sound + "\n[[gate]]\nid = \"draf\"\n", `gate "draf" is there twice`},
		"signed without TKKSD":          {replace(`after = ["tkksd"]`, ""), `gate "ttd": is signed without a review by the TKKSD before it`},
		"signed without being sent":     {replace(`after = ["kirim"]`, `after = ["sepakat"]`), `gate "ttd": is signed without a gate of type "send"`},
		"signed without being agreed":   {replace(`after = ["sepakat"]`, `after = ["draf"]`), `gate "ttd": is signed without a gate of type "accept"`},
		"a return to what comes after":  {replace(`{ id = "tolak", effect = "stop"`, `{ id = "tolak", effect = "return", to = ["draf"]`), `option "tolak" returns to "draf", which does not come before it`},
		"own of a gate common to all":   {replace(`after = ["draf"]`, `after = ["draf@own"]`), `"draf"@own, but one of the two has no slot for each government`},
		"a branch where there is none":  {replace(`scope = "run"`, `scope = "branch"`), `stands in each branch, but the procedure has none`},
		"deadline without source":       {replace("article = \"x\"\n[[gate.need]]\nid = \"ttd\"", "article = \"x\"\n[gate.deadline]\ndays = 3\n[[gate.need]]\nid = \"ttd\""), "its deadline names no source"},
		"deadline from nowhere":         {replace("article = \"x\"\n[[gate.need]]\nid = \"ttd\"", "article = \"x\"\n[gate.deadline]\ndays = 3\nunit = \"working\"\nfrom = \"draf.surat\"\nsource = \"law\"\narticle = \"x\"\nsilence = { id = \"a\", en = \"b\" }\n[[gate.need]]\nid = \"ttd\""), `deadline counts from "draf.surat", which is not there`},
		"an entry that nobody knows of": {replace(`document = "nk"`, `dokumen = "nk"`), `unknown entry "dokumen"`},
		"a file of another name":        {replace(`version = 1`, `version = 2`), "holds coba.2"},
		"no article":                    {replace(`article = "x"`, ""), "names no article"},
		"an unknown part":               {replace(`document = "nk"`, "document = \"nk\"\ninclude = [\"lain.1\"]"), `includes "lain.1", which is not a part`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(fstest.MapFS{"coba.1.toml": {Data: []byte(tc.body)}})
			switch {
			case tc.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got %v\nwant …%s…", err, tc.want)
			}
		})
	}
}

var update = flag.Bool("update", false, "write testdata/released.txt anew")

// A run keeps the version it started with, so a released file never changes. A
// correction is a new version beside the old one.
func TestReleasedDefinitionsDoNotChange(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := fs.WalkDir(data, "data", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := data.ReadFile(name)
		sum := sha256.Sum256(body)
		fmt.Fprintf(&b, "%s %s\n", hex.EncodeToString(sum[:]), filepath.Base(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "released.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("data/ differs from what was released. If a run may already follow the old version, add a new version instead; otherwise go test -update.\n%s", b.String())
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sound)
	f.Add(`id = "x"`)
	f.Fuzz(func(t *testing.T, body string) {
		c, err := Read(fstest.MapFS{"coba.1.toml": {Data: []byte(body)}})
		if err != nil {
			return
		}
		d, ok := c.Definition("coba", 1)
		if !ok {
			return // a part
		}
		if err := d.Check(); err != nil {
			t.Errorf("accepted, and then not sound: %v", err)
		}
	})
}
