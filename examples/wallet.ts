/** The payer and his provider, by the simulator's control API: what a phone and a bank would do. */
export type Wallet = {
  /** The payer scans and confirms. `inFlight`: his confirmation was under way when the attempt was closed. */
  readonly pay: (attemptNo: string, how?: { readonly inFlight?: boolean }) => Promise<void>
  /** Something goes wrong with this attempt, once. */
  readonly fault: (attemptNo: string, fault: string, param?: number) => Promise<void>
  /** Sends a notice that nobody should believe. */
  readonly forge: (attemptNo: string) => Promise<void>
  /** What was answered to each delivery of the attempt's notices, in order. */
  readonly answers: (attemptNo: string) => Promise<readonly number[]>
  /** Makes the provider's pauses pass faster. */
  readonly speed: (factor: number) => Promise<void>
}

type Told = { readonly notices: readonly { readonly deliveries: readonly { readonly status: number }[] }[] }

export function wallet(url: string): Wallet {
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/control${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`simulator: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  return {
    pay: async (no, { inFlight = false } = {}) => {
      await control('POST', `/orders/${no}/pay`, { inFlight })
    },
    fault: async (order, fault, param) => {
      await control('POST', '/faults', {
        fault,
        order,
        remaining: 1,
        ...(param === undefined ? {} : { param }),
      })
    },
    forge: async (no) => {
      await control('POST', `/orders/${no}/notify`, { twist: 'forged' })
    },
    answers: async (no) => {
      const { notices } = (await control('GET', `/orders/${no}`)) as Told
      return notices.flatMap(({ deliveries }) => deliveries.map(({ status }) => status))
    },
    speed: async (speed) => {
      await control('POST', '/clock', { speed })
    },
  }
}
