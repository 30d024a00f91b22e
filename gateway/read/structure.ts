import libmime from 'libmime';
import { fieldValue, scanFields, type RawField } from './header-fields.ts';

/** A node of the MIME tree as offsets into the message, so that what nobody repairs can be copied octet by octet. */
export type Entity = {
  /** IMAP section number; a multipart at the top has `0`. */
  path: string;
  readonly parent: Entity | null;
  readonly children: Entity[];
  readonly start: number;
  fields: readonly RawField[];
  /** First octet of the body, after the empty line. */
  body: number;
  end: number;
  mediaType: string;
  parameters: Readonly<Record<string, string>>;
};

export class LimitsExceeded extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'LimitsExceeded';
  }
}

export const limits = { parts: 1000, headerBytes: 1_048_576, fields: 5000, depth: 50, messages: 20, boundaryBytes: 1000 } as const;

/** Counts what all messages inside one another hold together. */
export type Budget = { parts: number };

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** First field of that name, decoded as Latin-1, unfolded. */
export function fieldText(bytes: Buffer, fields: readonly RawField[], name: string): string {
  const field = fields.find((f) => f.name === name);
  if (!field) return '';
  return fieldValue(bytes, field).toString('latin1').replace(/\r?\n/g, ' ').trim();
}

type Open = { readonly entity: Entity; readonly delimiter: string };

/** Which open multipart a line starting with `--` delimits: blanks may follow (RFC 2046 5.1.1 transport padding). */
function delimits(
  bytes: Buffer,
  start: number,
  end: number,
  open: readonly Open[],
): { readonly level: number; readonly closes: boolean } | null {
  if (end - start > limits.boundaryBytes + 80) return null;
  const line = bytes.toString('latin1', start, end).trimEnd();
  for (let level = open.length - 1; level >= 0; level--) {
    const delimiter = open[level]?.delimiter ?? '';
    if (!line.startsWith(delimiter)) continue;
    if (line.length === delimiter.length) return { level, closes: false };
    if (line.length === delimiter.length + 2 && line.endsWith('--')) return { level, closes: true };
  }
  return null;
}

/**
 * The MIME tree of the octets from `from` to `to`. One pass over the lines, no streams: mailsplit overlooks delimiters with
 * transport padding, which other readers honour, and what it overlooks no rule would see. Throws LimitsExceeded.
 */
export function scanStructure(bytes: Buffer, from: number, to: number, prefix: string, budget: Budget): Entity {
  const create = (parent: Entity | null, start: number): Entity => {
    if (++budget.parts > limits.parts) throw new LimitsExceeded(`more than ${limits.parts} parts`);
    const number = parent === null ? '' : String(parent.children.length + 1);
    const above = parent === null || parent.parent === null ? prefix : parent.path;
    const path = above === '' ? number : number === '' ? above : `${above}.${number}`;
    const entity: Entity = { path, parent, children: [], start, fields: [], body: to, end: to, mediaType: 'text/plain', parameters: {} };
    parent?.children.push(entity);
    return entity;
  };
  const root = create(null, from);
  const open: Open[] = [];
  let current: Entity | null = root;
  let inHeader = true;
  let at = from;

  const finishHeader = (entity: Entity, headerEnd: number, body: number): void => {
    entity.fields = scanFields(bytes, entity.start, headerEnd);
    if (entity.fields.length > limits.fields) throw new LimitsExceeded(`more than ${limits.fields} header fields`);
    entity.body = body;
    const type = fieldText(bytes, entity.fields, 'content-type');
    if (type !== '') {
      const parsed = libmime.parseHeaderValue(type);
      const media = (parsed.value || '').toLowerCase().split(/[\s(]/)[0] ?? '';
      entity.mediaType = /^[^/\s]+\/[^/\s]+$/.test(media) ? media.slice(0, 200) : 'text/plain';
      entity.parameters = parsed.params;
    } else if (entity.parent?.mediaType === 'multipart/digest') entity.mediaType = 'message/rfc822';
    const boundary = Object.hasOwn(entity.parameters, 'boundary') ? (entity.parameters['boundary'] ?? '').trimEnd() : '';
    if (entity.mediaType.startsWith('multipart/') && boundary !== '' && boundary.length <= limits.boundaryBytes) {
      if (open.length >= limits.depth) throw new LimitsExceeded(`parts nested deeper than ${limits.depth}`);
      open.push({ entity, delimiter: `--${boundary}` });
    }
  };
  /** The line end before a delimiter belongs to the delimiter. */
  const withoutLineEnd = (start: number, end: number): number => {
    let cut = end;
    if (cut > start && bytes[cut - 1] === LF) cut--;
    if (cut < end && cut > start && bytes[cut - 1] === CR) cut--;
    return cut;
  };

  while (at < to) {
    const newline = bytes.indexOf(LF, at);
    const next = newline < 0 || newline >= to ? to : newline + 1;
    const found = open.length > 0 && bytes[at] === DASH && bytes[at + 1] === DASH ? delimits(bytes, at, next, open) : null;
    if (found) {
      if (current !== null) {
        if (inHeader) finishHeader(current, at, at);
        current.end = Math.max(current.body, withoutLineEnd(current.body, at));
      }
      const owner = open[found.level]?.entity ?? root;
      for (const left of open.splice(found.level + 1)) left.entity.end = Math.max(left.entity.body, withoutLineEnd(left.entity.body, at));
      current = found.closes ? null : create(owner, next);
      inHeader = !found.closes;
    } else if (inHeader && current !== null) {
      if (next - current.start > limits.headerBytes) throw new LimitsExceeded('header larger than 1 MiB');
      const first = bytes[at];
      if (first === LF || (first === CR && bytes[at + 1] === LF)) {
        finishHeader(current, at, next);
        inHeader = false;
      }
    }
    at = next;
  }
  if (inHeader && current !== null) finishHeader(current, to, to);
  root.path = (prefix === '' ? '' : `${prefix}.`) + (root.mediaType.startsWith('multipart/') ? '0' : '1');
  return root;
}
