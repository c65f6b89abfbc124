import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Definition, isFinal, legalMoves, type Machine } from '../kernel/machine.ts'
import {
  display,
  LEGAL_TUPLES,
  orderMachine,
  orderPaymentMachine,
  tradeMachine,
} from '../modules/order/index.ts'
import { attemptMachine, disputeMachine, paymentMachine, refundMachine } from '../modules/payment/index.ts'
import { sharingMachine, sharingReturnMachine } from '../modules/sharing/index.ts'
import { adjustmentMachine, revaluationMachine } from '../modules/wallet/index.ts'

const machines: Machine[] = [
  tradeMachine,
  orderMachine,
  orderPaymentMachine,
  paymentMachine,
  attemptMachine,
  refundMachine,
  disputeMachine,
  adjustmentMachine,
  revaluationMachine,
  sharingMachine,
  sharingReturnMachine,
]

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const insert = (move: string, no: string) =>
  sql`
  insert into history (shard, no, version, move, actor, occurred_at, recorded_at)
  values (1, ${no}, 2, ${move}, 'test', now(), now())`.execute(database.db)

describe('machines', () => {
  it('[J1] [J2] the states are the source’s own', () => {
    const words = (m: Definition) => Object.values(m.states).map((state) => state.label.zh)
    expect(words(orderMachine)).toEqual([
      '新建',
      '新建已取消',
      '待确认',
      '预订成功',
      '预订失败',
      '完成',
      '已取消',
    ])
    expect(words(orderPaymentMachine)).toEqual(['未支付', '部分支付', '已支付', '支付超时'])
  })

  it.each(machines)(
    '[J1] [J2] $name: every state × event is one legal move, or none, also for PostgreSQL',
    async (machine) => {
      const states = Object.keys(machine.states)
      const events = [...new Set(machine.transitions.map((t) => t.on))]
      const legal = new Set(legalMoves(machine))
      let n = 0
      for (const from of states) {
        for (const on of events) {
          const to = machine.find(from, on)?.to
          if (isFinal(machine, from)) expect(to).toBeUndefined()
          for (const target of states) {
            const move = `${machine.name}:${from}>${on}>${target}`
            expect(legal.has(move)).toBe(target === to)
            const written = insert(move, `${machine.name}${n++}`)
            if (legal.has(move)) await written
            else await expect(written).rejects.toThrow('history_legal_move')
          }
        }
      }
    },
  )

  it('[J10] every transition names who causes it, and has words in both languages', () => {
    for (const { transitions } of machines)
      for (const { by, label } of transitions) {
        expect(by.length).toBeGreaterThan(0)
        expect(label.zh && label.en).toBeTruthy()
      }
  })

  it('the CHECK on history is exactly the machines’ moves', async () => {
    const { rows } = await sql<{ text: string }>`
      select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'history_legal_move'`.execute(
      database.db,
    )
    const stored = [...rows[0]!.text.matchAll(/'([^']+:[^']+)'/g)].map((match) => match[1]!)
    expect(stored.sort()).toEqual(machines.flatMap(legalMoves).sort())
  })

  it('[H9] buyer and seller have words for every tuple of states, in every scene', () => {
    for (const state of Object.keys(orderMachine.states) as never[])
      for (const payment of Object.keys(orderPaymentMachine.states) as never[])
        for (const scene of ['retail', 'hotel'] as const) {
          const { buyer, seller } = display(state, payment, scene)
          expect(buyer.zh && buyer.en && seller.zh && seller.en).toBeTruthy()
        }
  })

  it('[J9] only legal tuples of states are reachable from a new order', () => {
    const legal = new Set(LEGAL_TUPLES.map((tuple) => tuple.join('/')))
    const seen = new Set(['created/unpaid'])
    const todo: [string, string][] = [['created', 'unpaid']]
    // What the decisions do together: coverOrder, submit, cancelUnpaid, confirm, decline, complete, withdraw,
    // recordRefund, payPart, a supplement; and when each of them may.
    type At = readonly [main: string, payment: string]
    const anywhere = () => true
    const isUnpaid = ([, payment]: At) => payment === 'unpaid' || payment === 'partly_paid'
    const isNew = ([main]: At) => main === 'created'
    const isSent = ([main]: At) => main === 'pending_confirmation' || main === 'booked'
    const together: [main: string[], payment: string[], may: (at: At) => boolean][] = [
      [['submit'], ['pay'], isNew],
      [['submit', 'confirm'], ['pay'], isNew],
      [['submit'], [], isUnpaid],
      [['submit', 'confirm'], [], isUnpaid],
      [[], ['pay'], isSent],
      [[], ['pay_part'], (at) => isNew(at) || isSent(at)],
      [[], ['owe'], isSent],
      [['cancel'], [], anywhere],
      [['cancel'], ['time_out'], anywhere],
      [['confirm'], [], anywhere],
      [['decline'], [], anywhere],
      [['complete'], [], ([, payment]) => payment === 'paid'],
      [['withdraw'], [], isUnpaid],
      [['withdraw'], ['time_out'], isUnpaid],
      [['cancel_booked'], [], ([, payment]) => payment === 'paid' || payment === 'partly_paid'],
    ]
    for (let at = todo.pop(); at; at = todo.pop()) {
      for (const [main, payment, may] of together) {
        const walk = (m: Machine, from: string, events: string[]) =>
          events.reduce<string | undefined>(
            (state, event) => (state ? m.find(state, event)?.to : undefined),
            from,
          )
        const next = [walk(orderMachine, at[0], main), walk(orderPaymentMachine, at[1], payment)]
        if (!next[0] || !next[1] || !may(at)) continue
        if (seen.has(next.join('/'))) continue
        seen.add(next.join('/'))
        todo.push(next as [string, string])
      }
    }
    expect([...seen].sort()).toEqual([...legal].sort())
  })
})
