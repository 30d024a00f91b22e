import { codeOf, fileHref, type Document } from '../../agency/registry/document.ts';
import { localTime } from '../../mail/local-time.ts';
import { documentPage, type DocumentData, type DocumentField } from '../../templates/pages/document.ts';
import { registerPage, type RegisterRow } from '../../templates/pages/register.ts';
import type { Page } from '../page.ts';
import { notFound } from '../route.ts';
import type { Services } from '../services.ts';

type Parts = Pick<Services, 'documents' | 'registry' | 'blobs' | 'reader' | 'directory'>;

const pageLength = 50;
/** Years that can be chosen: this one and those before it since the register began here. */
const yearsBack = 5;
/** So much of a mail's text is shown beside its document. */
const textShown = 20_000;

/** States in which a document still asks for somebody. */
const unfinished = ['registered', 'checked', 'presented', 'directed'] as const;

const rowOf = (row: Document): RegisterRow => ({
  id: row.id,
  arrivalNumber: row.arrivalNumber,
  arrivalDate: row.arrivalDate ?? '',
  organName: row.organName,
  codeNumber: row.codeNumber,
  codeNotation: row.codeNotation,
  issuedDate: row.issuedDate,
  typeName: row.typeName,
  subject: row.subject,
  priority: row.priority,
  unit: null,
  forwardedAt: null,
  note: row.copies.length > 0 ? `Có ${row.copies.length} bản thêm` : row.description,
  unsure: row.doubtful,
});

const labels = [
  ['organName', 'Cơ quan ban hành'],
  ['codeNumber', 'Số'],
  ['codeNotation', 'Ký hiệu'],
  ['issuedDate', 'Ngày tháng văn bản'],
  ['typeName', 'Tên loại'],
  ['subject', 'Trích yếu nội dung'],
  ['signerInfo', 'Người ký'],
  ['priority', 'Mức độ khẩn'],
  ['toPlaces', 'Nơi nhận'],
  ['dueDate', 'Thời hạn giải quyết'],
  ['pageAmount', 'Số trang'],
  ['language', 'Ngôn ngữ'],
] as const satisfies readonly (readonly [keyof Document, string])[];

const valueOf = (row: Document, name: (typeof labels)[number][0]): string => {
  const value = row[name];
  if (value === null) return '';
  if (typeof value === 'object') return [value.position, value.fullName].filter((v) => v !== null).join(' ');
  if (name === 'issuedDate' || name === 'dueDate') return String(value).split('-').toReversed().join('/');
  return String(value);
};

/** Blank is right where a document says nothing of these. */
const mayBeBlank: readonly string[] = ['priority', 'dueDate', 'signerInfo', 'toPlaces', 'pageAmount', 'language', 'typeName'];

const fieldsOf = (row: Document): readonly DocumentField[] =>
  labels.flatMap(([name, label]) => {
    const value = valueOf(row, name);
    if (value === '' && mayBeBlank.includes(name)) return [];
    return [{ label, value, confidence: row.confidence[name] ?? null, source: row.fieldSources[name] ?? null }];
  });

async function textOf(
  { blobs, reader }: Parts,
  row: Document,
): Promise<{ readonly text: string | null; readonly originalText: string | null }> {
  const original = row.original === null ? null : await blobs.get(row.original);
  if (original === null) return { text: null, originalText: null };
  // What can't be read is still there to be downloaded: the page shows the rest.
  const message = await reader.read({ bytes: original }).then(
    (read) => read.message,
    () => null,
  );
  if (message === null) return { text: null, originalText: null };
  const garbled = message.legacy.some((l) => l.what !== 'nfd');
  const body = original.subarray(Math.max(0, original.indexOf('\r\n\r\n') + 4));
  return { text: message.text.slice(0, textShown), originalText: garbled ? body.toString('latin1').slice(0, 4_000) : null };
}

export const registerPages = (parts: Parts): readonly Page[] => [
  {
    method: 'get',
    path: '/van-ban',
    access: 'signed-in',
    async run({ person, fields, context, now }) {
      const thisYear = Number(localTime(now).date.slice(0, 4));
      const book = fields['book'] === 'don' && parts.registry.visible(person, { book: 'don' }) ? 'don' : 'den';
      const year = /^\d{4}$/.test(fields['year'] ?? '') ? Number(fields['year']) : thisYear;
      const q = (fields['q'] ?? '').slice(0, 200);
      const after = fields['after'];
      const urgent = fields['khan'] === '1';
      const first = after === undefined || after === '';
      // Khẩn that nobody has finished stand on top of the first page, whatever came after them (NĐ30 Đ4.2c).
      const pressing =
        first && !urgent && q === ''
          ? (await parts.documents.list({ book, year, urgent: true, states: unfinished, limit: pageLength })).items
          : [];
      const found = await parts.documents.list({
        book,
        year,
        q,
        limit: pageLength,
        ...(urgent ? { urgent } : {}),
        ...(first ? {} : { after }),
      });
      const others = found.items.filter((row) => !pressing.some((p) => p.id === row.id));
      return registerPage(context, {
        book,
        year,
        years: Array.from({ length: yearsBack + 1 }, (_, i) => thisYear - i),
        q,
        urgent,
        total: found.total,
        rows: [...pressing, ...others].map(rowOf),
        next: found.next,
        mayOpenComplaints: parts.registry.visible(person, { book: 'don' }),
      });
    },
  },
  {
    method: 'get',
    path: '/van-ban/:id',
    access: 'signed-in',
    async run({ person, params, context }) {
      const row = await parts.documents.get(params['id'] ?? '');
      if (row === null || !parts.registry.visible(person, row)) throw notFound();
      const { text, originalText } = await textOf(parts, row);
      const data: DocumentData = {
        title: [row.typeName, codeOf(row), row.subject].filter((v) => v !== null && v !== '').join(' · ') || '(chưa đọc được)',
        arrivalNumber: row.arrivalNumber,
        arrivalDate: row.arrivalDate ?? '',
        priority: row.priority,
        fields: fieldsOf(row),
        files: row.files.map((f) => ({
          name: f.name,
          originalName: f.originalName,
          bytes: f.bytes,
          href: fileHref(row.id, f.n),
          main: f.main,
        })),
        source: { from: row.source.from, receivedAt: row.source.receivedAt, via: row.source.via, messageId: row.source.messageId },
        text,
        originalText,
        copies: row.copies.map((c) => ({ from: c.from, receivedAt: c.receivedAt })),
        history: row.history.map((h) => ({ at: h.at, text: [h.what, h.detail].filter((v) => v !== '').join(': ') })),
      };
      return documentPage(context, data);
    },
  },
];
