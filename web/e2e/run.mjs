// Starts the built program on a spare loopback port with a small demo of its own, runs the stories
// in a real browser against it, and stops it again. The lines at the end are those of Node's runner.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const program = resolve(process.env.BROWSER_TEST_BINARY ?? join(here, '../../build/hengjian'))
if (!existsSync(program)) {
  console.error(`${program} is missing: run \`make build\` first`)
  process.exit(1)
}

const port = await new Promise((done, fail) => {
  const probe = createServer().on('error', fail)
  probe.listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => done(port))
  })
})
const base = `http://127.0.0.1:${port}`
const data = mkdtempSync(join(tmpdir(), 'hengjian-e2e-'))
const env = { ...process.env, HENGJIAN_DATA_DIR: data, HENGJIAN_ADDR: `127.0.0.1:${port}`, HENGJIAN_BASE_URL: base, HENGJIAN_LOG_LEVEL: 'warn' }

let server
let code = 1
try {
  const demo = spawnSync(program, ['demo', '--months', '1'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  if (demo.status !== 0) throw new Error(`the demo could not be made (exit ${demo.status})`)
  server = spawn(program, ['serve', '--demo=true'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  await answers(`${base}/readyz`)
  const wanted = process.argv.slice(2)
  const stories = readdirSync(here).filter((name) => name.endsWith('.test.mjs') && (!wanted.length || wanted.some((w) => name.includes(w))))
  const tests = spawn(
    process.execPath,
    // Two at a time: each story has its own browser, and none touches another's records.
    ['--test', '--test-concurrency=2', '--test-reporter=tap', ...stories.map((name) => join(here, name))],
    { env: { ...process.env, HENGJIAN_E2E_URL: base }, stdio: 'inherit' },
  )
  code = await new Promise((done) => tests.on('close', done))
} catch (failure) {
  console.error(failure.message)
} finally {
  if (server) {
    const gone = new Promise((done) => server.on('close', done))
    server.kill('SIGTERM')
    await gone
  }
  rmSync(data, { recursive: true, force: true })
}
process.exit(code ?? 1)

async function answers(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (server.exitCode !== null) throw new Error('the server stopped before it answered')
    if (await fetch(url).then((r) => r.ok, () => false)) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`${url} does not answer`)
}
