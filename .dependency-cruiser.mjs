/**
 * The floors of docs/architecture.md: a room may import what its row names, itself, and nothing else of src/.
 * `types`: rooms of which `import type` alone is allowed, because a type has one home and costs nothing at run time.
 */
const rooms = {
  elements: { values: ['state', 'api', 'core'], types: ['tasks', 'library', 'sample', 'math'] },
  // The page and the engine's service without a worker between them, and a model without weights.
  testing: {
    values: ['api', 'worker', 'open-models', 'rpc', 'core'],
    types: ['sources', 'families', 'media'],
  },
  state: { values: ['core'], types: ['api', 'sources', 'library', 'families', 'runtime', 'store', 'math'] },
  // A page starts without a line of what runs in its workers.
  api: {
    // Of assets, what asks why a worker script does not load.
    // Of store, the check of its calls.
    values: ['tasks', 'rpc', 'sample', 'assets', 'core'],
    types: ['worker', 'store-worker', 'sources', 'library', 'families', 'runtime', 'store', 'media', 'math'],
  },
  worker: {
    values: [
      'media-worker',
      'store-worker',
      'open-models',
      'sources',
      'families',
      'library',
      'assets',
      'runtime',
      'store',
      'media',
      'tasks',
      'rpc',
      'sample',
      'core',
    ],
    types: ['math'],
  },
  // A task has a page half and a worker half; `page-without-worker` keeps them apart.
  tasks: {
    values: ['library', 'families', 'store', 'media', 'rpc', 'sample', 'core'],
    types: ['media-worker', 'sources', 'runtime', 'math'],
  },
  'store-worker': { values: ['store', 'rpc', 'core'] },
  // Models in memory: who uses them, and which of them are unloaded next.
  'open-models': { values: ['sources', 'families', 'core'] },
  'media-worker': { values: ['media', 'rpc', 'sample', 'core'], types: ['store'] },
  rpc: { values: ['core'] },
  sources: { values: ['families', 'convert', 'assets', 'runtime', 'core'] },
  library: { values: ['store', 'math', 'sample', 'core'], types: ['media'] },
  'families/clip': { values: ['families/packs', 'runtime', 'media', 'math', 'core'] },
  'families/blip': { values: ['families/packs', 'generation', 'runtime', 'media', 'math', 'core'] },
  'families/audio': { values: ['families/packs', 'runtime', 'math', 'core'], types: ['media'] },
  'families/ocr': { values: ['families/packs', 'runtime', 'math', 'core'], types: ['media'] },
  'families/hub': { values: ['runtime', 'media', 'math', 'core'] },
  'families/packs': { values: ['runtime', 'media', 'core'] },
  generation: { values: ['runtime', 'math', 'core'], types: ['families'] },
  cli: { values: ['families/packs', 'convert', 'core'] },
  // Figures of quality: pure functions.
  evaluate: { values: ['math', 'core'] },
  // What is learnt on the device: numbers in, numbers out.
  heads: { values: ['math', 'core'] },
  convert: { values: ['math', 'core'] },
  runtime: { values: ['math', 'core'] },
  assets: { values: ['core'] },
  store: { values: ['vectors', 'math', 'core'], types: ['sample'] },
  // The Store interface defines what a filter, a row and an `include` may be, and checks it in one place.
  remote: { values: ['store', 'core'], types: ['vectors'] },
  vectors: { values: ['math', 'core'] },
  // Content names the types of what it holds, metadata among them.
  sample: { values: ['core'], types: ['media', 'store', 'math'] },
  math: { values: ['core'] },
  media: { values: ['math', 'core'] },
  core: { values: [] },
};

/** Homes of the types that cross to a worker; the page's entry point re-exports them. */
const typeHomes = [
  'tasks/',
  'rpc/',
  'worker/',
  'sources/',
  'library/',
  'families/',
  'runtime/',
  'store/',
  'media/',
  'math/',
];

