import { Types } from 'mongoose';

/** The id as MongoDB keeps it; null where the text can't be one. */
export const objectId = (id: string): Types.ObjectId | null => (/^[0-9a-f]{24}$/.test(id) ? new Types.ObjectId(id) : null);

/** Somebody inserted the same key first (code 11000). */
export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
