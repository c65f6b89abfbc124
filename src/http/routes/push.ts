import { actorOf, maskPhone, seesPlain } from '../../modules/account/index.ts'
import {
  AUDIENCES,
  findMessage,
  isCell,
  listMessages,
  listPushTries,
  type Message as MessageRow,
  NODE_CODES,
  NODES,
  OUTWARD_WAYS,
  readSwitches,
  resendMessage,
  SAMPLE,
  setSwitch,
  shopRecipient,
  TEMPLATES,
  tell,
  WAYS,
} from '../../modules/push/index.ts'
import type { Access } from '../access.ts'
import { insiderOf, shopIdOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import {
  Cell,
  Matrix,
  Message,
  MessageId,
  MessageQuery,
  PushTry,
  SwitchBody,
  Template,
} from '../schemas/push.ts'
import { answers, Closed, Empty, List, Page } from '../schemas/shapes.ts'

const tags = ['push']
export const PUSH_READ: Access = { callers: ['staff'], permission: 'push.read', ownership: 'platform' }
export const PUSH_WRITE: Access = { callers: ['staff'], permission: 'push.write', ownership: 'platform' }
const READ_OWN: Access = { ...PUSH_READ, ownership: 'reach' }
const WRITE_OWN: Access = { ...PUSH_WRITE, ownership: 'reach' }

export const pushRoutes = (app: App, doors: Doors): void => {
  matrixRoutes(app, doors)
  templateRoutes(app)
  messageRoutes(app, doors)
  resendRoute(app, doors)
}

const matrixRoutes = (app: App, { db, clock, push }: Doors): void => {
  const isOut = (way: string): boolean => (OUTWARD_WAYS as readonly string[]).includes(way)
  app.route({
    method: 'GET',
    url: '/v1/push/switches',
    config: { access: PUSH_READ },
    schema: { tags, summary: 'Who is told of which node over which way', response: answers(200, Matrix) },
    handler: async () => ({
      nodes: NODE_CODES.map((code) => ({ code, label: NODES[code].label })),
      audiences: AUDIENCES,
      ways: WAYS.map((code) => ({
        code,
        available: !isOut(code) || (push.available as readonly string[]).includes(code),
      })),
      switches: await readSwitches(db),
    }),
  })

  app.route({
    method: 'PUT',
    url: '/v1/push/switches/:node/:audience/:way',
    config: { access: PUSH_WRITE },
    schema: {
      tags,
      summary: 'Switch one of them on or off',
      params: Cell,
      body: SwitchBody,
      response: answers(200, SwitchBody),
    },
    handler: async (request, reply) => {
      const { params, body } = request
      if (!isCell(params)) return refuse(reply, { code: 'no_such_cell' })
      await setSwitch(db, { ...params, on: body.on, by: actorOf(request.caller), now: clock.now() })
      return { on: body.on }
    },
  })
}

const templateRoutes = (app: App): void => {
  app.route({
    method: 'GET',
    url: '/v1/push/templates',
    config: { access: PUSH_READ },
    schema: {
      tags,
      summary: 'The words of every node, with a sample',
      response: answers(200, List(Template)),
    },
    handler: () => ({
      items: NODE_CODES.flatMap((node) =>
        (['buyer', 'house'] as const).map((reader) => ({
          node,
          reader,
          template: TEMPLATES[node][reader],
          sample: tell(node, reader === 'buyer' ? 'buyer' : 'merchant', SAMPLE),
        })),
      ),
    }),
  })
}

/** The platform sees every message, a shop those that were sent to it. */
const ownRecipient = (request: Asked): string | null => {
  const shopId = shopIdOf(request)
  return shopId === null ? null : shopRecipient(shopId)
}

const messageRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/push/messages',
    config: { access: READ_OWN },
    schema: {
      tags,
      summary: 'Messages over every way, newest first',
      querystring: MessageQuery,
      response: answers(200, Page(Message)),
    },
    handler: async (request) => {
      const { state, way, node, no, cursor, limit = 20 } = request.query
      const filter = { state, way, node, subjectNo: no, before: cursor, limit }
      const { items, nextCursor } = await listMessages(db, { ...filter, recipient: ownRecipient(request) })
      return { items: items.map((row) => shown(row, request)), nextCursor }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/push/messages/:id/tries',
    config: { access: READ_OWN },
    schema: {
      tags,
      summary: 'What the provider answered',
      params: MessageId,
      response: answers(200, List(PushTry)),
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const recipient = ownRecipient(request)
      if (!(await findMessage(db, id, recipient))) return refuse(reply, { code: 'push_message_not_found' })
      return { items: await listPushTries(db, id, recipient) }
    },
  })
}

const resendRoute = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/push/messages/:id/resend',
    config: { access: WRITE_OWN },
    schema: {
      tags,
      summary: 'Send it again now, as a new message to the provider',
      params: MessageId,
      body: Closed({}),
      response: answers(202, Empty),
    },
    handler: async (request, reply) => {
      const now = clock.now()
      const wish = { id: request.params.id, recipient: ownRecipient(request), now }
      const sent = await once(db, 'push.resend', { ...commandKey(request), now }, (tx) =>
        resendMessage(tx, wish),
      )
      return sent.ok ? reply.code(202).send(null) : refuse(reply, sent.rejection)
    },
  })
}

/** Who may not see phones sees no whole address of anybody. */
function shown(row: MessageRow, request: Asked) {
  const { titleZh, titleEn, bodyZh, bodyEn, ...facts } = row
  const isPlain = row.address === null || seesPlain(insiderOf(request), 'phone')
  return {
    ...facts,
    address: isPlain ? row.address : maskAddress(row.address ?? ''),
    nodeLabel: NODES[row.node].label,
    title: { zh: titleZh, en: titleEn },
    body: { zh: bodyZh, en: bodyEn },
  }
}

const maskAddress = (address: string): string => {
  const at = address.indexOf('@')
  return at > 0 ? `${address.slice(0, 1)}***${address.slice(at)}` : maskPhone(address)
}
