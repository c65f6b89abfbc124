import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Goods } from '../goods/table.ts'
import { coloursOf, pictureOf } from '../product.ts'
import { SHOPS } from '../shops.ts'
import { logoSvg, pictureSvg } from './picture.ts'

/** Raised when the drawings change, so that a folder of older pictures is written again. */
const EDITION = '1'

/** Every picture of the demo by its path below the media folder. */
export function demoPictures(): Map<string, string> {
  const pictures = new Map<string, string>()
  const add = (path: string, svg: string) => pictures.set(path.replace('/media/', ''), svg)
  for (const { draft, goods } of SHOPS) {
    add(draft.logo, logoSvg(draft.name))
    for (const one of goods) addGoods(one, add)
  }
  return pictures
}

function addGoods(goods: Goods, add: (path: string, svg: string) => void): void {
  add(pictureOf(goods.code), pictureSvg(goods))
  for (const choice of coloursOf(goods)) {
    const colour = choice.colour ? { colour: choice.colour } : {}
    add(pictureOf(goods.code, choice), pictureSvg({ ...goods, ...colour }))
  }
}

/** Writes the demo's pictures below `mediaFolder` unless this edition stands there already. */
export async function writePictures(mediaFolder: string): Promise<void> {
  const folder = join(mediaFolder, 'demo')
  const mark = join(folder, 'edition')
  const written = await readFile(mark, 'utf8').catch(() => '')
  if (written === EDITION) return
  await mkdir(folder, { recursive: true })
  for (const [path, svg] of demoPictures()) await writeFile(join(mediaFolder, path), svg)
  await writeFile(mark, EDITION)
}
