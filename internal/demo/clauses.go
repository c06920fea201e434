package demo

import "sinergi/internal/agreement"

func clause(id, heading, text string, children ...agreement.Clause) agreement.Clause {
	return agreement.Clause{ID: id, Heading: heading, Text: text, Children: children}
}

func kbClauses() []agreement.Clause {
	return []agreement.Clause{
		clause("maksud", "Maksud dan Tujuan", "PARA PIHAK bekerja sama agar warga di kedua sisi batas memperoleh layanan angkutan dan kebersihan yang sama baiknya, dengan biaya yang dibagi menurut layanan yang nyata-nyata diberikan."),
		clause("objek", "Objek", "Objek kerja sama adalah urusan perhubungan dan urusan lingkungan hidup di daerah yang berbatasan."),
		clause("ruang-lingkup", "Ruang Lingkup", "",
			clause("ruang-lingkup.bus", "", "Angkutan bus aglomerasi yang melintasi batas daerah."),
			clause("ruang-lingkup.sampah", "", "Pengelolaan sampah desa dan kelurahan penyangga.")),
		clause("pelaksanaan", "Pelaksanaan", "Kesepakatan Bersama ini dilaksanakan dengan Perjanjian Kerja Sama antarperangkat daerah."),
		clause("biaya", "Pembiayaan", "Biaya dibebankan pada APBD masing-masing menurut Perjanjian Kerja Sama."),
		clause("jangka-waktu", "Jangka Waktu", "Kesepakatan Bersama ini berlaku lima tahun sejak ditandatangani."),
		clause("penutup", "Penutup", "Pergantian kepala daerah tidak mengakhiri Kesepakatan Bersama ini."),
	}
}

func busClauses() []agreement.Clause {
	return []agreement.Clause{
		clause("maksud", "Maksud dan Tujuan", "PARA PIHAK menyelenggarakan angkutan bus yang melayani perjalanan sehari-hari warga Kampar dan Pekanbaru."),
		clause("objek", "Objek", "",
			clause("objek.trayek", "", "Layanan bus pada trayek yang melintasi batas Kabupaten Kampar dan Kota Pekanbaru."),
			clause("objek.batas", "", "Batas daerah yang dipakai untuk menghitung kilometer adalah versi yang disebut pada setiap perhitungan.")),
		clause("kewajiban-kesatu", "Hak dan Kewajiban PIHAK KESATU", "",
			clause("kewajiban-kesatu.layanan", "", "Menyediakan bus dan awak serta menjalankan sekurang-kurangnya 95 persen trip terjadwal setiap bulan."),
			clause("kewajiban-kesatu.posisi", "", "Mengirim posisi setiap bus selama beroperasi sebagai bukti layanan.")),
		clause("kewajiban-kedua", "Hak dan Kewajiban PIHAK KEDUA", "",
			clause("kewajiban-kedua.biaya", "", "Membayar biaya operasi atas kilometer yang terlayani di wilayah Kampar."),
			clause("kewajiban-kedua.halte", "", "Menyediakan dan memelihara halte di wilayah Kampar.")),
		clause("pengukuran", "Pengukuran", "",
			clause("pengukuran.trip", "", "Kilometer terlayani adalah bagian trayek yang terbukti ditempuh menurut rekaman posisi, dibagi menurut wilayah."),
			clause("pengukuran.jeda", "", "Bagian trayek yang ditempuh selama jeda posisi lebih dari dua menit tidak terbukti dan tidak dihitung."),
			clause("pengukuran.titik", "", "Trip yang berangkat dari, atau tiba dalam jarak 60 meter dari, ujung trayek dihitung sampai ujung itu.")),
		clause("biaya", "Pembiayaan dan Tata Cara Pembayaran", "",
			clause("biaya.tarif", "", "Tarif per kilometer adalah Rp13.500, ditambah seperempat dari selisih harga solar per liter terhadap Rp6.800."),
			clause("biaya.kampar", "", "Kilometer terlayani di wilayah Kampar dibayar PIHAK KEDUA kepada PIHAK KESATU sebesar tarif per kilometer."),
			clause("biaya.pekanbaru", "", "Kilometer terlayani di wilayah Pekanbaru ditanggung PIHAK KESATU sendiri."),
			clause("biaya.potongan", "", "Setiap trip yang tidak jalan di atas sepuluh trip sebulan mengurangi pembayaran Rp50.000, paling banyak sepersepuluh pembayaran bulan itu."),
			clause("biaya.bulat", "", "Nilai setiap baris dibulatkan satu kali ke rupiah terdekat.")),
		clause("jangka-waktu", "Jangka Waktu", "Perjanjian ini berlaku lima tahun sejak ditandatangani dan dapat diperpanjang."),
		clause("monev", "Monitoring dan Evaluasi", "PARA PIHAK memeriksa perhitungan setiap bulan dan mengevaluasi layanan dua kali setahun."),
		clause("perselisihan", "Penyelesaian Perselisihan", "Perselisihan diselesaikan dengan musyawarah; jika tidak tercapai, disampaikan kepada Gubernur Riau."),
		clause("pengakhiran", "Pengakhiran", "Pergantian pimpinan tidak mengakhiri perjanjian ini."),
		clause("perubahan", "Perubahan", "Perubahan dituangkan dalam adendum."),
		clause("penutup", "Penutup", "Perjanjian ini dibuat rangkap dua, masing-masing pihak memegang satu."),
	}
}

