package home

import (
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
)

type statementOf = store.Statement

// tickets lists the weighbridge tickets that wait for a decision.
func tickets(_ *front.Visit, _ []ops.Dossier) ([]todo, error) { return nil, nil }
