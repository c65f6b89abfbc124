/** A busy machine answers within it; whoever is never answered waits so long. */
export const TIMEOUT_MS = 1_000
