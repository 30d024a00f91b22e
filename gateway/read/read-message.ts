import type { InnerMessage, LegacyText, Message } from '../../mail/message.ts';
import type { LegacyCharset } from '../../vietnamese/legacy-letters.ts';
import { asLegacyCharset } from './decode-text.ts';
import { scanFields } from './header-fields.ts';
import { readHeader, type ReadHeader } from './read-header.ts';
import { readPart, type DocumentText, type ReadPart } from './read-part.ts';
import { LimitsExceeded, limits, scanStructure, type Budget, type Entity } from './structure.ts';

export type ReadMessage = {
  readonly message: Message;
  /** The parts with their offsets and contents, in the order of `message.parts`. */
  readonly parts: readonly ReadPart[];
  readonly root: Entity | null;
};

export type ReadOptions = {
  /** The message came with SMTPUTF8: raw UTF-8 in the header is as it should be (RFC 6532). */
  readonly smtpUtf8?: boolean;
  readonly documentText?: DocumentText | null;
};

const maxText = 1_048_576;

/** Bare CR, bare LF and NUL anywhere (RFC 5321 2.3.8): never let through as they are. */
export function readWire(bytes: Buffer): Message['wire'] {
  let bareNewline = false;
  for (let at = bytes.indexOf(0x0a); at >= 0 && !bareNewline; at = bytes.indexOf(0x0a, at + 1)) bareNewline = bytes[at - 1] !== 0x0d;
  for (let at = bytes.indexOf(0x0d); at >= 0 && !bareNewline; at = bytes.indexOf(0x0d, at + 1)) bareNewline = bytes[at + 1] !== 0x0a;
  return { bareNewline, nul: bytes.includes(0) };
}

function* walk(entity: Entity): Generator<Entity> {
  yield entity;
  for (const child of entity.children) yield* walk(child);
}

/** Readable text of an entity: of alternatives the plain one, of everything else all of it, attachments apart. */
function ownText(entity: Entity, parts: ReadonlyMap<Entity, ReadPart>): { readonly plain: string; readonly rich: string } {
  if (entity.children.length === 0) {
    const part = parts.get(entity)?.part;
    if (!part?.text || part.disposition === 'attachment') return { plain: '', rich: '' };
    if (part.mediaType === 'text/html') return { plain: '', rich: part.text };
    return part.mediaType === 'text/plain' || part.mediaType.startsWith('multipart/')
      ? { plain: part.text, rich: '' }
      : { plain: '', rich: '' };
  }
  const texts = entity.children.map((child) => ownText(child, parts));
  if (entity.mediaType === 'multipart/alternative') {
    const plain = texts.map((t) => t.plain).find((t) => t.trim() !== '') ?? '';
    return plain === '' ? { plain: '', rich: texts.map((t) => t.rich).find((t) => t.trim() !== '') ?? '' } : { plain, rich: '' };
  }
  const all = texts.map((t) => t.plain || t.rich).filter((t) => t !== '');
  return { plain: all.join('\n'), rich: '' };
}

const signedTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);

const isSigned = (parts: readonly ReadPart[]): boolean =>
  parts.some(
    ({ entity, part }) =>
      part.mediaType === 'multipart/signed' ||
      (signedTypes.has(part.mediaType) && /signed/i.test(entity.parameters['smime-type'] ?? '')) ||
      (part.text?.includes('-----BEGIN PGP SIGNED MESSAGE-----') ?? false),
  );

const isEmbedded = (read: ReadPart): boolean =>
  read.content !== null &&
  (read.part.mediaType === 'message/rfc822' || read.part.mediaType === 'message/global' || /\.eml$/i.test(read.part.fileName ?? ''));

type Level = { readonly header: ReadHeader; readonly text: string; readonly parts: readonly ReadPart[]; readonly root: Entity };

