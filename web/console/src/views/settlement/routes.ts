import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/settlements',
    name: 'settlements',
    component: () => import('./BoardView.vue'),
    meta: { permission: 'settlement.read', nav: { section: 'settlement', titleKey: 'settlement.nav.board', order: 1 } },
  },
  {
    path: '/settlements/:id',
    name: 'settlement',
    component: () => import('./SettlementView.vue'),
    meta: { permission: 'settlement.read', titleKey: 'settlement.one.title' },
  },
]

export default routes
