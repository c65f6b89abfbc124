import { WechatIcon } from './icons.tsx'

/** The mark of each way to pay, drawn here: no picture is fetched from anywhere. */
type MarkProps = { readonly channel: string; readonly size?: number }

const SHAPES: Readonly<Record<string, React.ReactNode>> = {
  alipay: (
    <>
      <rect x="2" y="2" width="20" height="20" rx="5" fill="#1677ff" />
      <path
        d="M6.5 8h11M12 5v3m-4 3h8c-.8 3.600-3.800 6.500-7.200 6.500-2 0-3-1-3-2.200 0-1.300 1.200-2.200 3-2.200 3 0 6.200 2 9.200 3.800"
        fill="none"
        stroke="#ffffff"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  unionpay: (
    <>
      <path d="M6 4h5L8 20H3z" fill="#c8102e" />
      <path d="M11 4h5l-3 16H8z" fill="#0b4f9e" />
      <path d="M16 4h5l-3 16h-5z" fill="#0a7b74" />
    </>
  ),
  stripe: (
    <>
      <rect x="2" y="4.500" width="20" height="15" rx="3" fill="#4f46b8" />
      <rect x="2" y="8" width="20" height="3.200" fill="#ffffff" />
      <rect x="5" y="14.500" width="6" height="1.800" rx="0.900" fill="#ffffff" />
    </>
  ),
  offline: (
    <path
      d="M3 10 12 4l9 6H3zm2 0v8m4.700-8v8m4.600-8v8m4.700-8v8M3 20h18"
      fill="none"
      stroke="var(--amber)"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  cod: (
    <path
      d="M3 7h11v9H3zm11 3h4l3 3v3h-7zM7 19a1.800 1.800 0 1 0 0-3.600A1.800 1.800 0 0 0 7 19zm10 0a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600z"
      fill="none"
      stroke="var(--cinnabar)"
      strokeWidth="1.700"
      strokeLinejoin="round"
    />
  ),
  wallet: (
    <>
      <rect x="2.500" y="6" width="19" height="13" rx="3" fill="#0d6b5c" />
      <path d="M5 6l10-3v3z" fill="#0d6b5c" />
      <circle cx="17" cy="12.500" r="1.800" fill="#ffffff" />
    </>
  ),
  points: (
    <>
      <circle cx="12" cy="12" r="9.500" fill="#b98a3e" />
      <path
        d="m12 6.500 1.700 3.500 3.800.5-2.800 2.700.7 3.800-3.400-1.800L8.600 17l.7-3.800-2.800-2.700 3.800-.5z"
        fill="#ffffff"
      />
    </>
  ),
}

export function PayMark({ channel, size = 28 }: MarkProps) {
  if (channel === 'wechat') return <WechatIcon size={size} />
  return (
    <svg
      className="pay-mark"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[channel] ?? SHAPES.stripe}
    </svg>
  )
}
