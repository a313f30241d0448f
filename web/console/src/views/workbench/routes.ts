import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/',
    name: 'workbench',
    component: () => import('./WorkbenchPage.vue'),
    meta: { permission: 'workbench.read', nav: { section: 'workbench', titleKey: 'nav.workbench', order: 0 } },
  },
] satisfies RouteRecordRaw[]