func wasteClauses() []agreement.Clause {
	return []agreement.Clause{
		clause("maksud", "Maksud dan Tujuan", "PARA PIHAK menjaga kebersihan desa dan kelurahan di sepanjang batas."),
		clause("objek", "Objek", "Sampah dari desa penyangga Kabupaten Kampar yang diproses di TPA Muara Fajar II Kota Pekanbaru."),
		clause("kewajiban-kesatu", "Hak dan Kewajiban PIHAK KESATU", "",
			clause("kewajiban-kesatu.timbang", "", "Menimbang setiap kendaraan saat masuk dan keluar, dan membuka data tiket kepada PARA PIHAK."),
			clause("kewajiban-kesatu.terima", "", "Menerima sampah asal Kampar sampai batas harian, kecuali hari Minggu.")),
		clause("kewajiban-kedua", "Hak dan Kewajiban PIHAK KEDUA", "",
			clause("kewajiban-kedua.biaya", "", "Membayar biaya pemrosesan menurut tonase asal Kampar."),
			clause("kewajiban-kedua.asal", "", "Menyatakan asal sampah dengan benar pada setiap tiket.")),
		clause("pengukuran", "Pengukuran", "",
			clause("pengukuran.tiket", "", "Tonase adalah berat neto tiket timbangan yang diterima; tiket yang ditandai menunggu keputusan pejabat yang disebut namanya."),
			clause("pengukuran.asal", "", "Asal adalah desa atau kelurahan yang dinyatakan, sepanjang sesuai dengan kendaraan yang terdaftar.")),
		clause("biaya", "Pembiayaan dan Tata Cara Pembayaran", "",
			clause("biaya.batas", "", "Batas harian sampah asal Kampar adalah "+dailyCapText+" ton; hari Minggu tutup."),
			clause("biaya.tarif", "", "Tonase asal Kampar sampai batas harian dibayar Rp37.389,60 per ton."),
			clause("biaya.kelebihan", "", "Tonase di atas batas harian dibayar Rp56.084,40 per ton."),
			clause("biaya.kompensasi", "", "Kompensasi dampak negatif Rp15.000.000 setiap bulan."),
			clause("biaya.pekanbaru", "", "Biaya pemrosesan tonase asal Pekanbaru ditanggung PIHAK KESATU sendiri.")),
		clause("jangka-waktu", "Jangka Waktu", "Perjanjian ini berlaku lima tahun sejak ditandatangani."),
		clause("perselisihan", "Penyelesaian Perselisihan", "Perselisihan diselesaikan dengan musyawarah; jika tidak tercapai, disampaikan kepada Gubernur Riau."),
		clause("penutup", "Penutup", "Perjanjian ini dibuat rangkap dua, masing-masing pihak memegang satu."),
	}
}
