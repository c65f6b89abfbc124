import {
  changeStaff,
  createStaffIn,
  hashedStaff,
  isMerchantRole,
  listStaff,
  MATRIX,
  may,
  PERMISSIONS,
  type Person,
  ROLES,
  type Role,
  type Staff,
} from '../../modules/account/index.ts'
import type { Access } from '../access.ts'
import { shopIdOf, staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { Matrix, NewStaff, PersonId, Person as PersonShape, StaffEdit, StaffName } from '../schemas/people.ts'
import { answers, List } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff'], permission: 'staff.read', ownership: 'reach' }
/** Everybody who has work to do sees by whom it was begun. */
const NAMES: Access = { callers: ['staff'], permission: 'work_queue.read', ownership: 'reach' }
const WRITE: Access = { callers: ['staff'], permission: 'staff.write', ownership: 'reach' }
const tags = ['staff']

/** An owner gives roles of his own shop only; the platform's admin gives any role, in its right place. */
const mayGive = (giver: Staff, given: { role: Role; shopId: number | null }): boolean => {
  if (isMerchantRole(given.role) !== (given.shopId !== null)) return false
  return giver.shopId === null || given.shopId === giver.shopId
}

/** Nobody changes himself: he might shut himself out, or raise himself. */
const shown = (person: Person, caller: Staff) => ({
  ...person,
  actions: may(caller, 'staff.write') && person.id !== caller.id ? ['change'] : [],
})

export const staffRoutes = (app: App, { db, clock, standing }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/staff',
    config: { access: READ },
    schema: { tags, summary: 'Staff', response: answers(200, List(PersonShape)) },
    handler: async (request) => {
      const caller = staffOf(request)
      return { items: (await listStaff(db, caller.shopId)).map((person) => shown(person, caller)) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/staff/names',
    config: { access: NAMES },
    schema: {
      tags,
      summary: 'What staff are called, for pages that say who did something; of a shop its own alone',
      response: answers(200, List(StaffName)),
    },
    handler: async (request) => {
      const people = await listStaff(db, staffOf(request).shopId)
      return { items: people.map(({ id, name }) => ({ id, name })) }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/staff',
    config: { access: WRITE },
    schema: { tags, summary: 'Add a member of staff', body: NewStaff, response: answers(201, PersonShape) },
    handler: async (request, reply) => {
      if (!mayGive(staffOf(request), request.body))
        return refuse(reply, { code: 'not_allowed', param: 'role' })
      const now = clock.now()
      const hashed = await hashedStaff(request.body)
      const made = await once(db, 'staff.create', { ...commandKey(request), now }, (tx) =>
        createStaffIn(tx, hashed, now),
      )
      return made.ok
        ? reply.code(201).send(shown(made.value, staffOf(request)))
        : refuse(reply, made.rejection)
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/staff/:id',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Change role, shop or state; ends the sessions',
      params: PersonId,
      body: StaffEdit,
      response: answers(200, PersonShape),
    },
    handler: async (request, reply) => {
      if (!mayGive(staffOf(request), request.body))
        return refuse(reply, { code: 'not_allowed', param: 'role' })
      if (request.params.id === staffOf(request).id)
        return refuse(reply, { code: 'not_allowed', param: 'id' })
      const change = { ...request.body, id: request.params.id }
      const changed = await changeStaff(db, change, shopIdOf(request), clock.now())
      if (!changed.ok) return refuse(reply, changed.rejection)
      await standing.refresh()
      return shown(changed.value, staffOf(request))
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/permissions',
    config: { access: { callers: ['staff'], ownership: 'session' } },
    schema: { tags, summary: 'The permission matrix', response: answers(200, Matrix) },
    handler: async () => {
      const roles = ROLES.map((role) => ({ role, merchant: isMerchantRole(role), ...MATRIX[role] }))
      return { permissions: PERMISSIONS, roles }
    },
  })
}
