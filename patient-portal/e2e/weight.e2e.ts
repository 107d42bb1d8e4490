import { aConversation, expect, signIn, test } from './fixtures.ts'

const most = 60 * 1024

test('the scripts of the conversation page weigh at most 60 KB, compressed', async ({ page, system }) => {
  const { path } = await aConversation(system, { patient: 'lionel.campbell', subject: 'Weight' })
  await signIn(page, 'lionel.campbell', path)
  await expect(page.getByText('characters left')).toBeVisible()
  await page.reload()
  await expect(page.getByText('characters left')).toBeVisible()

  const scripts = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith('.js'))
      .map(({ encodedBodySize, decodedBodySize }) => ({ encodedBodySize, decodedBodySize })),
  )
  const bytes = scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
  const unpacked = scripts.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)
  console.log(`conversation page: ${(bytes / 1024).toFixed(1)} KB of JavaScript in ${scripts.length} files`)
  expect(bytes, 'compressed').toBeLessThan(unpacked / 2)
  expect(bytes).toBeLessThanOrEqual(most)
})
