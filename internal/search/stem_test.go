package search_test

import (
	"testing"

	"sinergi/internal/search"
)

func TestStem(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		// meN- and what it swallows
		"mengelola": "kelola", "mengirim": "kirim", "mengambil": "ambil", "mengangkut": "angkut", "mengikat": "ikat", "mengkaji": "kaji",
		"memuat": "muat", "memutuskan": "putus", "memulai": "mulai", "memberikan": "beri", "memfasilitasi": "fasilitasi", "memungut": "pungut",
		"menerima": "terima", "menilai": "nilai", "menunjuk": "tunjuk", "mencatat": "catat", "menjamin": "jamin", "menandatangani": "tandatangan",
		"menyerahkan": "serah", "menyimpan": "simpan", "menyepakati": "sepakat", "melaksanakan": "laksana", "melampirkan": "lampir", "merencanakan": "rencana",
		"mewakili": "wakil", "mengevaluasi": "evaluasi", "mengoordinasikan": "koordinasi", "mengatasi": "atas", "menyelenggarakan": "selenggara", "ketentuan": "tentu", "berdasarkan": "dasar", "penghentian": "henti",
		// peN-…-an
		"pengelolaan": "kelola", "pembiayaan": "biaya", "penandatanganan": "tandatangan", "pelaksanaan": "laksana", "pemerintahan": "pemerintah",
		"penerimaan": "terima", "pengangkutan": "angkut", "penyelesaian": "selesai", "pengiriman": "kirim", "pemanfaatan": "manfaat", "penanggung": "tanggung",
		"pemungutan": "pungut", "pengadaan": "ada", "pelayanan": "layan", "pembayaran": "bayar", "penimbangan": "timbang", "penganggaran": "anggar",
		// per-, ber-, ter-, di-, ke-, se-
		"perjanjian": "janji", "perubahan": "ubah", "perbatasan": "batas", "persetujuan": "setuju", "bertanggung": "tanggung", "berlaku": "laku", "bekerja": "kerja",
		"berencana": "rencana", "tercantum": "cantum", "terlaksana": "laksana", "ditetapkan": "tetap", "dibayar": "bayar", "disepakati": "sepakat", "diperpanjang": "panjang",
		"kesepakatan": "sepakat", "keterlambatan": "lambat", "kewajiban": "wajib", "kecamatan": "camat", "kebijakan": "bijak", "kerugian": "rugi", "sebesar": "besar",
		"memperpanjang": "panjang", "mempertanggungjawabkan": "tanggungjawab", "pemberlakuan": "laku", "keberlanjutan": "lanjut",
		// particles and possessives
		"tarifnya": "tarif", "dibayarkanlah": "bayar", "wilayahnya": "wilayah", "adapun": "ada", "sampahnya": "sampah",
		// bare suffixes
		"angkutan": "angkut", "layanan": "layan", "lampiran": "lampir", "tujuan": "tuju", "jalankan": "jalan", "iuran": "iuran", "laporan": "lapor",
		// no affix at all
		"kabupaten": "kabupaten", "pekanbaru": "pekanbaru", "dinas": "dinas", "bupati": "bupati", "sekolah": "sekolah", "transportasi": "transportasi", "pasal": "pasal",
		"sampah": "sampah", "kota": "kota", "bus": "bus", "pks": "pks", "retribusi": "retribusi", "kerja": "kerja", "pemerintah": "pemerintah", "selatan": "selatan",
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			if got := search.Stem(word); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
