import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import helmet from '@fastify/helmet'
import files from '@fastify/static'
import type { Access } from './access.ts'
import type { App } from './doors.ts'
import { refuse } from './refusal.ts'

export type WebFolders = {
  /** Holds `store/` and `console/` as the web build writes them. */
  readonly dist: string
  /** Pictures, served at /media/. */
  readonly media: string
  /** The simulator's address, whose wallet page the console may embed; null outside the demo. */
  readonly frame: string | null
  /** What paying needs beside our own pages; absent: nothing. */
  readonly paying?: PayingNeeds
}

export type PayingNeeds = {
  /** Where forms of channels go that the payer's browser posts: a gateway, or the simulator. */
  readonly forms: readonly string[]
  /** Stripe's card fields run in our page: its script, its frames and its door. Only where Stripe is configured. */
  readonly stripe: boolean
}

const NOTHING: PayingNeeds = { forms: [], stripe: false }

const PUBLIC: Access = { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' }
const docs = fileURLToPath(new URL('./reference', import.meta.url))
/** Built files carry a hash of their content in their name; everything else is asked for again. */
const HASHED = /[-.][A-Za-z0-9_-]{8,}\.(js|css|woff2|svg|png|webp|avif)$/

/** The store at /, the console at /console/, pictures at /media/, the API reference at /docs/. */
export const servesPages = async (app: App, { web }: { web: WebFolders }): Promise<void> => {
  await app.register(async (pages) => {
    await pages.register(helmet, {
      contentSecurityPolicy: { directives: policy(web.frame, web.paying) },
      hsts: false,
    })
    const folders = [
      { root: docs, prefix: '/docs/', page: true },
      { root: web.media, prefix: '/media/', page: false },
      { root: join(web.dist, 'console'), prefix: '/console/', page: true },
      { root: join(web.dist, 'store'), prefix: '/', page: true },
    ].filter(({ root }) => existsSync(root))
    for (const [index, { root, prefix, page }] of folders.entries()) {
      await pages.register(files, {
        root,
        serve: false,
        decorateReply: index === 0,
        cacheControl: false,
        preCompressed: true,
      })
      pages.route({
        method: 'GET',
        url: `${prefix}*`,
        config: { access: PUBLIC },
        schema: { hide: true },
        handler: (request, reply) => {
          const path = (request.params as Record<string, string>)['*'] ?? ''
          if (path.split('/').some((part) => part.startsWith('.')))
            return refuse(reply, { code: 'not_found' })
          // The API has its own answers to what is not there, 405 among them; so has a version that there is not.
          if (/^v\d+(\/|$)/.test(path)) return reply.callNotFound()
          const there = path !== '' && existsSync(join(root, path))
          const isRoute = !there && !/\.[a-z0-9]+$/i.test(path)
          if (!there && !(page && isRoute)) return refuse(reply, { code: 'not_found' })
          const name = there ? path : 'index.html'
          reply.header(
            'cache-control',
            HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
          )
          return reply.sendFile(name, root)
        },
      })
    }
    for (const prefix of ['/docs', '/console']) {
      pages.route({
        method: 'GET',
        url: prefix,
        config: { access: PUBLIC },
        schema: { hide: true },
        handler: (_request, reply) => reply.redirect(`${prefix}/`),
      })
    }
  })
}

/**
 * Only what comes from here runs, and Stripe's script where it takes cards (docs.stripe.com/security/guide, "Content
 * Security Policy"). Styles may stand inline: the component library writes them so.
 */
const policy = (frame: string | null, { forms, stripe }: PayingNeeds = NOTHING) => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", ...(stripe ? ['https://js.stripe.com', 'https://*.js.stripe.com'] : [])],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'", ...(stripe ? ['https://api.stripe.com'] : [])],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'", ...forms],
  frameAncestors: ["'self'"],
  frameSrc: [
    "'self'",
    ...(frame ? [frame] : []),
    ...(stripe ? ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'] : []),
  ],
  upgradeInsecureRequests: null,
})
