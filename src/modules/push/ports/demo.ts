import type { Letter, Port } from '../types.ts'
import type { OutwardWay } from '../ways.ts'

/** Nobody has the demo's phones and letter boxes: every message is taken at once, and the console shows its text. */
export const demoPort = (way: OutwardWay, onLetter: (letter: Letter) => void = () => {}): Port => ({
  way,
  send: async (letter) => {
    onLetter(letter)
    return { outcome: 'accepted', providerId: `demo-${letter.requestId}` }
  },
  close: async () => {},
})
