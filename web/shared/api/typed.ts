import type { paths } from './schema'

/**
 * The operations of the OpenAPI document as the client takes them: paths without the prefix, the answer of
 * success, and exactly the parameters and the body the server accepts (it refuses unknown ones).
 */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

type Short<P> = P extends `/api/v1${infer R}` ? R : never
type Long<P extends string> = `/api/v1${P}` & keyof paths

/** The paths that have an operation of this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? Short<P> : never
}[keyof paths]

type Operation<M extends Method, P extends string> = paths[Long<P>] extends { [K in M]: infer O } ? O : never

type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never

/** Lists are never null on the wire, whatever the document says. */
export type Solid<T> = T extends (infer E)[] | null
  ? Solid<E>[]
  : T extends object
    ? { [K in keyof T]: T[K] extends infer V ? (NonNullable<V> extends unknown[] ? Solid<NonNullable<V>> | Extract<V, undefined> : Solid<V>) : never }
    : T

type Success<O> = O extends { responses: infer R } ? ([Json<R[keyof R & (200 | 201)]>] extends [never] ? void : Solid<Json<R[keyof R & (200 | 201)]>>) : never

export type AnswerOf<M extends Method, P extends string> = Success<Operation<M, P>>

type ParametersOf<O, In extends string> = O extends { parameters: infer S } ? (S extends { [K in In]?: infer T } ? NonNullable<T> : never) : never
type BodyOf<O> = O extends { requestBody?: infer B } ? ([NonNullable<B>] extends [never] ? never : NonNullable<B> extends { content: { 'application/json': infer T } } ? T : never) : never

/** Filters come out of the address as texts; their names are held against the document, their values by the server. */
type Filters<Q> = { [K in keyof Q]?: string | number | boolean | string[] | null }

/** What is chosen from a closed list is a text in a form. */
type Wide<T> = [T] extends [never]
  ? never
  : T extends string
  ? string
  : T extends (infer E)[]
    ? Wide<E>[]
    : T extends object
      ? { [K in keyof T]: Wide<T[K]> }
      : T

/** Absent in an operation is absent here. */
type Part<Name extends string, T> = [T] extends [never] ? { [K in Name]?: undefined } : { [K in Name]: T }

export type OptionsOf<M extends Method, P extends string> = {
  signal?: AbortSignal
  ifMatch?: number
  idempotencyKey?: string
  query?: Filters<ParametersOf<Operation<M, P>, 'query'>>
} & Part<'path', ParametersOf<Operation<M, P>, 'path'>> &
  Part<'body', Wide<BodyOf<Operation<M, P>>>>
