package ops

import (
	"bytes"
	"context"
	"io"
	"slices"

	"sinergi/internal/emblem"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// OwnEmblem is the kind of a government's own emblem (lambang daerah), beside
// emblem.State.
const OwnEmblem = "daerah"

// EmblemKinds lists the pictures that a government can give.
func EmblemKinds() []string { return []string{OwnEmblem, emblem.State} }

// SetEmblem keeps a picture for the head of the actor's government's
// documents. What was printed before stays as it was.
func (d *Desk) SetEmblem(ctx context.Context, who policy.Actor, kind string, r io.Reader) error {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return err
	}
	if !slices.Contains(EmblemKinds(), kind) {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	data, err := io.ReadAll(io.LimitReader(r, emblem.MaxBytes+1))
	if err != nil {
		return err
	}
	img, ok := emblem.Whole(data)
	if !ok {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "account.no_emblem", "MiB", emblem.MaxBytes>>20, "Side", emblem.MaxSide)})
	}
	sum, size, err := d.files.Put(ctx, bytes.NewReader(img.Data), emblem.MaxBytes)
	if err != nil {
		return err
	}
	return d.act(ctx, who, "set_emblem", "government "+who.Government, sum, func(tx *store.Tx) error {
		if err := tx.AddFile(ctx, sum, "image/"+img.Format, size, d.nowUS()); err != nil {
			return err
		}
		return tx.SetEmblem(ctx, store.Emblem{Government: who.Government, Kind: kind, SHA256: sum, ByName: who.Name, AtUS: d.nowUS()})
	})
}

// Emblems gives the pictures of governments as printers take them: by code,
// and the emblem of the state, which is the same whoever gave it. They stand
// on documents that anyone may be shown, and are no secret.
func (d *Desk) Emblems(ctx context.Context, governments ...string) (map[string][]byte, error) {
	sums := map[string]string{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, code := range governments {
			given, err := tx.Emblems(ctx, code)
			if err != nil {
				return err
			}
			for _, e := range given {
				switch {
				case e.Kind == OwnEmblem:
					sums[code] = e.SHA256
				case sums[e.Kind] == "":
					sums[e.Kind] = e.SHA256
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for key, sum := range sums {
		if out[key], err = d.files.Bytes(ctx, sum); err != nil {
			return nil, err
		}
	}
	return out, nil
}
