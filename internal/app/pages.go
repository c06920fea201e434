package app

import (
	"net/http"

	"sinergi/internal/i18n"
)

func (n *Node) pages(mux *http.ServeMux, _ *i18n.Catalog, _ string) (http.Handler, error) {
	return mux, nil
}
