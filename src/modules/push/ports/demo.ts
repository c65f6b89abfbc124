import type { Port } from '../types.ts'
import type { OutwardWay } from '../ways.ts'

/** Nobody has the demo's phones and letter boxes: every message is taken at once, and the console shows its text. */
export const demoPort = (way: OutwardWay): Port => ({
  way,
  send: async ({ requestId }) => ({ outcome: 'accepted', providerId: `demo-${requestId}` }),
  close: async () => {},
})
