package powerloss

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// maxPath is the longest file name SQLite may use, with its final zero.
const maxPath = 1024

// serial numbers the disks, because SQLite's list of file layers is one for the
// whole process.
var serial atomic.Int64

// register makes the disk known to SQLite.
func (d *Disk) register() error {
	d.name = fmt.Sprintf("powerloss%d", serial.Add(1))
	d.io = d.alloc(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{}))
	d.vfs = d.alloc(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{}))
	name, err := libc.CString(d.name)
	if err != nil || d.io == 0 || d.vfs == 0 {
		return errors.Join(errors.New("out of memory"), err)
	}
	d.fillMethods(at[sqlite3.Tsqlite3_io_methods](d.io))
	v := at[sqlite3.Tsqlite3_vfs](d.vfs)
	v.FiVersion = 2
	v.FszOsFile = int32(unsafe.Sizeof(openFile{}))
	v.FmxPathname = maxPath
	v.FzName = name
	v.FxOpen = callback(d, d.xOpen)
	v.FxDelete = callback(d, d.xDelete)
	v.FxAccess = callback(d, d.xAccess)
	v.FxFullPathname = callback(d, d.xFullPathname)
	v.FxRandomness = callback(d, d.xRandomness)
	v.FxSleep = callback(d, d.xSleep)
	v.FxCurrentTime = callback(d, d.xCurrentTime)
	v.FxCurrentTimeInt64 = callback(d, d.xCurrentTimeInt64)
	v.FxGetLastError = callback(d, d.xGetLastError)
	if rc := sqlite3.Xsqlite3_vfs_register(d.tls, d.vfs, 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("sqlite3_vfs_register: %d", rc)
	}
	return nil
}

// unregister takes the disk from SQLite and frees its C memory, if no file on
// it is open.
func (d *Disk) unregister() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := len(d.handles); n > 0 {
		return fmt.Errorf("%d files are still open: close the databases before the test ends", n)
	}
	if rc := sqlite3.Xsqlite3_vfs_unregister(d.tls, d.vfs); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("sqlite3_vfs_unregister: %d", rc)
	}
	libc.Xfree(d.tls, at[sqlite3.Tsqlite3_vfs](d.vfs).FzName)
	sqlite3.Xsqlite3_free(d.tls, d.vfs)
	sqlite3.Xsqlite3_free(d.tls, d.io)
	d.tls.Close()
	return nil
}

// alloc returns zeroed C memory, or 0.
func (d *Disk) alloc(size uintptr) uintptr {
	p := sqlite3.Xsqlite3_malloc64(d.tls, sqlite3.Tsqlite3_uint64(size))
	if p != 0 {
		clear(bytesAt(p, int(size)))
	}
	return p
}

// callback returns what SQLite, translated to Go, calls a function pointer: the
// address that a Go function value holds. The disk keeps the value alive.
func callback[F any](d *Disk, f F) uintptr {
	d.keep = append(d.keep, f)
	return *(*uintptr)(unsafe.Pointer(&f))
}

// at views C memory at p as a T. Such memory is neither moved nor freed by the
// garbage collector.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// bytesAt views n bytes of C memory at p.
func bytesAt(p uintptr, n int) []byte { return unsafe.Slice(at[byte](p), n) }

// openFile is SQLite's sqlite3_file and what we add to it: our handle's number.
type openFile struct {
	methods uintptr
	handle  uintptr
}

// handle is an open file.
type handle struct {
	file          *file
	name          string
	deleteOnClose bool
	syncFolder    bool // with the file's first sync, as SQLite's Unix layer does
}

func (d *Disk) xOpen(_ *libc.TLS, _, zName, pFile uintptr, flags int32, pOutFlags uintptr) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	at[openFile](pFile).methods = 0 // SQLite then does not close it
	h := &handle{deleteOnClose: flags&sqlite3.SQLITE_OPEN_DELETEONCLOSE != 0}
	if zName == 0 {
		h.file = &file{} // a temporary file, without a name
	} else {
		h.name = libc.GoString(zName)
		if rc := d.find(h, flags); rc != sqlite3.SQLITE_OK {
			return rc
		}
	}
	d.last++
	d.handles[d.last] = h
	*at[openFile](pFile) = openFile{methods: d.io, handle: d.last}
	if pOutFlags != 0 {
		*at[int32](pOutFlags) = flags
	}
	return sqlite3.SQLITE_OK
}

