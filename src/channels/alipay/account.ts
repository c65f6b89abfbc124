/** An account is told by its 16 digits, or by the name its owner signs in with. */
export const accountKind = (account: string): 'userId' | 'loginName' =>
  /^2088\d{12}$/.test(account) ? 'userId' : 'loginName'
