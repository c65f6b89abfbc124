import { hashOf } from '../random.ts'
import { GEAR_WARE } from './gear-ware.ts'
import { GREEN_WARE } from './green-ware.ts'
import { HOUSE_WARE } from './house-ware.ts'
import { type Drawing, inkOf, oval, shade } from './ink.ts'
import { STAY_SCENES } from './stay-scenes.ts'
import { TABLE_WARE } from './table-ware.ts'
import { TRAIL_WARE } from './trail-ware.ts'

const DRAWINGS: Readonly<Record<string, Drawing>> = {
  ...TABLE_WARE,
  ...HOUSE_WARE,
  ...GREEN_WARE,
  ...TRAIL_WARE,
  ...GEAR_WARE,
  ...STAY_SCENES,
}

/** Background above, background below, the thing itself, the accent. */
const PALETTES = [
  ['#f6ecdc', '#e3cba8', '#b5764a', '#3f6b73'],
  ['#e9f0ea', '#bfd3c1', '#4f7d62', '#d98b4a'],
  ['#e8eef3', '#b9cddb', '#4b6f92', '#e0a458'],
  ['#f7e9e4', '#e5bfb0', '#b65c4b', '#46685b'],
  ['#f1edf5', '#cdc1dd', '#75628f', '#d9a441'],
  ['#fbf3da', '#ecd48f', '#c08a2e', '#4b6f92'],
  ['#e6f1f1', '#aed0d0', '#2f7377', '#e2725b'],
  ['#efece6', '#cfc6b6', '#6d6257', '#b5764a'],
] as const

const BACKDROPS: readonly ((pale: string) => string)[] = [
  (pale) => `<circle cx="240" cy="220" r="168" fill="${pale}"/>`,
  (pale) => `<path d="M92 400V210a148 148 0 0 1 296 0v190z" fill="${pale}"/>`,
  (pale) =>
    `<circle cx="352" cy="112" r="52" fill="${pale}"/><path d="M0 330q90-130 190-50t290-70v270H0z" fill="${pale}"/>`,
  (pale) =>
    [0, 1, 2, 3, 4]
      .map(
        (i) =>
          `<circle cx="240" cy="400" r="${120 + i * 66}" fill="none" stroke="${pale}" stroke-width="16"/>`,
      )
      .join(''),
  (pale) =>
    [0, 1, 2, 3, 4, 5]
      .flatMap((y) => [0, 1, 2, 3, 4, 5].map((x) => oval(40 + x * 80, 40 + y * 64, [9, 9], pale)))
      .join(''),
  (pale) =>
    [0, 1, 2, 3]
      .map(
        (i) =>
          `<path d="M0 ${110 + i * 70}q60-44 120 0t120 0 120 0 120 0" fill="none" stroke="${pale}" stroke-width="14"/>`,
      )
      .join(''),
]

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

export type Subject = {
  readonly code: string
  readonly title: string
  readonly category: string
  readonly art: string
  /** The colour of the choice that the picture shows, if it has one. */
  readonly colour?: string
}

/** A picture of a product as SVG text: the same subject gives the same picture, with nothing from outside. */
export function pictureSvg({ code, title, category, art, colour }: Subject): string {
  const draw = DRAWINGS[art]
  if (!draw) throw new Error(`${code}: no drawing ${art}`)
  const palette = PALETTES[(hashOf(category) + (hashOf(code) % 3)) % PALETTES.length] ?? PALETTES[0]
  const [top, bottom, thing, accent] = palette
  const main = colour ?? thing
  const backdrop = BACKDROPS[hashOf(`${code} backdrop`) % BACKDROPS.length] ?? BACKDROPS[0]
  const ink = inkOf(main, accent)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" role="img"><title>${escaped(title)}</title>`,
    '<defs>',
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`,
    `<linearGradient id="body" x1="0" y1="0" x2="1" y2="0.2"><stop offset="0" stop-color="${shade(main, 0.22)}"/><stop offset="0.55" stop-color="${main}"/><stop offset="1" stop-color="${shade(main, -0.2)}"/></linearGradient>`,
    '</defs>',
    '<rect width="480" height="480" fill="url(#sky)"/>',
    backdrop ? backdrop('rgba(255,255,255,.36)') : '',
    art in STAY_SCENES ? '' : oval(240, 384, [172, 16], 'rgba(60,45,30,.16)'),
    draw(ink),
    '</svg>\n',
  ].join('')
}

/** A shop's sign: its first character on a disc. */
export function logoSvg(name: string): string {
  const palette = PALETTES[hashOf(name) % PALETTES.length] ?? PALETTES[0]
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img">',
    `<title>${escaped(name)}</title><rect width="96" height="96" rx="24" fill="${palette[2]}"/>`,
    `<path d="M12 70q18-34 34-16t38-20v44q0 6-6 6H18q-6 0-6-6z" fill="${palette[3]}" opacity=".55"/>`,
    '<text x="48" y="62" text-anchor="middle" font-size="44" font-family="Songti SC,Noto Serif CJK SC,serif" ',
    `fill="#fff">${escaped(name.slice(0, 1))}</text></svg>\n`,
  ].join('')
}
