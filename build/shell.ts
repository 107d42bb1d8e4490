/** Runs another program of the build to its end and keeps what it said. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

export interface Outcome {
  code: number
  output: string
}

/** Where Node keeps what it has compiled, because a run of the tests starts hundreds of processes from the same files. */
const compiled = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/compiled')

interface Options {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Pass the output on as it comes, too. */
  show?: boolean
}

/** A program of node_modules/.bin or of the system, found as `npm run` would find it. */
export function shell(
  program: string,
  args: string[],
  { cwd = root, env = {}, show = false }: Options = {},
): Promise<Outcome> {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH: path, NODE_COMPILE_CACHE: compiled, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      if (show) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => done({ code: 127, output: `${program}: ${error.message}` }))
    child.on('close', (code) => done({ code: code ?? 1, output }))
  })
}

/** As `shell`, but a failure throws what was said. */
export async function must(program: string, args: string[], options?: Options): Promise<string> {
  const { code, output } = await shell(program, args, options)
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} failed:\n${output}`)
  return output
}
