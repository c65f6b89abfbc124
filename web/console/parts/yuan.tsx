import { InputNumber } from 'antd'

type YuanProps = {
  value?: number | null
  onChange?: (fen: number | null) => void
  id?: string
  'aria-label'?: string
}

/** A field for an amount: typed in yuan, kept in whole fen. */
export function Yuan({ value, onChange, ...rest }: YuanProps) {
  return (
    <InputNumber<string>
      {...rest}
      stringMode
      min="0"
      precision={2}
      prefix="¥"
      value={value === null || value === undefined ? null : yuanText(value)}
      onChange={(text) => onChange?.(text === null || text === '' ? null : fenOf(text))}
    />
  )
}

export const yuanText = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `12.3` → 1230, digit by digit: a float would lose a fen. */
export function fenOf(yuan: string): number {
  const [whole = '0', cents = ''] = yuan.replace('-', '').split('.')
  const fen = Number(`${whole}${cents.padEnd(2, '0').slice(0, 2)}`)
  return yuan.startsWith('-') ? -fen : fen
}
