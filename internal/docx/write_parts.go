package docx

import (
	"cmp"
	"fmt"
	"strings"
)

const packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relType + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relType + `extended-properties" Target="docProps/app.xml"/>` +
	`<Relationship Id="rId4" Type="` + relType + `custom-properties" Target="docProps/custom.xml"/></Relationships>`

const appXML = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Sinergi</Application></Properties>`

// customID is the format id that the standard gives custom properties
// (part 1, 22.3.2.2).
const customID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"

func (b *builder) contentTypes() string {
	s := xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>`
	for _, p := range [][2]string{
		{"word/document.xml", wordType + "document.main+xml"},
		{"word/styles.xml", wordType + "styles+xml"},
		{"word/numbering.xml", wordType + "numbering+xml"},
		{"word/settings.xml", wordType + "settings+xml"},
		{"word/fontTable.xml", wordType + "fontTable+xml"},
		{"word/footer1.xml", wordType + "footer+xml"},
		{"docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"},
		{"docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"},
		{"docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"},
	} {
		s += `<Override PartName="/` + p[0] + `" ContentType="` + p[1] + `"/>`
	}
	return s + `</Types>`
}

func (b *builder) rels() string {
	s := xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for _, r := range [][3]string{{"rIdS", "styles", "styles.xml"}, {"rIdN", "numbering", "numbering.xml"}, {"rIdE", "settings", "settings.xml"}, {"rIdT", "fontTable", "fontTable.xml"}, {"rIdF", "footer", "footer1.xml"}} {
		s += `<Relationship Id="` + r[0] + `" Type="` + relType + r[1] + `" Target="` + r[2] + `"/>`
	}
	for _, p := range b.pictures {
		s += fmt.Sprintf(`<Relationship Id="rIdP%d" Type="%simage" Target="%s"/>`, p.no, relType, p.name())
	}
	return s + `</Relationships>`
}

func (b *builder) core() string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + esc(b.o.Title) + `</dc:title><dc:creator>` + esc(b.o.Author) + `</dc:creator><dc:language>` + esc(b.o.Language) + `</dc:language></cp:coreProperties>`
}

func (b *builder) custom() string {
	s := xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`
	for i, p := range b.o.Facts {
		s += fmt.Sprintf(`<property fmtid="%s" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`, customID, i+2, esc(p.Name), esc(p.Value))
	}
	return s + `</Properties>`
}

func (b *builder) settings() string {
	track := ""
	if b.o.Track {
		track = `<w:trackRevisions/>`
	}
	return xmlHead + `<w:settings ` + nsW + `><w:zoom w:percent="100"/>` + track + `<w:defaultTabStop w:val="567"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="` + esc(b.o.Language) + `"/></w:settings>`
}

// fonts names what may stand in for the face where it is not installed: the
// free cuts of the same design, then any roman.
func (b *builder) fonts() string {
	return xmlHead + `<w:fonts ` + nsW + `><w:font w:name="` + esc(b.o.Face) + `"><w:altName w:val="URW Bookman,Bookman,TeX Gyre Bonum,Georgia,Cambria,DejaVu Serif"/><w:panose1 w:val="02050604050505020204"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`
}

func (b *builder) styles() string {
	var s strings.Builder
	fmt.Fprintf(&s, `%s<w:styles %s><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="%[3]s" w:eastAsia="%[3]s" w:hAnsi="%[3]s" w:cs="%[3]s"/><w:sz w:val="%[4]d"/><w:szCs w:val="%[4]d"/><w:lang w:val="%[5]s" w:eastAsia="%[5]s" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`,
		xmlHead, nsW, esc(b.o.Face), b.o.Size, esc(b.o.Language))
	s.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	for _, st := range b.o.Styles {
		s.WriteString(st.xml())
	}
	s.WriteString(`</w:styles>`)
	return s.String()
}

func (st Style) xml() string {
	var p, r strings.Builder
	flag := func(b *strings.Builder, on bool, element string) {
		if on {
			b.WriteString(element)
		}
	}
	flag(&p, st.KeepNext, `<w:keepNext/>`)
	flag(&p, st.KeepLines, `<w:keepLines/>`)
	if st.List > 0 {
		fmt.Fprintf(&p, `<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, st.Level, st.List)
	}
	fmt.Fprintf(&p, `<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="auto"/>`, st.Before, st.After, cmp.Or(st.Line, 240))
	switch {
	case st.First > 0:
		fmt.Fprintf(&p, `<w:ind w:left="%d" w:firstLine="%d"/>`, st.Left, st.First)
	default:
		fmt.Fprintf(&p, `<w:ind w:left="%d" w:hanging="%d"/>`, st.Left, st.Hanging)
	}
	flag(&p, st.NoSpaceBetweenTheSame, `<w:contextualSpacing/>`)
	flag(&p, st.Align != "", `<w:jc w:val="`+esc(st.Align)+`"/>`)
	if st.Outline > 0 {
		fmt.Fprintf(&p, `<w:outlineLvl w:val="%d"/>`, st.Outline-1)
	}
	flag(&r, st.Bold, `<w:b/>`)
	flag(&r, st.Italic, `<w:i/>`)
	if st.Size > 0 {
		fmt.Fprintf(&r, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, st.Size, st.Size)
	}
	return fmt.Sprintf(`<w:style w:type="paragraph" w:customStyle="1" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="%s"/><w:next w:val="%s"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`,
		esc(st.ID), esc(st.Name), esc(cmp.Or(st.Based, "Normal")), esc(cmp.Or(st.Next, st.ID)), p.String(), r.String())
}

func (b *builder) numbering() string {
	var kinds, lists strings.Builder
	for i, l := range b.o.Lists {
		if l.Like > 0 {
			fmt.Fprintf(&lists, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/><w:lvlOverride w:ilvl="%d"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, i+1, l.Like-1, l.Anew)
			continue
		}
		fmt.Fprintf(&kinds, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, i)
		for at, lv := range l.Levels {
			kinds.WriteString(lv.xml(at))
		}
		kinds.WriteString(`</w:abstractNum>`)
		fmt.Fprintf(&lists, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`, i+1, i)
	}
	return xmlHead + `<w:numbering ` + nsW + `>` + kinds.String() + lists.String() + `</w:numbering>`
}

func (lv ListLevel) xml(at int) string {
	restart, linked := "", ""
	if lv.Restart >= 0 {
		restart = fmt.Sprintf(`<w:lvlRestart w:val="%d"/>`, lv.Restart)
	}
	if lv.Style != "" {
		linked = `<w:pStyle w:val="` + esc(lv.Style) + `"/>`
	}
	return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s%s<w:suff w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="%s"/><w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`,
		at, esc(lv.Format), restart, linked, esc(cmp.Or(lv.Suffix, "tab")), esc(lv.Text), esc(cmp.Or(lv.Align, "left")), lv.Left, lv.Hanging)
}
