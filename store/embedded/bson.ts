/** BSON bytes ↔ values (bsonspec.org). Input is hostile until it decodes: every length is checked, nesting is limited. */
import { Buffer } from 'node:buffer';
import { Decimal128 } from './decimal.ts';
import { MongoError } from './mongo-error.ts';
import {
  Binary,
  BsonSymbol,
  Code,
  CodeWithScope,
  DateTime,
  DbPointer,
  Int32,
  MAX_KEY,
  MIN_KEY,
  ObjectId,
  Regex,
  TYPE,
  Timestamp,
  UNDEFINED,
  typeOf,
  type Doc,
  type Value,
} from './values.ts';

/** mongod refuses deeper documents. */
const MAX_DEPTH = 200;

const broken = (what: string): MongoError => new MongoError('InvalidBSON', `invalid BSON: ${what}`);

class Reader {
  readonly bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  need(n: number, end: number): number {
    const at = this.at;
    if (n < 0 || at + n > end) throw broken('a value is longer than its document');
    this.at += n;
    return at;
  }

  cstring(end: number): string {
    const stop = this.bytes.indexOf(0, this.at);
    if (stop < 0 || stop >= end) throw broken('unterminated name');
    const text = this.bytes.toString('utf8', this.at, stop);
    this.at = stop + 1;
    return text;
  }

  string(end: number): string {
    const length = this.bytes.readInt32LE(this.need(4, end));
    if (length < 1) throw broken('string length');
    const at = this.need(length, end);
    if (this.bytes[at + length - 1] !== 0) throw broken('unterminated string');
    return this.bytes.toString('utf8', at, at + length - 1);
  }

  frame(end: number): number {
    const at = this.at;
    const length = this.bytes.readInt32LE(this.need(4, end));
    if (length < 5 || at + length > end || this.bytes[at + length - 1] !== 0) throw broken('document length');
    return at + length - 1;
  }

  document(end: number, depth: number): Doc {
    if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'document is nested too deeply');
    const stop = this.frame(end);
    const out: Doc = new Map();
    while (this.at < stop) {
      const type = this.bytes.readInt8(this.at++);
      const name = this.cstring(stop);
      out.set(name, this.value(type, stop, depth));
    }
    this.at = stop + 1;
    return out;
  }

  array(end: number, depth: number): Value[] {
    if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'document is nested too deeply');
    const stop = this.frame(end);
    const out: Value[] = [];
    while (this.at < stop) {
      const type = this.bytes.readInt8(this.at++);
      this.cstring(stop);
      out.push(this.value(type, stop, depth));
    }
    this.at = stop + 1;
    return out;
  }

  value(type: number, end: number, depth: number): Value {
    const { bytes } = this;
    switch (type) {
      case TYPE.double:
        return bytes.readDoubleLE(this.need(8, end));
      case TYPE.string:
        return this.string(end);
      case TYPE.object:
        return this.document(end, depth + 1);
      case TYPE.array:
        return this.array(end, depth + 1);
      case TYPE.binData: {
        const length = bytes.readInt32LE(this.need(4, end));
        const subtype = bytes[this.need(1, end)] ?? 0;
        const at = this.need(length, end);
        return new Binary(subtype, bytes.subarray(at, at + length));
      }
      case TYPE.undefined:
        return UNDEFINED;
      case TYPE.objectId: {
        const at = this.need(12, end);
        return new ObjectId(bytes.subarray(at, at + 12));
      }
      case TYPE.bool:
        return bytes[this.need(1, end)] !== 0;
      case TYPE.date:
        return new DateTime(bytes.readBigInt64LE(this.need(8, end)));
      case TYPE.null:
        return null;
      case TYPE.regex:
        return new Regex(this.cstring(end), this.cstring(end));
      case TYPE.dbPointer: {
        const namespace = this.string(end);
        const at = this.need(12, end);
        return new DbPointer(namespace, bytes.subarray(at, at + 12));
      }
      case TYPE.javascript:
        return new Code(this.string(end));
      case TYPE.symbol:
        return new BsonSymbol(this.string(end));
      case TYPE.javascriptWithScope:
        this.need(4, end);
        return new CodeWithScope(this.string(end), this.document(end, depth + 1));
      case TYPE.int:
        return new Int32(bytes.readInt32LE(this.need(4, end)));
      case TYPE.timestamp:
        return new Timestamp(bytes.readBigUInt64LE(this.need(8, end)));
      case TYPE.long:
        return bytes.readBigInt64LE(this.need(8, end));
      case TYPE.decimal: {
        const at = this.need(16, end);
        return Decimal128.fromBytes(bytes.subarray(at, at + 16));
      }
      case TYPE.minKey:
        return MIN_KEY;
      case TYPE.maxKey:
        return MAX_KEY;
      default:
        throw broken(`type ${type}`);
    }
  }
}

