import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base, heading, person, phone, visitor } from './lib.mjs'

/** What belongs to the program and not to a record: entries, titles, heads of columns, buttons, labels. */
const shell = 'nav a, nav button, h2, h3, thead th, button, label, dt, .el-select__prefix, .el-radio-button, .panel-head'
const views = ['/', '/suppliers', '/contracts', '/tasks', '/inspections', '/checkpoints', '/inspection-plans', '/checklists', '/findings', '/assessments', '/schemes', '/settlements', '/quota', '/quota/costs', '/quota/catalogue', '/standards', '/system/sites', '/system/calendar', '/tokens', '/password']

async function chinese(page, selector, allowed = []) {
  const texts = await page.locator(selector).filter({ visible: true }).allInnerTexts()
  return [...new Set(texts.flatMap((text) => text.split('\n')))].filter((text) => /[\u4e00-\u9fff]/.test(text) && !allowed.some((a) => text.includes(a)))
}

test('the console speaks English after one click, everywhere, and remembers it', async () => {
  const { page, watch, call } = await person('manager')
  try {
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
      // The switch names each language in itself; people and records keep their names.
      const found = await chinese(page, `nav a, nav button, main ${shell.split(', ').join(', main ')}`, ['中文', '简体中文'])
      if (found.length) left[view] = found
    }
    assert.deepEqual(left, {})
    watch.silent()
  } finally {
    await call('PUT', '/session/language', { language: 'zh-CN' })
  }
})

test('the phone speaks English', async () => {
  const { page, watch, call } = await visitor({ ...phone, locale: 'en-US' })
  await page.goto('/field/sign-in')
  await page.getByRole('button', { name: 'English' }).tap()
  await page.locator('#username').fill('sup2.staff')
  await page.locator('#password').fill('Demo-2026-hengjian')
  await page.getByRole('button', { name: 'Sign in', exact: true }).tap()
  await page.goto(`${base}/field/me`)
  await page.getByRole('button', { name: 'English' }).tap()
  const left = {}
  for (const view of ['/field/', '/field/scan', '/field/queue', '/field/findings', '/field/me']) {
    await page.goto(view)
    await page.waitForLoadState('networkidle')
    const found = await chinese(page, 'h1, h2, nav a, button, label, .btn', ['简体中文', '中文'])
    if (found.length) left[view] = found
  }
  assert.deepEqual(left, {})
  await call('PUT', '/session/language', { language: 'zh-CN' })
  watch.silent()
})
