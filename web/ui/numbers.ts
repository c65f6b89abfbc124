/**
 * A business number cut for reading aloud: kind and channel, date, time, and the rest (row H5).
 * What is no 22 digit number is returned whole.
 */
export function groupNumber(no: string): string[] {
  if (!/^\d{22}$/.test(no)) return [no]
  return [no.slice(0, 2), no.slice(2, 8), no.slice(8, 14), no.slice(14, 18), no.slice(18)]
}
