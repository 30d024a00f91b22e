import type { ExaminedMail, MailFile, MailJudgement, OfficeMail } from '../../mail/office-mail.ts';
import type { Message, Part } from '../../mail/message.ts';
import type { Person } from '../../mail/people.ts';
import type { Fields } from '../../agency/documents/fields.ts';
import { noFields } from '../../agency/documents/fields.ts';
import { directoryOf } from '../../agency/people/directory.ts';
import { sha256Of } from '../../agency/registry/file-name.ts';
import type { Announcement, DocumentReading } from '../../agency/registry/ports.ts';
import { sourceKeys } from '../../gateway/mailbox/source-key.ts';

/** Builders of what the register is given: real bytes, small. */

const person = (local: string, name: string, more: Partial<Person> = {}): Person => ({
  address: `${local}@vidu.gov.vn`,
  name,
  title: '',
  roles: ['chuyen-vien'],
  unit: 'VP',
  state: 'active',
  head: false,
  deputy: false,
  delegate: null,
  away: false,
  password: null,
  ...more,
});

export const people = {
  duc: person('ductm', 'Trần Minh Đức', { roles: ['lanh-dao'], head: true }),
  thuy: person('thuyltt', 'Lê Thị Thanh Thủy', { roles: ['lanh-dao'], deputy: true }),
  lan: person('lanpt', 'Phạm Thị Lan', { roles: ['van-thu'] }),
  mai: person('maivt', 'Vũ Thị Mai', { unit: 'CCVC' }),
};

export const office = 'vanthu@vidu.gov.vn';
export const directory = directoryOf({
  agency: 'SỞ NỘI VỤ TỈNH VÍ DỤ',
  domain: 'vidu.gov.vn',
  people: Object.values(people),
  units: [{ code: 'CCVC', name: 'Phòng Công chức, viên chức', head: 'maivt@vidu.gov.vn' }],
  mailboxes: [{ address: office, kind: 'office', users: ['lanpt@vidu.gov.vn'], unit: 'VP' }],
});
export const isInside = (address: string): boolean => address.toLowerCase().endsWith('@vidu.gov.vn');
export const agency = { name: 'SỞ NỘI VỤ TỈNH VÍ DỤ', code: 'SNV' };

export const judgement = (more: Partial<MailJudgement> = {}): MailJudgement => ({
  envelopeFrom: 'vp@tanlap.example',
  aligned: true,
  inside: false,
  findings: [],
  ...more,
});

export const finding = (
  rule: string,
  action: MailJudgement['findings'][number]['action'],
  code = rule,
): MailJudgement['findings'][number] => ({
  rule,
  clause: '',
  action,
  reasons: [{ code, text: `vì ${rule}` }],
  recipients: [office],
});

export type Letter = {
  readonly from?: string;
  readonly fromName?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly id?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly file?: { readonly name: string; readonly content: string };
  readonly inner?: Message['inner'];
  readonly top?: string;
};

/** The bytes: what stands in them is what the stand-in reader below finds again. */
export const bytesOf = (letter: Letter): Buffer =>
  Buffer.from(
    [
      `From: ${letter.fromName ?? ''} <${letter.from ?? 'vp@tanlap.example'}>`,
      `To: <${office}>`,
      `Subject: ${letter.subject ?? 'Báo cáo'}`,
      'Date: Fri, 20 Nov 2026 09:00:00 +0700',
      `Message-ID: <${letter.id ?? '1'}@tanlap.example>`,
      ...Object.entries(letter.header ?? {}).map(([name, value]) => `${name}: ${value}`),
      '',
      JSON.stringify(letter),
      '',
    ].join('\r\n'),
  );

const part = (more: Partial<Part>): Part => ({
  path: '1',
  mediaType: 'text/plain',
  charset: 'utf-8',
  disposition: null,
  fileName: null,
  contentId: null,
  bytes: 0,
  sha256: null,
  text: null,
  firstPage: null,
  entries: [],
  holdsMessage: false,
  unreadable: null,
  duplicateFields: [],
  ...more,
});

