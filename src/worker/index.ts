/**
 * The worker: loops that do by themselves what time or an event asks for. Each is bounded, runs one round at a
 * time, is safe to run in several processes at once, and repeats after a crash what had not been written down.
 */
export { watchFigures } from './figures.ts'
export { type Loop, type LoopOptions, type LoopSpec, startLoop } from './loop.ts'
export { AUDIT_MINUTE, nightlyLoop, RETENTION_MINUTE } from './nightly.ts'
export { outboxLoops } from './outbox.ts'
export { pushLoops } from './push.ts'
export { auditLoops, sweepLoops, upkeepLoops } from './sweeps.ts'
export { caller, type Ear, openEar, WAKE_CHANNEL } from './wakeup.ts'
