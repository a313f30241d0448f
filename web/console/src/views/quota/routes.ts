import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/quota',
    component: () => import('./ReportPage.vue'),
    meta: { permission: 'report.quota', nav: { section: 'quota', titleKey: 'nav.quotaReport', order: 10 } },
  },
  {
    path: '/quota/costs',
    component: () => import('./CostsPage.vue'),
    meta: { permission: 'cost.read', nav: { section: 'quota', titleKey: 'nav.costs', order: 20 } },
  },
  {
    path: '/quota/catalogue',
    component: () => import('./QuotasPage.vue'),
    meta: { permission: 'quota.read', nav: { section: 'quota', titleKey: 'nav.quotas', order: 30 } },
  },
] satisfies RouteRecordRaw[]
