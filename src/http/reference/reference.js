// Shows the OpenAPI document as a page. Everything is built with textContent, so no text of it can become markup.
const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props)
  element.append(...children)
  return element
}

const typeOf = (schema) => {
  if (!schema) return ''
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  return [schema.type].flat().join(' | ')
}

const limitsOf = (schema) =>
  ['pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'default']
    .filter((name) => schema[name] !== undefined)
    .map((name) => `${name} ${schema[name]}`)
    .concat(schema.description ?? [])
    .join(' · ')

const rowsOf = (schema, path = '', required = true) => {
  const inner =
    schema.type === 'array' ? schema.items : (schema.anyOf?.find((one) => one.type === 'object') ?? schema)
  const own = path ? [{ path, type: typeOf(schema), required, note: limitsOf(schema) }] : []
  const below = Object.entries(inner?.properties ?? {}).flatMap(([name, property]) =>
    rowsOf(property, path ? `${path}.${name}` : name, inner.required?.includes(name) ?? false),
  )
  return [...own, ...below]
}

const tableOf = (heads, rows) =>
  make(
    'table',
    {},
    make('thead', {}, make('tr', {}, ...heads.map((head) => make('th', { textContent: head })))),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map((cell) => make('td', {}, cell))))),
  )

const fieldsOf = (schema) => {
  const rows = rowsOf(schema)
  if (rows.length === 0)
    return make('p', { className: 'dim', textContent: schema.description ?? typeOf(schema) })
  return tableOf(
    ['Field', 'Type', 'Notes'],
    rows.map(({ path, type, required, note }) => [
      make('code', { textContent: required ? path : `${path}?` }),
      make('code', { textContent: type }),
      note,
    ]),
  )
}

const operation = (method, path, facts) => {
  const access = facts['x-access']
  const section = make(
    'section',
    { id: `${method}-${path}` },
    make(
      'h3',
      {},
      make('span', { className: 'method', textContent: method }),
      make('code', { textContent: path }),
    ),
    make('p', { textContent: facts.summary ?? '' }),
  )
  if (access) {
    const words = `${access.callers.join(', ')}${access.permission ? ` · ${access.permission}` : ''} · ${access.ownership}`
    section.append(make('p', { className: 'dim', textContent: `Callers: ${words}` }))
  }
  if (facts.parameters?.length) {
    section.append(
      make('h4', { textContent: 'Parameters' }),
      tableOf(
        ['Name', 'In', 'Type', 'Notes'],
        facts.parameters.map((one) => [
          make('code', { textContent: one.required ? one.name : `${one.name}?` }),
          one.in,
          make('code', { textContent: typeOf(one.schema) }),
          limitsOf(one.schema),
        ]),
      ),
    )
  }
  const body = facts.requestBody?.content?.['application/json']?.schema
  if (body) section.append(make('h4', { textContent: 'Body' }), fieldsOf(body))
  for (const [status, answer] of Object.entries(facts.responses ?? {})) {
    const schema = answer.content?.['application/json']?.schema
    if (status !== 'default' && schema)
      section.append(make('h4', { textContent: `Answer ${status}` }), fieldsOf(schema))
  }
  return section
}

const show = (api) => {
  const main = document.querySelector('#main')
  const menu = document.querySelector('#menu')
  main.replaceChildren(
    make('h1', { textContent: `${api.info.title} ${api.info.version}` }),
    make('p', { textContent: api.info.description }),
  )
  const groups = new Map()
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, facts] of Object.entries(methods)) {
      const tag = facts.tags?.[0] ?? 'other'
      groups.set(tag, [...(groups.get(tag) ?? []), { method, path, facts }])
    }
  }
  for (const [tag, operations] of groups) {
    menu.append(make('h2', { textContent: tag }))
    main.append(make('h2', { textContent: tag }))
    for (const { method, path, facts } of operations) {
      menu.append(
        make('a', {
          href: `#${method}-${path}`,
          textContent: `${method.toUpperCase()} ${path.replace('/v1', '')}`,
          title: facts.summary ?? '',
        }),
      )
      main.append(operation(method, path, facts))
    }
  }
  const rows = Object.entries(api['x-problems']).map(([code, { status, retry, title }]) => [
    make('code', { textContent: code }),
    String(status),
    retry,
    `${title.zh} · ${title.en}`,
  ])
  main.append(
    make('h2', { id: 'problems', textContent: 'Problems' }),
    tableOf(['Code', 'Status', 'Retry', 'Meaning'], rows),
  )
  main.removeAttribute('aria-busy')
  document.querySelector('#filter').addEventListener('input', ({ target }) => {
    for (const link of menu.querySelectorAll('a'))
      link.hidden = !link.textContent.toLowerCase().includes(target.value.toLowerCase())
  })
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
}

show(await (await fetch('/v1/openapi.json')).json())
