import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-message-box.css'
import './ui/theme.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { configureApi } from '@shared/api/client'
import { initialLanguage } from '@shared/i18n'
import App from './App.vue'
import { router } from './app/router'
import { useSession } from './app/session'
import { i18n, useLanguage } from './i18n'

async function start(): Promise<void> {
  await useLanguage(initialLanguage())
  const app = createApp(App).use(createPinia()).use(i18n)
  configureApi({
    onUnauthorized() {
      useSession().forget()
      const here = router.currentRoute.value
      if (!here.meta.open) void router.push({ name: 'login', query: { next: here.fullPath } })
    },
    onPasswordChangeRequired() {
      const here = router.currentRoute.value
      if (here.name !== 'password') void router.push({ name: 'password', query: { next: here.fullPath } })
    },
  })
  app.use(router).mount('#app')
}

void start()
