import type { World } from '../../src/flows/world.ts'
import type { Command, Lane, LaneSpec } from '../../src/platform/lane.ts'
import type { Memory } from './memory.ts'

export type LaneOf = <C extends Command, W extends World, T, Code extends string>(
  spec: LaneSpec<C, W, T, Code>,
  loaded: (command: C) => W,
  afterSave?: (world: W) => void,
) => Lane<C, T, Code>

/** A lane as the product opens it, run by the memory: one command at a time. */
export const laneOn =
  (memory: Memory): LaneOf =>
  <C extends Command, W extends World, T, Code extends string>(
    spec: LaneSpec<C, W, T, Code>,
    loaded: (command: C) => W,
    afterSave?: (world: W) => void,
  ): Lane<C, T, Code> => ({
    submit: async (command) =>
      memory.run(spec, command, () => loaded(command), afterSave) as Awaited<
        ReturnType<Lane<C, T, Code>['submit']>
      >,
    depth: () => 0,
    idle: () => Promise.resolve(),
  })
