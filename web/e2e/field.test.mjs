import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { heading, person, phone, photo, sees, shoot, signIn, visitor } from './lib.mjs'

/** The checkpoints of sup1's daily ten-item round, with what stands on their labels. */
const places = []
before(async () => {
  const { call, context } = await person('manager')
  const { items } = await call('GET', '/checkpoints?q=保洁&limit=200')
  items.push(...(await call('GET', '/checkpoints?q=卫生间')).items)
  for (const { id, name } of items.filter((c) => ['主楼大厅保洁', '办事大厅保洁', '主楼三层卫生间'].includes(c.name))) {
    places.push({ id, name, ...(await call('GET', `/checkpoints/${id}`)).label })
  }
  await context.close()
  assert.equal(places.length, 3)
})

const place = (name) => places.find((p) => p.name === name)
const pathOf = ({ url }) => new URL(url).pathname
const choices = (page, word) => page.locator('.choices label').filter({ hasText: new RegExp(`^\\s*${word}\\s*$`) })

/** Opens what the phone's camera reads, as somebody who has signed in on this phone. */
async function scan(page, label) {
  await page.goto(pathOf(label))
  await page.getByRole('link', { name: '工作人员' }).tap()
  await page.locator('.choices').first().waitFor()
}

const receiptNumber = async (page) => {
  await sees(page, /^JC-\d{6}-[0-9A-Z]{6}$/)
  return (await page.getByText(/^JC-\d{6}-[0-9A-Z]{6}$/).first().innerText()).trim()
}

test('behind a label: what is checked there, without signing in, without script, in ten kilobytes', async () => {
  const { page, watch } = await visitor({ ...phone, javaScriptEnabled: false })
  const answer = await page.goto(pathOf(places[0]))
  assert.ok((await answer.body()).length < 10_240)
  await heading(page, places[0].name)
  await sees(page, '保洁日常巡查（十项）')
  watch.silent()
})

let staff // one phone, kept through the day

test('supplier staff scans a label, signs in once and passes ten items with at most 14 taps', async () => {
  staff = await visitor({ ...phone, permissions: ['camera'] })
  const { page, watch, call } = staff
  let taps = 0
  const tap = async (locator) => {
    taps += 1
    await locator.tap()
  }
  await page.goto(pathOf(place('主楼大厅保洁')))
  await tap(page.getByRole('link', { name: '工作人员' }))
  await sees(page, '登录后打开刚扫描的点位')
  await page.locator('#username').fill('sup1.staff')
  await page.locator('#password').fill('Demo-2026-hengjian')
  await tap(page.getByRole('button', { name: '登录', exact: true }))
  await heading(page, '主楼大厅保洁')
  await sees(page, '已扫标签')
  assert.equal(await page.locator('.choices').count(), 10)
  assert.equal(await page.locator('.choices input:checked').count(), 0, 'nothing is preselected')
  for (let i = 0; i < 10; i += 1) await tap(choices(page, '合格').nth(i))
  await sees(page, '已查 10/10')
  await tap(page.getByRole('button', { name: '提交', exact: true }))
  await sees(page, '已收到')
  await sees(page, '没有发现问题')
  const number = await receiptNumber(page)
  assert.ok(taps <= 14, `${taps} taps`)
  const [row] = (await call('GET', `/inspections?checkpointId=${place('主楼大厅保洁').id}&limit=1`)).items
  assert.equal(row.number, number)
  watch.silent()
})

let failed // the finding that the next stories answer and close

