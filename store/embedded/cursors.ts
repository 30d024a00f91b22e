/** Open cursors: what find and aggregate have not handed out yet. */
import type { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { encodeCursor } from './bson-encode.ts';
import { MongoError } from './mongo-error.ts';

/** Documents of a first batch when the client names no size. */
const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16 * 2 ** 20;
/** mongod ends cursors that nobody asked for this long, in ms. */
const IDLE = 600_000;

interface Open {
  readonly namespace: string;
  readonly rows: Iterator<Buffer>;
  /** A row that did not fit into the last batch. */
  ahead: Buffer | undefined;
  used: number;
}

export class Cursors {
  readonly #open = new Map<bigint, Open>();

  /** @param batchSize undefined: 101 documents; 0: none yet */
  first(namespace: string, rows: Iterator<Buffer>, batchSize: number | undefined, single: boolean): Buffer {
    const cursor: Open = { namespace, rows, ahead: undefined, used: Date.now() };
    const { batch, ended } = take(cursor, batchSize ?? FIRST_BATCH);
    let id = 0n;
    if (!ended && !single) {
      id = newId();
      this.#open.set(id, cursor);
    }
    return encodeCursor('firstBatch', batch, id, namespace);
  }

  /** @throws MongoError CursorNotFound, Unauthorized (a cursor of another collection) */
  more(id: bigint, namespace: string, batchSize: number | undefined): Buffer {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw new MongoError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new MongoError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    cursor.used = Date.now();
    const { batch, ended } = take(cursor, batchSize ?? Infinity);
    if (ended) this.#open.delete(id);
    return encodeCursor('nextBatch', batch, ended ? 0n : id, namespace);
  }

  kill(id: bigint): boolean {
    this.#open.get(id)?.rows.return?.();
    return this.#open.delete(id);
  }

  killNamespace(namespace: string): void {
    for (const [id, cursor] of this.#open) if (cursor.namespace === namespace) this.kill(id);
  }

  killIdle(now: number): void {
    for (const [id, cursor] of this.#open) if (now - cursor.used > IDLE) this.kill(id);
  }
}

function newId(): bigint {
  return (randomBytes(8).readBigUInt64LE() & 0x7fffffffffffffffn) | 1n;
}

function take(cursor: Open, most: number): { readonly batch: Buffer[]; readonly ended: boolean } {
  const batch: Buffer[] = [];
  let size = 0;
  while (batch.length < most) {
    let row = cursor.ahead;
    cursor.ahead = undefined;
    if (row === undefined) {
      const next = cursor.rows.next();
      if (next.done === true) return { batch, ended: true };
      row = next.value;
    }
    if (batch.length > 0 && size + row.length > MAX_BATCH_BYTES) {
      cursor.ahead = row;
      break;
    }
    batch.push(row);
    size += row.length;
  }
  return { batch, ended: false };
}
