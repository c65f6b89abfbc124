import { useState } from 'react'
import { Picture } from '../../ui/Picture.tsx'
import { useWords } from '../words/index.ts'

/** The chosen picture, and small ones to choose from. */
export function Gallery({ pictures }: { readonly pictures: readonly string[] }) {
  const t = useWords()
  const [place, setPlace] = useState(0)
  return (
    <section className="gallery" aria-label={t('product.gallery')}>
      <div className="gallery__main">
        <Picture src={pictures[place]} alt="" eager />
      </div>
      {pictures.length > 1 && (
        <div className="gallery__rest">
          {pictures.map((picture, at) => (
            <button
              key={picture}
              type="button"
              aria-label={t('product.picture', { count: at + 1 })}
              aria-pressed={at === place}
              onClick={() => setPlace(at)}
            >
              <Picture src={picture} alt="" />
            </button>
          ))}
        </div>
      )}
    </section>
  )
}
