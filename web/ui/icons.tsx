import type { ReactNode } from 'react'

type IconProps = { readonly size?: number }

const icon =
  (paths: ReactNode) =>
  ({ size = 20 }: IconProps) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {paths}
    </svg>
  )

export const SearchIcon = icon(<path d="M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm5 12 4.5 4.5" />)
export const CartIcon = icon(<path d="M3 4h2l2.4 11h10.2L20 7H6M9 20h.01M17 20h.01" />)
export const OrdersIcon = icon(<path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6" />)
export const PersonIcon = icon(<path d="M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c1-4 4-6 8-6s7 2 8 6" />)
export const BellIcon = icon(<path d="M6 16V10a6 6 0 0 1 12 0v6l2 2H4zM10 21h4" />)
export const MailIcon = icon(<path d="M3 6h18v12H3zM3 7l9 6 9-6" />)
export const HomeIcon = icon(<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z" />)
export const NextIcon = icon(<path d="m9 5 7 7-7 7" />)
export const CopyIcon = icon(<path d="M9 9h11v11H9zM5 15H4V4h11v1" />)
export const CheckIcon = icon(<path d="m5 12 5 5L20 7" />)
export const CloseIcon = icon(<path d="M6 6l12 12M18 6 6 18" />)
export const PinIcon = icon(
  <path d="M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z" />,
)
export const ShopIcon = icon(
  <path d="M4 9 5 4h14l1 5M4 9a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0A2.7 2.7 0 0 0 20 9M5 12v8h14v-8" />,
)
export const ShieldIcon = icon(
  <path d="M12 3l8 3v6c0 4.5-3.2 7.7-8 9-4.8-1.3-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5" />,
)
export const AlertIcon = icon(<path d="M12 3l10 18H2zM12 10v5M12 18h.01" />)
export const ClockIcon = icon(<path d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 4v5l3.5 2" />)
export const WalletIcon = icon(<path d="M4 7h15v12H4zM4 7l11-3v3M16 13h.01" />)
export const BoxIcon = icon(<path d="M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9" />)
export const WechatIcon = ({ size = 24 }: IconProps) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path
      fill="#2aae67"
      d="M9.2 4C5 4 1.7 6.8 1.7 10.3c0 2 1.1 3.7 2.8 4.9l-.7 2.2 2.5-1.3c.9.3 1.9.4 2.9.4h.5a5 5 0 0 1-.2-1.4c0-3.3 3-5.9 6.9-5.9h.6C16.300 6.200 13 4 9.200 4z"
    />
    <path
      fill="#2aae67"
      d="M22.300 15c0-2.900-2.800-5.200-6.100-5.200-3.400 0-6.100 2.300-6.100 5.200s2.700 5.200 6.100 5.200c.8 0 1.500-.1 2.200-.3l2 1.100-.5-1.800c1.500-1 2.400-2.500 2.400-4.200z"
    />
    <g fill="#ffffff">
      <circle cx="6.700" cy="8.600" r="0.900" />
      <circle cx="11.600" cy="8.600" r="0.900" />
      <circle cx="14.200" cy="13.700" r="0.800" />
      <circle cx="18.200" cy="13.700" r="0.800" />
    </g>
  </svg>
)
