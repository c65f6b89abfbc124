import { useState } from 'react'
import { BoxIcon } from './icons.tsx'
import { useUiWords } from './words/index.ts'

type PictureProps = {
  readonly src: string | null | undefined
  /** Empty where the words beside it already say what it shows. */
  readonly alt: string
  readonly eager?: boolean
}

/** A square picture; while it loads, or when there is none, the place keeps its shape. */
export function Picture({ src, alt, eager }: PictureProps) {
  const t = useUiWords()
  const [broken, setBroken] = useState(false)
  if (!src || broken) {
    return (
      <span
        className="picture picture--none"
        {...(alt ? { role: 'img', 'aria-label': t('picture.none') } : {})}
      >
        <BoxIcon size={28} />
      </span>
    )
  }
  return (
    <span className="picture">
      <img
        src={src}
        alt={alt}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        onError={() => setBroken(true)}
      />
    </span>
  )
}
