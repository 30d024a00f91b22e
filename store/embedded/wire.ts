/** MongoDB's wire protocol: OP_MSG, and OP_QUERY for a client's first isMaster. Frames are cut out of the byte stream here. */
import { Buffer } from 'node:buffer';
import { decode } from './bson-decode.ts';
import type { Message } from './dispatch.ts';
import { MongoError } from './mongo-error.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const REQUIRED_FLAGS = 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME);
/** maxMessageSizeBytes and room for the header. */
const MAX_FRAME = 48_000_000 + 16_384;

/** The bytes are not this protocol: the connection ends. */
export class WireError extends Error {}

export interface Incoming {
  readonly id: number;
  readonly opcode: number;
  /** The client waits for no answer. */
  readonly silent: boolean;
  readonly message: Omit<Message, 'connection'>;
}

/** Collects bytes until a frame is whole. */
export class Frames {
  #chunks: Buffer[] = [];
  #length = 0;

  /** @throws WireError for a length no client may send */
  *add(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      if (this.#length < HEADER) return;
      if ((this.#chunks[0]?.length ?? 0) < HEADER) this.#chunks = [Buffer.concat(this.#chunks)];
      const size = this.#chunks[0]?.readInt32LE(0) ?? 0;
      if (size < HEADER || size > MAX_FRAME) throw new WireError(`a message of ${size} bytes`);
      if (this.#length < size) return;
      const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
      const rest = all.subarray(size);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
      yield all.subarray(0, size);
    }
  }
}

/** @throws WireError, MongoError InvalidBSON */
export function parseFrame(frame: Buffer): Incoming {
  const id = frame.readInt32LE(4);
  const opcode = frame.readInt32LE(12);
  if (opcode === OP_QUERY) return { id, opcode, silent: false, message: parseQuery(frame) };
  if (opcode !== OP_MSG || frame.length < HEADER + 9) throw new WireError(`opcode ${opcode}`);
  const flags = frame.readUInt32LE(HEADER);
  if ((flags & REQUIRED_FLAGS) !== 0) throw new WireError('unknown required flags');
  return { id, opcode, silent: (flags & MORE_TO_COME) !== 0, message: parseSections(frame, flags) };
}

function parseQuery(frame: Buffer): Omit<Message, 'connection'> {
  const start = HEADER + 4;
  const stop = frame.indexOf(0, start);
  if (stop < 0 || stop + 9 > frame.length) throw new WireError('OP_QUERY');
  const namespace = frame.toString('utf8', start, stop);
  return { db: namespace.split('.')[0] ?? '', body: decode(frame, stop + 9), sequences: new Map() };
}

function parseSections(frame: Buffer, flags: number): Omit<Message, 'connection'> {
  const end = frame.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  const sequences = new Map<string, Buffer[]>();
  let body: ReturnType<typeof decode> | undefined;
  let at = HEADER + 4;
  while (at < end) {
    const kind = frame[at++];
    if (at + 4 > end) throw new WireError('section');
    const stop = at + frame.readInt32LE(at);
    if (stop > end || stop < at + 5) throw new WireError('section length');
    if (kind === 0 && body === undefined) body = decode(frame.subarray(at, stop));
    else if (kind === 1) {
      const zero = frame.indexOf(0, at + 4);
      if (zero < 0 || zero >= stop) throw new WireError('section name');
      sequences.set(frame.toString('utf8', at + 4, zero), documents(frame, zero + 1, stop));
    } else throw new WireError(`section kind ${kind}`);
    at = stop;
  }
  if (body === undefined) throw new WireError('no body');
  const db = body.get('$db');
  if (typeof db !== 'string') throw new MongoError(40571, 'OP_MSG requests require a $db argument');
  return { db, body, sequences };
}

function documents(frame: Buffer, from: number, stop: number): Buffer[] {
  const list: Buffer[] = [];
  let at = from;
  while (at < stop) {
    const next = at + (at + 4 <= stop ? frame.readInt32LE(at) : 0);
    if (next > stop || next < at + 5) throw new WireError('document length');
    list.push(frame.subarray(at, next));
    at = next;
  }
  return list;
}

let lastReply = 0;
/** @returns the parts to write, one after the other */
export function frameReply(incoming: Pick<Incoming, 'id' | 'opcode'>, body: Buffer): Buffer[] {
  const legacy = incoming.opcode === OP_QUERY;
  const head = Buffer.alloc(legacy ? 36 : 21);
  lastReply = (lastReply + 1) & 0x7fffffff;
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(lastReply, 4);
  head.writeInt32LE(incoming.id, 8);
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return [head, body];
}

/** For a frame whose body can't be read: whom to answer. */
export const frameIds = (frame: Buffer): Pick<Incoming, 'id' | 'opcode'> => ({ id: frame.readInt32LE(4), opcode: frame.readInt32LE(12) });
