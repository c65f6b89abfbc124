/**
 * Pushes 推送: who is told what of a payment's nodes, over which way, and what became of each message.
 *
 * Owns: push_switch, push_message, push_try, push_contact, push_contact_code, push_lead, push_reminder.
 * Keeps: one message per source, audience, way and recipient, however often an event is read; the inbox takes each
 * exactly once, because it is written in the commit that moves the reader on; what leaves the house goes out at least
 * once under one request id, so that a provider that remembers ids sends it once; nothing is sent inside a
 * transaction; a provider that is down delays no other way; codes stand as hashes only.
 */
export { contactOf, type Proven, readContacts, saveAddress, saveWish } from './contacts.ts'
export * from './decide.ts'
export { openSender, requestIdOf, type Sender } from './deliver.ts'
export { messageMachine } from './machine.ts'
export * from './nodes.ts'
export { demoPort } from './ports/demo.ts'
export { type Gateway, gatewayPort, signatureOf } from './ports/gateway.ts'
export { type MailServer, mailPort } from './ports/mail.ts'
export { codeLetter, openProofs, type Proofs } from './proof.ts'
export * from './queries.ts'
export * from './reminders.ts'
export { resendMessage } from './resend.ts'
export { forgetPushes } from './retention.ts'
export * from './store.ts'
export { isOnIn, readSwitches, type Switch, setSwitch } from './switches.ts'
export { SAMPLE, TEMPLATES, tell } from './templates.ts'
export * from './tidings.ts'
export * from './types.ts'
export * from './ways.ts'
