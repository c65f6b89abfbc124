import { sql } from 'kysely'
import { texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { unknownContact } from './decide.ts'
import type { Contact, Language } from './types.ts'
import type { OutwardWay } from './ways.ts'

const columns = sql`recipient, phone, mail, device, ways, language, version`

/** Contacts on file, by recipient; who has none is absent. */
export async function readContacts(
  db: Db | Tx,
  recipients: readonly string[],
): Promise<Map<string, Contact>> {
  if (recipients.length === 0) return new Map()
  const { rows } = await sql<Contact>`
    select ${columns} from push_contact where recipient = any(${texts(recipients)}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.recipient, row]))
}

/** As it stands, or what holds for somebody who has never said anything. */
export async function contactOf(db: Db | Tx, recipient: string): Promise<Contact> {
  return (await readContacts(db, [recipient])).get(recipient) ?? unknownContact(recipient)
}

export type Wish = {
  readonly recipient: string
  readonly ways: readonly OutwardWay[]
  readonly language: Language
  /** The app's push token; null takes it off the file. */
  readonly device: string | null
  readonly now: Date
}

export async function saveWish(
  db: Db | Tx,
  { recipient, ways, language, device, now }: Wish,
): Promise<Contact> {
  const { rows } = await sql<Contact>`
    insert into push_contact (recipient, ways, language, device, updated_at)
    values (${recipient}, ${texts(ways)}::text[], ${language}, ${device}, ${now})
    on conflict (recipient) do update set ways = excluded.ways, language = excluded.language,
      device = excluded.device, updated_at = excluded.updated_at, version = push_contact.version + 1
    returning ${columns}`.execute(db)
  return rows[0]!
}

export type Proven = 'sms' | 'mail'

/** Puts an address on the file, or with null takes it off. Only called for one that is proven. */
export async function saveAddress(
  tx: Db | Tx,
  {
    recipient,
    way,
    address,
    now,
  }: {
    readonly recipient: string
    readonly way: Proven
    readonly address: string | null
    readonly now: Date
  },
): Promise<void> {
  const { ways, language } = unknownContact(recipient)
  const phone = way === 'sms' ? address : null
  const mail = way === 'mail' ? address : null
  await sql`
    insert into push_contact (recipient, phone, mail, ways, language, updated_at)
    values (${recipient}, ${phone}, ${mail}, ${texts(ways)}::text[], ${language}, ${now})
    on conflict (recipient) do update set
      phone = case when ${way === 'sms'} then excluded.phone else push_contact.phone end,
      mail = case when ${way === 'mail'} then excluded.mail else push_contact.mail end,
      updated_at = excluded.updated_at, version = push_contact.version + 1`.execute(tx)
}
