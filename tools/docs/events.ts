import { EVENTS } from '../../src/http/schemas/event.ts'
import { bodyOf, fieldTable } from './api.ts'
import type { Api } from './openapi.ts'
import { madeFrom, type Page, table } from './page.ts'

/** The catalogue of webhook events: what each says, and to whom. */
export function eventsPage({ webhooks }: Api): Page {
  const types = Object.entries(EVENTS)
  const rows = types.map(([type, { resource, title, data }]) => [
    `\`${type}\``,
    `\`${resource}\``,
    title.zh,
    title.en,
    // The fan-out sends a shop what names it (src/modules/message/announce.ts).
    'shopId' in (data as { properties: object }).properties ? 'its shop, the platform' : 'the platform',
  ])
  const resources = [...new Set(types.map(([, { resource }]) => resource))]
  const families = resources.map((resource) => {
    const [first = ''] = types.find(([, kind]) => kind.resource === resource) ?? []
    const schema = bodyOf(webhooks[first]?.post.requestBody)?.properties?.data
    return `## \`data\` of a \`${resource}\`\n\n${schema ? fieldTable(schema) : ''}\n`
  })
  return {
    path: 'docs/api/events.md',
    text: `${madeFrom('`src/http/schemas/event.ts`')}
# Events 事件

What an endpoint is told of. Envelope, signature and retries: [webhooks](../guides/webhooks.md). The same schemas stand under \`webhooks\` in the OpenAPI document and as types in the [SDK](../../sdk/README.md).

${table(['type', 'resource', '中文', 'English', 'told to'], rows)}

${families.join('\n')}`,
  }
}
