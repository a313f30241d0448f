import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { heading, monthBefore, person, sees } from './lib.mjs'
import { sheets } from './xlsx.mjs'

let month
before(async () => {
  const { call, context } = await person('manager')
  month = monthBefore((await call('GET', '/settings')).today)
  // In the first days of a month the demo has not computed the last one yet.
  const { items } = await call('GET', `/assessments?month=${month}&limit=200`)
  if (!items.some((a) => a.state === 'draft')) await call('POST', '/assessments', { month })
  await context.close()
})

const figure = (text) => text.replace(/[^\d.]/g, '')

test('finance reads the quota report as chart and table, drills to the lines and exports the same figures', async () => {
  const { page, watch, call } = await person('finance')
  await page.goto(`/quota?from=${month}&to=${month}`)
  await heading(page, '定额对比')
  await page.locator('canvas, svg[data-chart], .chart svg').first().waitFor()
  const table = page.locator('section').filter({ has: page.getByRole('heading', { name: '汇总表' }) })
  const total = table.locator('tfoot tr')
  await sees(total, '合计')
  const figures = (await total.locator('td').allInnerTexts()).map(figure).filter(Boolean)
  const report = await call('GET', `/reports/quota?from=${month}&to=${month}&groupBy=supplier`)
  assert.equal(figures[0], report.total.quotaCost)
  assert.ok(figures.includes(report.total.actualCost))

  const downloading = page.waitForEvent('download')
  await page.getByText('导出 Excel').click()
  const download = await downloading
  assert.match(download.suggestedFilename(), /\.xlsx$/)
  const book = sheets(readFileSync(await download.path()))
  const cells = Object.values(book).flat(2).map(String)
  for (const value of [report.total.quotaCost, report.total.contractPrice, report.total.actualCost]) {
    assert.ok(cells.some((cell) => Number(cell.replace(/,/g, '')) === Number(value)), `${value} is missing in the sheet`)
  }

  const row = report.rows[0]
  await table.getByRole('row', { name: new RegExp(row.name.slice(0, 4)) }).getByRole('link').nth(1).click()
  const panel = page.getByRole('dialog')
  await sees(panel, /合同明细/)
  const { items } = await call('GET', `/reports/quota/lines?from=${month}&to=${month}&supplierId=${row.key}`)
  for (const line of items) await sees(panel, line.serviceItem)
  await panel.getByRole('link', { name: items[0].contractCode }).first().click()
  await sees(page, items[0].contractCode)
  watch.silent()
})

test('the leader publishes a waiting assessment, finance prepares the statement, the leader approves it', async () => {
  const leader = await person('leader')
  const { items } = await leader.call('GET', `/assessments?month=${month}&state=draft&limit=200`)
  const waiting = items.find((a) => /安盾/.test(a.supplierName)) ?? items[0]
  await leader.page.goto(`/assessments?month=${month}`)
  await leader.page.getByRole('link', { name: waiting.supplierName }).click()
  await heading(leader.page, new RegExp(waiting.supplierName.slice(0, 4)))
  await sees(leader.page, '待发布')
  await sees(leader.page, /按台账重新计算[,，]/)
  await leader.page.getByRole('button', { name: '发布考核' }).click()
  await leader.page.getByRole('dialog').getByRole('button', { name: '发布考核' }).click()
  await sees(leader.page, '已发布')

  const finance = await person('finance')
  await finance.page.goto(`/settlements?month=${month}`)
  await finance.page.getByRole('button', { name: '编制结算单' }).click()
  await finance.page.getByRole('dialog').getByRole('button', { name: '编制结算单' }).click()
  const row = finance.page.getByRole('row', { name: new RegExp(waiting.supplierName.slice(0, 4)) })
  await sees(row, '待审批')
  await row.getByRole('link').first().click()
  await sees(finance.page, '与账上扣款一分不差')
  assert.equal(await finance.page.getByRole('button', { name: '审批结算单' }).count(), 0, 'who prepares does not approve')

  const statement = (await finance.call('GET', `/settlements?month=${month}&supplierId=${waiting.supplierId}`)).items[0]
  const whole = await finance.call('GET', `/settlements/${statement.id}`)
  const fen = (yuan) => Math.round(Number(yuan) * 100)
  assert.equal(fen(whole.base) - fen(whole.deduction), fen(whole.payable))
  assert.equal(whole.lines.reduce((sum, line) => sum + fen(line.deduction), 0), fen(whole.deduction))

  await leader.page.goto(`/settlements/${statement.id}`)
  await sees(leader.page, '与账上扣款一分不差')
  await leader.page.getByRole('button', { name: '审批结算单' }).click()
  await leader.page.getByRole('dialog').getByRole('button', { name: '审批结算单' }).click()
  await sees(leader.page, '已审批')
  await sees(leader.page, /局领导/)
  leader.watch.silent()
  finance.watch.silent()
})

test('a score opens its indicator, the facts, the inspection, its photo and the clause by clicks alone', async () => {
  const { page, watch } = await person('manager')
  await page.goto(`/assessments?month=${month}`)
  await page.getByRole('link', { name: /恒洁物业/ }).click()
  await page.getByRole('row', { name: /检查合格率/ }).getByRole('button', { name: /自查不合格项/ }).click()
  const panel = page.getByRole('dialog')
  const facts = panel.locator('.kinds ~ ul > li > button')
  await facts.first().waitFor()
  let photographed = false
  for (let i = 0; i < Math.min(await facts.count(), 20) && !photographed; i += 1) {
    await facts.nth(i).click()
    await sees(panel, '打开完整记录')
    photographed = (await panel.locator('img').count()) > 0
    if (!photographed) await panel.getByText('返回事实列表').click()
    await facts.first().waitFor({ state: photographed ? 'detached' : 'visible' })
  }
  assert.ok(photographed, 'none of the first failures has a photo')
  assert.ok(await panel.locator('img').first().evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'the photo is shown')
  await page.getByText('打开完整记录').click()
  await heading(page, /20\d\d-\d\d-\d\d/)
  await sees(page, '不合格')
  await page.getByRole('link', { name: /保洁服务/ }).first().click()
  await sees(page, /使用这一条|检查项/)
  watch.silent()
})

test('the chain from clause to payment lights a path and opens its record', async () => {
  const { page, watch, call } = await person('leader')
  const { items } = await call('GET', `/assessments?month=${month}&limit=200`)
  const one = items.find((a) => /恒洁/.test(a.supplierName))
  await page.goto(`/assessments/${one.id}`)
  await page.getByText('从条款到付款').first().click()
  await heading(page, '从条款到付款')
  for (const stage of ['条款', '检查项', '检查结果', '问题', '整改', '得分', '扣款', '付款']) await sees(page, new RegExp(`^${stage}`))
  await page.getByRole('button', { name: /不合格 \d+/ }).first().click()
  await sees(page, '取消选择')
  watch.silent()
})
