import { useCallback, useRef, useState } from 'react'

/**
 * An action that runs once at a time: a second click while it runs is the same click. The ref closes the gap
 * between a click and the next drawing, where state alone would let an impatient second click through.
 */
export function useAction<Arguments extends unknown[], Result>(run: (...args: Arguments) => Promise<Result>) {
  const running = useRef(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const latest = useRef(run)
  latest.current = run
  const act = useCallback(async (...args: Arguments): Promise<Result | undefined> => {
    if (running.current) return undefined
    running.current = true
    setBusy(true)
    setError(null)
    try {
      return await latest.current(...args)
    } catch (failure) {
      setError(failure)
      return undefined
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  return { act, busy, error, clear: () => setError(null) }
}
