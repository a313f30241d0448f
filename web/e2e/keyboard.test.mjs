import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heading, password, visitor } from './lib.mjs'

/** What has the focus, in the words a screen reader would say, and whether a sighted person can see that it has it. */
function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!at || at === document.body) return undefined
    const box = at.getBoundingClientRect()
    const ring = (el) => el && ((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none')(getComputedStyle(el))
    // A field draws its ring on the frame around it, a choice on the label beside its hidden input.
    const frame = at.closest('.el-input__wrapper, .el-select__wrapper, .el-textarea, .el-radio-button, .el-checkbox, .el-radio, .el-date-editor')
    const shown = ring(at) || ring(frame) || [...(frame?.querySelectorAll('*') ?? [])].some(ring)
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
    const text = at.getAttribute('aria-label') || at.innerText || at.getAttribute('placeholder') || ''
    return { text: text.replace(/\s+/g, ' ').trim(), tag: at.tagName, visible: Boolean(shown && inside), frame: frame?.className ?? at.className, dialog: Boolean(at.closest('[role=dialog]')) }
  })
}

/** Presses Tab until the focus stands on what is called so; every stop on the way must be seen. */
async function tabTo(page, name, most = 60) {
  const passed = []
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab')
    const at = await focused(page)
    if (!at) continue
    passed.push(at.text)
    assert.ok(at.visible, `the focus on ${at.tag} “${at.text}” (${at.frame}) cannot be seen on ${page.url()}`)
    if (typeof name === 'string' ? at.text === name : name.test(at.text)) return at
  }
  assert.fail(`no ${name} among ${passed.join(' | ')}`)
}

const settled = (page) => page.waitForLoadState('networkidle')

test('a manager signs in and works through the main pages with the keyboard alone', async () => {
  const { page, watch } = await visitor()
  await page.goto('/login')
  await page.waitForFunction(() => document.activeElement?.id === 'username')
  await page.keyboard.type('manager')
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await heading(page, '工作台')
  await settled(page)

  await tabTo(page, '供应商')
  await page.keyboard.press('Enter')
  await heading(page, '供应商')
  await settled(page)
  await tabTo(page, /^恒洁物业/)
  await page.keyboard.press('Enter')
  await heading(page, /恒洁物业/)
  await settled(page)
  // The page that was left took the focus with it: the next stop is in the new page, not back in the navigation.
  assert.ok(await page.evaluate(() => document.activeElement?.closest('main')), 'the focus is not in the new page')

  // A menu opens, is walked through and closes, and the focus is back where it was.
  await page.keyboard.press('Shift+Tab')
  await tabTo(page, '变更状态')
  await page.keyboard.press('Enter')
  await dialogTraps(page, '变更状态')

  await page.goto('/findings')
  await heading(page, /问题/)
  await settled(page)
  await tabTo(page, '严重程度')
  await page.keyboard.press('Enter')
  await page.getByRole('option').filter({ visible: true }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/severity=/)
  await page.goto('/findings')
  await settled(page)
  await page.locator('.el-table a').first().waitFor()
  const first = (await page.locator('.el-table a').first().innerText()).trim()
  await tabTo(page, first)
  await page.keyboard.press('Enter')
  await heading(page, first)
  await settled(page)
  await tabTo(page, '作废此问题')
  await page.keyboard.press('Enter')
  await dialogTraps(page, '作废此问题')

  // The account's menu.
  await page.keyboard.press('Home')
  await page.locator('.brand a').focus()
  await tabTo(page, '账户')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: '退出' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem', { name: '退出' }).waitFor({ state: 'hidden' })
  assert.equal((await focused(page))?.text, '账户', 'the menu does not give the focus back')
  watch.silent()
})

/** An open dialog has the focus, keeps it through two rounds of Tab, closes by Esc and gives it back. */
async function dialogTraps(page, opener) {
  await page.getByRole('dialog').filter({ visible: true }).waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'))
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press(i % 5 === 4 ? 'Shift+Tab' : 'Tab')
    const at = await focused(page)
    assert.ok(at?.dialog, `Tab leaves the dialog of ${opener} for “${at?.text}”`)
  }
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').filter({ visible: true }).waitFor({ state: 'hidden' })
  await page.waitForFunction((name) => document.activeElement?.textContent?.includes(name), opener)
}
