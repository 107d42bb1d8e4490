/** Lint rules: type-aware for every TypeScript and Svelte file. Layout is Prettier's business. */
import { join } from 'node:path'
import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

const root = join(import.meta.dirname, '..')

/** Built or fetched, never written by hand. */
const notOurs = ['**/node_modules/', '**/dist/', '**/.vite/', '**/.svelte-kit/', '**/out/', '.data/', 'test-results/']

/**
 * Where the types of these files are from. Each folder names its own project: of a list of them, every one is loaded
 * until the right one is found. Without extensions a project is loaded once and for all, with them it may change.
 */
const typed = (project, files, extraFileExtensions) => ({
  files,
  languageOptions: {
    parserOptions: { project, tsconfigRootDir: root, ...(extraFileExtensions && { extraFileExtensions }) },
  },
})

export default ts.config(
  { ignores: notOurs },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.node,
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      // Where the reader can see that something is there, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `return done()` and `() => done()` end a function in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // A type argument that is used once still tells the caller what they get.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Async functions fill places that are typed as asynchronous.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  typed('server/tsconfig.json', ['server/**']),
  typed('build/tsconfig.json', ['build/**', 'migrations/**']),
  typed('patient-portal/tsconfig.json', ['patient-portal/**'], ['.svelte']),
  typed('staff-desktop/tsconfig.json', ['staff-desktop/**'], ['.svelte']),
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser },
    },
    rules: {
      // The compiler knows better which names exist.
      'no-undef': 'off',
      // `let { a } = $props()` is how Svelte writes it.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$bindable'] }],
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      // Neither app is served below another path.
      'svelte/no-navigation-without-resolve': 'off',
      // Most sets, maps and dates in a component are only passing through.
      'svelte/prefer-svelte-reactivity': 'off',
      // It does not see the warnings of components that are written in TypeScript.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    // The linter cannot see the types of snippets and of other components; svelte-check does, and checks them.
    files: ['**/*.svelte'],
    rules: Object.fromEntries(
      [
        'no-unsafe-argument',
        'no-unsafe-assignment',
        'no-unsafe-call',
        'no-unsafe-member-access',
        'no-unsafe-return',
        'restrict-plus-operands',
        'no-unnecessary-type-assertion',
        // `void value` in an effect names what it depends on.
        'no-meaningless-void-operator',
      ].map((rule) => [`@typescript-eslint/${rule}`, 'off']),
    ),
  },
  {
    files: ['patient-portal/src/**', 'staff-desktop/src/renderer/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    // Commands talk to the terminal.
    files: ['build/**', '**/e2e/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.e2e.ts', '**/test/**', '**/e2e/**'],
    rules: {
      // What was set up before each test may be missing after a failed one, whatever its type says.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // What a test reads from outside is checked by the test itself.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...ts.configs.disableTypeChecked,
  },
)
