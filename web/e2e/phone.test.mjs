// What a phone must survive: a label before its camera, days without a net, a killed browser, and a
// net that never comes back.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { base, flags, heading, person, phone, sees, shoot, signIn, visitor } from './lib.mjs'

const folder = mkdtempSync(join(tmpdir(), 'hengjian-phone-'))
const spawned = []
after(() => {
  for (const child of spawned) kill(child)
  rmSync(folder, { recursive: true, force: true })
})

/** Places of sup1 that are this story's own, each checked by the ten items of the daily cleaning. */
const places = []
let manager
before(async () => {
  manager = await person('manager')
  const { items } = await manager.call('GET', `/checkpoints?q=${encodeURIComponent('主楼大厅保洁')}`)
  const { siteId, contractId, category, checklists } = await manager.call('GET', `/checkpoints/${items[0].id}`)
  for (const name of ['东楼一层', '东楼二层', '东楼三层', '东楼四层', '东楼五层', '东楼地下一层', '东楼地下二层']) {
    const { id, label } = await manager.call('POST', '/checkpoints', { name, siteId, contractId, category, checklistIds: [checklists[0].id] })
    places.push({ id, name, code: label.code })
  }
})

const records = async (place) => (await manager.call('GET', `/inspections?checkpointId=${place.id}&limit=200`)).items
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** A video of the label as it hangs on a wall, a little unsteady, in the form Chromium's fake camera reads. */
async function filmOf(place) {
  const png = await (await manager.context.request.get(`/api/v1/checkpoints/${place.id}/label.png`)).body()
  const frames = await manager.page.evaluate(async (data) => {
    const label = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob())
    const canvas = document.createElement('canvas')
    canvas.width = 640
    canvas.height = 480
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    return [0, 3, 6, 3].map((shift) => {
      pen.fillStyle = '#8d8f8a'
      pen.fillRect(0, 0, 640, 480)
      pen.drawImage(label, 170 + shift, 90 - shift, 300, 300)
      const { data } = pen.getImageData(0, 0, 640, 480)
      let light = ''
      for (let i = 0; i < data.length; i += 4) light += String.fromCharCode(Math.round(0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]))
      return btoa(light)
    })
  }, png.toString('base64'))
  const colour = Buffer.alloc(320 * 240 * 2, 128) // none
  const path = join(folder, 'label.y4m')
  writeFileSync(path, Buffer.concat([Buffer.from('YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n'),
    ...frames.flatMap((light) => [Buffer.from('FRAME\n'), Buffer.from(light, 'base64'), colour])]))
  return path
}

test('the camera sees a real label: the app reads it, the check is submitted as scanned', async () => {
  const place = places[0]
  const count = (await records(place)).length
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, `--use-file-for-fake-video-capture=${await filmOf(place)}`] })
  try {
    const context = await browser.newContext({ ...phone, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: base, permissions: ['camera'] })
    const page = await context.newPage()
    await page.goto('/field/')
    await signIn(page, 'sup1.staff')
    await heading(page, '今日检查')
    await page.getByRole('link', { name: '扫码', exact: true }).tap()
    await page.waitForURL(/\/field\/check\//, { timeout: 60_000 })
    await heading(page, place.name)
    await sees(page, '已扫标签')
    await passFrom(page, 0)
    await submit(page)
    await sees(page, '已收到')
  } finally {
    await browser.close()
  }
  const [newest, ...rest] = await records(place)
  assert.equal(rest.length, count)
  assert.equal((await manager.call('GET', `/inspections/${newest.id}`)).codeScanned, true)
})

/** The line between phone and server, which the story can cut: the browser believes it is online. */
async function line() {
  const open = new Set()
  const server = createServer((near) => {
    const far = connect(Number(new URL(base).port), '127.0.0.1')
    for (const [a, b] of [[near, far], [far, near]]) {
      open.add(a)
      a.on('error', () => b.destroy()).on('close', () => (open.delete(a), b.destroy())).pipe(b)
    }
  })
  const listen = (port) => new Promise((done) => server.listen(port, '127.0.0.1', () => done(server.address().port)))
  const port = await listen(0)
  return {
    base: `http://127.0.0.1:${port}`,
    async cut() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of open) socket.destroy()
      await closed
    },
    mend: () => listen(port),
    async end() {
      if (server.listening) await this.cut()
    },
  }
}

