/** BSON bytes → values (bsonspec.org). Input is hostile until it decodes: every length is checked, nesting is limited. */
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

  document(end: number, depth: number, only?: ReadonlySet<string>): Doc {
    if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'document is nested too deeply');
    const stop = this.frame(end);
    const out: Doc = new Map();
    while (this.at < stop) {
      const type = this.bytes.readInt8(this.at++);
      const name = this.cstring(stop);
      if (only !== undefined && !only.has(name)) {
        // every name wanted was seen: what follows need not even be passed over
        if (out.size === only.size) break;
        if (this.pass(type, stop)) continue;
        this.value(type, stop, depth);
        continue;
      }
      out.set(name, this.value(type, stop, depth));
    }
    this.at = stop + 1;
    return out;
  }

  /** Steps over a value by its length; false where only decoding tells it. */
  pass(type: number, end: number): boolean {
    switch (type) {
      case TYPE.string: {
        const length = this.bytes.readInt32LE(this.need(4, end));
        if (length < 1) throw broken('string length');
        this.need(length, end);
        return true;
      }
      case TYPE.object:
      case TYPE.array:
        this.at = this.frame(end) + 1;
        return true;
      default:
        return false;
    }
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

/** Only the fields named, of a document that was checked when it was stored. */
export const decodeFields = (bytes: Buffer, only: ReadonlySet<string>): Doc => new Reader(bytes, 0).document(bytes.length, 0, only);
