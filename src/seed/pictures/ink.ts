/** The colours a drawing is made with; `body` is a soft horizontal gradient of the main colour. */
export type Ink = {
  readonly body: string
  readonly flat: string
  readonly dark: string
  readonly light: string
  readonly accent: string
  readonly paper: string
}

const channel = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)

/** Towards white for a positive share, towards black for a negative one. */
export function shade(hex: string, share: number): string {
  const target = share > 0 ? 255 : 0
  const mixed = [1, 3, 5].map((at) => {
    const value = channel(hex, at)
    return Math.round(value + (target - value) * Math.abs(share))
      .toString(16)
      .padStart(2, '0')
  })
  return `#${mixed.join('')}`
}

export const inkOf = (colour: string, accent: string): Ink => ({
  body: 'url(#body)',
  flat: colour,
  dark: shade(colour, -0.32),
  light: shade(colour, 0.5),
  accent,
  paper: '#fbf8f2',
})

export const path = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`
export const line = (d: string, stroke: string, width = 6): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
export const oval = (cx: number, cy: number, size: readonly [number, number], fill: string): string =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${size[0]}" ry="${size[1]}" fill="${fill}"/>`
/** A box by its left top corner, its width, height and the radius of its corners. */
export const box = (
  at: readonly [number, number],
  size: readonly [number, number, number],
  fill: string,
): string =>
  `<rect x="${at[0]}" y="${at[1]}" width="${size[0]}" height="${size[1]}" rx="${size[2]}" fill="${fill}"/>`
/** A white gleam on the left side of something round. */
export const gleam = (d: string): string => line(d, 'rgba(255,255,255,.55)', 8)

export type Drawing = (ink: Ink) => string
