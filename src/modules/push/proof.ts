import { createHmac, hkdfSync, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { after, DAY, MINUTE } from '../../kernel/clock.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import { type Proven, saveAddress } from './contacts.ts'
import { fillLabel, inLanguage } from './text.ts'
import type { Language, Letter, Ports, PushRejection } from './types.ts'

export const CODE_MINUTES = 10
const CODE_TRIES = 5
const CODES_A_DAY = 10

type Asked = { readonly recipient: string; readonly way: Proven; readonly now: Date }
type Answer = Promise<Outcome<null, PushRejection>>

export type Proofs = {
  /** Sends a code to an address that is to be put on the file. Nothing of it stands there before it is proven. */
  readonly begin: (asked: Asked & { readonly address: string; readonly language: Language }) => Answer
  /** The code came back: the address is his. */
  readonly confirm: (asked: Asked & { readonly code: string }) => Answer
}

export type ProofOptions = {
  readonly db: Db
  readonly secret: string
  readonly ports: Ports
  /** How long the provider may take to answer. */
  readonly timeoutMs: number
}

/** Who says that an address is his shows that he reads what is sent there. */
export function openProofs({ db, secret, ports, timeoutMs }: ProofOptions): Proofs {
  const key = Buffer.from(hkdfSync('sha256', secret, 'tongbao', 'contact code', 32))
  const hash = (recipient: string, address: string, code: string): string =>
    createHmac('sha256', key).update(`${recipient} ${address} ${code}`).digest('hex')
  return {
    begin: async ({ recipient, way, address, language, now }) => {
      const port = ports[way]
      if (!port) return reject('way_unavailable')
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const issued = await issue(db, {
        recipient,
        way,
        address,
        codeHash: hash(recipient, address, code),
        now,
      })
      if (!issued) return reject('too_many_codes', { detail: { retryAfter: 60 } })
      const letter = codeLetter({
        to: address,
        code,
        language,
        id: hash(recipient, address, code).slice(0, 24),
      })
      const sent = await port.send(letter, AbortSignal.timeout(timeoutMs))
      return sent.outcome === 'accepted' ? accept(null) : reject('way_unavailable')
    },
    confirm: async ({ recipient, way, code, now }) =>
      db.transaction().execute(async (tx) => {
        // The try is counted before the comparison, in one statement: guesses at the same time cannot share one.
        const { rows } = await sql<{ address: string; code_hash: string }>`
          update push_contact_code set tries = tries + 1
          where recipient = ${recipient} and way = ${way} and expires_at > ${now} and tries < ${CODE_TRIES}
          returning address, code_hash`.execute(tx)
        const [asked] = rows
        if (!asked || !same(asked.code_hash, hash(recipient, asked.address, code)))
          return reject('contact_code_refused', { param: 'code' })
        await sql`update push_contact_code set expires_at = ${now}
          where recipient = ${recipient} and way = ${way}`.execute(tx)
        await saveAddress(tx, { recipient, way, address: asked.address, now })
        return accept(null)
      }),
  }
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

type Issue = Asked & { readonly address: string; readonly codeHash: string }

/** One code a minute and ten a day for everybody; an earlier code dies. False: too many. */
async function issue(db: Db, { recipient, way, address, codeHash, now }: Issue): Promise<boolean> {
  const { rows } = await sql`
    insert into push_contact_code as kept
      (recipient, way, address, code_hash, expires_at, sent_at, sent_count, window_start)
    values (${recipient}, ${way}, ${address}, ${codeHash}, ${after(now, CODE_MINUTES * MINUTE)}, ${now}, 1, ${now})
    on conflict (recipient, way) do update set address = excluded.address, code_hash = excluded.code_hash,
      expires_at = excluded.expires_at, tries = 0, sent_at = excluded.sent_at,
      sent_count = case when kept.window_start <= ${after(now, -DAY)} then 1 else kept.sent_count + 1 end,
      window_start = case when kept.window_start <= ${after(now, -DAY)} then excluded.window_start
        else kept.window_start end
    where kept.sent_at <= ${after(now, -MINUTE)}
      and (kept.sent_count < ${CODES_A_DAY} or kept.window_start <= ${after(now, -DAY)})
    returning 1`.execute(db)
  return rows.length > 0
}

const CODE_TITLE = { zh: '您的验证码', en: 'Your code' }
const CODE_BODY = {
  zh: '验证码 {code}，{minutes} 分钟内有效。请勿告诉他人。',
  en: 'Your code is {code}. It holds for {minutes} minutes. Tell it to nobody.',
}

/** The letter of a one-time code, for signing in as for proving an address. It is sent at once and kept nowhere. */
export function codeLetter(given: {
  readonly to: string
  readonly code: string
  readonly language: Language
  readonly id: string
  readonly minutes?: number
}): Letter {
  const { to, code, language, id, minutes = CODE_MINUTES } = given
  const variables = { code, minutes: String(minutes) }
  return {
    requestId: `code-${id}`,
    to,
    node: 'code',
    title: inLanguage(CODE_TITLE, language),
    body: inLanguage(fillLabel(CODE_BODY, variables, 100), language),
    language,
    variables,
  }
}