/** Entry points: named re-exports. */
const roof = {
  index: ['api/', 'elements/', 'sample/', 'core/', ...typeHomes],
  global: ['index[.]ts', 'api/spawn/spawn-script[.]ts'],
  store: ['api/', 'store/', 'vectors/', 'math/', 'core/'],
  remote: ['remote/', 'store/', 'core/'],
  elements: ['elements/'],
  state: ['state/'],
  evaluate: ['evaluate/'],
  testing: ['testing/'],
  worker: ['worker/', 'core/'],
  'store-worker': ['store-worker/', 'core/'],
  cli: ['cli/', 'core/'],
};

/** Outside things and the rooms that own them. */
const owners = [
  { packages: ['onnxruntime-web', 'onnxruntime-common', '@huggingface/transformers'], rooms: ['runtime'] },
  { packages: ['@huggingface/tokenizers'], rooms: ['families'] },
  { packages: ['preact'], rooms: ['elements'] },
  { packages: ['idb'], rooms: ['store'] },
  { packages: ['minisearch'], rooms: ['library'] },
  { packages: ['exifreader', 'mediabunny'], rooms: ['media'] },
  { packages: ['hash-wasm'], rooms: ['assets', 'media', 'convert'] },
  { packages: ['@bufbuild/protobuf'], rooms: ['convert'] },
  { packages: ['chromadb', '@qdrant/js-client-rest'], rooms: ['remote'] },
];

// Tests and benches may reach for whatever they compare with; nothing imports them.
const test = '[.](test|browser[.]test|test-d|bench)[.]ts$';
// The one thing of store/ that a page runs: no engine comes with it.
const callCheck = '^src/store/contract/check-store-call[.]ts$';
const anyOf = (names) => `(${names.join('|')})`;
// The interfaces in families/ itself are open to each family.
const shared = (room) => (room.startsWith('families/') ? '|families/[^/]+[.](ts|json)$' : '');
const within = (room, names) => `^src/(${[room, ...names].map((name) => `${name}/`).join('|')}${shared(room)})`;

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const roomRules = Object.entries(rooms).flatMap(([room, { values, types = [] }]) => {
  const from = { path: `^src/${room}/`, pathNot: test };
  const rules = [
    rule(`room-${room}`, 'Imports go down only, and rooms of one floor do not know each other.', from, {
      path: '^src/',
      pathNot: within(room, [...values, ...types]),
    }),
  ];
  if (types.length > 0) {
    rules.push(
      rule(`types-only-${room}`, 'Only `import type` from these rooms.', from, {
        path: `^src/${anyOf(types)}/`,
        pathNot: callCheck,
        dependencyTypesNot: ['type-only'],
      }),
    );
  }
  return rules;
});

const roofRules = Object.entries(roof).map(([entry, names]) =>
  rule(
    `roof-${entry}`,
    'An entry point re-exports what its row names.',
    { path: `^src/${entry}[.]ts$` },
    {
      path: '^src/',
      pathNot: `^src/${anyOf(names)}`,
    },
  ),
);

roofRules.push(
  rule(
    'page-without-worker',
    'A page imports the page halves of tasks only.',
    {
      path: [
        '^src/api/',
        '^src/tasks/[^/]+/(page|contract)[.]ts$',
        '^src/tasks/(page|tasks|define-task|outside-task|task-list/(pages|contracts))[.]ts$',
      ],
      pathNot: test,
    },
    {
      path: [
        '^src/tasks/[^/]+/worker[.]ts$',
        '^src/tasks/(worker|known-results|judged-image|task-list/workers)[.]ts$',
        '^src/(worker|library|families|store|media)/',
      ],
      pathNot: callCheck,
      dependencyTypesNot: ['type-only'],
    },
  ),
  rule(
    'types-only-index',
    'Only `export type` from the rooms of the workers.',
    { path: '^src/index[.]ts$' },
    {
      path: `^src/${anyOf(typeHomes)}`,
      pathNot: '^src/tasks/(define-task|outside-task)[.]ts$',
      dependencyTypesNot: ['type-only'],
    },
  ),
);

