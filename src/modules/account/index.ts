/**
 * Who may come in, and what they may do there.
 *
 * Owns: people (buyers, staff), credentials and sessions, server keys, the permission matrix, the audit log.
 * Invariants: a caller is proven without a query, and an ended session holds nowhere after five seconds; codes, keys
 * and passwords are kept as hashes only; a refusal never tells whether an account exists; money that moves by hand
 * has a maker and another checker; every staff write stands in a hash chain that nothing can edit.
 */
export {
  type AuditEntry,
  type AuditRow,
  type AuditVerdict,
  appendAudit,
  listAudit,
  verifyAuditLog,
  writeAudit,
} from './audit-log.ts'
export type { OAuthProvider } from './credentials.ts'
export type { Admission, Sessions, Visitor } from './gate.ts'
export * from './keys.ts'
export { claimNonces, forgetNonces } from './nonces.ts'
export type { SendCode } from './otp.ts'
export { resetCredentials } from './password.ts'
export * from './people.ts'
export * from './permissions.ts'
export { forgetSpentCredentials } from './retention.ts'
export { openSessions } from './session.ts'
export { canonicalText, isTimely, SIGNING_ALGORITHMS, type SignatureClaim } from './signing.ts'
export {
  addCredential,
  type CredentialFacts,
  credentialsOf,
  revokeCredential,
} from './signing-credentials.ts'
export { type Standing, watchStanding } from './standing.ts'
export type { SigningCredential } from './standing-read.ts'
export { openTokens, TOKEN_SECONDS, type Tokens } from './token.ts'
export * from './types.ts'
