package ops

import (
	"context"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// invitationLife is how long a phone may enrol with its link.
const invitationLife = 48 * time.Hour

// InvitePhone gives the secret of a link with which a driver's phone enrols as a
// device, once, within two days. A phone that is not registered yet is; of one
// that is, earlier links become worthless, and its key stays good until the link
// is used. vehicle is the one that the phone is in until its driver names
// another; it may be "".
func (d *Desk) InvitePhone(ctx context.Context, who policy.Actor, service, id, vehicle string) (secret string, err error) {
	var fields []fault.Field
	id = name(&fields, "phone", id, true)
	if err := fault.InvalidFields(fields); err != nil {
		return "", err
	}
	secret = newSecret()
	err = d.act(ctx, who, "invite_phone", "service "+service, id, func(tx *store.Tx) error {
		s, err := d.feedService(ctx, tx, who, service)
		if err != nil {
			return err
		}
		if s.Kind != agreement.Bus {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		vehicles, err := tx.Vehicles(ctx, service)
		if err != nil {
			return err
		}
		if vehicle != "" && !slices.ContainsFunc(vehicles, func(v store.Vehicle) bool { return v.ID == vehicle }) {
			return fault.InvalidFields([]fault.Field{fault.NewField("phone_vehicle", "bus.unknown_vehicle", "Vehicle", vehicle)})
		}
		dev, err := tx.Device(ctx, id)
		switch {
		case err == nil && dev.Service != service:
			return fault.InvalidFields([]fault.Field{fault.NewField("phone", "bus.device_elsewhere", "Device", id)})
		case err == nil && !dev.Phone:
			return fault.InvalidFields([]fault.Field{fault.NewField("phone", "drive.no_phone", "Device", id)})
		case fault.KindOf(err) == fault.NotFound:
			dev = store.Device{ID: id, Service: service, SinceUS: d.nowUS(), Phone: true, Active: true}
		case err != nil:
			return err
		}
		dev.Vehicle = vehicle
		if !dev.Active { // it is used again; the key of before was withdrawn
			dev.Active, dev.KeyHash = true, ""
		}
		if err := tx.SaveDevice(ctx, dev); err != nil {
			return err
		}
		if err := tx.WithdrawPhoneInvitations(ctx, id, d.nowUS()); err != nil {
			return err
		}
		return tx.AddPhoneInvitation(ctx, store.PhoneInvitation{
			SecretHash: hashSecret(secret), Device: id, CreatedUS: d.nowUS(), ExpiresUS: d.nowUS() + invitationLife.Microseconds(), Account: who.Account, Name: who.Name,
		})
	})
	d.forgetRegistry()
	return secret, err
}

// WithdrawPhoneLink makes the link of a phone worthless that was not used.
func (d *Desk) WithdrawPhoneLink(ctx context.Context, who policy.Actor, id string) error {
	return d.act(ctx, who, "withdraw_phone_link", "device "+id, "", func(tx *store.Tx) error {
		dev, err := tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if _, err := d.feedService(ctx, tx, who, dev.Service); err != nil {
			return err
		}
		return tx.WithdrawPhoneInvitations(ctx, id, d.nowUS())
	})
}

// Phone is a driver's phone and its service.
type Phone struct {
	store.Device
	Name string // of the service
}

// InvitedPhone gives the phone that a secret is for. One that is unknown, used,
// withdrawn or too old is not found.
func (d *Desk) InvitedPhone(ctx context.Context, secret string) (p Phone, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, _, err = d.invited(ctx, tx, secret)
		return err
	})
	return p, err
}

func (d *Desk) invited(ctx context.Context, tx *store.Tx, secret string) (p Phone, s agreement.Service, err error) {
	inv, err := tx.PhoneInvitation(ctx, hashSecret(secret))
	if fault.KindOf(err) == fault.NotFound || err == nil && !inv.Open(d.nowUS()) {
		return p, s, fault.New(fault.NotFound, "drive.link_over")
	}
	if err != nil {
		return p, s, err
	}
	if p.Device, err = tx.Device(ctx, inv.Device); err != nil {
		return p, s, err
	}
	s, _, err = tx.Service(ctx, p.Service, d.today())
	p.Name = s.Name
	return p, s, err
}

// EnrolPhone makes the phone that holds a secret the device, and gives its key.
// Whatever was the device before is no more.
func (d *Desk) EnrolPhone(ctx context.Context, secret string) (key string, err error) {
	key = newSecret()
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		p, s, err := d.invited(ctx, tx, secret)
		if err != nil {
			return err
		}
		first, err := tx.UsePhoneInvitation(ctx, hashSecret(secret), d.nowUS())
		if err != nil {
			return err
		}
		if !first {
			return fault.New(fault.NotFound, "drive.link_over")
		}
		p.KeyHash = hashSecret(key)
		if err := tx.SaveDevice(ctx, p.Device); err != nil {
			return err
		}
		codes, err := witnesses(ctx, tx, "service "+p.Service)
		if err != nil {
			return err
		}
		return tx.Record(ctx, store.Entry{AtUS: d.nowUS(), Name: p.ID, Government: s.Provider, Action: "enrol_phone", Object: "service " + p.Service, Detail: p.ID}, codes...)
	})
	d.forgetRegistry()
	return key, err
}

// Driver recognises a driver's phone by its key.
func (d *Desk) Driver(ctx context.Context, key string) (Source, error) {
	src, err := d.Recognise(ctx, key)
	if err == nil && !src.Phone {
		err = fault.New(fault.Denied, "drive.not_a_phone")
	}
	return src, err
}
