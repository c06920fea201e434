// SPDX-License-Identifier: Apache-2.0

// Package draft knows a naskah while governments negotiate it: the text of an
// agreement or of a letter around it, as clauses with ids that survive every
// edit, with references, figures and party names that are never typed.
//
// # Shape
//
// A [Text] is what is negotiated, compared, hashed and sent to and fro. It has
// [Party] entries, eight sections of clauses ([Section]: addressees, opening,
// recitals, legal basis, body, closing, annexes, copies), typed [Parameter]
// values (a term, a share, a number of days), the [tariff.Tariff] values that
// settlement will read, and worked [Example]s. A [Clause] has an id, a level
// (bab, pasal, ayat, huruf, angka, …), a heading, a text and children. It has
// no number: numbers follow from the place ([Text.Labels]).
//
// In a heading or text stand marks:
//
//	{{ref:biaya.tarif}}               Pasal 8 ayat (2), or ayat (2) within Pasal 8
//	{{ref:induk/biaya.tarif}}         a clause of the parent document
//	{{nilai:jangka-waktu}}            5 (lima) tahun, of a parameter
//	{{nilai:tarif-bus/tarif#base}}    Rp13.500,00 (tiga belas ribu lima ratus rupiah)
//	{{nilai:pihak-1.nama}}            of a party's particulars, or of the document's
//	{{contoh:contoh-mei}}             a worked example as a sentence
//
// What is not negotiated but known when a document is printed (who holds an
// office, numbers, date and place) is [Facts]. [Text.Write] puts both together
// and gives a [Document]: labels, title lines, and text as runs without marks.
// Whatever prints or exports a text (PDF, DOCX, Akoma Ntoso) reads a Document
// and never a mark. What could not be written is a [Finding], and a visible
// blank in the document.
//
// The package knows no template (package formulary), no redline (package
// redline), no store and no page.
package draft
