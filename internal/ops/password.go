package ops

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"sinergi/internal/fault"
)

// minPassword is the least length of a password, in characters (NIST SP
// 800-63B recommends length over composition rules).
const minPassword = 10

// passwordCost follows the OWASP minimum for argon2id: 19 MiB, two passes.
var passwordCost = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// CheapPasswords makes hashing quick in tests, whose people all have a password
// that everybody knows: it took most of their time. Outside a test it panics.
func CheapPasswords() {
	if !testing.Testing() {
		panic("passwords are only cheap in tests")
	}
	passwordCost.Memory, passwordCost.Iterations = 64, 1
}

func (d *Desk) hashPassword(ctx context.Context, password string) (string, error) {
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return argon2id.CreateHash(password, &passwordCost)
}

// matches compares in the same time whether or not the account exists.
func (d *Desk) matches(ctx context.Context, password, hash string) (bool, error) {
	if hash == "" {
		_, err := d.hashPassword(ctx, password)
		return false, err
	}
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

func checkPassword(password, login string) error {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return fault.InvalidFields([]fault.Field{fault.NewField("password", "account.password_short", "Min", minPassword)})
	case len(password) > 1000:
		return fault.InvalidFields([]fault.Field{fault.NewField("password", "account.password_long")})
	case strings.EqualFold(password, login) || strings.Count(password, password[:1]) == len(password):
		return fault.InvalidFields([]fault.Field{fault.NewField("password", "account.password_obvious")})
	}
	return nil
}
