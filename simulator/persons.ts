/** The demo's people: they own the wallets that pay and the identities that sign in. */
export type Person = {
  readonly openid: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly email: string
  readonly phone: string
  /** Of the drawn portrait. */
  readonly color: string
}

export const persons: readonly Person[] = [
  {
    openid: 'oSim7LinXiao000000000000001',
    name: { zh: '林晓', en: 'Lin Xiao' },
    email: 'linxiao@wallet.example',
    phone: '+8613800000001',
    color: '#0f766e',
  },
  {
    openid: 'oSim7ChenMo0000000000000002',
    name: { zh: '陈默', en: 'Chen Mo' },
    email: 'chenmo@wallet.example',
    phone: '+8613800000002',
    color: '#b45309',
  },
  {
    openid: 'oSim7WangFang00000000000003',
    name: { zh: '王芳', en: 'Wang Fang' },
    email: 'wangfang@wallet.example',
    phone: '+8613800000003',
    color: '#6d28d9',
  },
]

export const personOf = (openid: string): Person | undefined =>
  persons.find((person) => person.openid === openid)
