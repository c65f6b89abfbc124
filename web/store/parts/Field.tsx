import { type ReactNode, useId } from 'react'

type Box = {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string | undefined
}
type FieldProps = {
  readonly label: string
  readonly error?: string | null
  readonly children: (box: Box) => ReactNode
}

/** A labelled input whose fault is tied to it for those who cannot see the colour. */
export function Field({ label, error, children }: FieldProps) {
  const id = useId()
  const faultId = `${id}-fault`
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': !!error, 'aria-describedby': error ? faultId : undefined })}
      {error && (
        <span id={faultId} className="field__error">
          {error}
        </span>
      )}
    </div>
  )
}
