package notice

import (
	"sinergi/internal/i18n"
	"sinergi/internal/region"
)

// Say gives a message as a sentence in a language.
func Say(text *i18n.Catalog, lang string, k Kind, c Content) string {
	args := map[string]any{"Title": c.Title, "What": c.What, "Who": region.Name(c.Who)}
	if !c.On.IsZero() {
		args["On"], args["Month"] = c.On, c.On.MonthOf()
	}
	switch k {
	case Day:
		args["Kind"] = text.T(lang, "diary.kind."+c.Detail, nil)
	case Proposal:
		args["What"] = text.T(lang, "proposal.kind."+c.Detail, nil)
	}
	return text.T(lang, "notice.kind."+string(k), args)
}
