import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base, heading, person, phone, visitor } from './lib.mjs'

/** What belongs to the program and not to a record: entries, titles, heads of columns, buttons, labels. */
const shell = 'nav a, nav button, h2, h3, thead th, button, label, dt, .el-select__prefix, .el-radio-button, .panel-head'
const views = ['/', '/suppliers', '/contracts', '/tasks', '/inspections', '/checkpoints', '/inspection-plans', '/routes', '/teams', '/checklists', '/findings', '/assessments', '/schemes', '/settlements', '/quota', '/quota/costs', '/quota/catalogue', '/standards', '/system/sites', '/system/calendar', '/tokens', '/password']
views.push('/spot-checks', '/supervision-levels', '/conflicts', '/doubt-settings', '/queue-files', '/labels', '/label-reports', '/label-prints', '/label-templates')

async function chinese(page, selector) {
  const texts = await page.locator(selector).filter({ visible: true }).allInnerTexts()
  // The switch names each language in itself.
  return [...new Set(texts.flatMap((text) => text.split('\n')))].filter((text) => /[\u4e00-\u9fff]/.test(text) && !text.includes('中文'))
}

/** The language belongs to the account, so this story has an account of its own. */
async function newManager() {
  const username = `translator${Date.now() % 100000}`
  const [system, security, one] = [await person('sysadmin'), await person('secadmin'), await visitor()]
  const { user, initialPassword } = await system.call('POST', '/users', { username, displayName: '译员', phone: '', orgKind: 'agency' })
  await security.call('PUT', `/users/${user.id}/roles`, { roles: ['manager'] }, { 'If-Match': `"${user.version}"` })
  await one.call('POST', '/session', { username, password: initialPassword })
  await one.call('PUT', '/session/password', { currentPassword: initialPassword, newPassword: 'Bridge-2026-of-words' })
  return one
}

test('the console speaks English after one click, everywhere, and remembers it', async () => {
  const { page, watch } = await newManager()
  await page.goto('/')
  await heading(page, '工作台')
  await page.getByRole('button', { name: /English/ }).click()
  await heading(page, 'Workbench')
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  const left = {}
  for (const view of views) {
    await page.goto(view)
    await page.waitForLoadState('networkidle')
    assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /^[\x20-\x7e’]+$/)
    const found = await chinese(page, `nav a, nav button, main ${shell.split(', ').join(', main ')}`)
    if (found.length) left[view] = found
  }
  assert.deepEqual(left, {})
  watch.silent()
})

test('the phone speaks English', async () => {
  const { page, watch, call } = await visitor({ ...phone, locale: 'en-US' })
  await page.goto('/field/sign-in')
  await page.getByRole('button', { name: 'English' }).tap()
  await page.locator('#username').fill('sup2.staff')
  await page.locator('#password').fill('Demo-2026-hengjian')
  await page.getByRole('button', { name: 'Sign in', exact: true }).tap()
  await heading(page, /Today|今日检查/)
  await page.goto(`${base}/field/me`)
  await page.getByRole('button', { name: 'English' }).tap()
  const left = {}
  for (const view of ['/field/', '/field/scan', '/field/queue', '/field/findings', '/field/me']) {
    await page.goto(view)
    await page.waitForLoadState('networkidle')
    const found = await chinese(page, 'h1, h2, nav a, button:not(.row), label, .btn')
    if (found.length) left[view] = found
  }
  assert.deepEqual(left, {})
  await call('PUT', '/session/language', { language: 'zh-CN' })
  watch.silent()
})
