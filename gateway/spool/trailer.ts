import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Envelope, Session } from '../../mail/envelope.ts';
import type { IndexRecord } from '../../mail/facts.ts';
import type { Verdict } from '../../mail/verdict.ts';
import type { Summary } from './entry.ts';

/** What the store said when the message was judged, without the quoted texts. */
export type FactsUsed = {
  readonly known: readonly { readonly id: string; readonly author: string; readonly how: readonly string[] }[];
  readonly away: boolean;
};

/** A verdict with everything that was learnt with it. */
export type Judgement = {
  readonly verdict: Verdict;
  readonly summary: Summary;
  readonly record: IndexRecord;
  readonly facts: FactsUsed;
  readonly repaired: boolean;
};

/** What stands behind the message's bytes in `<id>.msg`. */
export type Trailer = {
  readonly id: string;
  readonly envelope: Envelope;
  readonly session: Session;
  readonly committedAt: string;
  /** SHA-256 of the message's bytes, hex. */
  readonly sha256: string;
  /** Octets of the message. */
  readonly bytes: number;
  /** Null while the message waits to be judged; then the log says. */
  readonly judged: Judgement | null;
  /** The bytes were erased by order of a rule or a person. */
  readonly erased?: true;
};

/** The foot has a fixed size, so that a reader starts from the end of the file. */
const magic = 'vanthu1';
const footBytes = magic.length + 1 + 14 + 1 + 10 + 1 + 64 + 1;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Trailer and foot: what follows the message's bytes. */
export function encodeTrailer(trailer: Trailer): Buffer {
  const json = Buffer.from(JSON.stringify(trailer), 'utf8');
  const length = trailer.erased === true ? 0 : trailer.bytes;
  const foot = `${magic} ${String(length).padStart(14, '0')} ${String(json.length).padStart(10, '0')} ${sha256(json)}\n`;
  return Buffer.concat([json, Buffer.from(foot, 'latin1')]);
}

export type StoredTrailer = {
  readonly trailer: Trailer;
  /** Octets of message at the start of the file; 0 when erased. */
  readonly length: number;
};

/**
 * Reads the trailer of a complete entry file; null when the file was not finished. Synchronous: it is a few kilobytes,
 * and who asks for a view needs it now. Throws when the file can't be opened. The trailer must name the entry the file is
 * called by: a sender may end an unfinished message like a trailer, but can't know the id it got.
 */
export function readTrailer(path: string): StoredTrailer | null {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size < footBytes) return null;
    const foot = Buffer.alloc(footBytes);
    readSync(fd, foot, 0, footBytes, size - footBytes);
    const match = /^vanthu1 (\d{14}) (\d{10}) ([0-9a-f]{64})\n$/.exec(foot.toString('latin1'));
    if (match === null) return null;
    const length = Number(match[1]);
    const jsonLength = Number(match[2]);
    if (length + jsonLength + footBytes !== size) return null;
    const json = Buffer.alloc(jsonLength);
    readSync(fd, json, 0, jsonLength, length);
    if (sha256(json) !== match[3]) return null;
    // written by us, as the id in it shows, and covered by the checksum
    const trailer = JSON.parse(json.toString('utf8')) as Trailer;
    return trailer.id === basename(path, '.msg') ? { trailer, length } : null;
  } finally {
    closeSync(fd);
  }
}
