// A manager draws a spot check, it waits on the drawn inspector's phone alone, and an auditor repeats the draw.
import assert from 'node:assert/strict'
import test from 'node:test'
import { heading, person, phone, sees, signIn, visitor } from './lib.mjs'

test('a spot check is drawn, reaches its inspector, stays unknown to the supplier and can be repeated', async () => {
  const manager = await person('manager')
  const { page } = manager
  await page.goto('/spot-checks')
  await heading(page, '双随机抽查')
  await page.getByRole('button', { name: '新建抽查' }).click()
  const form = page.getByRole('dialog')
  await sees(form, /\d+ 个点位/)
  await form.getByRole('textbox').first().fill('保洁点位抽查')
  await form.getByRole('button', { name: '固定待抽范围' }).click()
  await heading(page, '保洁点位抽查')
  await sees(page, '抽取时才产生，任何人都无法预先知道或选择。')
  await page.getByRole('button', { name: '抽取', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: '抽取', exact: true }).click()
  await page.getByRole('button', { name: '复算' }).click()
  await sees(page, '复算一致：5 个对象和检查员与记录完全相同。')

  const id = page.url().split('/').pop()
  const draw = await manager.call('GET', `/spot-checks/${id}`)
  assert.equal(draw.objects.length, 5)
  const supplier = await person('sup1.manager')
  assert.equal(await supplier.status('GET', `/spot-checks/${id}`), 403)
  const seen = JSON.stringify([await supplier.call('GET', '/tasks?limit=200'), await supplier.call('GET', '/field/today'), await supplier.call('GET', '/rounds')])
  assert.ok(!seen.includes('"spot"'), 'a supplier is told of a spot check')

  const usernames = { '监督检查员 李建国': 'inspector', '监督检查员 许静': 'inspector2', '监督检查员 何伟': 'inspector3' }
  const first = draw.objects[0]
  const drawn = await visitor(phone)
  await drawn.page.goto('/field/')
  await signIn(drawn.page, usernames[first.inspectorName])
  await sees(drawn.page, '抽查')
  await sees(drawn.page, first.checkpointName)

  const auditor = await person('auditor')
  await auditor.page.goto('/draw-records')
  await heading(auditor.page, '抽查复算')
  await auditor.page.getByRole('row').filter({ hasText: draw.number }).getByRole('button', { name: '复算' }).click()
  await sees(auditor.page, '复算一致：5 个对象和检查员与记录完全相同。')
  for (const one of [manager, supplier, drawn, auditor]) one.watch.silent()
})

test('an inspector declares an interest, and a manager changes a level of supervision with a reason', async () => {
  const inspector = await person('inspector3')
  await inspector.page.goto('/conflicts')
  await heading(inspector.page, '利害关系')
  await inspector.page.getByRole('button', { name: '申报利害关系' }).click()
  const form = inspector.page.getByRole('dialog')
  await form.locator('.el-form-item').filter({ hasText: '供应商' }).locator('.el-select').click()
  await inspector.page.getByRole('option', { name: '精维机电' }).filter({ visible: true }).click()
  await form.locator('textarea').fill('弟弟在该单位任职')
  await form.getByRole('button', { name: '申报利害关系' }).click()
  await sees(inspector.page, '弟弟在该单位任职')
  assert.equal((await inspector.call('GET', '/conflicts')).items.every((c) => c.userName === '监督检查员 何伟'), true)

  const { page, watch } = await person('manager')
  await page.goto('/supervision-levels')
  await heading(page, '监督等级')
  await page.getByRole('button', { name: '调整等级' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill('近期群众反映较多，先行调整')
  await dialog.getByRole('button', { name: '调整等级' }).click()
  await sees(page, '已调整')
  inspector.watch.silent()
  watch.silent()
})
