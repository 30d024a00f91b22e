import { randomBytes } from 'node:crypto';

/** `<node>-<time>-<random>`: time in base 36 milliseconds, random 80 bits. Safe in a URL, a header and a file name. */
const shape = /^[a-z0-9]{1,16}-[0-9a-z]{9}-[0-9a-f]{20}$/;

export const isEntryId = (text: string): boolean => shape.test(text);

/** Randomness is drawn for many ids at once: one draw costs as much as a kilobyte of it. */
const octets = 10;
let pool = Buffer.alloc(0);
const random = (): string => {
  if (pool.length < octets) pool = randomBytes(octets * 400);
  const drawn = pool.subarray(0, octets).toString('hex');
  pool = pool.subarray(octets);
  return drawn;
};

export const makeEntryId = (node: string, now: Date): string => `${node}-${now.getTime().toString(36).padStart(9, '0')}-${random()}`;

/** Milliseconds since the epoch at which the id was made. */
export const timeOf = (id: string): number => parseInt(id.split('-')[1] ?? '0', 36);

/**
 * Folder of an entry: entries of about 17 minutes lie together, so that messages committed at the same time share one
 * folder sync and no folder grows without end.
 */
export const folderOf = (id: string): string => Math.floor(timeOf(id) / 2 ** 20).toString(36);
