import { addAddressIn, editAddress, listAddresses, removeAddress } from '../../modules/member/index.ts'
import type { Access } from '../access.ts'
import { buyerOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { AddressBody, AddressBook } from '../schemas/address.ts'
import { answers, Closed, Empty, Id, List } from '../schemas/shapes.ts'

const OWN: Access = { callers: ['buyer'], ownership: 'own' }
const tags = ['address']

/** The buyer's address book. The buyer's id comes from the token; another's address does not exist for him. */
export const addressRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/addresses',
    config: { access: OWN },
    schema: { tags, summary: 'My addresses', response: answers(200, List(AddressBook)) },
    handler: async (request) => ({ items: await listAddresses(db, buyerOf(request).id) }),
  })

  app.route({
    method: 'POST',
    url: '/v1/addresses',
    config: { access: OWN },
    schema: { tags, summary: 'Add an address', body: AddressBody, response: answers(201, AddressBook) },
    handler: async (request, reply) => {
      const now = clock.now()
      const command = { buyerId: buyerOf(request).id, draft: request.body, now }
      const added = await once(db, 'address.add', { ...commandKey(request), now }, (tx) =>
        addAddressIn(tx, command),
      )
      return added.ok ? reply.code(201).send(added.value) : refuse(reply, added.rejection)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/addresses/:id',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'Change an address',
      params: Closed({ id: Id }),
      body: AddressBody,
      response: answers(200, AddressBook),
    },
    handler: async (request, reply) => {
      const buyerId = buyerOf(request).id
      const command = { id: request.params.id, buyerId, draft: request.body, now: clock.now() }
      const edited = await editAddress(db, command)
      return edited.ok ? edited.value : refuse(reply, edited.rejection)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/addresses/:id',
    config: { access: OWN },
    schema: { tags, summary: 'Remove an address', params: Closed({ id: Id }), response: answers(204, Empty) },
    handler: async (request, reply) => {
      const removed = await removeAddress(db, { buyerId: buyerOf(request).id, id: request.params.id })
      return removed.ok ? reply.code(204).send(null) : refuse(reply, removed.rejection)
    },
  })
}
