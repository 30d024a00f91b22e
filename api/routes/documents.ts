import { z } from 'zod';
import { fileHref, type Document } from '../../agency/registry/document.ts';
import { idParams, listOf, nothing, paging } from '../list.ts';
import { Download, notFound, route, type Route } from '../route.ts';
import type { Services } from '../services.ts';

const file = z.object({
  name: z.string(),
  originalName: z.string().nullable(),
  bytes: z.number().int(),
  sha256: z.string(),
  mediaType: z.string(),
  href: z.string(),
  main: z.boolean(),
});

/** Names of Nghị định 30/2020/NĐ-CP, Phụ lục VI. */
const document = z.object({
  id: z.string(),
  book: z.enum(['den', 'di', 'don']),
  year: z.number().int(),
  state: z.string(),
  arrivalNumber: z.number().int().nullable(),
  arrivalDate: z.string().nullable(),
  codeNumber: z.string().nullable(),
  codeNotation: z.string().nullable(),
  issuedDate: z.string().nullable(),
  organName: z.string().nullable(),
  typeName: z.string().nullable(),
  subject: z.string().nullable(),
  language: z.string().nullable(),
  pageAmount: z.number().int().nullable(),
  description: z.string(),
  signerInfo: z.object({ position: z.string().nullable(), fullName: z.string().nullable() }).nullable(),
  priority: z.string().nullable(),
  toPlaces: z.string().nullable(),
  traceHeaderList: z.array(z.string()),
  dueDate: z.string().nullable(),
  fileCode: z.string().nullable(),
  docOrdinal: z.number().int().nullable(),
  issuedAmount: z.number().int().nullable(),
  confidence: z.record(z.string(), z.number()),
  files: z.array(file),
  source: z.object({ via: z.enum(['smtp', 'imap', 'paper']), messageId: z.string().nullable(), from: z.string(), receivedAt: z.string() }),
});

const shown = (row: Document): z.input<typeof document> => ({
  ...row,
  traceHeaderList: [...row.traceHeaderList],
  confidence: { ...row.confidence },
  files: row.files.map((f) => ({ ...f, href: fileHref(row.id, f.n) })),
  source: { via: row.source.via, messageId: row.source.messageId, from: row.source.from, receivedAt: row.source.receivedAt },
});

/** Types a browser may show by itself; everything else is saved. */
const shownInline: readonly string[] = ['application/pdf', 'image/png', 'image/jpeg'];

export const documentRoutes = ({ documents, blobs, registry }: Pick<Services, 'documents' | 'blobs' | 'registry'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/documents',
    access: 'signed-in',
    summary: 'Sổ văn bản: tìm và xem / the register',
    params: nothing,
    query: z.object({
      book: z.enum(['den', 'di', 'don']).default('den'),
      year: z.coerce.number().int().min(2000).max(2999).optional(),
      q: z.string().max(200).default(''),
      ...paging,
    }),
    body: nothing,
    output: listOf(document),
    async run({ query: { book, year, q, limit, after } }, { person }) {
      if (!registry.visible(person, { book })) return { items: [], total: 0, next: null };
      const found = await documents.list({
        book,
        q,
        limit,
        ...(year === undefined ? {} : { year }),
        ...(after === undefined ? {} : { after }),
      });
      return { items: found.items.map(shown), total: found.total, next: found.next };
    },
  }),
  route({
    method: 'get',
    path: '/documents/{id}',
    access: 'signed-in',
    summary: 'Một văn bản / one document',
    params: idParams,
    query: nothing,
    body: nothing,
    output: document,
    async run({ params }, { person }) {
      const found = await documents.get(params.id);
      if (found === null || !registry.visible(person, found)) throw notFound();
      return shown(found);
    },
  }),
  route({
    method: 'get',
    path: '/documents/{id}/files/{n}',
    access: 'signed-in',
    summary: 'Một tệp của văn bản / one file',
    params: idParams.extend({ n: z.coerce.number().int().min(1).max(10_000) }),
    query: nothing,
    body: nothing,
    output: nothing,
    async run({ params }, { person }) {
      const found = await documents.get(params.id);
      const wanted = found?.files.find((f) => f.n === params.n);
      if (found === null || wanted === undefined || !registry.visible(person, found)) throw notFound();
      const bytes = await blobs.get(wanted.sha256);
      if (bytes === null) throw notFound();
      return new Download({ bytes, mediaType: wanted.mediaType, name: wanted.name, inline: shownInline.includes(wanted.mediaType) });
    },
  }),
];
