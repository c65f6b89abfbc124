import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSimulator, persons, type Simulator } from '../../simulator/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { createBuyer } from '../../src/modules/account/index.ts'
import { openHouse, type TestHouse } from './house.ts'

let simulator: Simulator
let house: TestHouse
beforeAll(async () => {
  simulator = await createSimulator({ clock: systemClock, port: 0, only: ['wechat'] })
  const { clientId, clientSecret, issuer } = simulator.oauth
  house = await openHouse({ wechat: { clientId, clientSecret, issuer } })
})
afterAll(async () => {
  await house.close()
  await simulator.close()
})

const pairs = (lines: string | string[] | undefined) => [lines ?? []].flat().map((line) => line.split(';')[0])

/** Follows the redirects as a browser would; `choose` is the person tapped on the provider's page. */
const signIn = async (choose: string, tamper = (back: URL) => back) => {
  const start = await house.app.inject('/v1/session/oauth/wechat/start')
  expect(start.statusCode).toBe(302)
  const page = new URL(String(start.headers.location))
  expect(page.origin).toBe(new URL(simulator.url).origin)
  page.pathname = page.pathname.replace('authorize', 'choose')
  page.searchParams.set('person', choose)
  const chosen = await fetch(page, { redirect: 'manual' })
  const back = tamper(new URL(String(chosen.headers.get('location'))))
  const cookie = pairs(start.headers['set-cookie']).join('; ')
  const entered = await house.app.inject({ url: back.pathname + back.search, headers: { cookie } })
  const session = await house.app.inject({
    url: '/v1/session',
    headers: { cookie: pairs(entered.headers['set-cookie']).join('; ') },
  })
  return { location: entered.headers.location, session: session.json() }
}

it('[Q11] signing in with simulated WeChat makes a buyer once, by a real code flow', async () => {
  const first = await signIn(persons[0]!.openid)
  expect(first).toMatchObject({ location: '/', session: { kind: 'buyer', name: '林晓' } })
  const again = await signIn(persons[0]!.openid)
  expect(again.session.id).toBe(first.session.id)
})

it('a buyer who is known by his openid stays the same person', async () => {
  const buyer = { name: '陈默', phone: '13800000002', openid: persons[1]!.openid }
  const made = await createBuyer(house.database.db, buyer, systemClock.now())
  expect((await signIn(buyer.openid)).session.id).toBe(made.ok && made.value.id)
})

it('[AB10] nobody enters who refused, or with a code or state of somebody else', async () => {
  const refused = await signIn('none')
  const forged = await signIn(persons[0]!.openid, (back) => {
    back.searchParams.set('state', 'forged')
    return back
  })
  const guessed = await signIn(persons[0]!.openid, (back) => {
    back.searchParams.set('code', 'guessed')
    return back
  })
  for (const { location, session } of [refused, forged, guessed]) {
    expect(location).toBe('/sign-in?problem=sign_in_refused')
    expect(session.kind).toBe('guest')
  }
})

it('nothing above was a defect', () => expect(house.defects).toEqual([]))
