import { after, DAY } from '../kernel/clock.ts'
import { findLines } from '../modules/order/index.ts'
import {
  keepFindings,
  lastScan,
  likePayments,
  noteScan,
  type Pair,
  type Scan,
  type Suspicion,
  surplusLeft,
} from '../modules/payment/index.ts'
import type { FlowDeps } from './deps.ts'

/** By itself a scan looks so far back: later than this no payment in time is told of any more. */
const LOOKS_BACK = 3 * DAY

/**
 * Looks for what was paid twice (s002): before it, plan one refuses a second payment and the reducer gives a surplus
 * back; after it, this scan finds what neither could see. It writes down what it finds and moves nothing.
 */
export function duplicateFlow({ db, clock }: Pick<FlowDeps, 'db' | 'clock'>) {
  /** Only what bought the same goods, piece for piece, is the same purchase twice. */
  async function sameGoods(pairs: readonly Pair[]): Promise<Suspicion[]> {
    const nos = [...new Set(pairs.flatMap(({ orderNos, otherOrderNos }) => [...orderNos, ...otherOrderNos]))]
    const lines = await findLines(db, nos)
    const goodsOf = (orderNos: readonly string[]): string =>
      lines
        .filter(({ orderNo }) => orderNos.includes(orderNo))
        .map(({ skuId, quantity }) => `${skuId}×${quantity}`)
        .toSorted()
        .join()
    return pairs
      .filter(({ orderNos, otherOrderNos }) => goodsOf(orderNos) === goodsOf(otherOrderNos))
      .map(({ otherOrderNos: _, ...pair }) => pair)
  }

  async function scanDuplicates(askedBy: string, days?: number): Promise<Scan> {
    const now = clock.now()
    const since = after(now, -(days === undefined ? LOOKS_BACK : days * DAY))
    const suspicions = [...(await surplusLeft(db, now)), ...(await sameGoods(await likePayments(db, since)))]
    return db.transaction().execute(async (tx) => {
      const found = await keepFindings(tx, suspicions, now)
      const scan = { scannedAt: now, since, found }
      await noteScan(tx, askedBy, scan)
      return scan
    })
  }

  /** Once a day, whichever process comes first. Returns what is new. */
  async function scanDuplicatesDaily(): Promise<number> {
    const last = await lastScan(db)
    if (last && clock.now().getTime() - last.scannedAt.getTime() < DAY) return 0
    return (await scanDuplicates('rule:daily')).found
  }

  return { scanDuplicates, scanDuplicatesDaily }
}
