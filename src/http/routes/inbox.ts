import { actorOf } from '../../modules/account/index.ts'
import {
  buyerRecipient,
  countUnread,
  type Message as MessageRow,
  markRead,
  readInbox,
  shopRecipient,
} from '../../modules/push/index.ts'
import type { Access } from '../access.ts'
import { insiderOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { InboxMessage, InboxQuery, ReadBody, Unread } from '../schemas/push.ts'
import { answers, Page } from '../schemas/shapes.ts'

const tags = ['inbox']
/** Staff share the inbox of their shop, or of the platform: what one has read, all have. */
const OWN: Access = { callers: ['buyer', 'staff'], permission: 'work_queue.read', ownership: 'own' }

/** Whose inbox the caller opens; it is named by his token alone. */
export const inboxOf = (request: Asked): string => {
  const caller = insiderOf(request)
  return caller.kind === 'buyer' ? buyerRecipient(caller.id) : shopRecipient(caller.shopId)
}

export const inboxRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/inbox',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'What I was told, newest first',
      querystring: InboxQuery,
      response: answers(200, Page(InboxMessage)),
    },
    handler: async (request) => {
      const { cursor, limit = 20 } = request.query
      const { items, nextCursor } = await readInbox(db, inboxOf(request), { before: cursor, limit })
      return { items: items.map(shown), nextCursor }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/inbox/unread',
    config: { access: OWN },
    schema: { tags, summary: 'How much I have not read', response: answers(200, Unread) },
    handler: async (request) => ({ unread: await countUnread(db, inboxOf(request)) }),
  })

  app.route({
    method: 'PUT',
    url: '/v1/inbox/read',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'I have read everything up to this message',
      body: ReadBody,
      response: answers(200, Unread),
    },
    handler: async (request) => {
      const recipient = inboxOf(request)
      const { upTo } = request.body
      await markRead(db, { recipient, upTo, by: actorOf(request.caller), now: clock.now() })
      return { unread: await countUnread(db, recipient) }
    },
  })
}

const shown = ({
  id,
  node,
  subjectNo,
  titleZh,
  titleEn,
  bodyZh,
  bodyEn,
  occurredAt,
  readAt,
}: MessageRow) => ({
  id,
  node,
  subjectNo,
  title: { zh: titleZh, en: titleEn },
  body: { zh: bodyZh, en: bodyEn },
  at: occurredAt,
  readAt,
})
