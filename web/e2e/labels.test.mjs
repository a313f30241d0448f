import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { person, phone, signIn, visitor } from './lib.mjs'

const folder = mkdtempSync(join(tmpdir(), 'hengjian-labels-'))
after(() => rmSync(folder, { recursive: true, force: true }))

// Sizes in millimetres, as they are printed on the boxes of label paper.
const stocks = [
  { template: '50x30', label: [50, 30], page: [50, 30], perPage: 1 },
  { template: '70x50', label: [70, 50], page: [70, 50], perPage: 1 },
  { template: 'tape24', label: [54, 24], page: [54, 24], perPage: 1 },
  { template: 'a4_3x7', label: [63.5, 38.1], page: [210, 297], perPage: 21 },
  { template: 'a4_2x7', label: [99.1, 38.1], page: [210, 297], perPage: 14 },
  { template: 'a4_4x10', label: [48.5, 25.4], page: [210, 297], perPage: 40 },
  { template: 'a4_3x8', label: [70, 37], page: [210, 297], perPage: 24 },
  { template: 'a4_2x5', label: [70, 50], page: [210, 297], perPage: 10 },
  // the demo agency's own template, with a logo in the code
  { template: 'own', label: [80, 50], page: [80, 50], perPage: 1 },
]

for (const stock of stocks) {
  test(`every label of every checkpoint on ${stock.template} has its real size and is read off the print by a QR decoder`, async () => {
    const { page, watch, call } = await person('manager', { viewport: { width: 900, height: 1200 } })
    const { baseUrl } = await call('GET', '/settings')
    const templates = (await call('GET', '/label-templates')).items
    const templateId = stock.template === 'own' ? templates.find((one) => !one.builtIn).id : stock.template
    const points = (await call('GET', '/checkpoints?state=active&limit=200')).items
    const wanted = []
    for (const { id } of points) wanted.push((await call('GET', `/checkpoints/${id}`)).label)
    for (const { code, url } of wanted) assert.equal(url, `${baseUrl}/q/${code}`)
    const run = await call('POST', '/label-prints', { templateId, checkpointIds: points.map((one) => one.id) })
    const pages = Math.ceil(points.length / stock.perPage)
    assert.deepEqual([run.labels, run.pages], [points.length, pages])

    await page.goto(`/api/v1/label-prints/${run.id}/page`)
    // One label is one drawing; on a sheet it is one group whose first path is its ground.
    const boxes = page.locator(stock.perPage === 1 ? '.page > svg' : '.page > svg > g')
    assert.equal(await boxes.count(), points.length)
    for (const at of [0, points.length - 1]) {
      const box = await boxes.nth(at).locator('path').first().boundingBox()
      assertMillimetres([box.width, box.height], stock.label)
    }
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    const papers = [...pdf.toString('latin1').matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)]
    assert.equal(papers.length, pages, 'no label shares or spills a page')
    for (const [, width, height] of papers) assertMillimetres([(width / 72) * 96, (height / 72) * 96], stock.page, 0.4)
    assert.deepEqual(read(pdf, stock.template, wanted.length), wanted.map((label) => label.url).sort())
    watch.silent()
  })
}

test('a test page frames every place, measures 100 mm and carries a code that opens nothing', async () => {
  const { page, watch, call } = await person('manager')
  const { baseUrl } = await call('GET', '/settings')
  await page.goto('/api/v1/label-templates/a4_3x7/trial')
  assert.equal(await page.locator('svg rect').count(), 21)
  // from the first mark to the last, without the width of the line
  const width = await page.locator('.ruler').first().evaluate((ruler) => ruler.getBBox().width * ruler.getScreenCTM().a)
  assertMillimetres([width], [100], 0.1)
  const [url, ...more] = decode(...printed(await page.pdf({ preferCSSPageSize: true, printBackground: true }), 'trial'))
  assert.deepEqual(more, [])
  assert.ok(url.startsWith(`${baseUrl}/q/`))
  await page.goto(url)
  await page.getByRole('heading', { name: '试印标签' }).waitFor()
  assert.equal(await page.locator('a').count(), 0)
  watch.silent()
})

