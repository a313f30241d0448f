import type { RouteRecordRaw } from 'vue-router'

const routes: RouteRecordRaw[] = [
  {
    path: '/labels',
    name: 'labels',
    component: () => import('./LabelsView.vue'),
    meta: { permission: 'checkpoint.write', nav: { section: 'field', titleKey: 'labels.title', order: 3.2 } },
  },
  {
    path: '/label-reports',
    name: 'label-reports',
    component: () => import('./ReportsView.vue'),
    meta: { permission: 'label.report_read', nav: { section: 'field', titleKey: 'labels.reports.title', order: 3.4 } },
  },
  {
    path: '/label-prints',
    name: 'label-prints',
    component: () => import('./PrintsView.vue'),
    meta: { permission: 'checkpoint.write', titleKey: 'labels.prints.title', under: '/labels' },
  },
  {
    path: '/label-templates',
    name: 'label-templates',
    component: () => import('./TemplatesView.vue'),
    meta: { permission: 'checkpoint.write', titleKey: 'labels.templates.title', under: '/labels' },
  },
  {
    path: '/label-templates/:id',
    name: 'label-template',
    component: () => import('./TemplateView.vue'),
    meta: { permission: 'checkpoint.write', titleKey: 'labels.templates.title', under: '/labels' },
  },
]

export default routes
