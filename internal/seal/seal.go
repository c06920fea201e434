// SPDX-License-Identifier: Apache-2.0

// Package seal keeps secrets that must be used again, such as the key with which
// another system is asked, so that who has a copy of the database has not got
// them: sealed with AES-256-GCM, by a key in a file beside the database. It does
// not keep secrets from who has both.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Box seals and opens. The file of its key is made when something is sealed for
// the first time.
type Box struct {
	path string
	mu   sync.Mutex
	aead cipher.AEAD
}

// ErrLocked says that a secret cannot be opened here: the file of the key is
// missing, or is not the one with which it was sealed.
var ErrLocked = errors.New("seal: sealed with another key")

const keySize = 32

// Open gives the box with the key in a file, which need not exist yet.
func Open(path string) *Box { return &Box{path: path} }

// Seal gives a secret sealed for a purpose, without which it does not open.
func (b *Box) Seal(secret, purpose string) ([]byte, error) {
	aead, err := b.key(true)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, []byte(secret), []byte(purpose)), nil
}

// Open gives back what was sealed for a purpose; ErrLocked where it cannot.
func (b *Box) Open(sealed []byte, purpose string) (string, error) {
	aead, err := b.key(false)
	if err != nil {
		return "", err
	}
	secret, err := aead.Open(nil, nil, sealed, []byte(purpose))
	if err != nil {
		return "", ErrLocked
	}
	return string(secret), nil
}

func (b *Box) key(create bool) (cipher.AEAD, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.aead != nil {
		return b.aead, nil
	}
	key, err := os.ReadFile(b.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && create:
		if key, err = makeKey(b.path); err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrLocked
	case err != nil:
		return nil, fmt.Errorf("seal: %w", err)
	}
	defer clear(key)
	if len(key) != keySize {
		return nil, fmt.Errorf("seal: %s is no key: it has %d bytes, not %d", b.path, len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if b.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return b.aead, nil
}

// makeKey writes a new key whole or not at all; of several processes that make
// one together the first wins.
func makeKey(path string) ([]byte, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	_, err = f.Write(key)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}
