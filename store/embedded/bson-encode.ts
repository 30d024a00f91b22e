/** Values → BSON bytes (bsonspec.org). */
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
  ObjectId,
  Regex,
  TYPE,
  Timestamp,
  typeOf,
  type Doc,
  type Value,
} from './values.ts';

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
    if (typeof v === 'number' || typeof v === 'bigint') {
      const at = this.room(8);
      if (typeof v === 'number') this.bytes.writeDoubleLE(v, at);
      else this.bytes.writeBigInt64LE(v, at);
      return;
    }
    if (typeof v === 'string') return this.string(v);
    if (typeof v === 'boolean') return this.byte(v ? 1 : 0);
    if (v === null) return;
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
