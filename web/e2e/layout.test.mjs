import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fits, heading, person, phone, signIn, visitor } from './lib.mjs'

test('nothing is wider than a phone of 320 px', async () => {
  const { page, watch, call } = await person('sup1.staff', { ...phone, viewport: { width: 320, height: 640 } })
  const manager = await person('manager')
  const { id } = (await manager.call('GET', '/checkpoints?q=办事大厅保洁')).items[0]
  const { label } = await manager.call('GET', `/checkpoints/${id}`)
  await fits(page, new URL(label.url).pathname)
  await page.goto('/field/')
  await signIn(page, 'sup1.staff')
  await heading(page, '今日检查')
  for (const view of ['', 'scan', `c/${label.code}`, 'queue', 'findings', 'me', 'me/password']) await fits(page, `/field/${view}`)
  const finding = (await call('GET', '/findings?limit=1')).items[0]
  if (finding) await fits(page, `/field/findings/${finding.id}`)
  watch.silent()
})

test('in large type the phone keeps its heads readable at 320 px, without a net too, and its choices whole', async () => {
  const { page, watch, context } = await visitor({ ...phone, viewport: { width: 320, height: 640 } })
  await page.goto('/field/')
  await signIn(page, 'sup1.staff')
  await heading(page, '今日检查')
  await page.goto('/field/me')
  await page.getByRole('switch', { name: /大字/ }).check({ force: true })
  const head = async (where) => {
    const [cut, share] = await page.locator('h1').evaluate((h) => [h.scrollWidth > h.clientWidth || h.scrollHeight > h.clientHeight + 1, h.clientWidth / innerWidth])
    assert.ok(!cut && share > 0.4, `the head of ${where} is cut, or has ${Math.round(share * 100)} % of the width`)
  }
  for (const view of ['', 'scan', 'queue', 'findings', 'me', 'me/password']) {
    await fits(page, `/field/${view}`)
    await head(view)
  }
  const { items } = await (await person('manager')).call('GET', `/checkpoints?q=${encodeURIComponent('主楼大厅保洁')}`)
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto(`/field/c/${items[0].number}`)
  const choice = page.locator('li.item label').first()
  await choice.waitFor()
  assert.equal(await choice.evaluate((label) => getComputedStyle(label).flexDirection), 'column')
  await page.setViewportSize({ width: 320, height: 640 })
  watch.offline = true
  await context.setOffline(true)
  await page.getByText('离线', { exact: true }).waitFor()
  await head('a check without a net')
  watch.silent()
})

test('the console holds at 200 % zoom', async () => {
  const { page, watch, call } = await person('manager', { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 })
  const first = async (path) => (await call('GET', `${path}?limit=1`)).items[0].id
  const views = ['/', '/suppliers', `/suppliers/${await first('/suppliers')}`, '/contracts', `/contracts/${await first('/contracts')}`, '/tasks', '/inspections', `/inspections/${await first('/inspections')}`]
  views.push('/checkpoints', `/checkpoints/${await first('/checkpoints')}`, '/inspection-plans', '/routes', '/teams', '/checklists', '/findings', `/findings/${await first('/findings')}`, '/assessments')
  views.push(`/assessments/${await first('/assessments')}`, '/settlements', '/quota', '/quota/costs', '/quota/catalogue', '/standards', '/system/sites', '/system/calendar')
  for (const view of views) await fits(page, view)
  watch.silent()
})