// find gives h the file of its name, made anew if need be.
func (d *Disk) find(h *handle, flags int32) int32 {
	if d.IsCut() {
		return sqlite3.SQLITE_CANTOPEN
	}
	create := flags&sqlite3.SQLITE_OPEN_CREATE != 0
	const journals = sqlite3.SQLITE_OPEN_MAIN_JOURNAL | sqlite3.SQLITE_OPEN_SUPER_JOURNAL | sqlite3.SQLITE_OPEN_WAL
	h.syncFolder = create && flags&journals != 0

	h.file = d.names[h.name]
	switch {
	case h.file != nil && create && flags&sqlite3.SQLITE_OPEN_EXCLUSIVE != 0:
		return sqlite3.SQLITE_CANTOPEN
	case h.file != nil:
		return sqlite3.SQLITE_OK
	case !create:
		return sqlite3.SQLITE_CANTOPEN
	}
	alive := d.step()
	h.file = &file{}
	d.setName(h.name, h.file)
	if !alive {
		return sqlite3.SQLITE_CANTOPEN
	}
	return sqlite3.SQLITE_OK
}

func (d *Disk) xDelete(_ *libc.TLS, _, zName uintptr, syncFolder int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.IsCut() {
		return sqlite3.SQLITE_IOERR_DELETE
	}
	name := libc.GoString(zName)
	if d.names[name] == nil {
		return sqlite3.SQLITE_IOERR_DELETE_NOENT
	}
	alive := d.step()
	d.setName(name, nil)
	if !alive {
		return sqlite3.SQLITE_IOERR_DELETE
	}
	if syncFolder != 0 {
		if !d.step() {
			return sqlite3.SQLITE_IOERR_DIR_FSYNC
		}
		d.syncNames()
	}
	return sqlite3.SQLITE_OK
}

func (d *Disk) xAccess(_ *libc.TLS, _, zName uintptr, flags int32, pResult uintptr) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.IsCut() {
		return sqlite3.SQLITE_IOERR_ACCESS
	}
	f := d.names[libc.GoString(zName)]
	there := f != nil
	if there && flags == sqlite3.SQLITE_ACCESS_EXISTS {
		there = len(f.data) > 0 // so says SQLite's Unix layer
	}
	*at[int32](pResult) = libc.BoolInt32(there)
	return sqlite3.SQLITE_OK
}

func (d *Disk) xFullPathname(_ *libc.TLS, _, zName uintptr, n int32, zOut uintptr) int32 {
	name := filepath.Clean("/" + libc.GoString(zName))
	if len(name) >= int(n) {
		return sqlite3.SQLITE_CANTOPEN
	}
	out := bytesAt(zOut, len(name)+1)
	out[copy(out, name)] = 0
	return sqlite3.SQLITE_OK
}

func (d *Disk) xRandomness(_ *libc.TLS, _ uintptr, n int32, zOut uintptr) int32 {
	_, _ = rand.Read(bytesAt(zOut, int(n))) // never fails
	return n
}

func (d *Disk) xSleep(_ *libc.TLS, _ uintptr, micros int32) int32 {
	if !d.IsCut() { // nothing will come of waiting then
		time.Sleep(time.Duration(micros) * time.Microsecond)
	}
	return micros
}

// julian is the time in milliseconds since noon of 24 November 4714 BC.
func julian() int64 { return 210_866_760_000_000 + time.Now().UnixMilli() }

func (d *Disk) xCurrentTime(_ *libc.TLS, _, pDays uintptr) int32 {
	*at[float64](pDays) = float64(julian()) / 86_400_000
	return sqlite3.SQLITE_OK
}

func (d *Disk) xCurrentTimeInt64(_ *libc.TLS, _, pMillis uintptr) int32 {
	*at[int64](pMillis) = julian()
	return sqlite3.SQLITE_OK
}

func (d *Disk) xGetLastError(*libc.TLS, uintptr, int32, uintptr) int32 { return 0 }