const known = [...Object.keys(rooms), 'families'].map((room) => `src/${room}/[^/]+`);
const ownerRules = owners.map(({ packages, rooms: own }) =>
  rule(
    `owner-of-${packages[0]}`,
    `Only ${own.join(' and ')} may import ${packages.join(', ')}.`,
    { path: '^src/', pathNot: [`^src/${anyOf(own)}/`, test] },
    { path: `(^|node_modules/)${anyOf(packages)}(/|$)` },
  ),
);

/** Folders of demo/ and what they may import of demo/ beside themselves. */
const demoRooms = {
  app: ['features', 'state', 'ui', 'i18n', 'styles'],
  features: ['state', 'ui', 'i18n'],
  state: ['i18n'],
  ui: ['i18n'],
};

const demoRules = [
  ...Object.entries(demoRooms).map(([room, names]) =>
    rule(
      `demo-${room}`,
      `demo/${room}/ imports only itself${names.map((name) => `, ${name}`).join('')}.`,
      { path: `^demo/${room}/`, pathNot: test },
      { path: '^demo/', pathNot: `^demo/${anyOf([room, ...names])}/` },
    ),
  ),
  rule(
    'demo-i18n',
    'Texts know nothing of what shows them; the chosen language is an observable that is remembered.',
    { path: '^demo/i18n/', pathNot: test },
    { path: '^demo/', pathNot: '^demo/(i18n/|state/(use-observable|remembered)[.]ts$)' },
  ),
  rule(
    'demo-features-apart',
    'A feature imports no other feature: they meet in state/ or ui/, and app/ composes them.',
    { path: '^demo/features/([^/]+)/' },
    { path: '^demo/features/', pathNot: '^demo/features/$1/' },
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    ...roofRules,
    ...ownerRules,
    ...demoRules,
    rule(
      'families-shared',
      'families/ itself holds interfaces and data that the families share.',
      { path: '^src/families/[^/]+$', pathNot: test },
      {
        path: '^src/',
        pathNot: '^src/(families/[^/]+$|families/packs/|runtime/|media/|math/|core/)',
      },
    ),
    rule(
      'known-room',
      'A file of src/ lies in a room of the plan.',
      { path: '^src/', pathNot: [`^(${known.join('|')})`, `^src/${anyOf(Object.keys(roof))}[.]ts$`, '[.]d[.]ts$'] },
      {},
    ),
    rule(
      'demo-uses-the-package',
      'The demo imports the package by its public name.',
      { path: '^demo/' },
      // By that name tsconfig.json finds the sources.
      { path: '^src/', dependencyTypesNot: ['aliased-tsconfig-paths'] },
    ),
    rule('no-import-of-tests', 'Nothing stands on a test.', {}, { path: test }),
    rule(
      'declarations-without-ort',
      'Published declarations name no type of onnxruntime-web, which a consumer does not have.',
      { path: '^src/(index|state|store|remote)[.]ts$' },
      { path: '^src/runtime/(ort|model-session|session-input)[.]ts$', reachable: true },
    ),
    rule(
      'no-cycles',
      'A cycle means that two files are one concept, or a third is missing.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'no-unresolved',
      'What is imported must be there.',
      { pathNot: '^(demo|e2e|bench|fixtures)/' },
      { couldNotResolve: true },
    ),
    rule(
      'no-shapeless-names',
      'Name the concept.',
      {},
      { path: '(^|/)(utils?|helpers?|misc|common)(/|[.]ts$)', pathNot: 'node_modules' },
    ),
    rule(
      'no-node-in-the-page',
      'The library runs in browsers.',
      { path: '^src/', pathNot: [test, '^src/cli([.]ts$|/)'] },
      { dependencyTypes: ['core'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // Not node_modules/*/dist: excluding those would blind the owner rules.
    exclude: { path: '^((demo|e2e)/)?(dist|output)/|^src/.*/testdata/|^bench/peers/node_modules/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'browser', 'default'] },
  },
};
