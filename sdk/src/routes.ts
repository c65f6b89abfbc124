import type { paths, webhooks } from './schema.generated.ts'

export type Method = 'get' | 'post' | 'put' | 'delete'

/** The paths of the API that take a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: { responses: object } } ? P : never
}[keyof paths]

type Operation<M extends Method, P extends keyof paths> = paths[P] extends { [K in M]: infer O } ? O : never
type Json<T> = T extends { content: { 'application/json': infer A } } ? A : null

/** What a route answers when it does not refuse. */
export type Answer<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { responses: infer R }
    ? { [S in keyof R & (200 | 201 | 202 | 204)]: Json<R[S]> }[keyof R & (200 | 201 | 202 | 204)]
    : never

type PathPart<O> = O extends { parameters: { path: infer T } } ? { readonly path: T } : unknown
type QueryPart<O> = O extends { parameters: { query: infer Q } }
  ? { readonly query: Q }
  : O extends { parameters: { query?: infer Q } }
    ? { readonly query?: NonNullable<Q> }
    : unknown
type BodyPart<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { readonly body: B }
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { readonly body?: B }
    : unknown

export type CallOptions = {
  /**
   * Names the intent, 8 to 64 visible characters: the same key with the same body is done once, however often it is
   * sent. Left out: a new key for this call, kept over its retries. Give your own to survive a restart of yours.
   */
  readonly key?: string
  readonly signal?: AbortSignal
}

export type Call<M extends Method, P extends keyof paths> = CallOptions &
  PathPart<Operation<M, P>> &
  QueryPart<Operation<M, P>> &
  BodyPart<Operation<M, P>>

/** The call's record, which may be left out where nothing in it is required. */
export type Args<M extends Method, P extends keyof paths> =
  object extends Call<M, P> ? [call?: Call<M, P>] : [call: Call<M, P>]

/** Lists that are read page by page. */
export type PagedPath = {
  [P in PathOf<'get'>]: Answer<'get', P> extends { items: unknown[]; nextCursor: string | null } ? P : never
}[PathOf<'get'>]
export type Item<P extends PagedPath> = Answer<'get', P> extends { items: (infer T)[] } ? T : never

export type WebhookType = keyof webhooks
/** A letter by its type: `switch (event.type)` narrows `event.data`. */
export type WebhookEvent = {
  [T in WebhookType]: webhooks[T] extends {
    post: { requestBody: { content: { 'application/json': infer L } } }
  }
    ? L
    : never
}[WebhookType]
