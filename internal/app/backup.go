package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"sinergi/internal/sqldb"
)

// manifestName is the last entry of a backup: what is in it, so that a
// backup that was cut short is known as such.
const manifestName = "manifest.json"

type manifest struct {
	Form  string            `json:"form"` // "sinergi-backup-1"
	Files map[string]string `json:"files"`
}

const backupForm = "sinergi-backup-1"

// Backup writes the embedded database, as of one moment, and every file to a
// gzipped tar. The system may go on being used. The file appears under its
// name only when it is whole and on disk; a file that exists is not replaced.
func (n *Node) Backup(ctx context.Context, to string) error {
	if n.Store.DB().Dialect() != sqldb.SQLite {
		return errors.New("back up a PostgreSQL database with pg_dump, and the files folder with your file tools; see docs/operator.md")
	}
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("%s exists already: choose another name", to)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(to), ".sinergi-backup-*")
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer os.RemoveAll(tmp)
	copied := filepath.Join(tmp, databaseFile)
	if err := n.Store.DB().Backup(ctx, copied); err != nil {
		return fmt.Errorf("back up the database: %w", err)
	}
	out, err := os.OpenFile(filepath.Join(tmp, "backup"), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	err = errors.Join(writeBackup(ctx, out, copied, n.Files.Root()), out.Sync(), out.Close())
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return os.Rename(out.Name(), to)
}

func writeBackup(ctx context.Context, out io.Writer, database, files string) error {
	z := gzip.NewWriter(out)
	t := tar.NewWriter(z)
	m := manifest{Form: backupForm, Files: map[string]string{}}
	add := func(name, from string) error {
		f, err := os.Open(from)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
			return err
		}
		hash := sha256.New()
		if _, err := io.Copy(io.MultiWriter(t, hash), f); err != nil {
			return err
		}
		m.Files[name] = hex.EncodeToString(hash.Sum(nil))
		return nil
	}
	if err := add(databaseFile, database); err != nil {
		return err
	}
	// The database was copied first: a file that it speaks of is never missing.
	err := filepath.WalkDir(files, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), "incoming-") {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(files, p)
		if err != nil {
			return err
		}
		return add(path.Join("files", filepath.ToSlash(rel)), p)
	})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text))}); err != nil {
		return err
	}
	_, err = t.Write(text)
	return errors.Join(err, t.Close(), z.Close())
}

// Restore unpacks a backup into an empty folder. It checks every file against
// the manifest and leaves nothing behind when the backup is damaged.
func Restore(ctx context.Context, from, dir string) (err error) {
	if err := checkNotServed(dir); err != nil {
		return err
	}
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return fmt.Errorf("%s is not empty: restore into a new folder", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o750); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".sinergi-restore-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := unpack(ctx, in, tmp); err != nil {
		return fmt.Errorf("restore %s: %w", from, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(tmp, dir)
}

func unpack(ctx context.Context, in io.Reader, dir string) error {
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("it is no backup: %w", err)
	}
	found := map[string]string{}
	t := tar.NewReader(z)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return errors.New("it ends before its manifest: the backup was cut short")
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if h.Name == manifestName {
			if err := checkManifest(t, found); err != nil {
				return err
			}
			return ended(t, z)
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) {
			return fmt.Errorf("it holds %q, which no backup does", h.Name)
		}
		if found[h.Name], err = unpackFile(t, filepath.Join(dir, filepath.FromSlash(h.Name))); err != nil {
			return err
		}
	}
}

// ended reads to the end of a backup, where its checksum is.
func ended(t *tar.Reader, z io.Reader) error {
	_, err := t.Next()
	if err == io.EOF {
		_, err = io.CopyN(io.Discard, z, 1)
	}
	switch err {
	case io.EOF:
		return nil
	case nil:
		return errors.New("it goes on after its manifest, which no backup does")
	}
	return fmt.Errorf("its end is damaged: %w", err)
}

func unpackFile(r io.Reader, to string) (sum string, err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return "", err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, hash), r)
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, f.Sync(), f.Close())
}

func checkManifest(r io.Reader, found map[string]string) error {
	var m manifest
	if err := json.NewDecoder(r).Decode(&m); err != nil || m.Form != backupForm {
		return errors.Join(errors.New("its manifest cannot be read"), err)
	}
	for name, sum := range m.Files {
		if found[name] != sum {
			return fmt.Errorf("%s is damaged or missing", name)
		}
	}
	if len(found) != len(m.Files) {
		return errors.New("it holds files that its manifest does not name")
	}
	if _, ok := found[databaseFile]; !ok {
		return errors.New("it holds no database")
	}
	return nil
}
