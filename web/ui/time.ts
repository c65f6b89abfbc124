/** The parts of what is left until a deadline; never below zero. */
export function remaining(
  untilMs: number,
  nowMs: number,
): { hours: number; minutes: number; seconds: number; over: boolean } {
  const left = Math.max(0, Math.ceil((untilMs - nowMs) / 1000))
  return {
    hours: Math.floor(left / 3600),
    minutes: Math.floor(left / 60) % 60,
    seconds: left % 60,
    over: left === 0,
  }
}

const two = (n: number) => String(n).padStart(2, '0')

/** `14:59`, or `1:02:03` from an hour on. */
export function clockText(untilMs: number, nowMs: number): string {
  const { hours, minutes, seconds } = remaining(untilMs, nowMs)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`
}

/** A moment in the reader's own zone, to the second in the language's usual order. */
export function formatTime(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(new Date(iso))
}
