import { Type } from 'typebox'
import { PermissionName, Role } from './session.ts'
import { Amount, Closed, Id, Many, Nullable, PageQuery, Time, Words } from './shapes.ts'

const State = Type.Enum(['active', 'disabled'])

export const Person = Type.Object({
  id: Type.String(),
  name: Type.String(),
  username: Nullable(Type.String()),
  role: Nullable(Role),
  shopId: Nullable(Id),
  state: State,
  version: Type.Integer(),
})
export const NewStaff = Closed({
  username: Type.String({ minLength: 3, maxLength: 30, pattern: '^[A-Za-z0-9_.]+$' }),
  password: Type.String({ minLength: 10, maxLength: 128 }),
  name: Words(60),
  role: Role,
  shopId: Nullable(Id),
})
export const StaffEdit = Closed({
  version: Type.Integer({ minimum: 1 }),
  name: Words(60),
  role: Role,
  shopId: Nullable(Id),
  state: State,
})
export const PersonId = Closed({ id: Type.String({ pattern: '^[\\w-]{1,40}$' }) })

export const NewKey = Closed({
  name: Words(60),
  scopes: Type.Array(PermissionName, { minItems: 1, maxItems: 40, uniqueItems: true }),
})
export const Key = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String({ description: 'The last four characters.' }),
  scopes: Many(PermissionName),
  shopId: Nullable(Id),
  createdAt: Time,
  revokedAt: Nullable(Time),
})
export const KeyWithSecret = Type.Object({
  ...Key.properties,
  secret: Type.String({ description: 'Shown once.' }),
})

export const Matrix = Type.Object({
  permissions: Many(PermissionName),
  roles: Many(
    Type.Object({
      role: Role,
      merchant: Type.Boolean(),
      may: Many(PermissionName),
      sees: Many(Type.Enum(['phone', 'address', 'cost'])),
      refundRequestLimit: Nullable(Amount),
      refundApproveLimit: Nullable(Amount),
    }),
  ),
})

export const AuditQuery = Closed({
  actor: Type.Optional(Type.String({ pattern: '^[\\w-]{1,40}$' })),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})
export const AuditLine = Type.Object({
  position: Type.Integer(),
  at: Time,
  requestId: Type.String(),
  stage: Type.Enum(['begun', 'ended']),
  actorId: Type.String(),
  actorRole: Role,
  shopId: Nullable(Id),
  operation: Type.String(),
  target: Type.Unsafe<Readonly<Record<string, string>>>(Type.Record(Type.String(), Type.String())),
  status: Nullable(Type.Integer()),
  code: Nullable(Type.String()),
  hash: Type.String(),
})
export const AuditVerdict = Type.Object({
  entries: Type.Integer(),
  brokenAt: Nullable(Type.Integer()),
  head: Type.String(),
})
