import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heading, person, sees, signIn, visitor } from './lib.mjs'

const name = `新人${Date.now() % 100000}`
const username = `new.person${Date.now() % 100000}`
let initial

test('the system administrator makes an account and gets its initial password once', async () => {
  const { page, watch } = await person('sysadmin')
  await page.goto('/')
  await heading(page, '账户')
  await page.getByRole('button', { name: '新建账户' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('用户名').fill(username)
  await dialog.getByLabel('姓名').fill(name)
  await dialog.getByRole('button', { name: '创建并生成初始密码' }).click()
  await sees(page, '关闭后不再显示')
  initial = (await page.locator('.secret code').innerText()).trim()
  assert.ok(initial.length >= 10)
  await page.getByRole('button', { name: '已妥善记录' }).click()
  await page.getByPlaceholder('姓名或用户名').fill(username)
  await page.getByRole('link', { name }).click()
  const panel = page.getByRole('dialog')
  await sees(panel, '（由安全管理员授予）')
  assert.equal(await panel.getByRole('checkbox').count(), 0, 'who makes accounts gives no roles')
  watch.silent()
})

test('the security administrator gives the role, and nobody both administers and does business', async () => {
  const { page, watch } = await person('secadmin')
  await page.goto('/system/users')
  await page.getByPlaceholder('姓名或用户名').fill(username)
  await page.getByRole('link', { name }).click()
  const panel = page.getByRole('dialog')
  const role = (word) => panel.locator('.el-checkbox').filter({ hasText: word })
  await role('监督检查员').click()
  await role('审计管理员').or(role('审计员')).first().click()
  assert.ok(await panel.getByRole('button', { name: '保存角色' }).isDisabled())
  await role('审计管理员').or(role('审计员')).first().click()
  await panel.getByRole('button', { name: '保存角色' }).click()
  await sees(page, '已保存')
  await sees(page.getByRole('row', { name: new RegExp(name) }), '监督检查员')
  watch.silent()
})

test('the new person must change the initial password before anything else', async () => {
  const { page, watch } = await visitor()
  await page.goto('/')
  await signIn(page, username, initial)
  await heading(page, /修改(初始)?密码/)
  const fields = page.locator('input[type=password]')
  await fields.nth(0).fill(initial)
  await fields.nth(1).fill('Sunny-2026-weather')
  await fields.nth(2).fill('Sunny-2026-weather')
  await page.locator('button[type=submit]').last().click()
  await heading(page, '工作台')
  watch.silent()
})

test('the auditor reads who did it and proves that the log is whole', async () => {
  const { page, watch } = await person('auditor')
  await page.goto('/')
  await heading(page, '审计日志')
  await page.getByRole('combobox', { name: '操作', exact: true }).fill('授予')
  await page.getByRole('option', { name: '授予角色' }).filter({ visible: true }).click()
  const row = page.getByRole('row', { name: /安全管理员/ }).first()
  await sees(row, '授予角色')
  await row.getByRole('link').first().click()
  await sees(page.getByRole('dialog'), '监督检查员')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '校验完整性' }).click()
  await sees(page, '日志完整')
  watch.silent()
})

for (const admin of ['sysadmin', 'secadmin', 'auditor']) {
  test(`${admin} opens no business page and is given no business data`, async () => {
    const { page, watch, status } = await person(admin)
    await page.goto('/')
    const entries = await page.getByRole('navigation').getByRole('link').allInnerTexts()
    for (const word of ['工作台', '供应商', '合同', '结算', '问题']) assert.ok(!entries.some((e) => e.trim() === word), `${word} is in the menu`)
    for (const path of ['/suppliers', '/contracts', '/findings', '/assessments', '/settlements', '/quota', '/checkpoints', '/inspections']) {
      await page.goto(path)
      await sees(page, '页面不存在')
      assert.equal(await status('GET', path === '/quota' ? '/reports/quota?from=2026-01&to=2026-01&groupBy=supplier' : path), 403)
    }
    watch.silent()
  })
}
