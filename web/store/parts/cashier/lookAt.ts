/** The ref of a box that says something new: it is brought into view, and read out to who cannot see it. */
export const lookAt = (box: HTMLElement | null): void => {
  if (!box) return
  box.focus({ preventScroll: true })
  scrollTo({ top: 0 })
}
