/** What a command gets and gives. */
import type { Buffer } from 'node:buffer';
import { checkNamespace, type Catalogue } from './catalogue.ts';
import type { Cursors } from './cursors.ts';
import type { Engine } from './engine.ts';
import type { Fields } from './fields.ts';
import { MongoError } from './mongo-error.ts';
import type { Finder } from './query.ts';
import type { Records } from './records.ts';
import type { Doc } from './values.ts';

export interface Store {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly records: Records;
  readonly finder: Finder;
  readonly cursors: Cursors;
}

export interface Request {
  readonly name: string;
  readonly db: string;
  readonly body: Doc;
  readonly fields: Fields;
  /** Documents sent beside the body (OP_MSG sections of kind 1). */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly connection: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}
/** A reply, without `ok`, or already encoded. */
export type Reply = Doc | Buffer;
export type Command = (request: Request, store: Store) => Reply | Promise<Reply>;

/** The collection a command names. @throws MongoError InvalidNamespace */
export function collectionName({ name, db, body }: Request, writing: boolean): string {
  const v = body.get(name);
  if (typeof v !== 'string') {
    throw new MongoError(name === 'find' ? 'FailedToParse' : 'InvalidNamespace', `collection name has invalid type for ${name}`);
  }
  checkNamespace(db, v, writing);
  return v;
}