/** A browser with a profile of its own, in a process that can be killed. */
async function start(profile) {
  const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...flags, '--use-fake-ui-for-media-stream', '--headless=new', '--window-size=390,844', '--lang=zh-CN', '--accept-lang=zh-CN', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    env: { ...process.env, LANGUAGE: 'zh_CN' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  spawned.push(child)
  const address = await new Promise((done, fail) => {
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found) done(found[1])
    })
    child.on('exit', () => fail(new Error(`the browser did not start: ${said}`)))
  })
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  await page.setViewportSize(phone.viewport)
  return { child, page }
}

/** As when the phone's battery falls out: every process of it, at once. */
function kill(child) {
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
}

test('five checks with photos made without a net outlive a killed browser: five records, no more, with the photos that were taken', async () => {
  const net = await line()
  const mine = places.slice(1, 6)
  const counts = await Promise.all(mine.map(async (place) => (await records(place)).length))
  const profile = join(folder, 'profile')
  let { child, page } = await start(profile)
  await page.goto(`${net.base}/field/`)
  await signIn(page, 'sup1.staff')
  const signedIn = Date.now()
  await heading(page, '今日检查')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  for (const place of mine) {
    await page.goto(`${net.base}/field/c/${place.code}`)
    await heading(page, place.name)
    await page.locator('li.item').first().waitFor()
  }
  await net.cut()
  for (const place of mine) {
    await page.goto(`${net.base}/field/c/${place.code}`)
    await heading(page, place.name)
    await page.locator('li.item').first().getByText('不合格', { exact: true }).click()
    await shoot(page)
    await page.getByRole('img', { name: '照片 1' }).waitFor()
    await page.locator('textarea').first().fill('现场情况见照片')
    await passFrom(page, 1)
    await submit(page)
    await sees(page, /已保存，等待发送/)
  }
  const taken = await kept(page)
  assert.deepEqual(taken.states.map((state) => (state === 'sending' ? 'waiting' : state)), Array(5).fill('waiting'))
  assert.equal(taken.photos.length, 5)
  for (const photo of taken.photos) assert.equal(photo.sha256, photo.named, 'the hash is of the bytes that are kept')

  // Chromium writes a new cookie to the disk half a minute later; who signed in just now signs in again.
  await page.waitForTimeout(Math.max(0, signedIn + 40_000 - Date.now()))
  const dead = new Promise((done) => child.on('exit', done))
  kill(child)
  await dead
  ;({ child, page } = await start(profile))
  await page.goto(`${net.base}/field/queue`)
  await heading(page, '待发送')
  // one of them may be trying just now
  assert.deepEqual((await kept(page)).states.map((state) => (state === 'sending' ? 'waiting' : state)), Array(5).fill('waiting'), 'still without a net')
  await net.mend()
  await page.getByRole('button', { name: '立即发送' }).click()
  await page.waitForFunction(() => document.body.innerText.match(/JC-\d{6}-\w{6}/g)?.length === 5, undefined, { timeout: 60_000 })
  assert.deepEqual((await kept(page)).states, Array(5).fill('received'))
  kill(child)
  await net.end()

  const arrived = []
  for (const [i, place] of mine.entries()) {
    const list = await records(place)
    assert.equal(list.length, counts[i] + 1, `${place.name} has one more record`)
    const { observations } = await manager.call('GET', `/inspections/${list[0].id}`)
    arrived.push(...observations.flatMap((o) => o.photos))
  }
  assert.deepEqual(arrived.sort(), taken.photos.map((p) => p.named).sort())
  for (const name of arrived) {
    const bytes = await (await manager.context.request.get(`/api/v1/photos/${name}?size=full`)).body()
    assert.equal(sha256(bytes), name, 'the server has the very bytes of the phone')
  }
})

