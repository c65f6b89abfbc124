import { useEffect, useState } from 'react'
import { serverNow } from '../api/client.ts'
import { clockText, remaining } from './time.ts'

/** What is left until a moment, on the server's clock; `onOver` is called once when nothing is. */
export function Countdown({ until, onOver }: { readonly until: string; readonly onOver?: () => void }) {
  const [now, setNow] = useState(serverNow)
  const over = remaining(Date.parse(until), now).over
  useEffect(() => {
    if (over) {
      onOver?.()
      return
    }
    const timer = setInterval(() => setNow(serverNow()), 1000)
    return () => clearInterval(timer)
  }, [over, onOver])
  return (
    <time className="countdown" dateTime={until} role="timer">
      {clockText(Date.parse(until), now)}
    </time>
  )
}
