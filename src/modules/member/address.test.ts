import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { addAddress, editAddress, removeAddress } from './commands.ts'
import { mobileNumber } from './decide.ts'
import { findAddress, listAddresses } from './queries.ts'
import type { AddressDraft } from './types.ts'

const now = new Date('2026-03-01T02:00:00Z')
const home = (more: Partial<AddressDraft> = {}): AddressDraft => ({
  name: '林晚',
  phone: '138 0013 8000',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '龙井路 1 号',
  isDefault: false,
  ...more,
})
const codeOf = (answer: { ok: true } | { ok: false; rejection: { code: string } }) =>
  answer.ok ? 'accepted' : answer.rejection.code

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const added = async (buyerId: string, draft: AddressDraft) => {
  const answer = await addAddress(database.db, { buyerId, draft, now })
  if (!answer.ok) throw new Error(answer.rejection.code)
  return answer.value
}

describe('address book', () => {
  test('[Q5] only the owner sees, edits or removes an address; for others it does not exist', async () => {
    const { db } = database
    const mine = await added('owner', home())
    expect(await listAddresses(db, 'stranger')).toEqual([])
    expect(await findAddress(db, 'stranger', mine.id)).toBeNull()
    const theft = { id: mine.id, buyerId: 'stranger', now }
    expect(codeOf(await editAddress(db, { ...theft, draft: home({ street: '别处' }) }))).toBe(
      'address_not_found',
    )
    expect(codeOf(await removeAddress(db, theft))).toBe('address_not_found')
    expect(await findAddress(db, 'owner', mine.id)).toEqual({
      ...home({ phone: '13800138000', isDefault: true }),
      id: mine.id,
    })
  })

  test('a book has exactly one default, also when two are made at once and when the default goes', async () => {
    const { db } = database
    const draft = home({ isDefault: true })
    await Promise.all([1, 2, 3, 4].map(() => added('racer', draft)))
    const defaults = async () => (await listAddresses(db, 'racer')).filter(({ isDefault }) => isDefault)
    expect(await defaults()).toHaveLength(1)
    const [first] = await defaults()
    const kept = await editAddress(db, { buyerId: 'racer', id: first!.id, draft: home(), now })
    expect(kept.ok && kept.value.isDefault).toBe(true)
    await removeAddress(db, { buyerId: 'racer', id: first!.id })
    expect(await defaults()).toHaveLength(1)
    expect(await listAddresses(db, 'racer')).toHaveLength(3)
  })

  test('the fifty-first address is refused', async () => {
    for (let i = 0; i < 50; i++) await added('collector', home())
    expect(codeOf(await addAddress(database.db, { buyerId: 'collector', draft: home(), now }))).toBe(
      'address_book_full',
    )
  })

  test.each<[Partial<AddressDraft>, string]>([
    [{ phone: '12800138000' }, 'phone_invalid'],
    [{ phone: '1380013800' }, 'phone_invalid'],
    [{ name: '  ' }, 'address_incomplete'],
    [{ street: 'x'.repeat(201) }, 'address_incomplete'],
    [{ district: '' }, 'accepted'],
  ])('[Q5] an address with %j is %s', async (more, code) => {
    expect(codeOf(await addAddress(database.db, { buyerId: 'checked', draft: home(more), now }))).toBe(code)
  })

  test.each([
    ['13800138000', '13800138000'],
    ['+86 138-0013-8000', '13800138000'],
    ['008613800138000', '13800138000'],
    ['8613800138000', '13800138000'],
    ['+1 555 010 9999', null],
    ['１３８００１３８０００', null],
    ['138001380000', null],
  ])('%s is the mobile number %s', (text, expected) => expect(mobileNumber(text)).toBe(expected))
})
