import type { CredentialFacts, KeyFacts, Staff } from '../../modules/account/index.ts'
import { may } from '../../modules/account/index.ts'

/** What this person may do with a key: nothing any more when it is revoked. */
export const keyActions = ({ revokedAt }: KeyFacts, caller: Staff): readonly string[] =>
  revokedAt || !may(caller, 'key.write') ? [] : ['change', 'rotate', 'revoke', 'add_credential']

const credentialActions = ({ revokedAt, endsAt }: CredentialFacts, caller: Staff, now: Date): string[] =>
  revokedAt || (endsAt && endsAt <= now) || !may(caller, 'key.write') ? [] : ['revoke']

export const renderCredential = (facts: CredentialFacts, caller: Staff, now: Date) => ({
  id: facts.id,
  algorithm: facts.algorithm,
  publicKey: facts.publicKey,
  createdAt: facts.createdAt,
  endsAt: facts.endsAt,
  revokedAt: facts.revokedAt,
  lastUsedAt: facts.lastUsedAt,
  actions: credentialActions(facts, caller, now),
})

export const renderKey = (
  facts: KeyFacts,
  credentials: readonly CredentialFacts[],
  { caller, now }: { readonly caller: Staff; readonly now: Date },
) => ({
  ...facts,
  previousUntil: facts.previousUntil?.toISOString() ?? null,
  credentials: credentials
    .filter(({ keyId }) => keyId === facts.id)
    .map((one) => renderCredential(one, caller, now)),
  actions: keyActions(facts, caller),
})
