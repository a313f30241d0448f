import type { RouteRecordRaw } from 'vue-router'

const nav = (titleKey: string, order: number) => ({ section: 'system', titleKey, order })

export default [
  { path: '/system/users', component: () => import('./UsersPage.vue'), meta: { permission: 'account.read', nav: nav('nav.users', 10) } },
  { path: '/system/roles', component: () => import('./RolesPage.vue'), meta: { permission: ['account.role', 'account.read'], nav: nav('nav.roles', 20) } },
  { path: '/system/sites', component: () => import('./SitesPage.vue'), meta: { permission: 'org.read', nav: nav('nav.sites', 30) } },
  { path: '/system/sites/:id', component: () => import('./SitePage.vue'), props: true, meta: { permission: 'org.read', titleKey: 'nav.sites' } },
  { path: '/system/calendar', component: () => import('./CalendarPage.vue'), meta: { permission: 'org.read', nav: nav('nav.calendar', 40) } },
  { path: '/system/audit', component: () => import('./AuditPage.vue'), meta: { permission: 'audit.read', nav: nav('nav.audit', 50) } },
  { path: '/system/jobs', component: () => import('./JobsPage.vue'), meta: { permission: 'system.read', nav: nav('nav.jobs', 60) } },
  { path: '/tokens', component: () => import('./TokensPage.vue'), meta: { titleKey: 'nav.tokens' } },
] satisfies RouteRecordRaw[]
