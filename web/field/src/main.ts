import { createApp } from 'vue'
import { configureApi } from '@shared/api/client'
import App from './App.vue'
import { i18n, speakAtStart } from './i18n'
import { resume, sendOnReturn } from './kit'
import { watchInstall } from './install'
import { watchNet } from './net'
import { router } from './router'
import { learnQueueKey } from './send/queueKey'
import { applyType, learnPhotoSide, learnTimeZone } from './settings'
import { confirmSession, expired, session } from './session/session'
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'

applyType()
watchNet()
watchInstall()
sendOnReturn()
configureApi({
  onUnauthorized: () => {
    if (session.value) expired.value = true
  },
  onPasswordChangeRequired: () => void router.push({ name: 'password' }),
})

await speakAtStart()
createApp(App).use(i18n).use(router).mount('#app')

void resume()
void confirmSession()
void learnTimeZone()
void learnPhotoSide()
void learnQueueKey()
