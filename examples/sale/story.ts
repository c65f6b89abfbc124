import type { Account, Items, TrialBalance } from '../shapes.ts'
import { afterClose, again, forged, lost, oneFenOff, sale, told, twice } from './scenes.ts'
import { openStage, type Stage } from './stage.ts'
import { type Teller, teller, yuan } from './teller.ts'

/** Plays a sale and what may happen to it through the public API, and tells it. Throws when something goes wrong. */
export async function playSale(
  url: string,
  write: (line: string) => void,
  simulatorUrl?: string,
): Promise<string> {
  const tell = teller(write)
  const stage = await openStage(url, simulatorUrl)
  for (const scene of [sale, told, forged, oneFenOff, lost, afterClose, twice, again])
    await scene(stage, tell)
  await ledger(stage, tell)
  await audit(stage, tell)
  return tell.text()
}

async function ledger({ finance }: Stage, tell: Teller): Promise<void> {
  tell.chapter('The ledger at the end')
  const { items } = await finance.get<Items<Account>>('/v1/ledger/accounts')
  const width = Math.max(...items.map((account) => nameOf(account).length))
  for (const account of items) {
    const { debit, credit, balance } = account
    if (debit === 0 && credit === 0) continue
    const columns = [debit, credit, balance].map((amount) => yuan(amount).padStart(11))
    tell.say(`${nameOf(account).padEnd(width)} ${columns.join(' ')}`)
  }
  const { currencies } = await finance.get<TrialBalance>('/v1/ledger/trial-balance')
  for (const { currency: code, debit, credit, difference } of currencies)
    tell.say(`${code}: debits ${yuan(debit)}, credits ${yuan(credit)}, difference ${yuan(difference)}.`)
}

const nameOf = ({ label, ownerName }: Account): string => `${label.en}, ${ownerName}`

async function audit({ finance }: Stage, tell: Teller): Promise<void> {
  const { checks, breaks } = await finance.post<{ checks: number; breaks: number }>('/v1/audit/runs', {
    scope: 'whole',
  })
  tell.say(`The auditor checked ${checks} rules over everything and found ${breaks} broken.`)
}
