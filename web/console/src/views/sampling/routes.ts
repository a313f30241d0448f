import type { RouteRecordRaw } from 'vue-router'

const nav = (titleKey: string, order: number) => ({ section: 'field', titleKey, order })

// Supervision beyond the plan.
export default [
  { path: '/spot-checks', name: 'spot-checks', component: () => import('./DrawsView.vue'), meta: { permission: 'spotcheck.read', nav: nav('sampling.nav.draws', 2.1) } },
  { path: '/spot-checks/:id', name: 'spot-check', component: () => import('./DrawView.vue'), meta: { permission: 'spotcheck.read', titleKey: 'sampling.nav.draws' } },
  { path: '/supervision-levels', name: 'supervision-levels', component: () => import('./LevelsView.vue'), meta: { permission: 'supervision.read', nav: nav('sampling.nav.levels', 2.2) } },
  { path: '/rechecks', name: 'rechecks', component: () => import('./RechecksView.vue'), meta: { permission: 'recheck.read', nav: nav('sampling.nav.rechecks', 2.3) } },
  { path: '/conflicts', name: 'conflicts', component: () => import('./ConflictsView.vue'), meta: { permission: 'conflict.read', nav: nav('sampling.nav.conflicts', 2.4) } },
  {
    path: '/draw-records',
    name: 'draw-records',
    component: () => import('./RecordsView.vue'),
    meta: { permission: 'audit.redraw', nav: { section: 'system', titleKey: 'sampling.nav.records', order: 55 } },
  },
] satisfies RouteRecordRaw[]
