import { Type } from 'typebox'
import { SIGNING_ALGORITHMS } from '../../modules/account/index.ts'
import { PermissionName, Role } from './session.ts'
import { Amount, Closed, Id, Many, Nullable, PageQuery, SeenVersion, Time, Words } from './shapes.ts'

const State = Type.Enum(['active', 'disabled'])

export const Person = Type.Object({
  id: Type.String(),
  name: Type.String(),
  username: Nullable(Type.String()),
  role: Nullable(Role),
  shopId: Nullable(Id),
  state: State,
  actions: Many(Type.String()),
  version: Type.Integer(),
})
/** Enough to say who it was. */
export const StaffName = Type.Object({ id: Type.String(), name: Type.String() })
export const NewStaff = Closed({
  username: Type.String({ minLength: 3, maxLength: 30, pattern: '^[A-Za-z0-9_.]+$' }),
  password: Type.String({ minLength: 10, maxLength: 128 }),
  name: Words(60),
  role: Role,
  shopId: Nullable(Id),
})
export const StaffEdit = Closed({
  version: SeenVersion,
  name: Words(60),
  role: Role,
  shopId: Nullable(Id),
  state: State,
})
export const PersonId = Closed({ id: Type.String({ pattern: '^[\\w-]{1,40}$' }) })

const Scopes = Type.Array(PermissionName, { minItems: 1, maxItems: 40, uniqueItems: true })
const RefundLimit = Type.Optional(
  Nullable(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'The largest refund it may ask for, in fen. Left out: the limit of who makes the key.',
    }),
  ),
)
const SignedOnly = Type.Optional(
  Type.Boolean({ description: 'Refuse the bare key: every request must be signed.' }),
)
export const NewKey = Closed({
  name: Words(60),
  scopes: Scopes,
  signedOnly: SignedOnly,
  refundLimit: RefundLimit,
})
export const KeyEdit = Closed({
  version: SeenVersion,
  name: Words(60),
  scopes: Scopes,
  signedOnly: SignedOnly,
  refundLimit: RefundLimit,
})
const OverlapHours = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: 168,
    description: 'How long the one before goes on; a day by default.',
  }),
)
export const KeyRotation = Closed({ overlapHours: OverlapHours })
export const KeyId = Closed({ id: Id })
export const CredentialId = Closed({ id: Id, credentialId: Type.String({ pattern: '^sgn_[0-9a-f]{24}$' }) })

const Algorithm = Type.Enum([...SIGNING_ALGORITHMS])
const PublicKey = Type.Optional(
  Type.String({
    minLength: 60,
    maxLength: 4_000,
    description: 'SPKI in PEM, for RSA (2048 bits or more) and Ed25519; for HMAC the secret is made here.',
  }),
)
export const NewCredential = Closed({
  algorithm: Algorithm,
  publicKey: PublicKey,
  endOthersAfterHours: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 168,
      description: 'Rotate: how long the credentials that live now go on signing. Left out: they stay.',
    }),
  ),
})
const Actions = Many(Type.String())
export const Credential = Type.Object({
  id: Type.String({ description: 'Goes into the header `Tongbao-Key`.' }),
  algorithm: Algorithm,
  publicKey: Nullable(Type.String()),
  createdAt: Time,
  endsAt: Nullable(Time),
  revokedAt: Nullable(Time),
  lastUsedAt: Nullable(Time),
  actions: Actions,
})
export const CredentialWithSecret = Type.Object({
  ...Credential.properties,
  secret: Nullable(Type.String({ description: 'HMAC only. Shown once.' })),
})
export const Key = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String({ description: 'The last four characters.' }),
  scopes: Many(PermissionName),
  shopId: Nullable(Id),
  signedOnly: Type.Boolean(),
  refundLimit: Nullable(Amount),
  createdAt: Time,
  revokedAt: Nullable(Time),
  previousUntil: Nullable(
    Type.String({ format: 'date-time', description: 'Until then the secret before the rotation is let in.' }),
  ),
  lastUsedAt: Nullable(Time),
  credentials: Many(Credential),
  actions: Actions,
  version: Type.Integer(),
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