test('the one failure asks for its photo in place, and the receipt names the finding it opened', async () => {
  const { page, watch } = staff
  await scan(page, place('办事大厅保洁'))
  assert.equal(await page.locator('#username').count(), 0, 'signed in once, no second time')
  await choices(page, '不合格').nth(0).tap()
  for (let i = 1; i < 10; i += 1) await choices(page, '合格').nth(i).tap()
  await page.getByRole('button', { name: '还缺 1 项照片' }).waitFor()
  assert.equal(await page.locator('input[type=file]').count(), 0, 'this checklist takes photos of the app alone')
  await shoot(page)
  await page.getByRole('img', { name: '照片 1' }).waitFor()
  await page.locator('textarea').first().fill('东侧入口地面有积水')
  await page.getByRole('button', { name: '提交', exact: true }).tap()
  await sees(page, '生成问题 1 个')
  await sees(page, /合格 9 项[,，]不合格 1 项/)
  failed = (await page.getByText(/^WT-\d{6}-[0-9A-Z]{6}$/).first().innerText()).trim()
  watch.silent()
})

test('after a reload the phone is still signed in and knows its receipts', async () => {
  const { page, watch } = staff
  await page.goto('/field/')
  await page.reload()
  await heading(page, '今日检查')
  await page.getByRole('link', { name: /待发送/ }).first().tap()
  await sees(page, '最近收到')
  assert.ok((await page.getByText(/JC-\d{6}-/).count()) >= 2)
  watch.silent()
})

test('the same draft sent twice, because the first answer was lost, is one record with one receipt', async () => {
  // Without the service worker the test itself can lose the answer.
  const { page, watch, call, context } = await person('sup1.staff', { ...phone, serviceWorkers: 'block' })
  const point = place('主楼三层卫生间')
  const before = await count(call, point)
  const given = []
  await context.route('**/api/v1/inspections', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    const answer = await route.fetch()
    given.push((await answer.json()).number)
    if (given.length === 1) return route.abort('connectionreset')
    return route.fulfill({ response: answer })
  })
  watch.expected.push(/^net::ERR_CONNECTION_RESET POST \/api\/v1\/inspections/)
  await signInOnPhone(page)
  await scan(page, point)
  for (let i = 0; i < 10; i += 1) await choices(page, '合格').nth(i).tap()
  await page.getByRole('button', { name: '提交', exact: true }).tap()
  await sees(page, /已保存|已收到/)
  await page.goto('/field/queue')
  const again = page.getByRole('button', { name: '立即发送' })
  if (await again.isVisible().catch(() => false)) await again.tap().catch(() => undefined)
  await sees(page, '已收到')
  assert.ok(given.length >= 2)
  assert.equal(new Set(given).size, 1)
  await sees(page, given[0])
  assert.equal(await count(call, point), before + 1)
  watch.silent()
})

test('a check done without signal waits in the queue and is received when the signal is back', async () => {
  const { page, watch, call, context } = await visitor(phone)
  const point = place('主楼三层卫生间')
  await signInOnPhone(page)
  await scan(page, point)
  const before = await count(call, point)
  watch.offline = true
  await context.setOffline(true)
  for (let i = 0; i < 10; i += 1) await choices(page, i === 6 ? '不适用' : '合格').nth(i === 6 ? 3 : i).tap()
  await page.getByRole('button', { name: '提交', exact: true }).tap()
  await sees(page, /已保存[,，]等待发送/)
  await page.getByRole('link', { name: '回到今日' }).tap()
  await sees(page, /离线 · 1 条待发送/)
  assert.equal(await count(call, point), before)
  await context.setOffline(false)
  await sees(page, '在线')
  await page.getByRole('link', { name: '待发送' }).first().tap()
  await sees(page, '最近收到')
  await receiptIn(page)
  watch.offline = false
  assert.equal(await count(call, point), before + 1)
  watch.silent()
})

test('the app opens without signal where it was opened before', async () => {
  const { page, watch, context } = staff
  await page.goto('/field/')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  watch.offline = true
  await context.setOffline(true)
  await page.reload()
  await heading(page, '今日检查')
  await sees(page, '离线')
  await context.setOffline(false)
  watch.offline = false
  await sees(page, '在线')
  watch.silent()
})

