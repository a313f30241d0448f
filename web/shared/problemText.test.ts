import { describe, expect, it } from 'vitest'
import { ApiProblem, NetworkFailure } from './api/problem'
import { problemText } from './problemText'

const t = (key: string, values?: Record<string, unknown>) => key + (values ? JSON.stringify(values) : '')
const known = new Set(['errors.code.month_locked', 'errors.code.required'])
const te = (key: string) => known.has(key)
const problem = (code: string, status: number, more = {}) => new ApiProblem({ code, status, ...more })

describe('the words of a refusal', () => {
  it('are chosen by the code, not by what the server wrote', () => {
    expect(problemText(problem('month_locked', 409, { detail: 'The month is closed.' }), t, te)).toBe('errors.code.month_locked')
  })
  it('are the fields’ own where the code is general', () => {
    const fields = [{ field: 'name', code: 'required', message: 'expected' }]
    expect(problemText(problem('invalid', 422, { fields }), t, te)).toBe('errors.code.required')
  })
  it('fall back to the server’s sentence for a code nobody has put into words', () => {
    expect(problemText(problem('brand_new', 409, { detail: 'Something specific.' }), t, te)).toBe('Something specific.')
  })
  it('never show the inside of a failure', () => {
    expect(problemText(problem('brand_new', 500, { detail: 'panic: nil pointer' }), t, te)).toBe('errors.code.server_error')
  })
  it('tell a missing network from a refusal', () => {
    expect(problemText(new NetworkFailure(), t, te)).toBe('errors.network')
  })
})
