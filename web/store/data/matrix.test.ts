import { describe, expect, it } from 'vitest'
import type { Product } from '../../api/nouns.ts'
import { choose, chosenSku, firstChoice, valueState } from './matrix.ts'

const sku = (id: number, colour: string, size: string, available: number) => ({
  id,
  spec: { colour, size },
  specText: `${colour} / ${size}`,
  specTextEn: '',
  price: 100,
  listPrice: 100,
  currency: 'CNY',
  image: '',
  barcode: null,
  weightG: 1,
  available,
})
const value = (text: string) => ({ value: text, valueEn: '' })
const shirt = {
  options: [
    { name: 'colour', nameEn: '', values: [value('grey'), value('blue')] },
    { name: 'size', nameEn: '', values: [value('S'), value('M'), value('L')] },
  ],
  skus: [sku(1, 'grey', 'S', 0), sku(2, 'grey', 'M', 5), sku(3, 'blue', 'L', 2)],
} as unknown as Product

describe('the spec matrix', () => {
  it('begins with the first SKU that can be bought', () => {
    expect(firstChoice(shirt)).toEqual({ colour: 'grey', size: 'M' })
  })

  it('[A1] a complete choice names one SKU, an incomplete or empty corner none', () => {
    expect(chosenSku(shirt, { colour: 'grey', size: 'M' })?.id).toBe(2)
    expect(chosenSku(shirt, { colour: 'blue', size: 'S' })).toBeUndefined()
    expect(chosenSku(shirt, { colour: 'grey' })).toBeUndefined()
  })

  it.each([
    ['size', 'M', 'open'],
    ['size', 'S', 'sold_out'],
    ['size', 'L', 'none'],
    ['colour', 'blue', 'none'],
  ])('beside grey / M, %s %s is %s', (name, wish, state) => {
    expect(valueState(shirt, { colour: 'grey', size: 'M' }, { name, value: wish })).toBe(state)
  })

  it('a value that fits nothing chosen is taken, and what is in its way is let go', () => {
    expect(choose(shirt, { colour: 'grey', size: 'M' }, { name: 'colour', value: 'blue' })).toEqual({
      colour: 'blue',
    })
    expect(choose(shirt, { colour: 'blue' }, { name: 'size', value: 'L' })).toEqual({
      colour: 'blue',
      size: 'L',
    })
  })
})
