// Sends what a button or a form names to the control API, and keeps the tables fresh.
const live = document.querySelector('[data-live]')

async function refresh() {
  const answer = await fetch(location.href).catch(() => undefined)
  if (!answer?.ok) return
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]')
  if (next && next.innerHTML !== live.innerHTML) live.replaceChildren(...next.childNodes)
}

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: method === 'POST' ? JSON.stringify(body) : undefined,
  })
  if (!answer.ok) alert((await answer.json()).error ?? answer.status)
  await refresh()
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-post], button[data-delete]')
  if (!button) return
  if (button.dataset.delete) call('DELETE', button.dataset.delete)
  else call('POST', button.dataset.post, JSON.parse(button.dataset.body))
})

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-post]')
  if (!form) return
  event.preventDefault()
  const body = {}
  for (const field of form.elements) {
    if (!field.name || field.value === '') continue
    const numeric = field.type === 'number' || 'number' in field.dataset
    body[field.name] = numeric ? Number(field.value) : field.value
  }
  call('POST', form.dataset.post, body)
})

setInterval(() => document.hidden || refresh(), 2000)
