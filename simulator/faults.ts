/** Each fault with a sentence for the control page. */
export type FaultWords = Readonly<Record<string, { readonly zh: string; readonly en: string }>>

/** What can be made to go wrong at one provider. */
export type FaultTable = {
  readonly words: FaultWords
  /** The operations a fault can be limited to. */
  readonly operations: readonly string[]
}

/** What can go wrong with every provider's notices. */
export const noticeFaults = {
  notice_lost: { zh: '回调丢失', en: 'Notice lost (param: how many deliveries; default all)' },
  notice_duplicated: { zh: '回调重复', en: 'Notice delivered several times (param: copies; default 3)' },
  notice_reordered: { zh: '回调乱序', en: 'Notice held until another one was delivered' },
  notice_delayed: { zh: '回调延迟', en: 'Notice delayed (param: milliseconds; default 60,000)' },
} as const satisfies FaultWords

/** What can go wrong with every provider's answers. */
export const answerFaults = {
  error_before: { zh: '处理前 5xx', en: '500 before anything happened' },
  error_after: { zh: '处理后 5xx', en: '500 after everything happened' },
  timeout_before: { zh: '处理前超时', en: 'No answer, and nothing happened' },
  timeout_after: { zh: '处理后超时', en: 'No answer, but everything happened' },
  drop_before: { zh: '处理前断线', en: 'Connection cut, and nothing happened' },
  drop_after: { zh: '处理后断线', en: 'Connection cut, but everything happened' },
  slow: { zh: '慢应答', en: 'Slow answer (param: milliseconds; default 3,000)' },
} as const satisfies FaultWords

export type FaultRule<Name extends string = string, On extends string = string> = {
  readonly id: string
  readonly fault: Name
  /** Only in this operation. */
  readonly on?: On
  /** Only for this order (refunds count by their order). */
  readonly order?: string
  /** So many times; absent: until it is removed. */
  readonly remaining?: number
  readonly param?: number
}

/** The armed rules of one provider; it narrows `Name` and `On` to the words of its own table. */
export type Faults<Name extends string = string, On extends string = string> = {
  readonly rules: () => readonly FaultRule[]
  add(rule: Omit<FaultRule<Name, On>, 'id'>): FaultRule
  remove(id: string): boolean
  clear(): void
  /** The first rule that fits, counted down. */
  take(fault: Name, on: On, order: string): FaultRule | undefined
}

/** `changed` is told every rule that changed, `removed` with `null`. */
export function createFaults(
  kept: readonly FaultRule[],
  changed: (id: string, rule: FaultRule | null) => void,
): Faults {
  const rules = new Map(kept.map((rule) => [rule.id, rule]))
  let next = 1 + Math.max(0, ...kept.map((rule) => Number(rule.id)))
  const put = (rule: FaultRule) => {
    rules.set(rule.id, rule)
    changed(rule.id, rule)
    return rule
  }
  const remove = (id: string) => {
    const known = rules.delete(id)
    if (known) changed(id, null)
    return known
  }
  return {
    rules: () => [...rules.values()],
    add: (rule) => put({ ...rule, id: String(next++) }),
    remove,
    clear: () => {
      for (const id of [...rules.keys()]) remove(id)
    },
    take: (fault, on, order) => {
      for (const rule of rules.values()) {
        if (rule.fault !== fault || (rule.on && rule.on !== on)) continue
        if (rule.order && rule.order !== order) continue
        if (rule.remaining !== undefined) {
          if (rule.remaining <= 1) remove(rule.id)
          else put({ ...rule, remaining: rule.remaining - 1 })
        }
        return rule
      }
      return undefined
    },
  }
}