class Walker {
  readonly #options: ReadOptions;
  readonly #budget: Budget = { parts: 0 };
  #messages = 0;
  readonly inner: InnerMessage[] = [];

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  async read(bytes: Buffer, prefix: string): Promise<Level> {
    const root = scanStructure(bytes, 0, bytes.length, prefix, this.#budget);
    const parts: ReadPart[] = [];
    const byEntity = new Map<Entity, ReadPart>();
    let hint: LegacyCharset | null = null;
    for (const entity of walk(root)) {
      const read = await readPart(bytes, entity, { hint, documentText: this.#options.documentText ?? null });
      hint ??= asLegacyCharset(read.source?.form?.what);
      parts.push(read);
      byEntity.set(entity, read);
      if (isEmbedded(read)) parts.push(...(await this.#enter(read)));
    }
    const header = readHeader(bytes, root.fields, {
      hint,
      utf8: prefix !== '' || (this.#options.smtpUtf8 ?? false),
      reportLegacy: prefix === '',
    });
    const { plain, rich } = ownText(root, byEntity);
    return { header, parts, root, text: (plain || rich).slice(0, maxText) };
  }

  /** A message inside: its parts go on below, its own names are kept apart. */
  async #enter(read: ReadPart): Promise<readonly ReadPart[]> {
    if (++this.#messages > limits.messages) throw new LimitsExceeded(`more than ${limits.messages} messages inside`);
    const { header, text, parts } = await this.read(read.content ?? Buffer.alloc(0), read.part.path);
    const { messageId, from, to, subject, date } = header;
    this.inner.push({ messageId, from, to, subject, date, text });
    return parts;
  }
}

/** What can still be said of a message that couldn't be read: its header, and why. */
export function readHeaderOnly(bytes: Buffer, problem: NonNullable<Message['problem']>): Message {
  const window = bytes.subarray(0, limits.headerBytes);
  const end = window.indexOf('\r\n\r\n');
  const raw = scanFields(window, 0, end < 0 ? window.length : end + 2).slice(0, limits.fields);
  const header = readHeader(window, raw, { hint: null, utf8: true, reportLegacy: false });
  return {
    ...named(header),
    bytes: bytes.length,
    parts: [],
    inner: [],
    text: '',
    legacy: [],
    signed: false,
    wire: readWire(bytes),
    problem,
  };
}

/** The message of which not even the header may be looked at. */
export const unreadMessage = (bytes: number, problem: NonNullable<Message['problem']>): Message => ({
  ...named(readHeader(Buffer.alloc(0), [], { hint: null, utf8: true, reportLegacy: false })),
  bytes,
  parts: [],
  inner: [],
  text: '',
  legacy: [],
  signed: false,
  wire: { bareNewline: false, nul: false },
  problem,
});

/** A header as the message names it. */
function named(header: ReadHeader): Omit<ReadHeader, 'fields' | 'legacy'> & Pick<Message, 'header'> {
  const { fields, from, sender, replyTo, to, cc, resentFrom, subject, date, messageId, inReplyTo, references } = header;
  return { header: fields, from, sender, replyTo, to, cc, resentFrom, subject, date, messageId, inReplyTo, references };
}

/** Text parts of the message itself that people read, which the law wants in Unicode; attached files stay as they are. */
const legacyOf = ({ part, source }: ReadPart): LegacyText[] =>
  source?.form && part.disposition !== 'attachment'
    ? [
        {
          where: part.path,
          what: source.form.what,
          declared: part.charset,
          sample: (part.text ?? '').trim().slice(0, 200),
          repairable: source.form.repairable,
        },
      ]
    : [];

/** Reads a message from its octets. Never throws for what a sender wrote: what can't be read is said in `problem`. */
export async function readMessage(bytes: Buffer, options: ReadOptions = {}): Promise<ReadMessage> {
  const walker = new Walker(options);
  try {
    const { header, text, parts, root } = await walker.read(bytes, '');
    const own = new Set(walk(root));
    return {
      root,
      parts,
      message: {
        ...named(header),
        bytes: bytes.length,
        parts: parts.map((p) => p.part),
        inner: walker.inner,
        text,
        legacy: [...header.legacy, ...parts.filter((p) => own.has(p.entity)).flatMap(legacyOf)],
        signed: isSigned(parts.filter((p) => own.has(p.entity))),
        wire: readWire(bytes),
        problem: null,
      },
    };
  } catch (error) {
    const kind = error instanceof LimitsExceeded ? 'limits' : 'broken';
    const detail = error instanceof Error ? error.message : String(error);
    return { message: readHeaderOnly(bytes, { kind, detail }), parts: [], root: null };
  }
}
