import { test } from 'node:test'
import { fits, heading, person, phone, signIn } from './lib.mjs'

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

test('the console holds at 200 % zoom', async () => {
  const { page, watch, call } = await person('manager', { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 })
  const first = async (path) => (await call('GET', `${path}?limit=1`)).items[0].id
  const views = ['/', '/suppliers', `/suppliers/${await first('/suppliers')}`, '/contracts', `/contracts/${await first('/contracts')}`, '/tasks', '/inspections', `/inspections/${await first('/inspections')}`]
  views.push('/checkpoints', `/checkpoints/${await first('/checkpoints')}`, '/inspection-plans', '/routes', '/teams', '/checklists', '/findings', `/findings/${await first('/findings')}`, '/assessments')
  views.push(`/assessments/${await first('/assessments')}`, '/settlements', '/quota', '/quota/costs', '/quota/catalogue', '/standards', '/system/sites', '/system/calendar')
  for (const view of views) await fits(page, view)
  watch.silent()
})
