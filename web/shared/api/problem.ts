/** One field the server refused, as in problem+json `fields`. */
export interface FieldProblem {
  field: string
  code: string
  message: string
}

/** The server answered and refused. `code` is stable and is what texts are chosen by. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly requestId: string
  /** Seconds the server asked to wait, from Retry-After. */
  readonly retryAfter?: number

  constructor(init: {
    status: number
    code: string
    detail?: string
    fields?: FieldProblem[] | null
    requestId?: string
    retryAfter?: number
  }) {
    super(init.detail || init.code)
    this.name = 'ApiProblem'
    this.status = init.status
    this.code = init.code
    this.detail = init.detail ?? ''
    this.fields = init.fields ?? []
    this.requestId = init.requestId ?? ''
    this.retryAfter = init.retryAfter
  }

  /** A refusal that the same request may overcome later. */
  get temporary(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408
  }
}

/** No answer came: offline, server down, or the connection broke. Nothing is known about the effect. */
export class NetworkFailure extends Error {
  constructor(cause?: unknown) {
    super('network_failure', { cause })
    this.name = 'NetworkFailure'
  }
}

/** Builds the problem of a refused response, also when a proxy answered with something that is not JSON. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const retry = Number(response.headers.get('Retry-After') ?? NaN)
  const retryAfter = Number.isFinite(retry) ? retry : undefined
  const requestId = response.headers.get('X-Request-Id') ?? ''
  const p = typeof body === 'string' ? parse(body) : body
  if (p && typeof p === 'object' && 'code' in p && typeof p.code === 'string') {
    const q = p as { code: string; detail?: string; fields?: FieldProblem[]; requestId?: string }
    return new ApiProblem({
      status: response.status,
      code: q.code,
      detail: q.detail,
      fields: q.fields,
      requestId: q.requestId || requestId,
      retryAfter,
    })
  }
  const code = response.status === 401 ? 'unauthenticated' : response.status >= 500 ? 'server_error' : 'bad_response'
  return new ApiProblem({ status: response.status, code, detail: response.statusText, requestId, retryAfter })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
