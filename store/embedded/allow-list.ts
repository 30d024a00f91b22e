/**
 * Everything this store answers, as data: what is not listed is refused with the error mongod gives for something unknown.
 * `product`: sent by the product (through mongoose, agenda or the driver); `replay`: only by the replayed conversations.
 */
export type Sender = 'product' | 'replay';
type Names = Readonly<Record<string, Sender>>;

/** Fields that drivers may put on any command. */
export const COMMON_FIELDS: readonly string[] = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
  'autocommit',
  'startTransaction',
];

export interface AllowedCommand {
  readonly sender: Sender;
  readonly fields: readonly string[];
}
const sentByProduct = (...fields: readonly string[]): AllowedCommand => ({ sender: 'product', fields });
const sentByReplay = (...fields: readonly string[]): AllowedCommand => ({ sender: 'replay', fields });

export const COMMANDS: Readonly<Record<string, AllowedCommand>> = {
  hello: sentByProduct(
    'helloOk',
    'client',
    'compression',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'backpressure',
    'topologyVersion',
    'maxAwaitTimeMS',
    'loadBalanced',
  ),
  isMaster: sentByProduct(
    'helloOk',
    'client',
    'compression',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'backpressure',
    'topologyVersion',
    'maxAwaitTimeMS',
    'loadBalanced',
  ),
  ping: sentByProduct(),
  buildInfo: sentByProduct(),
  serverStatus: sentByProduct(),
  endSessions: sentByProduct(),
  insert: sentByProduct('documents', 'ordered', 'bypassDocumentValidation'),
  update: sentByProduct('updates', 'ordered', 'bypassDocumentValidation'),
  delete: sentByProduct('deletes', 'ordered'),
  findAndModify: sentByProduct(
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'bypassDocumentValidation',
  ),
  find: sentByProduct(
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowDiskUse',
  ),
  getMore: sentByProduct('collection', 'batchSize'),
  killCursors: sentByProduct('cursors'),
  aggregate: sentByProduct('pipeline', 'cursor', 'allowDiskUse', 'hint'),
  count: sentByProduct('query', 'limit', 'skip', 'hint'),
  distinct: sentByProduct('key', 'query'),
  create: sentByProduct(),
  drop: sentByProduct(),
  dropDatabase: sentByProduct(),
  listCollections: sentByProduct('filter', 'nameOnly', 'authorizedCollections', 'cursor'),
  listDatabases: sentByProduct('filter', 'nameOnly', 'authorizedDatabases'),
  createIndexes: sentByProduct('indexes', 'commitQuorum'),
  listIndexes: sentByProduct('cursor'),
  dropIndexes: sentByProduct('index'),
  collMod: sentByReplay(),
  commitTransaction: sentByReplay(),
};

/** Fields of one statement in update and delete. */
export const STATEMENTS = {
  update: ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint'],
  delete: ['q', 'limit', 'hint'],
} as const;

const OPERATORS = {
  filter: {
    $and: 'product',
    $or: 'product',
    $nor: 'replay',
    $comment: 'replay',
    $eq: 'product',
    $ne: 'product',
    $gt: 'product',
    $gte: 'product',
    $lt: 'product',
    $lte: 'product',
    $in: 'product',
    $nin: 'product',
    $exists: 'product',
    $type: 'product',
    $regex: 'product',
    $options: 'product',
    $not: 'product',
    $elemMatch: 'product',
    $all: 'product',
    $size: 'product',
    $mod: 'replay',
    $bitsAllSet: 'replay',
  },
  update: {
    $set: 'product',
    $setOnInsert: 'product',
    $unset: 'product',
    $inc: 'product',
    $min: 'product',
    $max: 'product',
    $push: 'product',
    $pull: 'product',
    $addToSet: 'product',
    $mul: 'replay',
    $rename: 'replay',
    $pop: 'replay',
    $pullAll: 'replay',
    $bit: 'replay',
    $currentDate: 'replay',
  },
  'update pipeline': { $set: 'replay', $unset: 'replay', $project: 'replay', $replaceWith: 'replay' },
  stage: {
    $match: 'product',
    $sort: 'product',
    $skip: 'product',
    $limit: 'product',
    $project: 'product',
    $group: 'product',
    $unwind: 'product',
    $count: 'product',
  },
  accumulator: {
    $sum: 'product',
    $min: 'product',
    $max: 'product',
    $avg: 'replay',
    $first: 'product',
    $last: 'replay',
    $push: 'product',
    $addToSet: 'product',
  },
  expression: { $literal: 'product', $ifNull: 'replay' },
  projection: { $slice: 'product', $elemMatch: 'replay' },
  'index option': {
    v: 'product',
    key: 'product',
    name: 'product',
    unique: 'product',
    sparse: 'product',
    partialFilterExpression: 'product',
    background: 'product',
    expireAfterSeconds: 'replay',
    ns: 'replay',
  },
} as const satisfies Readonly<Record<string, Names>>;
export type OperatorKind = keyof typeof OPERATORS;

export const ALLOWED: Readonly<Record<OperatorKind, Names>> = OPERATORS;
export const isAllowed = (kind: OperatorKind, name: string): boolean => Object.hasOwn(ALLOWED[kind], name);

/** What the recorded conversations hold beyond that, by kind, and why it is left out of the replay. */
export const LEFT_OUT = {
  'expression operators': 'the product computes in its own code: only field paths, literals and $ifNull are evaluated',
  'stages that join or compute': '$lookup, $facet, $bucket and the like are not sent by the product',
  '$expr, $jsonSchema, $alwaysTrue': 'filters that run expressions or schemas are not sent by the product',
  collation: 'the product compares Vietnamese text by its own folded keys',
  'min, max, returnKey': 'index bounds are chosen by the planner alone',
  'validators, capped collections, views': 'documents are checked by zod and mongoose before they are sent',
  statistics: 'collStats is not sent by the product',
} as const satisfies Readonly<Record<string, string>>;
