import { send } from '../../api/client.ts'

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>
export type Page<T> = { items: T[]; nextCursor?: string | null }

/** The address of a question; what is not filled in does not stand in it. */
export function address(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

const absolute = (path: string) => new URL(path, window.location.origin)

/** Asks the API; a refusal is thrown as `ApiProblem`. */
export async function read<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const request = new Request(absolute(address(path, query)), signal ? { signal } : {})
  return (await (await send(request)).json()) as T
}

export type Write = {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** One intent has one key, however often it is sent. */
  readonly key?: string
  /** The version the page showed; the write is refused when it is another now. */
  readonly version?: number
}

export async function write<T>({ method, path, body, key, version }: Write): Promise<T | null> {
  const headers = new Headers()
  if (method !== 'DELETE' || body !== undefined) headers.set('content-type', 'application/json')
  if (key) headers.set('idempotency-key', key)
  if (version !== undefined) headers.set('if-match', String(version))
  const json = method === 'DELETE' && body === undefined ? null : JSON.stringify(body ?? {})
  const response = await send(new Request(absolute(path), { method, headers, body: json }))
  const text = await response.text()
  return text ? (JSON.parse(text) as T) : null
}
