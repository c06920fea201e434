package region

// display gives names as people write them where the official list runs words
// together or shouts.
var display = map[string]string{
	"14.01.16.2003": "Hang Tuah",
	"14.71.04.1002": "Tanjung Rhu",
	"14.71.06.1005": "Muara Fajar Timur",
	"14.71.06.1010": "Muara Fajar Barat",
	"14.71.06.1011": "Rantau Panjang",
	"14.71.07.1012": "Air Dingin",
	"14.71.08.1001": "Simpang Baru",
	"14.71.08.1009": "Tobek Godang",
	"14.71.08.1014": "Sungai Sibam",
	"14.71.09.1006": "Perhentian Marpoyan",
	"14.71.10.1002": "Bencah Lesung",
	"14.71.10.1005": "Bambu Kuning",
	"14.71.10.1011": "Industri Tenayan",
	"14.71.10.1012": "Sialang Sakti",
	"14.71.10.1013": "Tuah Negeri",
	"14.71.11.1005": "Bandar Raya",
	"14.71.11.1007": "Tirta Siak",
	"14.71.13":      "Tuah Madani",
	"14.71.13.1002": "Sialang Munggu",
	"14.71.13.1003": "Tuah Karya",
	"14.71.13.1004": "Tuah Madani",
	"14.71.13.1005": "Air Putih",
	"14.71.14.1003": "Sialang Rampai",
	"14.71.14.1005": "Pematang Kapau",
	"14.71.15.1002": "Sungai Ukai",
	"14.71.15.1003": "Sungai Ambang",
}
