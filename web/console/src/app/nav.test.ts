import { describe, expect, it } from 'vitest'
import type { RouteRecordRaw } from 'vue-router'
import { contains, navigation, nearest } from './nav'
import fieldRoutes from '../views/field/routes'
import labelRoutes from '../views/labels/routes'
import { nextPlace } from './nextPlace'

const page = (path: string, section: string, permission: string | string[] | undefined, order = 0) =>
  ({ path, component: {}, meta: { permission, nav: { section, titleKey: path, order } } }) as unknown as RouteRecordRaw
const holding = (...held: string[]) => (permission?: string | string[]) => !permission || [permission].flat().some((p) => held.includes(p))

describe('the navigation', () => {
  const routes = [page('/quota/costs', 'quota', 'cost.read', 2), page('/quota', 'quota', 'report.quota', 1), page('/users', 'system', ['account.read', 'account.role'])]

  it('shows nothing that may not be opened, and no entry without anything in it', () => {
    expect(navigation(routes, holding('session.self'))).toEqual([])
    expect(navigation(routes, holding('cost.read')).map((g) => [g.id, g.items.length])).toEqual([['quota', 1]])
  })
  it('stands in the order of the entries and of their pages', () => {
    const groups = navigation(routes, holding('cost.read', 'report.quota', 'account.role'))
    expect(groups.map((g) => g.id)).toEqual(['quota', 'system'])
    expect(groups[0]!.items.map((i) => i.to)).toEqual(['/quota', '/quota/costs'])
  })
})

describe('the page that is lit', () => {
  it('is the nearer of two that contain the address', () => {
    const items = [{ to: '/quota' }, { to: '/quota/costs' }]
    expect([nearest(items, '/quota/costs'), nearest(items, '/quota/costs/7'), nearest(items, '/quota'), nearest(items, '/quotas')]).toEqual(['/quota/costs', '/quota/costs', '/quota', undefined])
    expect(contains('/', '/quota')).toBe(false)
  })
  it('is known for every page of the field, also where the address does not lie below it', () => {
    const all = [...fieldRoutes, ...labelRoutes]
    const items = all.filter((r) => r.meta?.nav).map((r) => ({ to: r.path }))
    for (const { path, meta } of all) expect([path, nearest(items, meta?.under ?? path)]).not.toContain(undefined)
  })
})

describe('the place after signing in', () => {
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', undefined, ['/a']])('is never another host: %s', (next) => {
    expect(nextPlace(next)).toBe('/')
  })
  it('is the page that was wanted', () => expect(nextPlace('/suppliers?state=active')).toBe('/suppliers?state=active'))
})
