package pades_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"sinergi/pades"
)

// Two heads of region sign one agreement, and whoever gets the file checks it.
func Example() {
	ctx := context.Background()
	file, err := os.ReadFile("perjanjian.pdf")
	if err != nil {
		log.Fatal(err)
	}
	file, err = pades.Prepare(file, []pades.Field{
		{Name: "Bupati", Page: 1, Rect: pades.Rect{Left: 60, Bottom: 100, Right: 260, Top: 180}},
		{Name: "Wali Kota", Page: 1, Rect: pades.Rect{Left: 330, Bottom: 100, Right: 530, Top: 180}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, field := range []string{"Bupati", "Wali Kota"} {
		p12, err := os.ReadFile(field + ".p12")
		if err != nil {
			log.Fatal(err)
		}
		who, err := pades.LoadPKCS12(p12, os.Getenv("PASSPHRASE"))
		if err != nil {
			log.Fatal(err)
		}
		result, err := pades.Sign(ctx, file, field, who, pades.Options{
			Level:      pades.BLTA,
			TSA:        &pades.TSA{URL: "https://tsa.example.go.id/"},
			Appearance: &pades.Appearance{Lines: []string{"Ditandatangani secara elektronik"}, QR: "https://sinergi.example/v/0191"},
		})
		if err != nil {
			log.Fatal(err) // a *pades.LevelError says which step failed
		}
		file = result.PDF
	}
	report, err := pades.Verify(ctx, file, pades.VerifyOptions{Roots: nil /* whom you trust */})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range report.Signatures {
		fmt.Println(s.Field, s.Signer, s.Level, s.Verdict(), s.Problems)
	}
}
