import { Type } from 'typebox'
import { PERMISSIONS, ROLES } from '../../modules/account/index.ts'
import { Closed, Nullable, Phone } from './shapes.ts'

export const Role = Type.Enum([...ROLES])
export const PermissionName = Type.Enum([...PERMISSIONS])

export const SendCodeBody = Closed({ phone: Phone })
export const PhoneBody = Closed({ phone: Phone, code: Type.String({ pattern: '^\\d{6}$' }) })
export const PasswordBody = Closed({
  username: Type.String({ minLength: 1, maxLength: 30, pattern: '^[A-Za-z0-9_.]+$' }),
  password: Type.String({ minLength: 1, maxLength: 128 }),
  totp: Type.Optional(
    Type.String({
      pattern: '^(\\d{6}|[A-Za-z0-9]{5}-[A-Za-z0-9]{5})$',
      description: 'The code of the second factor, or one of its backup codes.',
    }),
  ),
})
export const ChangePasswordBody = Closed({
  password: Type.String({ minLength: 1, maxLength: 128, description: 'The one that holds now.' }),
  next: Type.String({ minLength: 10, maxLength: 128 }),
})
export const SecondFactorBody = Closed({ password: Type.String({ minLength: 1, maxLength: 128 }) })
export const SecondFactorCode = Closed({ code: Type.String({ pattern: '^\\d{6}$' }) })

export const BuyerSession = Type.Object({
  buyer: Type.Object({ id: Type.String(), name: Type.String(), phone: Nullable(Type.String()) }),
})
export const StaffSession = Type.Object({
  staff: Type.Object({
    id: Type.String(),
    name: Type.String(),
    role: Role,
    shopId: Nullable(Type.Integer()),
  }),
})
export const SessionFacts = Type.Object({
  kind: Type.Enum(['guest', 'buyer', 'staff', 'key']),
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  role: Type.Optional(Role),
  shopId: Type.Optional(Nullable(Type.Integer())),
  permissions: Type.Array(PermissionName),
  csrf: Nullable(Type.String({ description: 'Send it back as x-csrf-token with unsafe requests.' })),
  demo: Type.Boolean(),
  wechat: Type.Boolean({ description: 'Whether signing in with WeChat is offered.' }),
})
export const Renewed = Type.Object({ expiresIn: Type.Integer({ description: 'Seconds' }) })
