/**
 * Asks for many things at once: what is wanted while a question is under way is asked together in the next one, so a
 * lone request waits for nobody and a crowd shares one query.
 */
export const gather = <K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>, most = 500) => {
  type Waiting = { key: K; resolve: (value: V) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let asking = false
  const ask = async (): Promise<void> => {
    asking = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most)
      try {
        const values = await load(batch.map(({ key }) => key))
        for (const [i, { resolve }] of batch.entries()) resolve(values[i] as V)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    asking = false
  }
  return (key: K): Promise<V> =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      // One turn of the loop later, so that requests read together are asked together.
      if (!asking) {
        asking = true
        setImmediate(() => void ask())
      }
    })
}
