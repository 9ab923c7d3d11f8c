/**
 * Who may import whom (docs/architecture.md, "Packages"). Rows are in order: a package imports only rows above it.
 * The third column says why the list is what it is, and becomes the rule's comment.
 */
const PACKAGES = [
  ['layout', [], 'the struct schema is the base of everything, so it depends on nothing'],
  ['softfloat', [], 'arithmetic on bit patterns depends on nothing, and serves every front end'],
  ['ir', ['layout'], 'the IR knows memory layouts, but no guest, no back end and no MMU'],
  ['codegen-js', ['ir', 'layout'], 'a back end sees IR and a CodegenTarget value; it knows no guest and no MMU'],
  ['codegen-wasm', ['ir', 'layout'], 'a back end sees IR and a CodegenTarget value; it knows no guest and no MMU'],
  ['softmmu', ['layout', 'ir'], 'memory serves every guest alike: page walks arrive as values'],
  [
    'parallel-runtime',
    ['layout', 'ir', 'softmmu'],
    'threads and queues run any guest on any back end: workers start from a named entry module',
  ],
  [
    'frontend-x86_64',
    ['layout', 'ir', 'softfloat'],
    'a front end lifts to IR and can be used alone; it knows no back end and no other guest',
  ],
  [
    'frontend-arm',
    ['layout', 'ir', 'softfloat'],
    'a front end lifts to IR and can be used alone; it knows no back end and no other guest',
  ],
  [
    'devices-core',
    ['layout', 'softmmu', 'parallel-runtime'],
    'the device framework sees memory, locks and wires, but no CPU',
  ],
  ['devices-arm', ['devices-core', 'layout'], 'a device family sees the framework only, so that any board can use it'],
  ['devices-pc', ['devices-core', 'layout'], 'a device family sees the framework only, so that any board can use it'],
  [
    'machine',
    [
      'layout',
      'ir',
      'codegen-js',
      'codegen-wasm',
      'softmmu',
      'parallel-runtime',
      'frontend-x86_64',
      'frontend-arm',
      'devices-core',
      'devices-arm',
      'devices-pc',
    ],
    'the machine puts the parts together, and is the only one that sees all of them',
  ],
  [
    'web',
    ['machine'],
    'the page turns what a person does in a browser into machine calls and holds no emulation logic',
  ],
  [
    'cli',
    ['machine', 'web'],
    'the command line turns arguments into machine calls, or serves the page that does; it holds no emulation logic',
  ],
];

/** Tests, benches and examples may reach for anything that helps to check the package. */
const NOT_SHIPPED = '(\\.test\\.ts$|^packages/[^/]+/(test|bench|examples|scripts|dist)/|/[^/]+\\.config\\.ts$)';

const importRules = PACKAGES.map(([name, allowed, why]) => ({
  name: `imports-of-${name}`,
  comment: `${name} may import ${allowed.length === 0 ? 'no other package' : allowed.join(', ')}: ${why}.`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: NOT_SHIPPED },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...importRules,
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be read, tested or initialised one at a time.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment:
        'An import that resolves to nothing fails at run time; insides of other packages do not resolve on purpose.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'node-only-in-host-folders',
      comment: 'Everything else must run in a browser page, in a worker and in Node alike.',
      severity: 'error',
      from: {
        path: '^packages/[^/]+/src/',
        pathNot: [NOT_SHIPPED, '^packages/(parallel-runtime|machine|web)/src/host/', '^packages/cli/'],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'decoders-stand-alone',
      comment: 'The decoders are used by people who want nothing else: they have no dependency at run time.',
      severity: 'error',
      from: { path: '^packages/(frontend-[^/]+)/src/decode/', pathNot: NOT_SHIPPED },
      to: { pathNot: '^packages/$1/src/decode/' },
    },
    {
      name: 'no-relative-way-into-another-package',
      comment: 'Another package is imported by its public name; only that keeps its insides free to change.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-development-tools-in-shipped-code',
      comment: 'A user of the package does not have our development dependencies.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: NOT_SHIPPED },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^packages/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.host.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
