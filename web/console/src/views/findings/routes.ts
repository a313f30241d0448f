import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/findings',
    name: 'findings',
    component: () => import('./FindingsView.vue'),
    meta: { permission: 'finding.read', nav: { section: 'findings', titleKey: 'findings.nav.queue', order: 1 } },
  },
  {
    path: '/findings/:id',
    name: 'finding',
    component: () => import('./FindingView.vue'),
    meta: { permission: 'finding.read', titleKey: 'findings.nav.queue' },
  },
]

export default routes