/** What lies on the phone. */
function kept(page) {
  return page.evaluate(async () => {
    const db = await new Promise((done, fail) => {
      const asked = indexedDB.open('hengjian-field')
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => fail(asked.error)
    })
    const all = (store) =>
      new Promise((done) => {
        const asked = db.transaction(store).objectStore(store).getAll()
        asked.onsuccess = () => done(asked.result)
      })
    const photos = []
    for (const { sha256, bytes } of await all('photos')) {
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
      photos.push({ named: sha256, sha256: [...sum].map((b) => b.toString(16).padStart(2, '0')).join('') })
    }
    const untouched = (r) => Object.keys(r.answers).length === 0
    const states = (await all('records')).filter((r) => !untouched(r)).map((r) => r.state)
    db.close()
    return { states, photos }
  })
}

test('a phone that cannot send saves its queue to a file; a manager brings it, once, and it is doubted; a damaged or foreign one is refused', async () => {
  const place = places[6]
  const count = (await records(place)).length
  const { page, watch, context } = await visitor({ ...phone, permissions: ['camera'] })
  await page.goto('/field/')
  await signIn(page, 'sup1.staff')
  await heading(page, '今日检查')
  await page.goto(`/field/c/${place.code}`)
  await page.locator('li.item').first().waitFor()
  watch.offline = true
  await context.setOffline(true)
  await page.locator('li.item').first().getByText('不合格', { exact: true }).tap()
  await shoot(page)
  await page.getByRole('img', { name: '照片 1' }).waitFor()
  await passFrom(page, 1)
  await submit(page)
  await sees(page, /已保存，等待发送/)
  await page.getByRole('link', { name: '回到今日' }).tap()
  await page.locator('a[href="/field/queue"]').last().tap()
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: '存为文件（1 条）' }).tap()
  const file = join(folder, (await coming).suggestedFilename())
  await (await coming).saveAs(file)
  await sees(page, '已写出 1 条，文件在手机的下载目录里。')
  watch.silent()
  const [photo] = (await kept(page)).photos
  await context.close() // and never comes back

  const broken = join(folder, 'broken.hjq')
  const bytes = readFileSync(file)
  bytes[Math.floor(bytes.length / 2)] ^= 1
  writeFileSync(broken, bytes)
  const desk = manager.page
  manager.watch.expected.push(/^422 POST \/api\/v1\/queue-files$/)
  await desk.goto('/queue-files')
  await heading(desk, '导入手机记录')
  await desk.locator('input[type=file]').setInputFiles(broken)
  await sees(desk, '文件不完整或已损坏，没有导入任何记录。请在手机上重新保存。')
  await desk.locator('input[type=file]').setInputFiles(file)
  await sees(desk, '收到 1 条，已有 0 条，退回 0 条')
  await sees(desk, place.name)
  await desk.locator('input[type=file]').setInputFiles(file)
  await sees(desk, '收到 0 条，已有 1 条，退回 0 条')
  const list = await records(place)
  assert.equal(list.length, count + 1)
  const { observations } = await manager.call('GET', `/inspections/${list[0].id}`)
  assert.deepEqual(observations.flatMap((o) => o.photos), [photo.named])
  await desk.goto('/doubts?kind=brought_by_file')
  await sees(desk, /记录由 .+ 从手机保存的文件导入/)
  manager.watch.silent()

  const rival = await person('sup2.manager')
  rival.watch.expected.push(/^422 POST \/api\/v1\/queue-files$/)
  await rival.page.goto('/queue-files')
  await rival.page.locator('input[type=file]').setInputFiles(file)
  await sees(rival.page, '这个文件不是您的，也不是您可以代为导入的人的。')
  rival.watch.silent()
})

/** Passes the items from one on. */
async function passFrom(page, first) {
  const items = page.locator('li.item')
  const count = await items.count()
  for (let i = first; i < count; i += 1) await items.nth(i).getByText('合格', { exact: true }).first().click()
}

async function submit(page) {
  await page.getByRole('button', { name: '提交', exact: true }).click()
}
