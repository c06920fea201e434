package procedure

var officeNames = map[OfficeKind]Text{
	HeadOfRegion: {"kepala daerah", "head of region"},
	Secretary:    {"Sekretaris Daerah selaku ketua TKKSD", "regional secretary as chair of the TKKSD"},
	Cooperation:  {"bagian kerja sama", "cooperation section"},
	Agency:       {"perangkat daerah", "regional agency"},
	Finance:      {"pengelola keuangan daerah", "regional finance office"},
	Council:      {"DPRD", "DPRD (regional legislature)"},
	Governor:     {"gubernur sebagai wakil Pemerintah Pusat", "governor as representative of the central government"},
	Minister:     {"Menteri Dalam Negeri", "Minister of Home Affairs"},
	Supervisor:   {"gubernur atau Menteri Dalam Negeri", "governor or Minister of Home Affairs"},
	Leader:       {"pimpinan mitra", "head of the partner body"},
	OtherOffice:  {"jabatan lain", "another office"},
}

// Name gives the office as a sentence names it.
func (k OfficeKind) Name() Text { return officeNames[k] }

var documentNames = map[DocumentKind]Text{
	KB:       {"Kesepakatan Bersama", "Kesepakatan Bersama (memorandum)"},
	NK:       {"Nota Kesepakatan", "Nota Kesepakatan (note of agreement)"},
	PKS:      {"Perjanjian Kerja Sama", "Perjanjian Kerja Sama (cooperation agreement)"},
	Addendum: {"adendum", "addendum"},
}

// Name gives the document as a sentence names it.
func (k DocumentKind) Name() Text {
	if t, ok := documentNames[k]; ok {
		return t
	}
	return Text{"berkas ini", "this file"}
}

var actNames = map[ActKind]Text{
	StartRun:    {"memulai proses", "started the process"},
	OpenBranch:  {"membuka PKS", "opened a PKS"},
	Supply:      {"mengisi kelengkapan", "supplied what was needed"},
	Override:    {"mencatat pengecualian", "recorded an override"},
	SetSchedule: {"menetapkan hari penandatanganan", "set the day of signing"},
	VoidSigning: {"membatalkan penandatanganan", "called the signing off"},
	VoidBranch:  {"membatalkan PKS", "voided the PKS"},
	VoidRun:     {"membatalkan proses", "voided the process"},
	LinkRun:     {"mencatat akibat proses terkait", "recorded what a related process did"},
}

// Name gives the kind of act as a sentence names it.
func (k ActKind) Name() Text { return actNames[k] }

var statusNames = map[GateStatus]Text{
	Closed:     {"menunggu langkah sebelumnya", "waits for earlier steps"},
	Open:       {"sedang berjalan", "in progress"},
	Passed:     {"selesai", "done"},
	NotNeeded:  {"tidak diperlukan", "not needed"},
	Overridden: {"dikecualikan dengan alasan", "overridden with a reason"},
}

// Name gives the status as a page shows it.
func (s GateStatus) Name() Text { return statusNames[s] }

var runStatusNames = map[Status]Text{
	Running:  {"berjalan", "in progress"},
	Complete: {"selesai", "complete"},
	Stopped:  {"dihentikan", "stopped"},
	Voided:   {"dibatalkan", "voided"},
	Ended:    {"berakhir", "ended"},
}

// Name gives the status as a page shows it.
func (s Status) Name() Text { return runStatusNames[s] }

var sourceNames = map[Source]Text{
	Law:      {"peraturan", "law"},
	Recalled: {"disebut sebagai aturan, naskahnya belum dibaca", "said to be law; the text was not read"},
	House:    {"kebiasaan aplikasi, bukan aturan", "a default of this software, not law"},
}

// Name gives the source of a rule as a page shows it.
func (s Source) Name() Text { return sourceNames[s] }
