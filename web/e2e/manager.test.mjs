import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, heading, person, sees, signIn, visitor } from './lib.mjs'

test('a manager signs in, sees what needs attention and opens one of the items', async () => {
  const { page, watch } = await visitor()
  await page.goto('/')
  await signIn(page, 'manager')
  await heading(page, '工作台')
  const attention = page.getByRole('region', { name: '待我处理' })
  await sees(attention, '项资质即将到期或已过期')
  assert.ok((await attention.locator('ol > li').count()) >= 2)
  await attention.getByRole('link', { name: '消防设施操作员证' }).click()
  await heading(page, /安盾保安/)
  await sees(page, 'XF-44-20231107')
  watch.silent()
})

test('a manager opens a supplier, its contract and the contract’s lines beside their quotas', async () => {
  const { page, watch } = await person('manager')
  await page.goto('/suppliers')
  await page.getByRole('link', { name: /恒洁物业/ }).click()
  await heading(page, /恒洁物业/)
  await page.getByRole('tab', { name: '合同' }).click()
  await page.getByRole('link', { name: '市行政中心保洁与房屋养护服务合同' }).click()
  await heading(page, '市行政中心保洁与房屋养护服务合同')
  const line = page.getByRole('row', { name: /办公楼室内环卫保洁/ })
  await sees(line, '市行政中心')
  assert.match(await line.innerText(), /16,324[\s\S]*4\.60[\s\S]*75,090\.40/)
  await page.getByRole('link', { name: '4', exact: true }).click()
  await heading(page, '点位')
  await sees(page, '主楼三层卫生间')
  watch.silent()
})

test('a new version of a checklist is published, and an old record keeps its own words', async () => {
  const { page, watch, call } = await person('manager')
  const list = (await call('GET', '/checklists?q=CL-AB-01')).items[0]
  const old = (await call('GET', '/inspections?category=security&limit=50')).items.at(-1)
  const record = await call('GET', `/inspections/${old.id}`)
  const item = record.observations[0]
  const next = list.currentVersion.number + 1
  const words = `${item.text}，并由班长签字`

  await page.goto(`/checklists/${list.id}`)
  await page.getByRole('button', { name: '起草新版' }).click()
  await heading(page, new RegExp(`第 ${next} 版草稿`))
  await page.getByRole('textbox', { name: '检查内容' }).first().fill(words)
  await page.getByRole('button', { name: '发布此版' }).click()
  const dialog = page.getByRole('dialog')
  await sees(dialog, '已有记录保留它们当时的文字和分值')
  await sees(dialog, '修改 1 项')
  await dialog.getByRole('button', { name: `发布第 ${next} 版` }).click()
  const row = page.getByRole('row', { name: new RegExp(`第 ${next} 版`) })
  await sees(row, '已发布')
  await row.getByRole('link').click()
  await sees(page, words)

  await page.goto(`/inspections/${old.id}`)
  await sees(page, new RegExp(`第 ${old.versionNumber} 版检查`))
  await sees(page, item.text)
  assert.equal(await page.getByText(words).count(), 0)
  watch.silent()
})

test('points that do not add up keep a version from being published, with the reason', async () => {
  const { page, watch, call } = await person('standards')
  const list = (await call('GET', '/checklists?q=CL-LH-01')).items[0]
  await page.goto(`/checklists/${list.id}`)
  await page.getByRole('button', { name: '起草新版' }).click()
  await page.getByRole('textbox', { name: '分值' }).first().fill('99')
  await page.getByRole('button', { name: '发布此版' }).click()
  const dialog = page.getByRole('dialog')
  await sees(dialog, '发布前还需处理')
  await sees(dialog, '分值合计与满分不一致')
  assert.ok(await dialog.getByRole('button', { name: /发布第/ }).isDisabled())
  watch.silent()
})

test('a checkpoint is created under a site and its label opens on the print page', async () => {
  const { page, watch, context } = await person('manager')
  await page.goto('/checkpoints')
  await page.getByRole('button', { name: '新建点位' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByPlaceholder(/三层东侧茶水间/).fill('二层东侧茶水间')
  await choose(page, dialog, /^\s*所在场所/, '市行政中心')
  await choose(page, dialog, '所属合同', /市行政中心保洁/)
  await choose(page, dialog, '用哪些检查表', /RC-BJ-10/)
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: '新建点位' }).click()
  await heading(page, '二层东侧茶水间')
  await sees(page, '这张标签还没有印制')
  await page.getByRole('button', { name: '打印标签' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '生成打印页' }).click()
  const opened = context.waitForEvent('page')
  await page.getByRole('dialog').getByText('打开打印页').click()
  const labels = await opened
  await labels.waitForLoadState()
  await sees(labels, '二层东侧茶水间')
  assert.match(await labels.locator('.page svg').first().textContent(), /DW-[0-9A-Z]{6}/)
  watch.silent()
})
