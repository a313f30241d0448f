import type { RouteRecordRaw } from 'vue-router'

// The addresses are the resources' own names; `/field` belongs to the phone app.
const routes: RouteRecordRaw[] = [
  {
    path: '/tasks',
    name: 'tasks',
    component: () => import('./TasksView.vue'),
    meta: { permission: 'task.read', nav: { section: 'field', titleKey: 'field.nav.today', order: 1 } },
  },
  {
    path: '/inspections',
    name: 'inspections',
    component: () => import('./InspectionsView.vue'),
    meta: { permission: 'inspection.read', nav: { section: 'field', titleKey: 'field.nav.inspections', order: 2 } },
  },
  {
    path: '/inspections/:id',
    name: 'inspection',
    component: () => import('./InspectionView.vue'),
    meta: { permission: 'inspection.read', titleKey: 'field.inspection.title' },
  },
  {
    path: '/doubts',
    name: 'doubts',
    component: () => import('./DoubtsView.vue'),
    meta: { permission: 'doubt.read', nav: { section: 'field', titleKey: 'doubts.title', order: 2.5 } },
  },
  {
    path: '/doubts/:id',
    name: 'doubt',
    component: () => import('./DoubtView.vue'),
    meta: { permission: 'doubt.read', titleKey: 'doubts.title' },
  },
  {
    path: '/doubt-settings',
    name: 'doubt-settings',
    component: () => import('./DoubtSettingsView.vue'),
    meta: { permission: 'doubt.read_all', titleKey: 'doubts.settings.title', under: '/doubts' },
  },
  {
    path: '/queue-files',
    name: 'queue-files',
    component: () => import('./QueueFileView.vue'),
    meta: { permission: 'queue.bring', nav: { section: 'field', titleKey: 'queueFiles.nav', order: 8 } },
  },
  {
    path: '/checkpoints',
    name: 'checkpoints',
    component: () => import('./CheckpointsView.vue'),
    meta: { permission: 'checkpoint.read', nav: { section: 'field', titleKey: 'field.nav.checkpoints', order: 3 } },
  },
  {
    path: '/checkpoints/:id',
    name: 'checkpoint',
    component: () => import('./CheckpointView.vue'),
    meta: { permission: 'checkpoint.read', titleKey: 'field.checkpoints.name' },
  },
  {
    path: '/inspection-plans',
    name: 'plans',
    component: () => import('./PlansView.vue'),
    meta: { permission: 'plan.read', nav: { section: 'field', titleKey: 'field.nav.plans', order: 4 } },
  },
  {
    path: '/routes',
    name: 'routes',
    component: () => import('./RoutesView.vue'),
    meta: { permission: 'plan.read', nav: { section: 'field', titleKey: 'rounds.nav.routes', order: 5 } },
  },
  {
    path: '/teams',
    name: 'teams',
    component: () => import('./TeamsView.vue'),
    meta: { permission: 'team.read', nav: { section: 'field', titleKey: 'rounds.nav.teams', order: 6 } },
  },
  {
    path: '/checklists',
    name: 'checklists',
    component: () => import('./ChecklistsView.vue'),
    meta: { permission: 'checklist.read', nav: { section: 'field', titleKey: 'field.nav.checklists', order: 7 } },
  },
  {
    path: '/checklists/:id',
    name: 'checklist',
    component: () => import('./ChecklistView.vue'),
    meta: { permission: 'checklist.read', titleKey: 'field.checklists.name' },
  },
  {
    path: '/checklist-versions/:id',
    name: 'checklist-version',
    component: () => import('./VersionView.vue'),
    meta: { permission: 'checklist.read', titleKey: 'field.checklists.name', under: '/checklists' },
  },
]

export default routes
