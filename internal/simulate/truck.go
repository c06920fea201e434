package simulate

import "fmt"

// The governments whose waste comes to the site, by Kemendagri code.
const (
	Kampar    = "14.01"
	Pekanbaru = "14.71"
)

// Truck is a lorry that brings waste. It belongs to one government and brings
// waste from its territory only, if all is honest.
type Truck struct {
	Plate      string
	Government string
	Tare       int64 // kg, as it usually is
	Load       int64 // kg, as it usually is
}

// Trucks lists the lorries of both governments: 5 t lorries that carry 3.5 to
// 4.5 t, as the audit of 2021 found them, and larger ones of the city. Plates
// are made up.
func Trucks() []Truck {
	var all []Truck
	for i := range 18 {
		all = append(all, Truck{fmt.Sprintf("BM %d FA", 8101+i), Kampar, 3900 + 10*int64(i*37%60), 3700 + 10*int64(i*23%70)})
	}
	for i := range 25 {
		t := Truck{fmt.Sprintf("BM %d TA", 9201+i), Pekanbaru, 4000 + 10*int64(i*41%70), 3800 + 10*int64(i*29%80)}
		if i%3 == 2 {
			t.Tare, t.Load = t.Tare+2300, t.Load+2400
		}
		all = append(all, t)
	}
	return all
}

// originsOf lists where a government's waste comes from: desa of Kampar along
// the border, kelurahan and a kecamatan of Pekanbaru.
func originsOf(government string) []string {
	if government == Kampar {
		return []string{
			"14.01.03.2013", // Tarai Bangun
			"14.01.03.2009", // Rimbo Panjang
			"14.01.03.2008", // Kualu
			"14.01.03.2004", // Teluk Kenidai
			"14.01.06.2016", // Kubang Jaya
			"14.01.06.2012", // Pandau Jaya
			"14.01.06.2011", // Tanah Merah
			"14.01.06.2002", // Desa Baru
			"14.01.06.2001", // Pangkalan Baru
			"14.01.06.2003", // Teratak Buluh
		}
	}
	return []string{
		"14.71.13.1001", // Sidomulyo Barat
		"14.71.13.1003", // Tuahkarya
		"14.71.08.1001", // Simpangbaru
		"14.71.09.1005", // Maharatu
		"14.71.09.1006", // Perhentianmarpoyan
		"14.71.07.1005", // Simpang Tiga
		"14.71.07.1012", // Airdingin
		"14.71.11.1004", // Air Hitam
		"14.71.12.1011", // Umban Sari
		"14.71.06.1003", // Rumbai Bukit
		"14.71.03",      // kecamatan Sail
	}
}

// loads are kinds of waste as people write them, one with a dash that is no
// ASCII.
func loads() []string { return []string{"campuran", "campuran", "organik", "pasar – basah"} }
