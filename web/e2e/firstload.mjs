// For `make bench`: how long a cheap phone on a weak line waits before the field app takes a tap, what
// that costs in bytes, and how long the same page takes from what the phone kept. Prints JSON.
import { chromium } from 'playwright-core'

const [base, password] = process.argv.slice(2)
const slow4G = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9 }
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] })
const rounds = []
for (let i = 0; i < 3; i += 1) {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2, locale: 'zh-CN' })
  await context.request.post(`${base}/api/v1/session`, { data: { username: 'sup1.staff', password }, headers: { Origin: base } })
  const session = await (await context.request.get(`${base}/api/v1/session`)).json()
  await context.addInitScript((kept) => localStorage.setItem('hengjian.field.session', kept), JSON.stringify(session))
  const page = await context.newPage()
  const line = await context.newCDPSession(page)
  await line.send('Network.enable')
  await line.send('Network.emulateNetworkConditions', slow4G)
  await line.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  let bytes = 0
  line.on('Network.loadingFinished', (one) => (bytes += one.encodedDataLength))
  const online = await firstTap(page, () => page.goto(`${base}/field/`, { waitUntil: 'commit' }))
  const before = bytes // what comes after the first tap is fetched behind the person's back
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await page.waitForFunction(async () => (await (await caches.open((await caches.keys())[0])).keys()).length > 20, undefined, { timeout: 120_000 })
  await context.setOffline(true)
  const offline = await firstTap(page, () => page.reload({ waitUntil: 'commit' }))
  rounds.push({ bytes: before, online, offline })
  await context.close()
}
await browser.close()
console.log(JSON.stringify(rounds))

/** From the order to open until Scan stands there to be tapped, drawn by a script that is running. */
async function firstTap(page, open) {
  const start = performance.now()
  await open()
  await page.locator('a[href="/field/scan"]').last().waitFor({ timeout: 120_000 })
  return Math.round(performance.now() - start)
}
