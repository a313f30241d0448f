import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/suppliers',
    component: () => import('./SuppliersPage.vue'),
    meta: { permission: 'supplier.read', nav: { section: 'suppliers', titleKey: 'nav.supplierList', order: 10 } },
  },
  {
    path: '/suppliers/:id',
    component: () => import('./SupplierPage.vue'),
    props: true,
    meta: { permission: 'supplier.read', titleKey: 'nav.suppliers' },
  },
] satisfies RouteRecordRaw[]
