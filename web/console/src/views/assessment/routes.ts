import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/assessments',
    name: 'assessments',
    component: () => import('./BoardView.vue'),
    meta: { permission: 'assessment.read', nav: { section: 'assessment', titleKey: 'assessment.nav.board', order: 1 } },
  },
  {
    path: '/assessments/:id',
    name: 'assessment',
    component: () => import('./AssessmentView.vue'),
    meta: { permission: 'assessment.read', titleKey: 'assessment.sheet.title' },
  },
  {
    path: '/chain',
    name: 'chain',
    component: () => import('./ChainView.vue'),
    meta: { permission: 'assessment.read', titleKey: 'assessment.chain.title' },
  },
  {
    path: '/schemes',
    name: 'schemes',
    component: () => import('./SchemesView.vue'),
    meta: { permission: 'scheme.read', nav: { section: 'assessment', titleKey: 'assessment.nav.schemes', order: 2 } },
  },
  {
    path: '/schemes/:id',
    name: 'scheme',
    component: () => import('./SchemeView.vue'),
    meta: { permission: 'scheme.read', titleKey: 'assessment.schemes.name' },
  },
]

export default routes