/** Byte values in the result point into `bytes`: keep it unchanged as long as the document lives. */
export function decode(bytes: Buffer, at = 0): Doc {
  if (bytes.length - at < 5) throw broken('document length');
  return new Reader(bytes, at).document(bytes.length, 0);
}

const POOL = 1 << 16;

class Writer {
  bytes = Buffer.allocUnsafe(POOL);
  at = 0;

  room(n: number): number {
    const at = this.at;
    if (at + n > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + n));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    this.at = at + n;
    return at;
  }

  byte(v: number): void {
    const at = this.room(1);
    this.bytes[at] = v & 0xff;
  }

  int32(v: number): void {
    const at = this.room(4);
    this.bytes.writeInt32LE(v, at);
  }

  raw(v: Uint8Array): void {
    const at = this.room(v.length);
    this.bytes.set(v, at);
  }

  cstring(text: string): void {
    if (text.includes('\0')) throw new MongoError('BadValue', 'a field name must not contain a null character');
    const length = Buffer.byteLength(text);
    const at = this.room(length + 1);
    this.bytes.write(text, at, 'utf8');
    this.bytes[at + length] = 0;
  }

  string(text: string): void {
    const length = Buffer.byteLength(text);
    this.int32(length + 1);
    const at = this.room(length + 1);
    this.bytes.write(text, at, 'utf8');
    this.bytes[at + length] = 0;
  }

  frame(write: () => void): void {
    const start = this.room(4);
    write();
    this.byte(0);
    this.bytes.writeInt32LE(this.at - start, start);
  }

  element(name: string, v: Value): void {
    this.byte(typeOf(v));
    this.cstring(name);
    this.value(v);
  }

  document(v: Doc): void {
    this.frame(() => {
      for (const [name, field] of v) this.element(name, field);
    });
  }

  value(v: Value): void {
    switch (typeof v) {
      case 'number': {
        const at = this.room(8);
        this.bytes.writeDoubleLE(v, at);
        return;
      }
      case 'bigint': {
        const at = this.room(8);
        this.bytes.writeBigInt64LE(v, at);
        return;
      }
      case 'string':
        return this.string(v);
      case 'boolean':
        return this.byte(v ? 1 : 0);
      default:
    }
    if (v === null || typeof v !== 'object') return;
    if (v instanceof Map) return this.document(v);
    if (Array.isArray(v)) {
      this.frame(() => {
        for (let i = 0; i < v.length; i++) this.element(String(i), v[i] ?? null);
      });
      return;
    }
    if (v instanceof Int32) this.int32(v.value);
    else if (v instanceof ObjectId) this.raw(v.bytes);
    else if (v instanceof DateTime) this.value(v.ms);
    else if (v instanceof Binary) {
      this.int32(v.bytes.length);
      this.byte(v.subtype);
      this.raw(v.bytes);
    } else if (v instanceof Decimal128) this.raw(v.toBytes());
    else if (v instanceof Regex) {
      this.cstring(v.pattern);
      this.cstring(v.options);
    } else if (v instanceof Timestamp) {
      const at = this.room(8);
      this.bytes.writeBigUInt64LE(v.value, at);
    } else if (v instanceof Code) this.string(v.code);
    else if (v instanceof BsonSymbol) this.string(v.value);
    else if (v instanceof DbPointer) {
      this.string(v.namespace);
      this.raw(v.id);
    } else if (v instanceof CodeWithScope) {
      const start = this.room(4);
      this.string(v.code);
      this.document(v.scope);
      this.bytes.writeInt32LE(this.at - start, start);
    }
  }
}

const writer = new Writer();

/** @returns bytes of its own, not shared with the next call. */
export function encode(v: Doc): Buffer {
  writer.at = 0;
  try {
    writer.document(v);
    return Buffer.from(writer.bytes.subarray(0, writer.at));
  } finally {
    if (writer.bytes.length > 16 * POOL) writer.bytes = Buffer.allocUnsafe(POOL);
  }
}

/** The reply of find, aggregate and getMore, with the documents as they are stored. */
export function encodeCursor(field: 'firstBatch' | 'nextBatch', batch: readonly Buffer[], id: bigint, namespace: string): Buffer {
  writer.at = 0;
  writer.frame(() => {
    writer.byte(TYPE.object);
    writer.cstring('cursor');
    writer.frame(() => {
      writer.byte(TYPE.array);
      writer.cstring(field);
      writer.frame(() => {
        batch.forEach((raw, i) => {
          writer.byte(TYPE.object);
          writer.cstring(String(i));
          writer.raw(raw);
        });
      });
      writer.element('id', id);
      writer.element('ns', namespace);
    });
    writer.element('ok', 1);
  });
  const reply = Buffer.from(writer.bytes.subarray(0, writer.at));
  if (writer.bytes.length > 16 * POOL) writer.bytes = Buffer.allocUnsafe(POOL);
  return reply;
}
