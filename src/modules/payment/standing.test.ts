import { describe, expect, it } from 'vitest'
import { paymentMachine } from './machine.ts'
import { actsOf, combinedStateOf, STANDINGS, type Standing, standingOf } from './standing.ts'
import type { PaymentState } from './types.ts'

/** due, captured, refunded, acts of paying: how it stands. */
const TABLE: readonly [PaymentState, number, number, number, number, Standing, string][] = [
  ['open', 100, 0, 0, 0, 'unpaid', '未支付'],
  ['closing', 100, 0, 0, 0, 'unpaid', '未支付'],
  ['open', 100, 30, 0, 1, 'prepaid', '已预付'],
  ['closing', 100, 30, 0, 1, 'prepaid', '已预付'],
  ['covered', 100, 100, 0, 1, 'paid', '已支付'],
  ['covered', 100, 100, 0, 2, 'supplemented', '已补充支付'],
  ['closed', 0, 0, 0, 0, 'void', '交易作废'],
  ['closed', 100, 0, 0, 0, 'void', '交易作废'],
  ['closed', 30, 30, 0, 1, 'void', '交易作废'],
  ['closed', 30, 30, 30, 1, 'refunded', '已退款'],
  ['covered', 100, 100, 1, 1, 'part_refunded', '部分退款'],
  ['covered', 100, 100, 99, 2, 'part_refunded', '部分退款'],
  ['covered', 100, 100, 100, 2, 'refunded', '已退款'],
]

describe('how a payment stands', () => {
  it.each(TABLE)(
    '[N3] %s, due %i, captured %i, refunded %i, in %i acts: %s %s',
    (state, due, captured, refunded, acts, standing, zh) => {
      expect(standingOf({ state, due, captured, refunded }, acts)).toBe(standing)
      expect(STANDINGS[standing].zh).toBe(zh)
    },
  )

  it('[N3] every state of a payment with every amount stands somehow, and every word is reached', () => {
    const reached = new Set<Standing>()
    for (const state of Object.keys(paymentMachine.states) as PaymentState[])
      for (const due of [0, 1, 100])
        for (let captured = 0; captured <= due; captured += 1)
          for (let refunded = 0; refunded <= captured; refunded += 1)
            for (const acts of [0, 1, 3]) reached.add(standingOf({ state, due, captured, refunded }, acts))
    expect([...reached].sort()).toEqual(Object.keys(STANDINGS).sort())
  })

  it('[N3] legs of one act are one act', () => {
    const leg = (attemptNo: string, groupNo: string | null, captured = 1) => ({
      attemptNo,
      groupNo,
      captured,
    })
    expect(actsOf([leg('1', '9'), leg('9', '9'), leg('2', null), leg('3', null, 0)])).toBe(2)
  })
})

describe('how a combined order stands', () => {
  it.each([
    ['as all of its parts do', ['ready', 'ready'], 'ready'],
    ['paid once all are', ['succeeded', 'succeeded'], 'succeeded'],
    ['closing as soon as one is', ['ready', 'closing', 'succeeded'], 'closing'],
    ['a code that one part has paid is not shown again', ['succeeded', 'ready'], 'unknown'],
    ['not all of it is known yet', ['ready', 'created'], 'unknown'],
    ['one waits while another has ended', ['closed', 'unknown'], 'unknown'],
    ['ended in different ways', ['succeeded', 'closed'], 'mixed'],
    ['one part does not fit', ['succeeded', 'conflicted'], 'mixed'],
  ] as const)('%s: %s', (_, states, standing) => {
    expect(combinedStateOf(states.map((state) => ({ state })))).toBe(standing)
  })
})
