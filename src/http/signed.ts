import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Rejection } from '../kernel/outcome.ts'
import {
  canonicalText,
  claimNonces,
  isTimely,
  type SignatureClaim,
  type SigningCredential,
} from '../modules/account/index.ts'
import { checkAccess } from './access.ts'
import type { Doors } from './doors.ts'
import { gather } from './gather.ts'
import { BODY_LIMIT } from './input.ts'
import { openPace } from './pace.ts'
import { refuse } from './refusal.ts'

/** The header whose presence makes a request a signed one. */
export const SIGNED = 'tongbao-key'

export type SigningProblem =
  | 'signature_malformed'
  | 'signature_key_unknown'
  | 'signature_stale'
  | 'signature_wrong'
  | 'signature_replayed'
  | 'too_many_requests'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a signed request says of itself, until its body is there and it can be proven. */
    claim: Claim | null
  }
}
type Claim = { readonly said: SignatureClaim; readonly credential: SigningCredential }
type Proof = Pick<Doors, 'db' | 'standing' | 'clock'>

const FIELDS = [
  ['credentialId', SIGNED, /^sgn_[0-9a-f]{24}$/],
  ['algorithm', 'tongbao-algorithm', /^[A-Za-z0-9-]{3,20}$/],
  ['timestamp', 'tongbao-timestamp', /^\d{10}$/],
  ['nonce', 'tongbao-nonce', /^[\w-]{16,64}$/],
  ['signature', 'tongbao-signature', /^[A-Za-z0-9+/]{40,1400}={0,2}$/],
] as const

/** The five headers, or the first that is missing or has not the form it must have. */
function readClaim({ headers }: FastifyRequest): SignatureClaim | { readonly fault: string } {
  const said: Record<string, string> = {}
  for (const [field, header, form] of FIELDS) {
    const given = headers[header]
    if (typeof given !== 'string' || !form.test(given)) return { fault: header }
    said[field] = given
  }
  return said as SignatureClaim
}

/**
 * What is known before the body: the form, the credential and the time. Nothing is believed yet: the caller stays a
 * guest until the body is there.
 */
export function readSignature(
  request: FastifyRequest,
  { standing, clock }: Proof,
): Rejection<SigningProblem> | null {
  if (request.headers.authorization !== undefined)
    return { code: 'signature_malformed', param: 'authorization' }
  const said = readClaim(request)
  if ('fault' in said) return { code: 'signature_malformed', param: said.fault }
  const now = clock.now()
  const credential = standing.credentialOf(said.credentialId, now)
  if (!credential || credential.algorithm !== said.algorithm) return { code: 'signature_key_unknown' }
  if (!isTimely(said, now))
    return { code: 'signature_stale', detail: { serverTime: Math.floor(now.getTime() / 1000) } }
  request.claim = { said, credential }
  return null
}

/** A credential's requests per process and minute: it bounds what its numbers take in the database. */
const PER_MINUTE = { most: 60_000, windowMs: 60_000 }
/** Wrong signatures per credential, process and minute: guessing is hopeless, but checking costs time. */
const WRONG_PER_MINUTE = { most: 300, windowMs: 60_000 }

/**
 * Proves signed requests once their body is there, before anything reads it: signature first, then the number is used
 * up, over all processes, then the route is asked whether it lets the key in. Requests without a signature pay for
 * one comparison.
 */
export const provesSignatures = (app: FastifyInstance, doors: Proof): void => {
  const paces = { all: openPace(PER_MINUTE), wrong: openPace(WRONG_PER_MINUTE) }
  const claimNonce = gather((claims: readonly SignatureClaim[]) => claimNonces(doors.db, claims))
  app.decorateRequest('claim', null)
  app.addHook('preParsing', (request, reply, payload, next) => {
    const { claim } = request
    if (claim === null) return next(null, payload)
    prove(claim, { request, reply, payload: payload as Readable }, doors, paces, claimNonce).then(
      (body) => (body === null ? undefined : next(null, body)),
      next,
    )
  })
}

type Asked = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly payload: Readable
}
type Paces = Readonly<Record<'all' | 'wrong', ReturnType<typeof openPace>>>

/** The body again, for who parses it; null when the request was refused. */
async function prove(
  { said, credential }: Claim,
  { request, reply, payload }: Asked,
  { standing, clock }: Proof,
  paces: Paces,
  claimNonce: (claim: SignatureClaim) => Promise<boolean>,
): Promise<Readable | null> {
  const refused = (rejection: Rejection<SigningProblem | 'body_too_large'>): null => {
    refuse(reply, rejection)
    return null
  }
  const now = clock.now()
  const busy = Math.max(paces.all.take(credential.id, now), paces.wrong.wait(credential.id, now))
  if (busy > 0) return refused({ code: 'too_many_requests', detail: { retryAfter: busy } })
  const body = await readWhole(payload)
  if (!body) return refused({ code: 'body_too_large' })
  const key = request.headers['idempotency-key']
  const text = canonicalText(said, {
    method: request.method,
    target: request.url,
    idempotencyKey: typeof key === 'string' ? key : '',
    body,
  })
  if (!credential.verifies(text, Buffer.from(said.signature, 'base64'))) {
    paces.wrong.take(credential.id, now)
    return refused({ code: 'signature_wrong' })
  }
  if (!(await claimNonce(said))) return refused({ code: 'signature_replayed' })
  request.caller = credential.caller
  standing.signedBy(credential, now)
  return checkAccess(request, reply) ? null : again(body)
}

async function readWhole(payload: Readable): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let size = 0
  // Left open when it is too long, or the answer that says so would have no connection to go by.
  for await (const piece of payload.iterator({ destroyOnReturn: false })) {
    size += (piece as Buffer).length
    if (size > BODY_LIMIT) return null
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

const again = (body: Buffer): Readable =>
  Object.assign(Readable.from(body.length > 0 ? [body] : []), { receivedEncodedLength: body.length })
