//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package app

import "os"

// lockFile locks nothing on systems without flock: there the operator sees to
// it that one server runs on a folder. SQLite's own locks keep the records
// whole either way.
func lockFile(*os.File) error { return nil }
