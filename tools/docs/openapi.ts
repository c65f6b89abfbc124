import { apiDocument } from '../../src/http/describe.ts'

export type Schema = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

type Content = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }

export type Operation = {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema?: Schema
  }[]
  readonly requestBody?: Content
  readonly responses?: Readonly<Record<string, Content & { readonly description?: string }>>
  readonly 'x-access'?: {
    readonly callers: readonly string[]
    readonly ownership: string
    readonly permission?: string
  }
}

export type Api = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>
  readonly 'x-problems': Readonly<Record<string, object>>
}

/** The document that the server answers with, made without a database. */
export const readApi = async (): Promise<Api> => (await apiDocument()) as Api
