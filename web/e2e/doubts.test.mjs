// A record is doubted, its author is told in plain words, and a manager decides with a reason.
import assert from 'node:assert/strict'
import test from 'node:test'
import { heading, person, phone, sees, signIn, visitor } from './lib.mjs'

/** The guards' post whose checklist demands a scanned label and a position. */
async function post(manager) {
  const { items } = await manager.call('GET', '/checkpoints?q=%E4%B8%9C%E9%97%A8%E5%B2%97')
  const { label, centre } = await manager.call('GET', `/checkpoints/${items[0].id}`)
  return { id: items[0].id, code: label.code, centre }
}

async function check(page, code, username) {
  await page.goto(`/field/c/${code}`)
  await signIn(page, username)
  await page.waitForURL(/\/field\/check\//)
  const choices = page.locator('li.item')
  await choices.first().waitFor()
  const count = await choices.count()
  for (let i = 0; i < count; i += 1) await choices.nth(i).getByText('合格', { exact: true }).first().click()
  await page.getByRole('button', { name: '提交', exact: true }).click()
}

test('a guard far from the post learns what will be verified, and a manager does not accept the record', async () => {
  const manager = await person('manager')
  const { code, centre } = await post(manager)
  const far = { latitude: centre.latitude + 0.0123457, longitude: centre.longitude, accuracy: 18 }
  const guard = await visitor({ ...phone, geolocation: far, permissions: ['geolocation'] })
  await check(guard.page, code, 'sup2.staff')
  await sees(guard.page, '提交时附带当前位置？')
  await guard.page.getByRole('button', { name: '同意并提交' }).click()
  await guard.page.locator('.number').waitFor()
  const number = (await guard.page.locator('.number').innerText()).trim()
  await sees(guard.page, /有 \d 处需要核实/)
  await sees(guard.page, '定位不在点位范围内')
  await sees(guard.page, '记录已收到并照常计入。业务主管会核实，如有疑问会与您联系。')

  const { page } = manager
  await page.goto('/doubts?kind=outside_fence')
  await heading(page, '存疑记录')
  await page.getByRole('row').filter({ hasText: '东门岗' }).getByRole('link', { name: '定位不在点位范围内' }).first().click()
  await sees(page, number)
  await sees(page, /距点位 1,3\d\d m，允许/)
  await page.getByRole('button', { name: '不予采信' }).click()
  const dialog = page.getByRole('dialog')
  await sees(dialog, /对应任务按漏检计/)
  await dialog.getByRole('textbox').fill('监控显示当时不在东门岗')
  await dialog.getByRole('button', { name: '不予采信' }).click()
  await sees(page, '这条记录经核实不予采信，不再计入。')

  const { items } = await guard.call('GET', '/doubts?state=upheld')
  assert.ok(items.some((d) => d.record.number === number && d.reason === '监控显示当时不在东门岗' && !d.mayDecide))
  assert.equal(await guard.status('POST', `/doubts/${items[0].id}/decision`, { decision: 'dismiss', reason: '我当时确实在' }), 403)
  guard.watch.silent()
  manager.watch.silent()
})

test('who does not agree submits without a position, and none is kept', async () => {
  const manager = await person('manager')
  const { code } = await post(manager)
  const boss = await visitor({ ...phone, geolocation: { latitude: 30.5, longitude: 114.3 }, permissions: ['geolocation'] })
  await check(boss.page, code, 'sup2.manager')
  await boss.page.getByRole('button', { name: '不同意，照常提交' }).click()
  await boss.page.locator('.number').waitFor()
  await sees(boss.page, '没有有效定位')
  const { items } = await boss.call('GET', '/me/consents')
  assert.equal(items.length, 0)
  boss.watch.silent()
})
