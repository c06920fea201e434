package procedure

// Text is a name or sentence of a definition in both languages. It can be an
// argument of a message: package i18n writes it in the reader's language.
type Text struct {
	ID string `toml:"id" json:"id"`
	EN string `toml:"en" json:"en"`
}

// In gives the text in a language; Indonesian is the language of record.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ID
}

// String gives the Indonesian text, for logs.
func (t Text) String() string { return t.ID }

func (t Text) complete() bool { return t.ID != "" && t.EN != "" }
