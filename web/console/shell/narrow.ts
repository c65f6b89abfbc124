import { mediaHook } from '../../ui/media.ts'

/** As narrow as the style sheets' phones: the menu has no room beside the page. */
export const useIsPhone = mediaHook('(max-width: 640px)')
