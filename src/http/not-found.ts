import type { FastifyInstance } from 'fastify'
import { refuse } from './refusal.ts'

/** 404 for an address that is not there, 405 for one that does not take the method: both as problems. */
export const answersUnknown = (app: FastifyInstance): void => {
  const known = new Map<string, { path: RegExp; methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    // A page for everything below an address says nothing about which addresses there are.
    if (url.endsWith('*')) return
    const entry = known.get(url) ?? { path: patternOf(url), methods: new Set<string>() }
    for (const one of [method].flat()) entry.methods.add(one)
    known.set(url, entry)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = [...known.values()]
      .filter((entry) => entry.path.test(path))
      .flatMap(({ methods: all }) => [...all])
    if (methods.length === 0 || methods.includes(request.method)) return refuse(reply, { code: 'not_found' })
    return refuse(reply.header('allow', [...new Set(methods)].join(', ')), { code: 'method_not_allowed' })
  })
}

const patternOf = (url: string): RegExp => {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+'
    return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}$`)
}
