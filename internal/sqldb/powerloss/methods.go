package powerloss

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// fillMethods sets what SQLite can do with an open file.
func (d *Disk) fillMethods(m *sqlite3.Tsqlite3_io_methods) {
	m.FiVersion = 2 // with shared memory, for the write-ahead log; without mmap
	m.FxClose = callback(d, d.xClose)
	m.FxRead = callback(d, d.xRead)
	m.FxWrite = callback(d, d.xWrite)
	m.FxTruncate = callback(d, d.xTruncate)
	m.FxSync = callback(d, d.xSync)
	m.FxFileSize = callback(d, d.xFileSize)
	m.FxLock = callback(d, d.xLock)
	m.FxUnlock = callback(d, d.xUnlock)
	m.FxCheckReservedLock = callback(d, d.xCheckReservedLock)
	m.FxFileControl = callback(d, d.xFileControl)
	m.FxSectorSize = callback(d, d.xSectorSize)
	m.FxDeviceCharacteristics = callback(d, d.xDeviceCharacteristics)
	m.FxShmMap = callback(d, d.xShmMap)
	m.FxShmLock = callback(d, d.xShmLock)
	m.FxShmBarrier = callback(d, d.xShmBarrier)
	m.FxShmUnmap = callback(d, d.xShmUnmap)
}

// handle returns the open file that SQLite's pFile stands for. The caller holds d.mu.
func (d *Disk) handle(pFile uintptr) *handle { return d.handles[at[openFile](pFile).handle] }

func (d *Disk) xClose(_ *libc.TLS, pFile uintptr) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	h.file.locks.set(h, sqlite3.SQLITE_LOCK_NONE)
	if h.deleteOnClose && h.name != "" && d.names[h.name] == h.file && d.step() {
		d.setName(h.name, nil)
	}
	delete(d.handles, at[openFile](pFile).handle)
	return sqlite3.SQLITE_OK
}

func (d *Disk) xRead(_ *libc.TLS, pFile, zBuf uintptr, n int32, offset int64) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.IsCut() {
		return sqlite3.SQLITE_IOERR_READ
	}
	data, buf := d.handle(pFile).file.data, bytesAt(zBuf, int(n))
	got := 0
	if offset < int64(len(data)) {
		got = copy(buf, data[offset:])
	}
	if got < len(buf) {
		clear(buf[got:]) // SQLite relies on the zeros
		return sqlite3.SQLITE_IOERR_SHORT_READ
	}
	return sqlite3.SQLITE_OK
}

func (d *Disk) xWrite(_ *libc.TLS, pFile, zBuf uintptr, n int32, offset int64) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.IsCut() {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	alive := d.step()
	d.handle(pFile).file.write(offset, bytesAt(zBuf, int(n)))
	if !alive {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	return sqlite3.SQLITE_OK
}

func (d *Disk) xTruncate(_ *libc.TLS, pFile uintptr, size int64) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.IsCut() {
		return sqlite3.SQLITE_IOERR_TRUNCATE
	}
	alive := d.step()
	d.handle(pFile).file.truncate(size)
	if !alive {
		return sqlite3.SQLITE_IOERR_TRUNCATE
	}
	return sqlite3.SQLITE_OK
}

func (d *Disk) xSync(_ *libc.TLS, pFile uintptr, _ int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	if !d.step() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	h.file.sync()
	if !h.syncFolder {
		return sqlite3.SQLITE_OK
	}
	h.syncFolder = false
	if !d.step() {
		return sqlite3.SQLITE_IOERR_DIR_FSYNC
	}
	d.syncNames()
	return sqlite3.SQLITE_OK
}

func (d *Disk) xFileSize(_ *libc.TLS, pFile, pSize uintptr) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.IsCut() {
		return sqlite3.SQLITE_IOERR_FSTAT
	}
	*at[int64](pSize) = int64(len(d.handle(pFile).file.data))
	return sqlite3.SQLITE_OK
}

func (d *Disk) xLock(_ *libc.TLS, pFile uintptr, level int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	return h.file.locks.lock(h, level)
}

func (d *Disk) xUnlock(_ *libc.TLS, pFile uintptr, level int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	if level < h.file.locks.level[h] {
		h.file.locks.set(h, level)
	}
	return sqlite3.SQLITE_OK
}

func (d *Disk) xCheckReservedLock(_ *libc.TLS, pFile, pResult uintptr) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	reserved := d.handle(pFile).file.locks.strongest(nil) >= sqlite3.SQLITE_LOCK_RESERVED
	*at[int32](pResult) = libc.BoolInt32(reserved)
	return sqlite3.SQLITE_OK
}

func (d *Disk) xFileControl(*libc.TLS, uintptr, int32, uintptr) int32 {
	return sqlite3.SQLITE_NOTFOUND
}

// xSectorSize and xDeviceCharacteristics answer what SQLite's Unix layer says
// of an ordinary disk, so that SQLite is no more careful here than there.
func (d *Disk) xSectorSize(*libc.TLS, uintptr) int32 { return 4096 }

func (d *Disk) xDeviceCharacteristics(*libc.TLS, uintptr) int32 {
	return sqlite3.SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

func (d *Disk) xShmMap(_ *libc.TLS, pFile uintptr, region, size, extend int32, pp uintptr) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	m := &h.file.shared
	if m.users == nil {
		m.users = make(map[*handle]bool)
	}
	m.users[h] = true
	*at[uintptr](pp) = 0
	for int(region) >= len(m.regions) {
		if extend == 0 {
			return sqlite3.SQLITE_OK
		}
		p := d.alloc(uintptr(size))
		if p == 0 {
			return sqlite3.SQLITE_NOMEM
		}
		m.regions = append(m.regions, p)
	}
	*at[uintptr](pp) = m.regions[region]
	return sqlite3.SQLITE_OK
}

func (d *Disk) xShmLock(_ *libc.TLS, pFile uintptr, first, n, flags int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	return h.file.shared.lock(h, first, n, flags)
}

// xShmBarrier orders the memory accesses before it and after it, as taking and
// leaving a mutex does.
func (d *Disk) xShmBarrier(*libc.TLS, uintptr) {
	d.mu.Lock()
	defer d.mu.Unlock()
}

// xShmUnmap forgets the memory with its last user, though the users may not ask
// to delete it: the next first user would clear it anyway.
func (d *Disk) xShmUnmap(_ *libc.TLS, pFile uintptr, _ int32) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.handle(pFile)
	m := &h.file.shared
	for i := range m.slots {
		m.slots[i].release(h)
	}
	delete(m.users, h)
	if len(m.users) > 0 {
		return sqlite3.SQLITE_OK
	}
	for _, p := range m.regions {
		sqlite3.Xsqlite3_free(d.tls, p)
	}
	m.regions = nil
	return sqlite3.SQLITE_OK
}
