const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000
const FORM = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/

/** Alipay's clock is China's, without saying so: `2026-03-01 12:00:00`. */
export function chinaTime(at: Date): string {
  return new Date(at.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

export function readChinaTime(text: string | undefined): Date | undefined {
  const parts = FORM.exec(text ?? '')
  if (!parts) return undefined
  const at = new Date(`${parts[1]}T${parts[2]}+08:00`)
  // 2026-02-30 is read as a day of March: only what reads back the same is a time.
  return Number.isNaN(at.getTime()) || chinaTime(at) !== text ? undefined : at
}
