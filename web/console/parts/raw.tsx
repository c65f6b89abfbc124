/** Raw text as it came; JSON is set out to be read, and nothing of it is left away. */
export function Raw({ value, label }: { value: unknown; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, also by keyboard
    <section className="raw" tabIndex={0} aria-label={label}>
      <pre>{readable(value)}</pre>
    </section>
  )
}

function readable(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2)
  try {
    return JSON.stringify(JSON.parse(value), null, 2)
  } catch {
    return value
  }
}
