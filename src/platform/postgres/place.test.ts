import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { completeNative } from './binaries.ts'
import { startEmbedded } from './embedded.ts'
import { canEnter } from './owner.ts'
import { findPlace } from './place.ts'

const isRoot = process.getuid?.() === 0

test('symlinks that the install script did not make are made', () => {
  const native = join(mkdtempSync(join(tmpdir(), 'tongbao-native-')), 'native')
  mkdirSync(join(native, 'lib'), { recursive: true })
  mkdirSync(join(native, 'bin'))
  for (const file of ['lib/libpq.so.5.18', 'bin/initdb', 'bin/postgres'])
    writeFileSync(join(native, file), '')
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  completeNative(native)
  completeNative(native)
  expect(readlinkSync(join(native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18')
  expect(statSync(join(native, 'bin/postgres')).mode & 0o111).toBe(0o111)
  rmSync(dirname(native), { recursive: true })
})

// Only root drops to another user; in CI the tests run as root.
test.skipIf(!isRoot)(
  'root in a closed folder: programs and data stand elsewhere, owned by a user that is not root',
  { timeout: 60_000 },
  async () => {
    const closed = mkdtempSync(join(tmpdir(), 'tongbao-closed-'))
    const home = join(closed, '.tongbao')
    const place = findPlace(home)
    const away = dirname(place.data)
    try {
      expect(place.owner && canEnter(place.owner, closed)).toBe(false)
      expect(place.data.startsWith(closed)).toBe(false)
      const server = await startEmbedded(home)
      await server.stop()
      expect(lstatSync(place.data).uid).toBe(place.owner?.uid)
      expect(lstatSync(place.data).mode & 0o777).toBe(0o700)
      expect(existsSync(join(home, 'data'))).toBe(false)
      const again = await startEmbedded(home)
      expect(again.fresh).toBe(false)
      await again.stop()
    } finally {
      rmSync(away, { recursive: true, force: true })
      rmSync(closed, { recursive: true, force: true })
    }
  },
)

test.skipIf(!isRoot)(
  'data that its owner cannot enter any more is refused, never begun anew elsewhere',
  () => {
    const parent = mkdtempSync(join(tmpdir(), 'tongbao-shut-'))
    try {
      chmodSync(parent, 0o711)
      const place = findPlace(join(parent, '.tongbao'))
      mkdirSync(place.data)
      chownSync(place.data, place.owner?.uid ?? 0, place.owner?.gid ?? 0)
      chmodSync(parent, 0o700)
      expect(() => findPlace(join(parent, '.tongbao'))).toThrow(/cannot enter it any more/)
    } finally {
      rmSync(parent, { recursive: true, force: true })
    }
  },
)

test.skipIf(!isRoot)(
  'a closed folder given as home itself is opened for passing through, and no further',
  () => {
    const home = mkdtempSync(join(tmpdir(), 'tongbao-home-'))
    try {
      expect(findPlace(home).data).toBe(join(home, 'data'))
      expect(statSync(home).mode & 0o777).toBe(0o711)
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  },
)
