// What every story needs: a browser, people signed in, and a watch over what goes wrong unseen.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { chromium } from 'playwright-core'

export const base = process.env.HENGJIAN_E2E_URL
export const password = 'Demo-2026-hengjian'
export const desktop = { viewport: { width: 1440, height: 900 } }
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

/** The camera is a moving test picture; who is to see it has the permission. */
export const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream']
let launched
const browser = () => (launched ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags }))
after(async () => (await launched)?.close())

/** A browser of somebody who is not signed in. Every page of it is watched. */
export async function visitor(options = {}) {
  const context = await (await browser()).newContext({ ...desktop, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: base, ...options })
  context.setDefaultTimeout(15_000)
  const watch = new Watch(context)
  // Asking who one is before signing in is answered with 401.
  watch.expected.push(/^401 GET \/api\/v1\/session$/)
  return { context, watch, page: await context.newPage(), ...caller(context) }
}

/** A browser of somebody who has signed in before. */
export async function person(username, options) {
  const one = await visitor(options)
  await one.call('POST', '/session', { username, password })
  return one
}

/** The API as this person, for what a story needs to know and not to show. */
function caller(context) {
  async function call(method, path, body, headers = {}) {
    const answer = await context.request.fetch(`${base}/api/v1${path}`, { method, data: body, headers: { Origin: base, ...headers } })
    const text = await answer.text()
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
  async function status(method, path, body, headers = {}) {
    return (await context.request.fetch(`${base}/api/v1${path}`, { method, data: body, headers: { Origin: base, ...headers } })).status()
  }
  return { call, status }
}

/** Hears what a person would not see: script errors, refused policies, requests that failed. */
class Watch {
  heard = []
  /** The network is cut on purpose. */
  offline = false
  /** Answers that the story asks for. */
  expected = []

  constructor(context) {
    const tell = (what, where) => this.heard.push(`${what} (${where})`)
    context.on('page', (page) => {
      page.on('pageerror', (error) => tell(`script error: ${error.message}`, page.url()))
      page.on('console', (message) => {
        const text = message.text()
        // The answers themselves are heard below, with their address.
        if (text.startsWith('Failed to load resource')) return
        if (message.type() === 'error' || /Content Security Policy/.test(text) || /\[Vue warn\]|\[intlify\]/.test(text)) tell(`console: ${text}`, page.url())
      })
    })
    context.on('response', (answer) => {
      if (answer.status() < 400) return
      const line = `${answer.status()} ${answer.request().method()} ${answer.url().replace(base, '')}`
      if (!this.expected.some((pattern) => pattern.test(line))) tell(line, answer.frame?.()?.url?.() ?? '')
    })
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText
      // A page that is left gives up what it was loading; a download is not a failure either.
      if (this.offline || why === 'net::ERR_ABORTED') return
      const line = `${why} ${request.method()} ${request.url().replace(base, '')}`
      if (!this.expected.some((pattern) => pattern.test(line))) tell(line, '')
    })
  }

  silent() {
    assert.deepEqual(this.heard, [], 'the browser reported problems')
  }
}

/** Signs in as a person does. */
export async function signIn(page, username, secret = password) {
  await page.locator('#username').fill(username)
  await page.locator('#password').fill(secret)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Takes a photo in the app's own viewfinder. */
export async function shoot(page) {
  await page.getByRole('button', { name: /^(拍照|再拍一张)$/ }).click()
  await page.getByRole('button', { name: '拍下' }).click()
  await page.locator('dialog.finder').waitFor({ state: 'detached' })
}

/** Waits until the text stands on the page for all to see. */
export async function sees(where, text) {
  await where.getByText(text).filter({ visible: true }).first().waitFor()
}

export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()

/** Chooses in one of the console's drop-down lists. */
export async function choose(page, dialog, label, option) {
  await dialog.locator('.el-form-item').filter({ has: page.locator('.el-form-item__label', { hasText: label }) }).locator('.el-select').click()
  await page.getByRole('option', { name: option }).filter({ visible: true }).first().click()
}

/** A photo as a camera would give it, different each time. */
export async function photo(page, words) {
  const url = await page.evaluate((text) => {
    const canvas = document.createElement('canvas')
    canvas.width = 1600
    canvas.height = 1200
    const pen = canvas.getContext('2d')
    for (let i = 0; i < 400; i += 1) {
      pen.fillStyle = `hsl(${Math.random() * 360} 40% ${30 + Math.random() * 50}%)`
      pen.fillRect(Math.random() * 1600, Math.random() * 1200, 160, 120)
    }
    pen.fillStyle = '#fff'
    pen.font = '80px sans-serif'
    pen.fillText(text, 80, 600)
    return canvas.toDataURL('image/jpeg', 0.85)
  }, words)
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') }
}

/** The last finished month of the demo's calendar. */
export function monthBefore(day) {
  const [year, month] = day.split('-').map(Number)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

/** A view must not be wider than the window. */
export async function fits(page, path) {
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(wide <= room, `${path} is ${wide} px wide in a window of ${room} px`)
}
