/** What can be made to go wrong at one provider, each with a sentence for the control page. */
export type FaultTable = {
  readonly words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>
  /** The operations a fault can be limited to. */
  readonly operations: readonly string[]
}

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
