/** PostgreSQL in a directory of its own, with the data, built when it is not there, and a copy of it to work on. */
import { dropDatabase } from '../../migrate.ts'
import { startPostgres } from '../../postgres.ts'
import { buildData, copyData, dataIsThere } from './build.ts'
import type { Scale } from './scales.ts'

/** While building only: whatever is lost is built again. Measured is with PostgreSQL as the product starts it. */
const hurried = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  shared_buffers: '1GB',
  maintenance_work_mem: '1GB',
}

const copy = 'bench_run'

export async function openData(
  dataDir: string,
  scale: Scale,
  say: (what: string) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  await rest(dataDir)
  const building = await startPostgres({ dataDir, settings: hurried })
  let url: string
  try {
    if (!(await dataIsThere(building.url, scale))) await buildData(building.url, scale, say)
    say('a copy for this run')
    url = await copyData(building.url, scale, copy)
  } finally {
    await building.stop()
  }
  const postgres = await startPostgres({ dataDir })
  return {
    url: onPortOf(postgres.url, url),
    async close() {
      await dropDatabase(postgres.url, copy)
      await postgres.stop()
    },
  }
}

/** One that outlived its run may have other settings. */
async function rest(dataDir: string): Promise<void> {
  await (await startPostgres({ dataDir })).stop()
}

/** After a new start it may listen elsewhere. */
function onPortOf(adminUrl: string, url: string): string {
  const there = new URL(adminUrl)
  there.pathname = new URL(url).pathname
  return there.href
}
