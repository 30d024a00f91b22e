import type { HeaderField, LegacyText, Mailbox } from '../../mail/message.ts';
import type { LegacyCharset } from '../../vietnamese/legacy-letters.ts';
import { readAddresses } from './addresses.ts';
import { fieldValue, type RawField } from './header-fields.ts';
import { decodeHeaderText, type HeaderContext } from './header-text.ts';

export type ReadHeader = {
  readonly fields: readonly HeaderField[];
  readonly from: readonly Mailbox[];
  readonly sender: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly resentFrom: readonly Mailbox[];
  readonly subject: string;
  readonly date: string | null;
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly legacy: readonly LegacyText[];
};

/** Fields that people read; only these are reported and repaired. */
export const shownFields = new Set([
  'subject',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'comments',
  'keywords',
  'organization',
  'resent-from',
]);

const addressFields = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'resent-from']);
const maxIds = 200;

/** RFC 5322 date as ISO 8601 in UTC; null when there is none that can be read. */
function readDate(text: string): string | null {
  const time = Date.parse(text.replace(/\([^()]*\)/g, ' ').slice(0, 100));
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

const idsIn = (text: string): readonly string[] => (text.match(/<[^<>\s]{1,998}>/g) ?? []).slice(-maxIds);

/** Reads a header block. `reportLegacy` is off for messages inside, which nobody repairs. */
export function readHeader(
  bytes: Buffer,
  raw: readonly RawField[],
  options: { readonly hint: LegacyCharset | null; readonly utf8: boolean; readonly reportLegacy: boolean },
): ReadHeader {
  const context: HeaderContext = options;
  const fields: HeaderField[] = [];
  const legacy: LegacyText[] = [];
  const addresses = new Map<string, Mailbox[]>();
  for (const field of raw) {
    if (field.name === '') continue;
    const value = fieldValue(bytes, field);
    const { text, form } = decodeHeaderText(value, context);
    fields.push({ name: field.name, text });
    if (form !== null && options.reportLegacy && shownFields.has(field.name)) {
      legacy.push({ where: field.name, what: form.what, declared: null, sample: text.slice(0, 200), repairable: form.repairable });
    }
    // From may wrongly stand twice: all of them count, so that none hides behind the other.
    if (addressFields.has(field.name)) {
      const all = addresses.get(field.name) ?? [];
      for (const mailbox of readAddresses(value, context)) all.push(mailbox);
      addresses.set(field.name, all);
    }
  }
  const first = (name: string): string => fields.find((f) => f.name === name)?.text ?? '';
  const list = (name: string): readonly Mailbox[] => addresses.get(name) ?? [];
  return {
    fields,
    from: list('from'),
    sender: list('sender')[0] ?? null,
    replyTo: list('reply-to'),
    to: list('to'),
    cc: list('cc'),
    resentFrom: list('resent-from'),
    subject: first('subject'),
    date: readDate(first('date')),
    messageId: idsIn(first('message-id'))[0] ?? (first('message-id').split(' ')[0]?.slice(0, 998) || null),
    inReplyTo: idsIn(first('in-reply-to')),
    references: idsIn(first('references')),
    legacy,
  };
}
