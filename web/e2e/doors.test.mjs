import assert from 'node:assert/strict'
import { test } from 'node:test'
import { person } from './lib.mjs'

/** One page of each shape is enough: records of a kind look alike. */
const shape = (href) =>
  href
    .replace(/[0-9A-HJKMNP-TV-Z]{26}/g, ':id')
    .replace(/=[^&]*/g, '=')
    .replace(/\d{4}-\d{2}(-\d{2})?/g, ':day')

/** Follows the links a person is shown, each kind once; answers those that lead to nothing. */
async function follow(page, most) {
  const seen = new Set(['/'])
  const queue = ['/']
  const dead = []
  for (let visited = 0; queue.length && visited < most; visited += 1) {
    const path = queue.shift()
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    if (await page.getByRole('heading', { level: 1, name: /^(页面不存在|Page not found)/ }).count()) dead.push(path)
    const hrefs = await page.locator('a[href^="/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    for (const href of hrefs) {
      if (/^\/(api|field|q)\//.test(href) || seen.has(shape(href))) continue
      seen.add(shape(href))
      queue.push(href)
    }
  }
  return dead
}

for (const [who, most] of [['finance', 24], ['desk', 22], ['assessor', 16]]) {
  test(`${who} is shown no link to a page that does not open`, async () => {
    const { page, watch } = await person(who)
    assert.deepEqual(await follow(page, most), [])
    watch.silent()
  })
}

test('a supplier can follow every link in English too', async () => {
  const { page, watch, call } = await person('sup2.manager')
  await call('PUT', '/session/language', { language: 'en' })
  assert.deepEqual(await follow(page, 15), [])
  await call('PUT', '/session/language', { language: 'zh-CN' })
  watch.silent()
})
