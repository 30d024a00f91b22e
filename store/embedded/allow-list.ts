/**
 * Everything this store answers, as data: what is not listed is refused with the error mongod gives for something unknown.
 * `product`: sent by the product (through mongoose, agenda or the driver); `replay`: only by the replayed conversations.
 */
export type Sender = 'product' | 'replay';
type Names = Readonly<Record<string, Sender>>;

const marked = (product: readonly string[], replay: readonly string[] = []): Names => ({
  ...Object.fromEntries(product.map((name) => [name, 'product'] as const)),
  ...Object.fromEntries(replay.map((name) => [name, 'replay'] as const)),
});

/** Fields that drivers may put on any command. */
export const COMMON_FIELDS: Names = marked(
  ['$db', 'readConcern', 'writeConcern'],
  ['lsid', 'comment', 'maxTimeMS', 'txnNumber', 'autocommit', 'startTransaction'],
);

export interface AllowedCommand {
  readonly sender: Sender;
  readonly fields: Names;
}
/** A command of the product with the fields the product sends, and those that only the replay adds. */
const sentByProduct = (product: readonly string[], replay: readonly string[] = []): AllowedCommand => ({
  sender: 'product',
  fields: marked(product, replay),
});
const sentByReplay = (...fields: readonly string[]): AllowedCommand => ({ sender: 'replay', fields: marked([], fields) });

export const COMMANDS: Readonly<Record<string, AllowedCommand>> = {
  hello: sentByProduct([]),
  isMaster: sentByProduct(['helloOk', 'client', 'compression', 'backpressure']),
  ping: sentByReplay(),
  buildInfo: sentByReplay(),
  endSessions: sentByReplay(),
  insert: sentByProduct(['documents', 'ordered'], ['bypassDocumentValidation']),
  update: sentByProduct(['updates', 'ordered']),
  delete: sentByProduct(['deletes', 'ordered']),
  findAndModify: sentByProduct(['query', 'sort', 'remove', 'update', 'new', 'upsert'], ['fields']),
  find: sentByProduct(
    ['filter', 'sort', 'projection', 'limit', 'singleBatch'],
    ['hint', 'skip', 'batchSize', 'noCursorTimeout', 'allowDiskUse'],
  ),
  getMore: sentByProduct(['collection'], ['batchSize']),
  killCursors: sentByReplay('cursors'),
  aggregate: sentByProduct(['pipeline', 'cursor']),
  count: sentByReplay('query', 'limit', 'skip'),
  distinct: sentByReplay('key', 'query'),
  create: sentByReplay(),
  drop: sentByReplay(),
  dropDatabase: sentByReplay(),
  listCollections: sentByProduct(['filter', 'nameOnly', 'authorizedCollections', 'cursor']),
  createIndexes: sentByProduct(['indexes']),
  listIndexes: sentByProduct(['cursor']),
  dropIndexes: sentByReplay('index'),
  collMod: sentByReplay(),
  commitTransaction: sentByReplay(),
};

/** Fields of one statement in update and delete. */
export const STATEMENTS = {
  update: marked(['q', 'u', 'multi', 'upsert'], ['arrayFilters', 'hint']),
  delete: marked(['q', 'limit']),
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
    $nin: 'replay',
    $exists: 'replay',
    $type: 'replay',
    $regex: 'product',
    $options: 'replay',
    $not: 'replay',
    $elemMatch: 'replay',
    $all: 'replay',
    $size: 'product',
    $mod: 'replay',
    $bitsAllSet: 'replay',
  },
  update: {
    $set: 'product',
    $setOnInsert: 'product',
    $unset: 'product',
    $inc: 'product',
    $min: 'replay',
    $max: 'replay',
    $push: 'product',
    $pull: 'replay',
    $addToSet: 'product',
    $mul: 'replay',
    $rename: 'replay',
    $pop: 'replay',
    $pullAll: 'replay',
    $bit: 'replay',
    $currentDate: 'replay',
  },
  'update modifier': {
    $each: 'product',
    $position: 'replay',
    $slice: 'replay',
    $sort: 'replay',
  },
  'update pipeline': {
    $set: 'replay',
    $unset: 'replay',
    $project: 'replay',
    $replaceWith: 'replay',
  },
  stage: {
    $match: 'product',
    $sort: 'replay',
    $skip: 'replay',
    $limit: 'replay',
    $project: 'replay',
    $group: 'product',
    $unwind: 'replay',
    $count: 'replay',
  },
  accumulator: {
    $sum: 'product',
    $min: 'replay',
    $max: 'replay',
    $avg: 'replay',
    $first: 'replay',
    $last: 'replay',
    $push: 'replay',
    $addToSet: 'replay',
  },
  expression: {
    $ifNull: 'replay',
  },
  projection: {
    $slice: 'replay',
    $elemMatch: 'replay',
  },
  'index option': {
    key: 'product',
    name: 'product',
    unique: 'product',
    sparse: 'replay',
    partialFilterExpression: 'replay',
    background: 'replay',
    expireAfterSeconds: 'replay',
  },
} as const satisfies Readonly<Record<string, Names>>;
export type OperatorKind = keyof typeof OPERATORS;

export const ALLOWED: Readonly<Record<OperatorKind, Names>> = OPERATORS;
export const isAllowed = (kind: OperatorKind, name: string): boolean => Object.hasOwn(ALLOWED[kind], name);

/** What the recorded conversations hold beyond that, by kind, and why it is left out of the replay. */
export const LEFT_OUT = {
  'expression operators': 'the product computes in its own code: only field paths, constants and $ifNull are evaluated',
  'stages that join or compute': '$lookup, $facet, $bucket and the like are not sent by the product',
  '$expr, $jsonSchema, $alwaysTrue': 'filters that run expressions or schemas are not sent by the product',
  collation: 'the product compares Vietnamese text by its own folded keys',
  'min, max, returnKey': 'index bounds are chosen by the planner alone',
  'validators, capped collections, views': 'documents are checked by zod and mongoose before they are sent',
  statistics: 'collStats is not sent by the product',
} as const satisfies Readonly<Record<string, string>>;
