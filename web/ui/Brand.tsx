import { useUiWords } from './words/index.ts'

/** The mark: a round coin with a square hole, as 通宝 coins were cast. */
export function Brand({ size = 28 }: { readonly size?: number }) {
  const t = useUiWords()
  return (
    <span className="brand">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <circle cx="16" cy="16" r="15" fill="var(--jade)" />
        <circle
          cx="16"
          cy="16"
          r="12.200"
          fill="none"
          stroke="var(--on-jade)"
          strokeOpacity="0.550"
          strokeWidth="1.200"
        />
        <rect
          x="11"
          y="11"
          width="10"
          height="10"
          rx="1.200"
          fill="var(--surface)"
          stroke="var(--bronze)"
          strokeWidth="1.600"
        />
      </svg>
      <span className="brand__name">{t('brand')}</span>
    </span>
  )
}
