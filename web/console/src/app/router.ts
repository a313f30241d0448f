import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { NetworkFailure } from '@shared/api/client'
import { useCrash } from './crash'
import { navigation } from './nav'
import { useSession } from './session'

/** Every area brings its own routes, so that nobody edits a central list. */
const areas = import.meta.glob<{ default: RouteRecordRaw[] }>('../views/*/routes.ts', { eager: true })

export const areaRoutes: RouteRecordRaw[] = Object.values(areas).flatMap((m) => m.default)

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    { path: '/login', name: 'login', component: () => import('./LoginPage.vue'), meta: { open: true, titleKey: 'login.title' } },
    { path: '/password', name: 'password', component: () => import('./PasswordPage.vue'), meta: { titleKey: 'login.changePassword' } },
    {
      path: '/',
      component: () => import('./AppLayout.vue'),
      children: [
        ...areaRoutes,
        { path: '/:pathMatch(.*)*', name: 'missing', component: () => import('./NotFoundPage.vue'), meta: { titleKey: 'nav.missing' } },
      ],
    },
  ],
  scrollBehavior(to, from, saved) {
    if (saved) return saved
    return to.path === from.path ? undefined : { top: 0 }
  },
})

router.beforeEach(async (to) => {
  const session = useSession()
  await session.restore()
  if (to.meta.open) return true
  if (!session.session) return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.user?.mustChangePassword && to.name !== 'password') return { name: 'password', query: { next: to.fullPath } }
  if (!session.may(to.meta.permission) && to.path === '/') {
    // Administrators have no workbench: their first page is the first thing they may open.
    const first = navigation(areaRoutes, session.may)[0]?.items[0]?.to
    if (first && first !== '/') return { path: first, replace: true }
  }
  if (!session.may(to.meta.permission)) return { name: 'missing', params: { pathMatch: to.path.slice(1).split('/') }, replace: true }
  return true
})

// A page whose code cannot be fetched (a new version was installed, or no network): say so inside the frame.
router.onError((error, to) => {
  const { report } = useCrash()
  if (/dynamically imported module|Importing a module script failed/.test(String(error?.message))) {
    const key = 'hengjian.reloaded'
    if (sessionStorage.getItem(key) !== to.fullPath) {
      sessionStorage.setItem(key, to.fullPath)
      window.location.assign(to.fullPath)
      return
    }
    report(new NetworkFailure(error))
    return
  }
  report(error)
})
