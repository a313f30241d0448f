import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { person } from './lib.mjs'

const folder = mkdtempSync(join(tmpdir(), 'hengjian-labels-'))
after(() => rmSync(folder, { recursive: true, force: true }))

// Sizes in millimetres, as they are printed on the boxes of label paper.
const stocks = [
  { template: '50x30', label: [50, 30], page: [50, 30] },
  { template: '70x50', label: [70, 50], page: [70, 50] },
  { template: 'a4_3x8', label: [70, 37], page: [210, 297] },
]

for (const stock of stocks) {
  test(`every label of every checkpoint on ${stock.template} has its real size and is read by a QR decoder`, async () => {
    const { page, watch, call } = await person('manager', { viewport: { width: 900, height: 1200 }, deviceScaleFactor: 3 })
    const { baseUrl } = await call('GET', '/settings')
    const points = (await call('GET', '/checkpoints?state=active&limit=200')).items
    const wanted = []
    for (const { id } of points) wanted.push((await call('GET', `/checkpoints/${id}`)).label)
    for (const { code, url } of wanted) assert.equal(url, `${baseUrl}/q/${code}`)

    await page.goto(`/api/v1/labels?template=${stock.template}&ids=${points.map((p) => p.id).join(',')}`)
    const single = stock.page[0] === stock.label[0]
    // One label is one drawing; on a sheet it is one group whose first path is its ground.
    const boxes = page.locator(single ? '.page > svg' : '.page > svg > g')
    assert.equal(await boxes.count(), points.length)
    const shots = []
    for (let i = 0; i < points.length; i += 1) {
      const box = await boxes.nth(i).locator('path').first().boundingBox()
      assertMillimetres([box.width, box.height], stock.label)
      const path = join(folder, `${stock.template}-${i}.png`)
      await page.screenshot({ path, clip: box, fullPage: true })
      shots.push(path)
    }
    assert.deepEqual(decode(...shots).sort(), wanted.map((label) => label.url).sort())

    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const papers = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)]
    assert.equal(papers.length, Math.ceil(points.length / (single ? 1 : 24)), 'no label shares or spills a page')
    for (const [, width, height] of papers) assertMillimetres([(width / 72) * 96, (height / 72) * 96], stock.page, 0.4)
    watch.silent()
  })
}

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

test('a label that was replaced no longer opens anything', async () => {
  const { page, watch, call } = await person('manager')
  const { id } = (await call('GET', '/checkpoints?limit=200')).items.at(-1)
  const { label } = await call('GET', `/checkpoints/${id}`)
  await page.goto(`/checkpoints/${id}`)
  await page.getByRole('button', { name: '更换标签' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('标签被水泡坏')
  await dialog.getByRole('button', { name: '更换标签' }).click()
  await page.getByText('第 2 次印制').waitFor()
  watch.expected.push(/^410 GET \/q\//)
  await page.goto(`/q/${label.code}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  assert.doesNotMatch(await page.locator('main').innerText(), /DW-/)
  watch.silent()
})

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
