import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heading, person, phone, sees, signIn, visitor } from './lib.mjs'

const pick = async (page, label, option) => {
  await page.locator('.el-form-item').filter({ hasText: label }).locator('.el-select').first().click()
  await page.locator('.el-select-dropdown:visible').getByText(option, { exact: true }).first().click()
}

test('the manager puts checkpoints in walking order by keyboard and sends a team along, seeing first what comes of it', async () => {
  const { page, watch, call } = await person('manager')
  const sites = (await call('GET', '/sites')).items
  const site = sites.find((s) => s.name === '市行政中心')
  await page.goto(`/routes?siteId=${site.id}`)
  await page.getByRole('button', { name: '新建路线' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('路线名称').fill('主楼夜巡')
  for (const name of ['主楼大厅保洁', '主楼三层卫生间']) {
    await pick(page, '添加点位', `${name} · ${name === '主楼大厅保洁' ? '主楼大厅' : '主楼三层'}`)
  }
  await dialog.getByRole('listitem').nth(1).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await dialog.getByRole('button', { name: '新建路线' }).click()
  await sees(page, '路线已保存')
  const { items } = await call('GET', '/routes?q=主楼夜巡')
  const route = await call('GET', `/routes/${items[0].id}`)
  assert.deepEqual(route.stops.map((s) => s.name), ['主楼三层卫生间', '主楼大厅保洁'])

  await page.goto('/inspection-plans')
  await page.getByRole('button', { name: '新建计划' }).click()
  await pick(page, '巡检路线', '市行政中心 · 主楼夜巡')
  await dialog.getByText('只在工作日', { exact: true }).click()
  await dialog.getByText('按周', { exact: true }).click()
  await sees(page, /每周一（休息日不查） 08:00–11:30 · 主楼夜巡 · 任何人/)
  await dialog.getByText('自定义', { exact: true }).click()
  watch.expected.push(/^422 POST \/api\/v1\/inspection-plans\/preview/)
  await dialog.getByPlaceholder('FREQ=').fill('FREQ=HOURLY')
  await sees(page, /这条重复规则不能用/)
  await dialog.getByPlaceholder('FREQ=').fill('FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1')
  await dialog.getByText('遇休息日不查', { exact: true }).click()
  await page.locator('.el-select-dropdown:visible').getByText('遇休息日顺延到下一个工作日', { exact: true }).click()
  await sees(page, /接下来的 14 次/)
  await dialog.getByRole('button', { name: '新建计划' }).click()
  await sees(page, '计划已建立')
  const plan = (await call('GET', `/inspection-plans?routeId=${route.id}`)).items[0]
  assert.equal(plan.rrule, 'FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1')
  assert.equal(plan.onRestDay, 'next')
  watch.silent()
})

test('a supplier’s manager keeps its own roster: a week is copied once, however often one asks', async () => {
  const { page, watch, call } = await person('sup2.manager')
  await page.goto('/teams')
  await sees(page, '大院安保班')
  await sees(page, '19:00–次日 07:00')
  for (const [label, text] of [['下一周', '照搬上周']]) {
    await page.getByRole('button', { name: label }).click()
    await page.getByRole('button', { name: label }).click()
    await sees(page, '这一周还没有排班')
    await page.getByRole('button', { name: text }).click()
  }
  await sees(page, '新排 14 个班次')
  await page.getByRole('button', { name: '照搬上周' }).click()
  await sees(page, '新排 0 个班次')
  const { items } = await call('GET', '/people')
  assert.ok(items.every((p) => p.supplierId === items[0].supplierId))
  watch.silent()
})

test('the phone shows the rounds of one’s side along their routes', async () => {
  const { page, watch, call } = await visitor(phone)
  await page.goto('/field/')
  await signIn(page, 'sup2.staff')
  await heading(page, '今日检查')
  const { tasks } = await call('GET', '/field/today')
  assert.ok(tasks.length > 0)
  for (const name of new Set(tasks.map((t) => t.routeName))) await sees(page, name)
  watch.silent()
})
