import createClient from 'openapi-fetch'
import { ApiProblem, NetworkFailure, problemOf } from './problem'
import type { AnswerOf, Method, OptionsOf, PathOf } from './typed'

export { ApiProblem, NetworkFailure } from './problem'
export type { FieldProblem } from './problem'

/** What every list answers; nextCursor is absent on the last page. */
export interface Page<T> {
  items: T[]
  nextCursor?: string
}

type Value = string | number | boolean | null | undefined
export type Query = Record<string, Value | Value[]>

export interface Options {
  path?: Record<string, string | number>
  query?: Query
  body?: unknown
  /** Version of the object as it was read; the server answers 412 when it has changed since. */
  ifMatch?: number
  /** The same key sent twice has one effect and gets the first answer again. */
  idempotencyKey?: string
  signal?: AbortSignal
}

type Hooks = {
  /** The session is gone; called once a refused request, before the problem is thrown. */
  onUnauthorized?: (problem: ApiProblem) => void
  /** Every operation is refused until the password has been changed. */
  onPasswordChangeRequired?: () => void
}

const hooks: Hooks = {}
export function configureApi(next: Hooks): void {
  Object.assign(hooks, next)
}

export const apiBase = '/api/v1'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the types stand on `api` below; this is only the transport
const client = createClient<any>({ baseUrl: apiBase, credentials: 'same-origin', fetch: (request) => globalThis.fetch(request) })

async function send<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = {}
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey
  let result: { data?: unknown; error?: unknown; response: Response }
  try {
    result = await client.request(method, path as never, {
      params: { path: options.path, query: clean(options.query) },
      body: options.body,
      headers,
      signal: options.signal,
    } as never)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    // A body that is not JSON (a proxy's page) is an answer, not a missing network.
    if (cause instanceof SyntaxError) throw new ApiProblem({ status: 502, code: 'bad_response', detail: cause.message })
    throw new NetworkFailure(cause)
  }
  if (!result.response.ok) throw refused(path, problemOf(result.response, result.error))
  return result.data as T
}

function refused(path: string, problem: ApiProblem): ApiProblem {
  if (problem.status === 401 && path !== '/session') hooks.onUnauthorized?.(problem)
  if (problem.code === 'password_change_required') hooks.onPasswordChangeRequired?.()
  return problem
}

/** Empty filters are left out, so that "" never becomes a condition. */
function clean(query?: Query): Query | undefined {
  if (!query) return undefined
  return Object.fromEntries(Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== ''))
}

/**
 * An operation by its path in the OpenAPI document: `api.get('/suppliers/{id}', { path: { id } })`. The answer's
 * type follows from the document; a narrower view of it is named as the type argument.
 */
interface Call<M extends Method> {
  <P extends PathOf<M>>(path: P, ...options: Needed<OptionsOf<M, P>>): Promise<AnswerOf<M, P>>
  <T = never>(path: string, ...options: [T] extends [never] ? [never] : [options?: Options]): Promise<T>
}

/** Options may be left out only where nothing in them is required. */
type Needed<O> = object extends O ? [options?: O] : [options: O]

const call =
  (method: Method) =>
  (path: string, options?: Options): Promise<never> =>
    send(method, path, options)

export const api = {
  get: call('get') as Call<'get'>,
  list: <T>(path: PathOf<'get'> | (string & {}), options?: Options) => send<Page<T>>('get', path, options),
  post: call('post') as Call<'post'>,
  put: call('put') as Call<'put'>,
  patch: call('patch') as Call<'patch'>,
  del: call('delete') as Call<'delete'>,
}

/** The address of something the browser fetches by itself: an export, a photo, a print page. */
export function apiUrl(path: string, query?: Query): string {
  const q = new URLSearchParams()
  for (const [key, value] of Object.entries(clean(query) ?? {})) {
    for (const v of Array.isArray(value) ? value : [value]) q.append(key, String(v))
  }
  const tail = q.toString()
  return apiBase + path + (tail ? `?${tail}` : '')
}

/** Sends a file as it is; the server decides by content what it is. */
export async function sendFile<T>(path: string, file: Blob, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(apiBase + path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': file.type || 'application/octet-stream' },
      body: file,
      signal,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new NetworkFailure(cause)
  }
  const text = await response.text()
  if (!response.ok) throw refused(path, problemOf(response, text))
  return JSON.parse(text)
}

export const uploadPhoto = (file: Blob, signal?: AbortSignal) =>
  sendFile<{ sha256: string; size: number; width: number; height: number }>('/photos', file, signal)

/** A fresh key for one submission; keep it while retrying the same one. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID()
}
