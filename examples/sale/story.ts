import type { Account, Items, TrialBalance } from '../shapes.ts'
import { afterClose, again, forged, lost, oneFenOff, sale, told, twice } from './scenes.ts'
import type { ShopEvent } from './shop-system.ts'
import { openStage, type Stage } from './stage.ts'
import { type Teller, teller, yuan } from './teller.ts'

/** Each places one trade. */
const SCENES = [sale, told, forged, oneFenOff, lost, afterClose, twice, again]
/** Of them the buyer cancels so many. */
const CANCELLED = 2

/** Plays a sale and what may happen to it through the public API, and tells it. Throws when something goes wrong. */
export async function playSale(url: string, write: (line: string) => void): Promise<string> {
  const tell = teller(write)
  const stage = await openStage(url)
  try {
    for (const scene of [sale, told, forged, oneFenOff, lost, afterClose, twice, again])
      await scene(stage, tell)
    await whatTheShopHeard(stage, tell)
    await ledger(stage, tell)
    await audit(stage, tell)
    return tell.text()
  } finally {
    await stage.shopSystem.close()
  }
}

/** Signed webhooks, each verified by the shop's own library. The last scene cancels a trade: its event ends the list. */
async function whatTheShopHeard({ shopSystem, until }: Stage, tell: Teller): Promise<void> {
  tell.chapter("What the first shop's own system was told, signed")
  const events = await until(
    async () => shopSystem.events(),
    (seen) =>
      countOf(seen, 'order.created') === SCENES.length && countOf(seen, 'order.cancelled') === CANCELLED,
  )
  for (const type of new Set(events.map((event) => event.type).sort()))
    tell.say(`${type.padEnd(18)} ${countOf(events, type)}`)
}

const countOf = (events: readonly ShopEvent[], type: string): number =>
  events.filter((event) => event.type === type).length

async function ledger({ finance }: Stage, tell: Teller): Promise<void> {
  tell.chapter('The ledger at the end')
  const { items } = await finance.get<Items<Account>>('/v1/ledger/accounts')
  const width = Math.max(...items.map((account) => nameOf(account).length))
  for (const account of items) {
    const { debit, credit, balance, currency } = account
    if (debit === 0 && credit === 0) continue
    const columns = [debit, credit, balance].map((amount) => shown(amount, currency).padStart(12))
    tell.say(`${nameOf(account).padEnd(width)} ${columns.join(' ')}`)
  }
  const { currencies } = await finance.get<TrialBalance>('/v1/ledger/trial-balance')
  for (const { currency: code, debit, credit, difference } of currencies) {
    const [d, c, none] = [debit, credit, difference].map((amount) => shown(amount, code))
    tell.say(`${code}: debits ${d}, credits ${c}, difference ${none}.`)
  }
}

/** Points are counted, not priced. */
const shown = (amount: number, currency: string): string =>
  currency === 'PNT' ? `${amount} points` : yuan(amount)

const nameOf = ({ label, ownerName }: Account): string => `${label.en}, ${ownerName}`

async function audit({ finance }: Stage, tell: Teller): Promise<void> {
  const { breaks } = await finance.post<{ breaks: number }>('/v1/audit/runs', { scope: 'whole' })
  tell.say(`The auditor checked every rule over everything and found ${breaks} broken.`)
}
