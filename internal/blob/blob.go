// SPDX-License-Identifier: Apache-2.0

// Package blob keeps files by the SHA-256 of their content: scans, timetables,
// uploaded borders, archives of positions. It knows nothing of what is in
// them or who may see them.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sinergi/internal/fault"
)

// ErrTooLarge is returned by Put when the content exceeds the limit.
var ErrTooLarge = fault.New(fault.Invalid, "ui.file_too_large")

// Dir is a folder of blobs. The zero value is not usable; see Open.
type Dir struct {
	root string
}

// Open uses a folder, which is made when missing.
func Open(root string) (*Dir, error) {
	if err := os.MkdirAll(root, 0o750); err != nil {
		return nil, fmt.Errorf("blob folder: %w", err)
	}
	return &Dir{root}, nil
}

// Put keeps what r holds, at most limit bytes, and gives its SHA-256 and
// size. When Put returns nil the content is on disk: it is written to a
// temporary file, synced, and renamed into a synced folder. Content that is
// already there is not written again.
func (d *Dir) Put(_ context.Context, r io.Reader, limit int64) (sum string, size int64, err error) {
	tmp, err := os.CreateTemp(d.root, "incoming-*")
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	defer func() {
		_ = tmp.Close()
		_ = os.Remove(tmp.Name()) // gone already when it was renamed
	}()
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, hash), io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	if size > limit {
		return "", 0, ErrTooLarge
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	path := d.path(sum)
	if _, err := os.Stat(path); err == nil {
		return sum, size, nil
	}
	if err := tmp.Sync(); err != nil {
		return "", 0, fmt.Errorf("keep file %s: %w", sum, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", 0, fmt.Errorf("keep file %s: %w", sum, err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return "", 0, fmt.Errorf("keep file %s: %w", sum, err)
	}
	return sum, size, errors.Join(syncFolder(filepath.Dir(path)), syncFolder(d.root))
}

// Get opens a blob. The caller closes it.
func (d *Dir) Get(_ context.Context, sum string) (io.ReadSeekCloser, error) {
	if !validSum(sum) {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	f, err := os.Open(d.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.NotFound, "ui.file_missing", err)
	}
	return f, err
}

// Bytes reads a whole blob into memory.
func (d *Dir) Bytes(ctx context.Context, sum string) ([]byte, error) {
	f, err := d.Get(ctx, sum)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// Check reads every blob and reports those whose content no longer has the
// hash they are named by.
func (d *Dir) Check(ctx context.Context) (checked int, damaged []string, err error) {
	err = filepath.WalkDir(d.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !validSum(e.Name()) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		hash := sha256.New()
		if _, err := io.Copy(hash, f); err != nil {
			return err
		}
		checked++
		if hex.EncodeToString(hash.Sum(nil)) != e.Name() {
			damaged = append(damaged, e.Name())
		}
		return nil
	})
	return checked, damaged, err
}

// Root is the folder, for backups.
func (d *Dir) Root() string { return d.root }

func (d *Dir) path(sum string) string { return filepath.Join(d.root, sum[:2], sum) }

func validSum(s string) bool {
	return len(s) == sha256.Size*2 && strings.Trim(s, "0123456789abcdef") == ""
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