test('a single label is a PNG that the decoder reads and an SVG of real size', async () => {
  const { page, watch, call, context } = await person('manager')
  const { id } = (await call('GET', '/checkpoints?limit=1')).items[0]
  const { label } = await call('GET', `/checkpoints/${id}`)
  const png = join(folder, 'one.png')
  writeFileSync(png, await (await context.request.get(`/api/v1/checkpoints/${id}/label.png`)).body())
  assert.deepEqual(decode(png), [label.url])
  await page.goto(`/api/v1/checkpoints/${id}/label.svg?template=70x50`)
  const box = await page.locator('svg').boundingBox()
  assertMillimetres([box.width, box.height], [70, 50])
  watch.silent()
})

test('a manager prints the labels of a site from the list, from a free place of a started sheet', async () => {
  const { page, watch, call } = await person('manager')
  const site = (await call('GET', '/sites')).items[0]
  const points = (await call('GET', `/labels?siteId=${site.id}&limit=200`)).items
  await page.goto(`/labels?siteId=${site.id}`)
  await page.getByRole('button', { name: '打印筛选结果' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: '第 20 格', exact: true }).click()
  await dialog.getByRole('button', { name: '生成打印页' }).click()
  await dialog.getByText(`已生成：${points.length} 张标签，共 ${Math.ceil((19 + points.length) / 21)} 页。`).waitFor()
  const [sheet] = await Promise.all([page.context().waitForEvent('page'), dialog.getByRole('link', { name: '打开打印页' }).click()])
  await sheet.waitForLoadState()
  assert.equal(await sheet.locator('.page > svg > g').count(), points.length)
  await page.goto('/label-prints')
  await page.getByRole('row').nth(1).getByText(String(points.length), { exact: true }).waitFor()
  watch.silent()
})

test('an agency draws its own template, is told what cannot be read, and prints a sample', async () => {
  const { page, watch } = await person('manager')
  await page.goto('/label-templates/new?from=70x50')
  await page.getByRole('textbox', { name: '*名称' }).fill('设备间小标签')
  await page.getByAltText('标签样张').waitFor()
  watch.expected.push(/^422 POST \/api\/v1\/label-templates\/preview$/)
  await page.getByLabel('边长（含四周白边）').fill('60')
  await page.getByText('二维码放不下：请缩小二维码或四周留白。').first().waitFor()
  assert.ok(await page.getByRole('button', { name: '保存' }).isDisabled())
  await page.getByLabel('边长（含四周白边）').fill('15')
  await page.getByText(/小于 0\.33 mm，部分手机可能扫不出/).waitFor()
  await page.getByLabel('边长（含四周白边）').fill('34')
  await page.getByText(/小于 0\.33 mm/).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('link', { name: '设备间小标签' }).waitFor()
  watch.silent()
})

