import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/standards',
    name: 'standards',
    component: () => import('./StandardsView.vue'),
    meta: { permission: 'standard.read', nav: { section: 'standards', titleKey: 'standards.nav.catalogue', order: 1 } },
  },
  {
    path: '/standards/:id',
    name: 'standard',
    component: () => import('./StandardView.vue'),
    meta: { permission: 'standard.read', titleKey: 'standards.list.title' },
  },
  {
    path: '/clauses/:id',
    name: 'clause',
    component: () => import('./ClauseView.vue'),
    meta: { permission: 'standard.read', titleKey: 'standards.one.clauseTitle' },
  },
]

export default routes
