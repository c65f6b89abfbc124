// Keeps the list of waiting orders fresh while the page is in sight.
const live = document.querySelector('[data-live]')
if (live) {
  setInterval(async () => {
    if (document.hidden) return
    const answer = await fetch(location.href).catch(() => undefined)
    if (!answer?.ok) return
    const next = new DOMParser()
      .parseFromString(await answer.text(), 'text/html')
      .querySelector('[data-live]')
    if (next && next.innerHTML !== live.innerHTML) live.replaceChildren(...next.childNodes)
  }, 2000)
}