test('a label that was replaced says so to anybody, and leads staff to the new one', async () => {
  const { page, watch, call } = await person('manager')
  const mine = (await (await person('sup1.staff')).call('GET', '/checkpoints?limit=200')).items
  const { id, name, number } = mine.at(-1)
  const { label } = await call('GET', `/checkpoints/${id}`)
  await page.goto(`/checkpoints/${id}`)
  await page.getByRole('button', { name: '更换标签' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('标签被水泡坏')
  await dialog.getByRole('button', { name: '更换标签' }).click()
  await page.getByText('标签已更换，新标签还没有印制').waitFor()
  await page.getByText(/更换：标签被水泡坏/).waitFor()
  watch.silent()

  const anybody = await visitor(phone)
  anybody.watch.expected.push(/^410 GET \/q\//)
  await anybody.page.goto(`/q/${label.code}`)
  await anybody.page.getByRole('heading', { name: '这张标签已更换' }).waitFor()
  const text = await anybody.page.locator('main').innerText()
  assert.match(text, /更换时间 20\d\d-\d\d-\d\d \d\d:\d\d/)
  for (const secret of [name, number, '水泡']) assert.ok(!text.includes(secret), `${text} tells ${secret}`)
  anybody.watch.silent()

  const staff = await onPhone('sup1.staff')
  staff.watch.expected.push(/^410 GET \/api\/v1\/checkpoint-codes\//)
  await staff.page.goto(`/field/c/${label.code}`)
  await staff.page.getByText('这张标签已更换').waitFor()
  await staff.page.getByText(name).first().waitFor()
  await staff.page.getByRole('link', { name: '按点位编号继续检查' }).click()
  await staff.page.getByText(/没有扫描标签|选择检查表/).first().waitFor()
  staff.watch.silent()

  const stranger = await onPhone('sup2.staff')
  stranger.watch.expected.push(/^404 GET \/api\/v1\/checkpoint-codes\//)
  await stranger.page.goto(`/field/c/${label.code}`)
  await stranger.page.getByText('没有找到这个二维码对应的点位').waitFor()
  assert.equal(await stranger.page.getByText(name).count(), 0)
  stranger.watch.silent()
})

test('a lost label is reported without signal, arrives once, and is answered by a new label', async () => {
  const staff = await onPhone('sup1.staff')
  const point = (await staff.call('GET', '/checkpoints?limit=200')).items.at(-2)
  await staff.page.goto(`/field/label-report/${point.id}?name=${encodeURIComponent(point.name)}`)
  await staff.page.getByText('标签不见了').waitFor()
  staff.watch.offline = true
  await staff.context.setOffline(true)
  await staff.page.getByText('标签不见了').click()
  await staff.page.getByLabel('说明（选填）').fill('墙面刚刷过')
  await staff.page.getByRole('button', { name: '提交报告' }).click()
  await staff.page.getByText('已保存，等待发送').waitFor()
  await staff.context.setOffline(false)
  await staff.page.getByText('报告已收到').waitFor({ timeout: 40_000 })

  const manager = await person('manager')
  const reports = (await manager.call('GET', `/label-reports?checkpointId=${point.id}`)).items.filter((one) => one.note === '墙面刚刷过')
  assert.deepEqual(reports.map((one) => [one.kind, one.state]), [['lost', 'open']])
  await manager.page.goto(`/label-reports?checkpointId=${point.id}`)
  const row = manager.page.getByRole('row').filter({ hasText: '墙面刚刷过' })
  await row.getByRole('button', { name: '处理' }).click()
  const dialog = manager.page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('重新张贴')
  await dialog.getByRole('button', { name: '确定' }).click()
  await manager.page.getByRole('dialog', { name: '打印 1 张标签' }).getByRole('button', { name: '生成打印页' }).click()
  await manager.page.getByText('已生成：1 张标签，共 1 页。').waitFor()
  const [answered] = (await manager.call('GET', `/label-reports?checkpointId=${point.id}`)).items
  assert.equal(answered.state, 'replaced')
  manager.watch.silent()
})

/** The field app keeps a session of its own: one signs in on its screen. */
async function onPhone(username) {
  const one = await visitor(phone)
  await one.page.goto('/field/')
  await signIn(one.page, username)
  await one.page.getByRole('heading', { name: '今日检查' }).waitFor()
  return one
}

/** The pages of a PDF as a printer of 300 dpi draws them. */
function printed(pdf, name, dpi = 300) {
  const file = join(folder, `${name}.pdf`)
  writeFileSync(file, pdf)
  execFileSync('pdftoppm', ['-r', String(dpi), '-gray', '-png', file, join(folder, `${name}-${dpi}`)])
  return readdirSync(folder)
    .filter((one) => one.startsWith(`${name}-${dpi}-`) && one.endsWith('.png'))
    .map((one) => join(folder, one))
}

/**
 * What is read off a whole sheet, at first as a printer of 300 dpi puts it on paper. A phone sees one
 * label at a time and moves; a decoder that sees all at once passes over one now and then, and
 * finds it when the sheet has another grain.
 */
function read(pdf, name, count) {
  const found = new Set()
  for (const dpi of [300, 360, 240]) {
    if (found.size < count) decode(...printed(pdf, name, dpi)).forEach((url) => found.add(url))
  }
  return [...found].sort()
}

/** What a decoder that nobody here wrote reads in the pictures. */
function decode(...pictures) {
  const said = execFileSync('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', ...pictures], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return said.trim().split('\n')
}

function assertMillimetres(pixels, millimetres, tolerance = 0.1) {
  pixels.forEach((n, i) => {
    const mm = (n / 96) * 25.4
    assert.ok(Math.abs(mm - millimetres[i]) <= tolerance, `${mm.toFixed(2)} mm instead of ${millimetres[i]} mm`)
  })
}