test('who answers is not who closes: the manager of the supplier answers, the staff cannot reinspect', async () => {
  const { page, watch, call } = await person('sup1.manager')
  const finding = (await call('GET', '/findings?state=open&limit=200')).items.find((f) => f.number === failed)
  await page.goto(`/findings/${finding.id}`)
  await sees(page, failed)
  await page.getByRole('textbox', { name: /原因分析/ }).fill('雨天入口未铺防滑垫')
  await page.getByRole('textbox', { name: /整改措施/ }).fill('已吸干积水并铺设防滑垫，雨天每半小时巡查')
  await page.locator('input[type=file]').first().setInputFiles(await photo(page, '已铺防滑垫'))
  await page.getByRole('img').last().waitFor()
  await page.getByRole('button', { name: '提交整改' }).click()
  await sees(page, /我方已答复[,，]等待机关复查/)
  assert.equal(await page.getByRole('button', { name: '确认销号' }).count(), 0)
  watch.silent()

  const { rectifications } = await call('GET', `/findings/${finding.id}`)
  const author = await person('sup1.staff')
  assert.equal(await author.status('POST', `/rectifications/${rectifications[0].id}/reinspection`, { result: 'closed', note: '', photos: [] }), 403)
})

test('an inspector who is not the author reinspects the answer and closes the finding', async () => {
  const { page, watch, call } = await person('inspector')
  const finding = (await call('GET', '/findings?state=submitted&limit=200')).items.find((f) => f.number === failed)
  await page.goto(`/findings/${finding.id}`)
  await sees(page, '雨天入口未铺防滑垫')
  await page.getByText(/^合格[,，]销号$/).click()
  await page.getByRole('textbox', { name: /复查意见/ }).fill('现场复查，防滑垫已铺设')
  await page.getByRole('button', { name: '确认销号' }).click()
  await sees(page, '已销号')
  await sees(page, '现场复查，防滑垫已铺设')
  watch.silent()
})

test('an inspector cannot reinspect what came of his own inspection', async () => {
  const mine = await person('inspector')
  const point = place('主楼大厅保洁')
  const { checklists } = await mine.call('GET', `/checkpoint-codes/${point.code}`)
  const items = checklists[0].sections.flatMap((s) => s.items)
  const bad = items.findIndex((item) => !item.photoOnFail)
  const now = Date.now()
  const receipt = await mine.call(
    'POST',
    '/inspections',
    {
      code: point.code,
      checklistVersionId: checklists[0].id,
      mode: 'supervision',
      startedAt: new Date(now - 240_000).toISOString(),
      finishedAt: new Date(now - 60_000).toISOString(),
      observations: items.map((item, i) => ({ itemId: item.id, result: i === bad ? 'fail' : 'pass', photos: [] })),
    },
    { 'Idempotency-Key': `e2e-${now}-supervision` },
  )
  const supplier = await person('sup1.manager')
  const { id } = receipt.findings[0]
  await supplier.call('POST', `/findings/${id}/rectifications`, { cause: '疏忽', action: '已返工', photos: [] }, { 'Idempotency-Key': `e2e-${now}-answer` })
  await mine.page.goto(`/findings/${id}`)
  await sees(mine.page, /须由另一名监督检查员复查/)
  assert.equal(await mine.page.getByRole('button', { name: '确认销号' }).count(), 0)
  mine.watch.silent()
  const other = await person('inspector2')
  await other.page.goto(`/findings/${id}`)
  await other.page.getByText(/^不合格[,，]退回重改$/).click()
  await other.page.getByRole('textbox', { name: /复查意见/ }).fill('返工不彻底，请补充照片')
  await other.page.getByRole('button', { name: '退回重改' }).click()
  await sees(other.page, /复查退回/)
  other.watch.silent()
})

async function signInOnPhone(page) {
  await page.goto('/field/')
  await signIn(page, 'sup1.staff')
  await heading(page, '今日检查')
}

async function receiptIn(page) {
  await page.getByText(/JC-\d{6}-/).first().waitFor()
}

async function count(call, point) {
  return (await call('GET', `/inspections?checkpointId=${point.id}&limit=200`)).items.length
}
