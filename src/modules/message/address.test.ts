import { describe, expect, it } from 'vitest'
import { isPublicAddress, pinAddress, type Resolve } from './address.ts'

describe('addresses a webhook may reach', () => {
  it.each([
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['100.100.100.200', false], // Alibaba Cloud metadata
    ['127.0.0.1', false],
    ['127.255.0.9', false],
    ['169.254.169.254', false], // metadata of most clouds
    ['172.15.255.255', true],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.0.0.192', false], // Oracle Cloud metadata
    ['192.168.1.1', false],
    ['198.19.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['1.1.1.1', true],
    ['223.5.5.5', true],
    ['::', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:8.8.8.8', false], // no receiver is known by a mapped address
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
    ['fc00::1', false],
    ['fd00:ec2::254', false], // AWS metadata
    ['fe80::1', false],
    ['ff02::1', false],
    ['2400:3200::1', true],
    ['2606:4700::1111', true],
    ['example.com', false],
  ])('%s public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected)
  })

  const answers =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const strict = (resolve: Resolve) => ({ resolve, allowPrivate: false })

  it('refuses a name that leads inside, even beside a public address', async () => {
    expect(await pinAddress('shop.example', strict(answers('10.0.0.8')))).toBe('address_not_allowed')
    expect(await pinAddress('shop.example', strict(answers('1.1.1.1', '10.0.0.8')))).toBe(
      'address_not_allowed',
    )
    expect(await pinAddress('shop.example', strict(answers('1.1.1.1', '::1')))).toBe('address_not_allowed')
    expect(await pinAddress('shop.example', strict(answers()))).toBe('host_not_found')
    expect(
      await pinAddress(
        'shop.example',
        strict(() => Promise.reject(new Error('ENOTFOUND'))),
      ),
    ).toBe('host_not_found')
    expect(await pinAddress('shop.example', strict(answers('1.1.1.1')))).toEqual({
      address: '1.1.1.1',
      family: 4,
    })
  })

  it('judges literal addresses without a resolver, however they are written', async () => {
    const never: Resolve = () => Promise.reject(new Error('asked'))
    // WHATWG URLs turn every spelling of an IPv4 address into four decimals.
    for (const host of ['127.1', '0x7f.1', '2130706433', '017700000001', '[::1]', '[::ffff:7f00:1]']) {
      expect(await pinAddress(new URL(`https://${host}/`).hostname, strict(never))).toBe(
        'address_not_allowed',
      )
    }
  })
})
