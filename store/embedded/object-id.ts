import { Buffer } from 'node:buffer';
import { randomBytes, randomInt } from 'node:crypto';
import { ObjectId } from './values.ts';

const PROCESS = randomBytes(5);
let counter = randomInt(0xffffff);

/** For documents that come without `_id`. @param now milliseconds since 1970 */
export function newObjectId(now: number): ObjectId {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(Math.floor(now / 1000));
  PROCESS.copy(bytes, 4);
  counter = (counter + 1) & 0xffffff;
  bytes.writeUIntBE(counter, 9, 3);
  return new ObjectId(bytes);
}
