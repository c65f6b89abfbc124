import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything secret of the simulated providers and their one merchant, as text, by owner. */
export type KeyFile = Record<string, unknown>

/** The keys of an owner; made and kept when he is asked for the first time. */
export type KeyRing = <T>(owner: string, make: () => T) => T

/** Keys in memory; what is made is added to `file`, so that whoever shares the file shares the keys. */
export function openKeyRing(file: KeyFile, save: (file: KeyFile) => void = () => {}): KeyRing {
  return <T>(owner: string, make: () => T): T => {
    if (!Object.hasOwn(file, owner)) {
      file[owner] = make()
      save(file)
    }
    return file[owner] as T
  }
}

/** The keys of this folder, readable by their owner only. A file of the time of one provider is still read. */
export function keepKeys(folder: string): KeyRing {
  const path = join(folder, 'keys.json')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const save = (file: KeyFile) => {
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
    chmodSync(path, 0o600)
  }
  if (!existsSync(path)) return openKeyRing({}, save)
  chmodSync(path, 0o600)
  return openKeyRing(byOwner(JSON.parse(readFileSync(path, 'utf8')) as KeyFile), save)
}

function byOwner(file: KeyFile): KeyFile {
  if (!Object.hasOwn(file, 'merchantPrivateKey')) return file
  const { oauthPrivateKey, ...wechat } = file
  // The sign-in's client had no secret of its own then.
  return { wechat, oauth: { privateKey: oauthPrivateKey, clientSecret: wechat.apiV3Key } }
}
