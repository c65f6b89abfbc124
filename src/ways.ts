import type { DemoCodes } from './demo-codes.ts'
import type { Ground } from './ground.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { SendCode } from './modules/account/index.ts'
import {
  codeLetter,
  demoPort,
  gatewayPort,
  mailPort,
  OUTWARD_WAYS,
  type OutwardWay,
  type Port,
  type Ports,
} from './modules/push/index.ts'

/** How long a provider may take to answer, for a message as for a code. */
export const PORT_TIMEOUT_MS = 15_000

/** The ways out of the house: those that are configured; in the demo the others are taken by nobody and shown in the console. */
export function openWays(
  { config, clock }: Pick<Ground, 'config' | 'clock'>,
  codes: Pick<DemoCodes, 'keep'> | null,
  life: Lifecycle,
): Ports {
  const { mail, sms, app } = config.ways
  const opened: Partial<Record<OutwardWay, Port>> = {
    ...(sms ? { sms: gatewayPort('sms', sms, clock) } : {}),
    ...(mail ? { mail: mailPort(mail) } : {}),
    ...(app ? { app: gatewayPort('app', app, clock) } : {}),
  }
  if (codes)
    for (const way of OUTWARD_WAYS)
      opened[way] ??= demoPort(way, ({ node, to, variables }) => {
        if (node === 'code') codes.keep(to, variables.code ?? '')
      })
  life.opened('ways', async () => {
    await Promise.all(Object.values(opened).map((port) => port.close()))
  })
  return opened
}

/** Codes for signing in by phone go the same way as every text message, at once and kept nowhere. Null: there is none. */
export function sendCodeBy({ sms }: Ports, newId: () => string): SendCode | null {
  if (!sms) return null
  return async (phone, code, minutes) => {
    const letter = codeLetter({ to: phone, code, language: 'zh-CN', id: newId(), minutes })
    const { outcome } = await sms.send(letter, AbortSignal.timeout(PORT_TIMEOUT_MS))
    return outcome === 'accepted'
  }
}
