import type { Product } from './start.ts'

/** What a person at the terminal wants to know, once everything is there. */
export function banner(product: Product, startMs: number): string {
  const { publicUrl: url, simulatorUrl, signIns, roles, lacks } = product
  const lines: [string, string][] = roles.api
    ? [
        ['Store', `${url}/`],
        ['Console', `${url}/console/`],
        ['API reference', `${url}/docs/`],
      ]
    : [['Worker', 'no pages: this process only works']]
  if (simulatorUrl) lines.push(['Simulator', `${simulatorUrl}/wallet`])
  if (roles.api && signIns) {
    const [first = '', ...others] = signIns.buyers
    lines.push(['Buyers', `${first} (the sign-in page shows the code)`])
    for (const buyer of others) lines.push(['', buyer])
    lines.push(['Staff', signIns.staff.join(', ')], ['', `password ${signIns.password}`])
  }
  for (const [i, lack] of lacks.entries()) lines.push([i === 0 ? 'Missing' : '', lack])
  const width = Math.max(...lines.map(([name]) => name.length)) + 3
  const addresses = lines.map(([name, address]) => `  ${name.padEnd(width)}${address}`)
  const ready = `Tongbao 通宝 is ready after ${(startMs / 1000).toFixed(1)} s`
  return `\n${[ready, '', ...addresses].join('\n')}\n\n`
}
