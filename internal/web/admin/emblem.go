package admin

import (
	"errors"
	"net/http"
	"time"

	"sinergi/internal/emblem"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
)

// emblemCard is a picture for the head of documents, and the form that gives
// it.
type emblemCard struct {
	Name, Field, Action string
	Picture, Given      string // empty while there is none
}

// fileField is the input that a refusal of a picture stands at.
func fileField(kind string) string { return "file_" + kind }

func emblemCards(v *front.Visit, org ops.Organisation) []emblemCard {
	var out []emblemCard
	for _, kind := range ops.EmblemKinds() {
		c := emblemCard{Name: v.T("admin.emblem."+kind, "Name", org.Government.Name), Field: fileField(kind), Action: "/admin/emblems/" + kind}
		for _, e := range org.Emblems {
			if e.Kind == kind {
				c.Picture = c.Action + "?v=" + e.SHA256[:12]
				c.Given = v.T("admin.emblem_given", "Name", e.ByName, "At", i18n.DateTime(v.Lang, time.UnixMicro(e.AtUS)))
			}
		}
		out = append(out, c)
	}
	return out
}

// giveEmblem takes in a picture for the head of documents.
func (p *pages) giveEmblem(v *front.Visit) error {
	org, err := v.Desk.Organisation(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	kind := v.R.PathValue("emblem")
	file, _, err := v.R.FormFile(fileField(kind))
	switch {
	case errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart):
		err = fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
	case err != nil:
		return err
	default:
		defer file.Close()
		err = v.Desk.SetEmblem(v.R.Context(), v.Actor, kind, file)
	}
	if f := fault.Of(err); f != nil && len(f.Fields) == 1 {
		f.Fields[0].Name = fileField(kind)
	}
	if err != nil {
		return v.Retry(p.organisation, organisationPage(v, org), err)
	}
	return v.Redirect("/admin/organisation#emblems", "admin.emblem_saved")
}

// showEmblem hands out a picture of the own government.
func showEmblem(v *front.Visit) error {
	if err := administers(v); err != nil {
		return err
	}
	kind, key := v.R.PathValue("emblem"), v.Actor.Government
	if kind == emblem.State {
		key = kind
	}
	all, err := v.Desk.Emblems(v.R.Context(), v.Actor.Government)
	if err != nil {
		return err
	}
	img, ok := emblem.Read(all[key])
	if !ok || kind != emblem.State && kind != ops.OwnEmblem {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	v.W.Header().Set("Content-Type", "image/"+img.Format)
	_, err = v.W.Write(img.Data)
	return err
}
