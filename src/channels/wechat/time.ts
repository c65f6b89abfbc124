const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000

/** RFC 3339 in China's fixed offset, whole seconds: `2026-03-01T12:00:00+08:00`. */
export function chinaTime(at: Date): string {
  return `${new Date(at.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 19)}+08:00`
}
