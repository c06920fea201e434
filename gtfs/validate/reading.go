package validate

import "sinergi/gtfs"

// What package gtfs finds while it reads.
var (
	csvParsingFailed      = Notice{"csv_parsing_failed", Error, "", "filename charIndex columnIndex lineIndex message parsedContent", "Berkas tidak terbaca sebagai CSV mulai baris ini. Periksa tanda kutip dan pengodean (harus UTF-8).", "From this line on the file cannot be read as CSV. Check quotation marks and the encoding (it must be UTF-8)."}
	duplicateKey          = Notice{"duplicate_key", Error, "", "filename oldCsvRowNumber newCsvRowNumber fieldName1 fieldValue1 fieldName2 fieldValue2", "Kunci yang sama dipakai dua kali. Ubah atau hapus salah satu baris.", "The same key is used twice. Change or remove one of the rows."}
	duplicatedColumn      = Notice{"duplicated_column", Error, "", "filename fieldName firstIndex secondIndex", "Kolom ada dua kali di kepala tabel. Hapus salah satu.", "A column is in the header twice. Remove one of them."}
	emptyColumnName       = Notice{"empty_column_name", Error, "", "filename index", "Kolom tanpa nama. Beri nama atau hapus kolom itu.", "A column has no name. Name it or remove it."}
	emptyFile             = Notice{"empty_file", Error, "", "filename", "Berkas kosong. Isi barisnya, atau hapus berkas bila tidak wajib.", "The file is empty. Fill it, or leave it out when it is not required."}
	emptyRow              = Notice{"empty_row", Warning, "", "filename csvRowNumber", "Baris kosong. Hapus baris itu.", "The row is empty. Remove it."}
	foreignKeyViolation   = Notice{"foreign_key_violation", Error, "", "childFilename childFieldName parentFilename parentFieldName fieldValue csvRowNumber", "Nilai menunjuk ke data yang tidak ada. Betulkan nilainya atau tambahkan datanya di berkas induk.", "The value refers to something that does not exist. Correct it, or add it to the file that it refers to."}
	invalidCharacter      = Notice{"invalid_character", Error, "", "filename csvRowNumber fieldName fieldValue", "Nilai berisi karakter rusak. Simpan berkas sebagai UTF-8.", "The value holds damaged characters. Save the file as UTF-8."}
	invalidColor          = Notice{"invalid_color", Error, "", "filename csvRowNumber fieldName fieldValue", "Warna harus enam angka heksadesimal tanpa #, misalnya 0039A6.", "A color must be six hexadecimal digits without #, such as 0039A6."}
	invalidCurrency       = Notice{"invalid_currency", Error, "", "filename csvRowNumber fieldName fieldValue", "Mata uang harus kode ISO 4217, misalnya IDR.", "The currency must be a code of ISO 4217, such as IDR."}
	invalidDate           = Notice{"invalid_date", Error, "", "filename csvRowNumber fieldName fieldValue", "Tanggal harus ditulis YYYYMMDD dan benar-benar ada.", "A date must be written YYYYMMDD and exist."}
	invalidEmail          = Notice{"invalid_email", Error, "", "filename csvRowNumber fieldName fieldValue", "Alamat surel tidak sah.", "The e-mail address is not valid."}
	invalidFloat          = Notice{"invalid_float", Error, "", "filename csvRowNumber fieldName fieldValue", "Nilai harus bilangan dengan titik desimal.", "The value must be a number with a decimal point."}
	filesInSubfolder      = Notice{"invalid_input_files_in_subfolder", Error, "", "", "Berkas GTFS ada di dalam folder. Buat zip dari berkasnya langsung, bukan dari foldernya.", "The files are inside a folder. Zip the files themselves, not the folder."}
	invalidInteger        = Notice{"invalid_integer", Error, "", "filename csvRowNumber fieldName fieldValue", "Nilai harus bilangan bulat.", "The value must be a whole number."}
	invalidLanguageCode   = Notice{"invalid_language_code", Error, "", "filename csvRowNumber fieldName fieldValue", "Bahasa harus kode BCP 47, misalnya id atau en.", "The language must be a code of BCP 47, such as id or en."}
	invalidPhoneNumber    = Notice{"invalid_phone_number", Error, "", "filename csvRowNumber fieldName fieldValue", "Nomor telepon tidak sah.", "The telephone number is not valid."}
	invalidRowLength      = Notice{"invalid_row_length", Error, "", "filename csvRowNumber rowLength headerCount", "Jumlah nilai berbeda dari jumlah kolom. Periksa koma dan tanda kutip di baris itu.", "The row has another number of values than the header. Check its commas and quotation marks."}
	invalidTime           = Notice{"invalid_time", Error, "", "filename csvRowNumber fieldName fieldValue", "Jam harus ditulis H:MM:SS; lewat tengah malam 24:30:00 dan seterusnya.", "A time must be written H:MM:SS; past midnight 24:30:00 and so on."}
	invalidTimezone       = Notice{"invalid_timezone", Error, "", "filename csvRowNumber fieldName fieldValue", "Zona waktu harus dari daftar IANA, misalnya Asia/Jakarta.", "The time zone must be of the IANA list, such as Asia/Jakarta."}
	invalidURL            = Notice{"invalid_url", Error, "", "filename csvRowNumber fieldName fieldValue", "Alamat web harus lengkap dengan http:// atau https://.", "A web address must be complete with http:// or https://."}
	whitespaces           = Notice{"leading_or_trailing_whitespaces", Warning, "", "filename csvRowNumber fieldName fieldValue", "Ada spasi di awal atau akhir nilai. Hapus spasinya.", "The value begins or ends with white space. Remove it."}
	missingCalendars      = Notice{"missing_calendar_and_calendar_date_files", Error, "", "", "calendar.txt dan calendar_dates.txt dua-duanya tidak ada. Salah satu wajib.", "Both calendar.txt and calendar_dates.txt are missing. One of them is required."}
	missingRecColumn      = Notice{"missing_recommended_column", Warning, "", "filename fieldName", "Kolom yang dianjurkan tidak ada.", "A recommended column is missing."}
	missingRecField       = Notice{"missing_recommended_field", Warning, "", "filename csvRowNumber fieldName", "Nilai yang dianjurkan kosong.", "A recommended value is empty."}
	missingRecFile        = Notice{"missing_recommended_file", Warning, "", "filename", "Berkas yang dianjurkan tidak ada.", "A recommended file is missing."}
	missingRequiredColumn = Notice{"missing_required_column", Error, "", "filename fieldName", "Kolom wajib tidak ada. Tambahkan kolomnya.", "A required column is missing. Add it."}
	missingRequiredField  = Notice{"missing_required_field", Error, "", "filename csvRowNumber fieldName", "Nilai wajib kosong. Isi nilainya.", "A required value is empty. Fill it in."}
	missingRequiredFile   = Notice{"missing_required_file", Error, "", "filename", "Berkas wajib tidak ada. Tambahkan berkasnya.", "A required file is missing. Add it."}
	mixedCase             = Notice{"mixed_case_recommended_field", Warning, "", "filename csvRowNumber fieldName fieldValue", "Teks seluruhnya huruf besar atau huruf kecil. Tulis seperti biasa agar mudah dibaca.", "The text is all capitals or all small letters. Write it as usual, so that it reads well."}
	moreThanOneEntity     = Notice{"more_than_one_entity", Warning, "", "filename entityCount", "Berkas ini seharusnya satu baris saja.", "This file should hold one row."}
	newLineInValue        = Notice{"new_line_in_value", Error, "", "filename csvRowNumber fieldName fieldValue", "Nilai berisi ganti baris. Biasanya tanda kutip tidak ditutup.", "The value holds a line break. Most often a quotation mark was not closed."}
	nonASCII              = Notice{"non_ascii_or_non_printable_char", Warning, "", "filename csvRowNumber columnName fieldValue", "Kode pengenal berisi karakter di luar ASCII. Pakai huruf, angka, dan tanda biasa.", "An id holds characters beyond ASCII. Use plain letters, digits and signs."}
	numberOutOfRange      = Notice{"number_out_of_range", Error, "", "filename csvRowNumber fieldName fieldType fieldValue", "Bilangan di luar batas.", "The number is out of range."}
	rangeOutOfOrder       = Notice{"start_and_end_range_out_of_order", Error, "", "filename csvRowNumber entityId startFieldName startValue endFieldName endValue", "Akhir mendahului awal. Tukar atau betulkan.", "The end is before the start. Swap or correct them."}
	stopWithoutLocation   = Notice{"stop_without_location", Error, "stops.txt", "csvRowNumber locationType stopId", "Halte tanpa koordinat. Isi stop_lat dan stop_lon.", "The stop has no coordinates. Fill in stop_lat and stop_lon."}
	tooManyRows           = Notice{"too_many_rows", Error, "", "filename rowNumber", "Terlalu banyak baris; sisanya tidak dibaca.", "There are too many rows; the rest was not read."}
	unexpectedEnumValue   = Notice{"unexpected_enum_value", Warning, "", "filename csvRowNumber fieldName fieldValue", "Nilai tidak ada dalam daftar pilihan GTFS.", "The value is none of those that GTFS offers."}
	unknownColumn         = Notice{"unknown_column", Info, "", "filename fieldName index", "Kolom tidak dikenal GTFS; periksa ejaannya.", "GTFS does not know the column; check its spelling."}
	unknownFile           = Notice{"unknown_file", Info, "", "filename", "Berkas tidak dikenal GTFS; periksa namanya.", "GTFS does not know the file; check its name."}
)

