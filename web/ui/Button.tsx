import type { ButtonHTMLAttributes, ReactNode } from 'react'

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly size?: 'm' | 'l' | 's'
  readonly wide?: boolean
  /** Work is under way: shows it and takes no second click, while keeping the focus. */
  readonly busy?: boolean
  readonly children: ReactNode
}

export function Button({ tone = 'plain', size = 'm', wide, busy, children, onClick, ...rest }: ButtonProps) {
  const names = [
    'button',
    `button--${tone}`,
    `button--${size}`,
    wide && 'button--wide',
    busy && 'button--busy',
  ]
  return (
    <button
      type="button"
      {...rest}
      className={names.filter(Boolean).join(' ')}
      aria-busy={busy}
      aria-disabled={busy || rest.disabled}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  )
}
