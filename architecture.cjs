'use strict';
/**
 * Who may import whom, as data; dependency-cruiser's rules are computed from it (`npm run check`).
 * A folder imports only the folders and packages named on its line; `node` says whether node's own modules are allowed.
 */
const folders = {
  mail: { ours: [], packages: [], node: false },
  vietnamese: { ours: [], packages: [], node: false },
  threads: { ours: [], packages: ['piscina', 'tsx'], node: true },
  rules: { ours: ['mail', 'vietnamese'], packages: [], node: false },
  templates: { ours: ['mail', 'vietnamese'], packages: [], node: false },
  'agency/people': { ours: ['mail', 'vietnamese', 'templates'], packages: ['zod', 'csv-parse', 'yaml'], node: true },
  'agency/calendar': { ours: ['mail', 'vietnamese', 'templates'], packages: ['zod', 'date-holidays'], node: false },
  'agency/documents': {
    ours: ['mail', 'vietnamese', 'templates', 'threads'],
    packages: ['zod', 'mammoth', 'word-extractor', 'pdf-lib', 'unpdf', 'yauzl', 'piscina'],
    node: true,
  },
  'agency/registry': {
    ours: ['mail', 'vietnamese', 'templates', 'agency/people', 'agency/calendar', 'agency/documents'],
    packages: ['zod'],
    node: true,
  },
  'agency/reminders': {
    ours: ['mail', 'vietnamese', 'templates', 'agency/people', 'agency/calendar', 'agency/documents'],
    packages: ['zod'],
    node: true,
  },
  gateway: {
    ours: ['mail', 'vietnamese', 'rules', 'templates', 'threads', 'agency/people', 'agency/calendar', 'agency/documents'],
    packages: [
      'zod',
      'smtp-server',
      'libmime',
      'iconv-lite',
      'piscina',
      'nodemailer',
      'imapflow',
      'yauzl',
      'pino',
      'haraka-plugin-api-typings',
    ],
    node: true,
  },
  'store/embedded': { ours: ['threads'], packages: ['lmdb', 'bson'], node: true },
  store: {
    ours: ['mail', 'vietnamese', 'threads', 'agency', 'gateway', 'store/embedded'],
    packages: ['zod', 'mongoose', 'mongodb', '@agendajs/mongo-backend'],
    node: true,
  },
  api: { ours: ['mail', 'vietnamese', 'rules', 'templates', 'agency', 'gateway'], packages: ['express', 'helmet', 'zod'], node: true },
  app: {
    ours: ['mail', 'vietnamese', 'rules', 'templates', 'threads', 'agency', 'gateway', 'store', 'api'],
    packages: [
      'zod',
      'yaml',
      'csv-parse',
      'agenda',
      'pino',
      'prom-client',
      'pdf-lib',
      '@pdf-lib/fontkit',
      '@expo-google-fonts/tinos',
      'nodemailer',
      '@peculiar/x509',
      'reflect-metadata',
    ],
    node: true,
  },
};
/** Declared types, where a folder may take only types: ports are written in the folder that uses them. */
const nested = (folder) => Object.keys(folders).filter((other) => other.startsWith(`${folder}/`));
const own = (folder) => `^${folder}/`;
const excluding = (folder) => (nested(folder).length > 0 ? { pathNot: nested(folder).map(own) } : {});

const forbidden = Object.entries(folders).flatMap(([folder, { ours, packages, node }]) => {
  const from = { path: own(folder), ...excluding(folder) };
  const roots = [...new Set(Object.keys(folders).map((f) => f.split('/')[0]))];
  const allowedOurs = [own(folder), ...ours.map(own)];
  const rules = [
    {
      name: `${folder}-imports-only-its-neighbours`,
      severity: 'error',
      from,
      to: { path: `^(${roots.join('|')}|test|bench)/`, pathNot: allowedOurs },
    },
    {
      name: `${folder}-uses-only-its-packages`,
      severity: 'error',
      from,
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        ...(packages.length > 0
          ? { pathNot: packages.map((p) => `node_modules/(@types/)?${p.replace('/', '\\/')}/|^packages/${p}/`) }
          : {}),
      },
    },
  ];
  if (!node) rules.push({ name: `${folder}-has-no-node-core`, severity: 'error', from, to: { dependencyTypes: ['core'] } });
  if (folder === 'store') rules.push();
  return rules;
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'only-app-jobs-uses-agenda',
      severity: 'error',
      from: { pathNot: '^(app/jobs\\.ts|test/|bench/)' },
      to: { path: 'node_modules/agenda/' },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...forbidden,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|var|test/data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
