/** Who may import whom: the rules of the house, for dependency-cruiser. */

/** From left to right; a room imports from its left only, and reaches a later one by the name of a job. */
const rooms = [
  'audit',
  'accounts',
  'groups',
  'absences',
  'changesets',
  'patients',
  'recipients',
  'conversations',
  'staff',
  'broadcasts',
  'news',
  'launch',
  'notifications',
  'uptake',
]

const anyRoom = `^server/src/(${rooms.join('|')})/`
const foundations = '^server/src/((config|errors|log|jobs|health)[.]ts$|(http|db|contract|metrics)/)'
const entries = '^server/src/(main|app|worker)[.]ts$'
// What a unit's hours and holidays mean is worked out alike by the server and by both apps.
const roomContract = `^server/src/(${rooms.join('|')})/(contract|own/contract|secondFactor/contract|passkeys/contract|texts/contract|openingHours|bankHolidays)[.]ts$`
const contractPieces = '^server/src/contract/(endpoint|live|problem|words)[.]ts$'
const contractDoors = '^server/src/contract/(index|client)[.]ts$'
const tests = '[.](test|e2e)[.]ts$|^[^/]+/(test|e2e)/|^server/src/.*/test/'
const zod = 'node_modules/zod/'

module.exports = {
  forbidden: [
    rule('no-circles', 'Two files that need each other are one file, or need a third.', {}, { circular: true }),
    rule(
      'contracts-know-contracts',
      'A contract imports zod and other contracts, because both apps import it.',
      { path: `${roomContract}|${contractPieces}` },
      { pathNot: [zod, roomContract, contractPieces] },
    ),
    rule(
      'contract-doors-know-contracts',
      'What the apps import of the server leads to contracts only.',
      { path: contractDoors },
      { pathNot: [zod, roomContract, '^server/src/contract/'] },
    ),
    rule(
      'foundations-know-no-room',
      'config, errors, log, jobs, health, http, db, contract and metrics know no room; only contract/index.ts gathers their contracts.',
      { path: foundations, pathNot: ['^server/src/contract/index[.]ts$', tests] },
      { path: anyRoom },
    ),
    ...rooms
      .slice(0, -1)
      .map((room, place) =>
        rule(
          `${room}-knows-its-left`,
          `${room}/ may not import from a room to its right: enqueue a job by its name instead.`,
          { path: `^server/src/${room}/`, pathNot: tests },
          { path: `^server/src/(${rooms.slice(place + 1).join('|')})/` },
        ),
      ),
    rule(
      'nobody-imports-the-entries',
      'main, app and worker put everything together; only they and tests import them.',
      { pathNot: [entries, tests] },
      { path: entries },
    ),
    rule(
      'apps-see-the-contract',
      'The apps see of the server its contract and its client.',
      { path: '^(patient-portal|staff-desktop)/', pathNot: tests },
      { path: '^server/', pathNot: contractDoors },
    ),
    rule(
      'desktop-sees-conversation-pieces',
      'The desktop sees of the portal only lib/conversation.',
      { path: '^staff-desktop/' },
      { path: '^patient-portal/', pathNot: '^patient-portal/src/lib/conversation/' },
    ),
    rule(
      'portal-knows-no-desktop',
      'The portal does not know the desktop.',
      { path: '^patient-portal/' },
      { path: '^staff-desktop/' },
    ),
    rule(
      'server-knows-no-app',
      'The server loads the built portal; it imports nothing of the apps.',
      { path: '^server/' },
      { path: '^(patient-portal|staff-desktop)/' },
    ),
    rule(
      'conversation-pieces-run-anywhere',
      'lib/conversation is used by both apps: svelte, its own pieces and the types of the contract, nothing else.',
      { path: '^patient-portal/src/lib/conversation/', pathNot: tests },
      { pathNot: ['^patient-portal/src/lib/conversation/', 'node_modules/svelte/', contractDoors] },
    ),
    rule(
      'conversation-pieces-take-types',
      'lib/conversation takes only types from the contract.',
      { path: '^patient-portal/src/lib/conversation/', pathNot: tests },
      { path: '^server/', dependencyTypesNot: ['type-only', 'type-import'] },
    ),
    rule(
      'renderer-has-no-system',
      'The renderer reaches the main process through bridge.ts alone: no electron, no node, no main, no preload.',
      { path: '^staff-desktop/src/renderer/', pathNot: tests },
      { path: '^staff-desktop/src/(main|preload)/|^(node_modules/)?electron(/|$)' },
    ),
    rule(
      'renderer-has-no-node',
      'The renderer has no Node.',
      { path: '^staff-desktop/src/renderer/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'preload-is-thin',
      'The preload imports electron and the bridge, nothing else.',
      { path: '^staff-desktop/src/preload/' },
      { pathNot: ['^staff-desktop/src/bridge[.]ts$', '^(node_modules/)?electron(/|$)'] },
    ),
    rule(
      'main-knows-no-renderer',
      'The main process knows the renderer only by the bridge.',
      { path: '^staff-desktop/src/(main|bridge)', pathNot: tests },
      { path: '^staff-desktop/src/(renderer|preload)/' },
    ),
    rule(
      'migrations-stand-alone',
      'A migration is history: it imports nothing that can change.',
      { path: '^migrations/' },
      { pathNot: 'node_modules/knex/' },
    ),
    rule(
      'build-is-tooling',
      'What runs in a hospital imports nothing of build/.',
      { path: '^(server|patient-portal|staff-desktop|migrations)/', pathNot: tests },
      { path: '^build/' },
    ),
    rule(
      'everything-is-there',
      'An import leads somewhere.',
      {},
      { couldNotResolve: true, pathNot: ['^[$](app|env)', '[$]types$'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|[.]vite|[.]svelte-kit|out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'build/tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'types', 'node', 'default'],
    },
  },
}

function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to }
}
