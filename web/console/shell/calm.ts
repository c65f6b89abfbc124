import { mediaHook } from '../../ui/media.ts'

/** Who asks his system for less motion: nothing slides, zooms or fades. */
export const useIsCalm = mediaHook('(prefers-reduced-motion: reduce)')