var readingNotices = []*Notice{
	&csvParsingFailed, &duplicateKey, &duplicatedColumn, &emptyColumnName, &emptyFile, &emptyRow, &foreignKeyViolation,
	&invalidCharacter, &invalidColor, &invalidCurrency, &invalidDate, &invalidEmail, &invalidFloat, &filesInSubfolder,
	&invalidInteger, &invalidLanguageCode, &invalidPhoneNumber, &invalidRowLength, &invalidTime, &invalidTimezone, &invalidURL,
	&whitespaces, &missingCalendars, &missingRecColumn, &missingRecField, &missingRecFile, &missingRequiredColumn,
	&missingRequiredField, &missingRequiredFile, &mixedCase, &moreThanOneEntity, &newLineInValue, &nonASCII, &numberOutOfRange,
	&rangeOutOfOrder, &stopWithoutLocation, &tooManyRows, &unexpectedEnumValue, &unknownColumn, &unknownFile,
}

// reading takes over what was found while the feed was read.
func (r *run) reading() {
	for _, all := range r.feed.Problems() {
		for _, n := range readingNotices {
			if n.Code != all.Code {
				continue
			}
			for _, p := range all.First {
				r.add(n, problemValues(n, p)...)
			}
			r.found[n].TotalNotices = all.Total
		}
	}
}

func problemValues(n *Notice, p gtfs.Problem) []any {
	var values []any
	for _, field := range fieldsOf(n) {
		values = append(values, problemField(field, p))
	}
	return values
}

// problemField gives what a problem tells under the name that a notice has for it.
func problemField(field string, p gtfs.Problem) any {
	switch field {
	case "filename", "childFilename":
		return p.File
	case "csvRowNumber", "newCsvRowNumber", "lineIndex", "rowNumber":
		return p.Row
	case "fieldName", "columnName", "childFieldName", "fieldName1", "endFieldName":
		return p.Column
	case "fieldValue", "fieldValue1", "endValue":
		return p.Value
	case "fieldName2", "startFieldName", "parentFilename", "stopId":
		return p.Column2
	case "fieldValue2", "startValue", "parentFieldName":
		return p.Value2
	case "oldCsvRowNumber", "rowLength", "index", "firstIndex", "entityCount", "locationType":
		return p.N
	case "headerCount", "secondIndex":
		return p.M
	case "charIndex", "columnIndex", "parsedContent": // inner state of the canonical parser
		return nil
	}
	return p.Text // message, fieldType, entityId
}
