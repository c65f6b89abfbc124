/**
 * Auditor 稽核: reads one snapshot of the tables and checks every invariant, in SQL of its own.
 * Owns: its runs and the breaks it found. Shares no rule with the code that it audits: only the kernel, the platform
 * and the machine tables (as the list of legal moves).
 */
export { CHECKS } from './checks/index.ts'
export { countOpenBreaks, listAuditRuns, listOpenBreaks } from './queries.ts'
export { audit, auditWhenDue, findBreaks, runAudit } from './run.ts'
export type { AuditBreak, AuditRun, Check, CheckResult, Found, Scope } from './types.ts'
