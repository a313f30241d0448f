import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { session } from './session/session'
import TodayView from './views/Today.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shows the tab bar: a place to be, not a task to finish. */
    tab?: boolean
    open?: boolean
    title: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'today', component: TodayView, meta: { tab: true, title: 'today.title' } },
  { path: '/scan', name: 'scan', component: () => import('./views/Scan.vue'), meta: { title: 'scan.title' } },
  { path: '/c/:code', name: 'code', component: () => import('./views/Checkpoint.vue'), props: true, meta: { title: 'check.choose' } },
  { path: '/check/:id', name: 'check', component: () => import('./views/Check.vue'), props: true, meta: { title: 'check.title' } },
  { path: '/records/:id', name: 'record', component: () => import('./views/Record.vue'), props: true, meta: { title: 'record.receipt' } },
  { path: '/label-report/:place', name: 'labelReport', component: () => import('./views/LabelReport.vue'), props: true, meta: { title: 'label.title' } },
  { path: '/queue', name: 'queue', component: () => import('./views/Queue.vue'), meta: { tab: true, title: 'record.queueTitle' } },
  { path: '/findings', name: 'findings', component: () => import('./views/Findings.vue'), meta: { tab: true, title: 'findings.title' } },
  { path: '/findings/:id', name: 'finding', component: () => import('./views/Finding.vue'), props: true, meta: { title: 'findings.title' } },
  { path: '/me', name: 'me', component: () => import('./views/Me.vue'), meta: { tab: true, title: 'me.title' } },
  { path: '/me/password', name: 'password', component: () => import('./views/Password.vue'), meta: { title: 'me.changePassword' } },
  { path: '/sign-in', name: 'signIn', component: () => import('./views/SignIn.vue'), meta: { open: true, title: 'me.signInTitle' } },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./views/Missing.vue'), meta: { open: true, title: 'app.missing' } },
]

export const router = createRouter({
  history: createWebHistory('/field/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** Where the label led is where the sign-in leads back to. */
router.beforeEach((to) => {
  if (session.value || to.meta.open) return true
  return { name: 'signIn', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
})

/** Only a path of this app may follow a sign-in; anything else could lead somebody astray. */
export function safePath(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/'
}

/** Back to where one came from, or up when the page was opened by itself. */
export function goBack(up: string): void {
  if (window.history.state?.back) router.back()
  else void router.replace(up)
}
