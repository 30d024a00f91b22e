import { nfc } from '../vietnamese/normal-forms.ts';
import { addressIn } from './header.ts';
import { linesOf } from './words.ts';

/** A message quoted in another one, as its header block or reply line tells. Written by the carrier: a hint, never a proof. */
export type QuotedBlock = {
  readonly kind: 'block' | 'attribution';
  readonly from: { readonly address: string | null; readonly name: string };
  readonly subject: string;
  /** Text after the block, at most 4,000 characters. */
  readonly excerpt: string;
};

type Label = 'from' | 'date' | 'to' | 'cc' | 'subject' | 'reply-to';

/** As the clients' own localisation files say it; `Đến từ` is From, `Đến` is To: the longest label wins. */
const vocabulary = {
  from: ['từ', 'gửi từ', 'đến từ', 'người gửi', 'from', 'von'],
  date: ['ngày', 'đã gửi', 'ngày gửi', 'gửi lúc', 'gửi', 'thời gian', 'date', 'sent', 'sent on'],
  to: ['tới', 'đến', 'gửi đến', 'gửi tới', 'người nhận', 'kính gửi', 'to'],
  cc: ['cc', 'đồng kính gửi', 'đồng gửi', 'bcc'],
  subject: ['chủ đề', 'tiêu đề', 'subject'],
  'reply-to': ['trả lời cho', 'trả lời tới', 'reply-to', 'reply to'],
} as const satisfies Record<Label, readonly string[]>;

const labels: readonly { readonly text: string; readonly label: Label }[] = Object.entries(vocabulary)
  .flatMap(([label, texts]) => texts.map((text) => ({ text: nfc(text), label: label as Label })))
  .sort((a, b) => b.text.length - a.text.length);

/** What opens a forwarded text, without its dashes. */
const separators = [
  'tin nhắn đã được chuyển tiếp',
  'thư gốc',
  'thư đã chuyển tiếp',
  'bắt đầu thư chuyển tiếp',
  'bắt đầu thư được chuyển tiếp',
  'thư được chuyển tiếp',
  'thư chuyển tiếp',
  'forwarded message',
  'original message',
  'begin forwarded message',
].map((text) => nfc(text));

const mostLines = 20_000;
const mostBlocks = 50;
/** Labels stand within so many adjacent lines. */
const span = 6;

/** Without quotation marks, bold stars and list dots in front. */
const bare = (line: string): string => line.replace(/^[>|*\s•·]{1,60}/, '');

type Labelled = { readonly label: Label; readonly value: string };

function labelled(line: string): Labelled | null {
  const text = bare(line);
  const lower = text.slice(0, 40).toLowerCase();
  if (lower.slice(2).search(/[:：]/) === -1) return null;
  for (const { text: word, label } of labels) {
    if (!lower.startsWith(word)) continue;
    const rest = /^\s{0,3}\*{0,2}\s{0,3}[:：]\s{0,8}\*{0,2}([^]*)$/.exec(text.slice(word.length));
    if (rest !== null) return { label, value: (rest[1] ?? '').trim() };
    return null;
  }
  return null;
}

/** Whether a line is one of the lines that open a forwarded text. */
function isSeparator(line: string): boolean {
  const text = bare(line)
    .replaceAll(/[-_—:\s]+/g, ' ')
    .trim()
    .toLowerCase();
  return separators.includes(text) || text.startsWith('forwarded message from ');
}

const looksLikeDate = (value: string): boolean =>
  /\d{1,4}[/\-.]\d{1,2}|\d{1,2}:\d{2}|(?<!\d)(?:19|20)\d{2}(?!\d)|(?:thứ|th|tháng|thg)\s{0,2}[\p{L}\d]/iu.test(value);

function nameOf(value: string): string {
  const cut = value.search(/[<[(]/);
  return (cut === -1 ? value : value.slice(0, cut)).replaceAll(/["'*]/g, '').trim();
}

/** The header block that starts at a line, or null: at least 3 different labels incl. From, with an address or date in them. */
function blockAt(lines: readonly string[], start: number): (QuotedBlock & { readonly end: number }) | null {
  const values = new Map<Label, string>();
  let end = start;
  for (let i = start, blank = 0; i < lines.length && i < start + span + blank; i += 1) {
    const line = lines[i] ?? '';
    if (bare(line) === '') {
      // Clients that make text of an HTML table leave lines empty between the labels.
      if (values.size === 0 || blank >= span) break;
      blank += 1;
      continue;
    }
    const found = labelled(line);
    if (found === null) {
      if (values.size === 0) return null;
      continue;
    }
    const following = bare(lines[i + 1] ?? '');
    const value = found.value !== '' || labelled(following) !== null ? found.value : following;
    if (!values.has(found.label)) values.set(found.label, value);
    end = i + 1;
  }
  const from = values.get('from');
  if (values.size < 3 || from === undefined) return null;
  const proof = [...values.values()].some((v) => addressIn(v) !== null) || looksLikeDate(values.get('date') ?? '');
  if (!proof) return null;
  return {
    kind: 'block',
    from: { address: addressIn(from), name: nameOf(from) },
    subject: values.get('subject') ?? '',
    excerpt: excerptFrom(lines, end),
    end,
  };
}

function excerptFrom(lines: readonly string[], start: number): string {
  const out: string[] = [];
  for (let i = start, length = 0; i < lines.length && length < 4_000; i += 1) {
    const line = bare(lines[i] ?? '');
    out.push(line);
    length += line.length + 1;
  }
  return out.join('\n').trim().slice(0, 4_000);
}

/** `Vào lúc …, Hoàng Anh Tuấn <a@b> đã viết:` — the words that end the line above a quoted reply. */
const attributionEnd = /(?:đã viết(?: là)?|viết|wrote)\s{0,3}[:：]$/iu;
const attributionStart = /^-{0,8}\s{0,3}(?:vào|ngày|lúc|on|thứ|th)(?![\p{L}])/iu;

function attributionAt(lines: readonly string[], index: number): QuotedBlock | null {
  const line = bare(lines[index] ?? '');
  if (!attributionEnd.test(line.slice(-30))) return null;
  // Long lines are wrapped: the date stands up to two lines above.
  let text = line;
  for (let back = 1; back <= 2 && !attributionStart.test(text); back += 1) text = `${bare(lines[index - back] ?? '')} ${text}`;
  const address = addressIn(text);
  const beforeAddress = text.slice(0, text.search(/[<[(]?[^\s<[(]{1,64}@/));
  const name = address === null ? '' : (beforeAddress.split(/[,\d:]/).at(-1) ?? '').trim();
  if (address === null && !attributionStart.test(text)) return null;
  return { kind: 'attribution', from: { address, name }, subject: '', excerpt: excerptFrom(lines, index + 1) };
}

/** All quoted messages of a text, in order, at most 50. Linear in the text's length. */
export function quotedBlocks(text: string): readonly QuotedBlock[] {
  const lines = linesOf(nfc(text), mostLines);
  const found: QuotedBlock[] = [];
  for (let i = 0; i < lines.length && found.length < mostBlocks; i += 1) {
    const block = blockAt(lines, i);
    if (block !== null) {
      found.push({ kind: block.kind, from: block.from, subject: block.subject, excerpt: block.excerpt });
      i = block.end - 1;
      continue;
    }
    const attribution = attributionAt(lines, i);
    if (attribution !== null) found.push(attribution);
  }
  return found;
}

/** Whether the text has a line that opens a forwarded text. */
export const hasSeparator = (text: string): boolean => linesOf(nfc(text), mostLines).some(isSeparator);
