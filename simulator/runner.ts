import { deliver } from './wechat/deliver.ts'
import { settleRefund } from './wechat/refunds.ts'
import type { World } from './world.ts'

const AT_ONCE = 32
const LONGEST_SLEEP_MS = 1_000

export type Runner = {
  /** Does everything that is due now, and what that makes due at once. Returns how many acts it did. */
  run(): Promise<number>
  /** Something new may be due: look now, not at the next waking. */
  poke(): void
  stop(): Promise<void>
}

/** Notices and refunds fall due by the waiting clock. Without `autorun` they do so only when `run` is called. */
export function createRunner(world: World, autorun: boolean): Runner {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<number> | undefined
  let again = false

  const dueNotices = () => {
    const now = world.waits.now()
    return [...world.openNotices]
      .map((key) => world.notices.get(key)!)
      .filter((notice) => notice.state !== 'held_for_close' && notice.dueWait <= now)
      .sort((a, b) => a.dueWait - b.dueWait)
  }

  const settleDue = () => {
    const now = world.waits.now()
    const due = [...world.openRefunds].map((no) => world.refunds.get(no)!).filter((one) => one.dueWait <= now)
    let settled = 0
    for (const refund of due) {
      if (refund.outcome === 'STUCK') continue
      settleRefund(world, refund, refund.outcome)
      settled++
    }
    return settled
  }

  const pass = async () => {
    let done = settleDue()
    const notices = dueNotices()
    for (let i = 0; i < notices.length && !stopped; i += AT_ONCE) {
      const group = notices.slice(i, i + AT_ONCE)
      await Promise.all(group.map((notice) => deliver(world, notice)))
      done += group.length
    }
    return done
  }

  const runAll = async () => {
    let total = 0
    for (let done = -1; done !== 0 && !stopped; total += done) done = await pass()
    return total
  }

  const run = () => {
    running ??= runAll().finally(() => {
      running = undefined
    })
    return running
  }

  const nextDue = () => {
    let next = Number.POSITIVE_INFINITY
    for (const key of world.openNotices) {
      const notice = world.notices.get(key)!
      if (notice.state !== 'held_for_close') next = Math.min(next, notice.dueWait)
    }
    for (const no of world.openRefunds) {
      const refund = world.refunds.get(no)!
      if (refund.outcome !== 'STUCK') next = Math.min(next, refund.dueWait)
    }
    return next
  }

  const sleep = () => {
    if (stopped || !autorun) return
    const next = nextDue()
    if (next === Number.POSITIVE_INFINITY) return
    clearTimeout(timer)
    timer = setTimeout(wake, Math.min(LONGEST_SLEEP_MS, Math.max(5, world.waits.realUntil(next))))
  }

  const wake = () => {
    if (stopped || !autorun) return
    if (running) {
      again = true
      return
    }
    void run().finally(() => {
      if (again) {
        again = false
        wake()
      } else sleep()
    })
  }

  if (autorun) wake()
  return {
    run,
    poke: () => {
      clearTimeout(timer)
      if (autorun && !stopped) setImmediate(wake)
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
