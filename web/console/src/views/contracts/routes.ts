import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/contracts',
    component: () => import('./ContractsPage.vue'),
    meta: { permission: 'contract.read', nav: { section: 'contracts', titleKey: 'nav.contractList', order: 10 } },
  },
  {
    path: '/contracts/:id',
    component: () => import('./ContractPage.vue'),
    props: true,
    meta: { permission: 'contract.read', titleKey: 'nav.contracts' },
  },
] satisfies RouteRecordRaw[]
