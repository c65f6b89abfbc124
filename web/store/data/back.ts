import { useEffect } from 'react'
import { useSearchParams } from 'react-router'

/** Runs once when the payer comes back from a channel's page; what the address says of the result is not looked at. */
export function useBack(run: () => void): void {
  const [query, setQuery] = useSearchParams()
  const isBack = query.has('back')
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each return
  useEffect(() => {
    if (!isBack) return
    run()
    setQuery(
      (fields) => {
        fields.delete('back')
        return fields
      },
      { replace: true },
    )
  }, [isBack])
}
