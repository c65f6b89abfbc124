import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { EVENTS } from '../../src/http/schemas/event.ts'
import { readNumber } from '../../src/kernel/number.ts'
import { publishOutbox, readEvents } from '../../src/platform/outbox.ts'
import { readMachines } from '../../tools/docs/machines.ts'
import { openHouse } from './house.ts'
import { furnish } from './world.ts'

/** Not moves but beginnings: told when an order is placed, a refund is asked for, a dispute is opened. */
const BEGINNINGS = ['order.created', 'refund.requested', 'dispute.opened']

it('[AB7] every event that a machine emits stands in the catalogue, and nothing else', async () => {
  const emitted = (await readMachines()).flatMap(({ machine }) =>
    machine.transitions.flatMap(({ emits }) => emits ?? []),
  )
  expect(Object.keys(EVENTS).sort()).toEqual([...new Set([...emitted, ...BEGINNINGS])].sort())
})

it('[AB7] what a sale and a refund publish is what the catalogue says, no field more or less', async () => {
  const house = await openHouse()
  try {
    const { ids } = await furnish(house, 'events')
    const checker = await house.staff('senior_finance')
    const approved = await house.app.inject({
      method: 'POST',
      url: `/v1/refunds/${ids.refund}/approve`,
      payload: {},
      headers: { authorization: `Bearer ${checker.token}`, 'idempotency-key': 'approve-of-events' },
    })
    expect(approved.statusCode, approved.body).toBe(200)
    while ((await publishOutbox(house.database.db)) > 0);
    const events = await readEvents(house.database.db, 1)
    const types = new Set(events.map(({ type }) => type))
    for (const type of ['order.created', 'order.paid', 'trade.paid', 'payment.succeeded', 'refund.approved'])
      expect(types).toContain(type)
    const ajv = new Ajv({ formats: { 'date-time': true } })
    for (const { type, subject, data } of events) {
      expect(readNumber(subject)?.kind, type).toBe(EVENTS[type]!.resource)
      const schema = { ...EVENTS[type]!.data, additionalProperties: false }
      expect(ajv.validate(schema, data), `${type}: ${ajv.errorsText()} ${JSON.stringify(data)}`).toBe(true)
    }
    const { openapi, webhooks } = (await house.app.inject('/v1/openapi.json')).json()
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(webhooks)).toEqual(Object.keys(EVENTS))
  } finally {
    await house.close()
  }
})