export const messageOf = (letter: Letter): Message => ({
  bytes: 1000,
  header: Object.entries(letter.header ?? {}).map(([name, text]) => ({ name: name.toLowerCase(), text })),
  from: [{ address: letter.from ?? 'vp@tanlap.example', name: letter.fromName ?? '' }],
  sender: null,
  replyTo: [],
  to: [{ address: office, name: '' }],
  cc: [],
  resentFrom: [],
  subject: letter.subject ?? 'Báo cáo',
  date: '2026-11-20T02:00:00.000Z',
  messageId: `<${letter.id ?? '1'}@tanlap.example>`,
  inReplyTo: [],
  references: [],
  parts: [
    part({ path: '', mediaType: letter.top ?? 'multipart/mixed' }),
    part({ text: letter.text ?? '' }),
    ...(letter.file === undefined ? [] : [part({ path: '2', mediaType: 'application/pdf', fileName: letter.file.name })]),
  ],
  inner: letter.inner ?? [],
  text: letter.text ?? '',
  legacy: [],
  signed: false,
  wire: { bareNewline: false, nul: false },
  problem: null,
});

const letterIn = (bytes: Uint8Array): Letter => {
  const text = Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n');
  const letter: Letter = JSON.parse(text.slice(text.indexOf('\n\n') + 2));
  return letter;
};

/** Stands for the reading worker: message and files out of the bytes above. */
export const examineLetter = async (mail: OfficeMail): Promise<ExaminedMail> => {
  const letter = letterIn(mail.original);
  const bytes = Buffer.from(letter.file?.content ?? '');
  const files: readonly MailFile[] =
    letter.file === undefined ? [] : [{ path: '2', name: letter.file.name, mediaType: 'application/pdf', sha256: sha256Of(bytes), bytes }];
  return { message: messageOf(letter), files, judgement: mail.judgement ?? judgement() };
};

const field = <T>(value: T, confidence = 0.95) => ({ value, source: 'layout' as const, confidence, page: 1 });

/** `Số: 187/BC-UBND | ỦY BAN … | 2026-11-05 | Báo cáo | trích yếu | Hỏa tốc`: a document of one line; `MẬT` and `ĐƠN` are marks. */
export function readingOf(content: string): DocumentReading {
  const [code, organ, issued, type, subject, priority] = content.split('|').map((w) => w.trim());
  const [, number, notation] = /^Số: (\S+?)\/(\S+)$/.exec(code ?? '') ?? [];
  const fields: Partial<Fields> = {
    ...noFields,
    codeNumber: number === undefined ? null : field(number),
    codeNotation: notation === undefined ? null : field(notation),
    organName: organ === undefined || organ === '' ? null : field(organ),
    issuedDate: issued === undefined || issued === '' ? null : field(issued),
    typeName: type === undefined ? null : field(type),
    subject: subject === undefined ? null : field(subject),
    priority: priority === undefined ? null : field('Hỏa tốc' as const),
  };
  const isDocument = number !== undefined || content.startsWith('SCAN');
  return {
    main: isDocument ? '2' : null,
    fields,
    files: ['2'],
    isDocument,
    complaint: content.startsWith('ĐƠN'),
    secrecyMark: content.includes('[MẬT]'),
  };
}

export const readLetter = async (files: readonly MailFile[]): Promise<DocumentReading> => {
  const [file] = files;
  if (file === undefined) return { main: null, fields: noFields, files: [], isDocument: false, complaint: false, secrecyMark: false };
  const content = Buffer.from(file.bytes).toString('utf8');
  if (content === 'BROKEN') throw new Error('reader ended');
  return readingOf(content);
};

export const report = (number: number, more: Letter = {}): Letter => ({
  id: `report-${number}`,
  subject: `Báo cáo số ${number}`,
  text: 'Kính gửi Sở Nội vụ, xã gửi báo cáo.',
  file: {
    name: `bao-cao-${number}.pdf`,
    content: `Số: ${number}/BC-UBND | ỦY BAN NHÂN DÂN XÃ TÂN LẬP | 2026-11-05 | Báo cáo | Kết quả rà soát hộ tịch`,
  },
  ...more,
});

export const mailOf = (letter: Letter, more: Partial<OfficeMail> = {}): OfficeMail => {
  const original = more.original ?? bytesOf(letter);
  return {
    entryId: null,
    via: 'smtp',
    sourceKeys: sourceKeys(original, null),
    receivedAt: '2026-11-20T02:10:00.000Z',
    summary: {
      messageId: `<${letter.id ?? '1'}@tanlap.example>`,
      subject: letter.subject ?? 'Báo cáo',
      from: { address: letter.from ?? 'vp@tanlap.example', name: letter.fromName ?? '' },
      recipients: [office],
    },
    judgement: judgement({ envelopeFrom: letter.from ?? 'vp@tanlap.example', inside: isInside(letter.from ?? '') }),
    alteredCopyOf: null,
    original,
    ...more,
  };
};

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const announcementsTo = (told: Announcement[]) => ({
  announce: (announcement: Announcement): Promise<void> => {
    told.push(announcement);
    return Promise.resolve();
  },
});
