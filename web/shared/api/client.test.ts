import { afterEach, describe, expect, it, vi } from 'vitest'
import { api, ApiProblem, apiUrl, configureApi, NetworkFailure } from './client'

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const fetch = vi.fn(async (_request: Request) => new Response(status === 204 ? null : text, { status, headers: { 'Content-Type': 'application/json', ...headers } }))
  vi.stubGlobal('fetch', fetch)
  return fetch
}

afterEach(() => {
  vi.unstubAllGlobals()
  configureApi({ onUnauthorized: undefined, onPasswordChangeRequired: undefined })
})

describe('the client', () => {
  it('turns problem+json into an ApiProblem with code, fields and request id', async () => {
    answer(422, { code: 'invalid', detail: 'No.', fields: [{ field: 'name', code: 'required', message: 'm' }], requestId: 'r-1' })
    const error = await api.post<void>('/suppliers', { body: {} }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ status: 422, code: 'invalid', requestId: 'r-1', fields: [{ field: 'name' }] })
  })
  it('keeps a proxy’s page from looking like a missing network', async () => {
    answer(502, '<html>Bad gateway</html>', { 'Content-Type': 'text/html' })
    await expect(api.get('/suppliers')).rejects.toMatchObject({ name: 'ApiProblem', code: 'server_error', status: 502 })
  })
  it('reports a lost session once, but not a wrong password at sign-in', async () => {
    const lost = vi.fn()
    configureApi({ onUnauthorized: lost })
    answer(401, { code: 'unauthenticated' })
    await api.get('/suppliers').catch(() => undefined)
    expect(lost).toHaveBeenCalledTimes(1)
    await api.post<void>('/session', { body: {} }).catch(() => undefined)
    expect(lost).toHaveBeenCalledTimes(1)
  })
  it('sends to the change of password when the server insists', async () => {
    const change = vi.fn()
    configureApi({ onPasswordChangeRequired: change })
    answer(403, { code: 'password_change_required' })
    await api.get('/suppliers').catch(() => undefined)
    expect(change).toHaveBeenCalledOnce()
  })
  it('tells a broken connection from an answer', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('Failed to fetch'))))
    await expect(api.get('/suppliers')).rejects.toBeInstanceOf(NetworkFailure)
  })
  it('leaves empty filters out and puts values into the path', async () => {
    const fetch = answer(200, { items: [] })
    await api.list('/suppliers/{id}/months', { path: { id: 'a/b' }, query: { from: '2026-01', to: '', q: undefined } })
    expect(fetch.mock.calls[0]![0].url).toMatch(/\/api\/v1\/suppliers\/a%2Fb\/months\?from=2026-01$/)
  })
  it('says which version it changes and under which key', async () => {
    const fetch = answer(204, '')
    await api.patch('/suppliers/{id}', { path: { id: '1' }, body: {}, ifMatch: 3, idempotencyKey: 'k' })
    const headers = fetch.mock.calls[0]![0].headers
    expect([headers.get('If-Match'), headers.get('Idempotency-Key')]).toEqual(['"3"', 'k'])
  })
  it('builds addresses for what the browser fetches itself', () => {
    expect(apiUrl('/reports/quota.xlsx', { from: '2026-01', to: '', ids: ['a', 'b'] })).toBe('/api/v1/reports/quota.xlsx?from=2026-01&ids=a&ids=b')
  })
})
