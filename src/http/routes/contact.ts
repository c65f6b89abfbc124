import { findPerson } from '../../modules/account/index.ts'
import { type Contact as ContactRow, contactOf, saveAddress, saveWish } from '../../modules/push/index.ts'
import type { Access } from '../access.ts'
import { insiderOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { CodeBody, Contact, ContactBody, ContactQuery, MailBody, PhoneBody } from '../schemas/push.ts'
import { answers, Empty } from '../schemas/shapes.ts'
import { inboxOf } from './inbox.ts'

const tags = ['contact']
const OWN: Access = { callers: ['buyer', 'staff'], permission: 'push.write', ownership: 'own' }
/** Asking for the next code is refused by time, not by a key; a code that is confirmed twice is refused. */
const REPEATABLE = { none: 'a code is asked for once a minute at most, and spent once' } as const

type Named = { readonly query: { readonly of?: 'self' | 'carrier' | undefined } }

/** Whose contact is meant; null when the caller keeps no such one. Only the platform keeps the carrier's. */
const recipientOf = (request: Asked & Named): string | null => {
  if (request.query.of !== 'carrier') return inboxOf(request)
  const caller = insiderOf(request)
  return caller.kind === 'staff' && caller.shopId === null ? 'carrier' : null
}

export const contactRoutes = (app: App, doors: Doors): void => {
  wishRoutes(app, doors)
  proofRoutes(app, doors, 'mail')
  proofRoutes(app, doors, 'sms')
}

const wishRoutes = (app: App, { db, clock, push }: Doors): void => {
  /** A buyer who has named no other phone is reached by the one he signs in with. */
  const shown = async (request: Asked, contact: ContactRow) => {
    const caller = insiderOf(request)
    const person = contact.phone === null && caller.kind === 'buyer' ? await findPerson(db, caller.id) : null
    const { mail, device, ways, language } = contact
    const phone = contact.phone ?? person?.phone ?? null
    return { phone, mail, device, ways, language, available: push.available }
  }

  app.route({
    method: 'GET',
    url: '/v1/contact',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'Where I am reached, and over which ways',
      querystring: ContactQuery,
      response: answers(200, Contact),
    },
    handler: async (request, reply) => {
      const recipient = recipientOf(request)
      if (recipient === null) return refuse(reply, { code: 'not_found' })
      return shown(request, await contactOf(db, recipient))
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/contact',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'Over which ways I want to be told, in which language',
      querystring: ContactQuery,
      body: ContactBody,
      response: answers(200, Contact),
    },
    handler: async (request, reply) => {
      const recipient = recipientOf(request)
      if (recipient === null) return refuse(reply, { code: 'not_found' })
      const { ways, language, device } = request.body
      const kept = device === undefined ? (await contactOf(db, recipient)).device : device
      const wish = { recipient, ways, language, device: kept, now: clock.now() }
      return shown(request, await saveWish(db, wish))
    },
  })
}

/** An address is put on the file in two steps: a code goes there, and comes back. */
const proofRoutes = (app: App, { db, clock, push }: Doors, way: 'mail' | 'sms'): void => {
  const url = way === 'mail' ? '/v1/contact/mail' : '/v1/contact/phone'
  app.route({
    method: 'POST',
    url,
    config: { access: OWN, idempotency: REPEATABLE },
    schema: {
      tags,
      summary: 'Send a code to this address',
      querystring: ContactQuery,
      body: way === 'mail' ? MailBody : PhoneBody,
      response: answers(202, Empty),
    },
    handler: async (request, reply) => {
      const recipient = recipientOf(request)
      if (recipient === null) return refuse(reply, { code: 'not_found' })
      const { address } = request.body
      const { language } = await contactOf(db, recipient)
      const begun = await push.proofs.begin({ recipient, way, address, language, now: clock.now() })
      return begun.ok ? reply.code(202).send(null) : refuse(reply, begun.rejection)
    },
  })

  app.route({
    method: 'POST',
    url: `${url}/confirm`,
    config: { access: OWN, idempotency: REPEATABLE },
    schema: {
      tags,
      summary: 'Put the address on the file',
      querystring: ContactQuery,
      body: CodeBody,
      response: answers(204, Empty),
    },
    handler: async (request, reply) => {
      const recipient = recipientOf(request)
      if (recipient === null) return refuse(reply, { code: 'not_found' })
      const { code } = request.body
      const proven = await push.proofs.confirm({ recipient, way, code, now: clock.now() })
      return proven.ok ? reply.code(204).send(null) : refuse(reply, proven.rejection)
    },
  })

  app.route({
    method: 'DELETE',
    url,
    config: { access: OWN },
    schema: {
      tags,
      summary: 'Take the address off the file',
      querystring: ContactQuery,
      response: answers(204, Empty),
    },
    handler: async (request, reply) => {
      const recipient = recipientOf(request)
      if (recipient === null) return refuse(reply, { code: 'not_found' })
      await saveAddress(db, { recipient, way, address: null, now: clock.now() })
      return reply.code(204).send(null)
    },
  })
}
