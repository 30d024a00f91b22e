import { emptyFields, fieldNames, type Document, type DocumentFields, type RegisteredFile } from './document.ts';
import { registeredFileName } from './file-name.ts';
import type { Blobs, Documents } from './ports.ts';
import { dayForPeople, vietnamTime } from './vietnam-day.ts';

/** A văn bản đến on paper, as a clerk writes it down. */
export type PaperEntry = {
  /** Made once by the form that sends it: sending it again takes no second number. */
  readonly key: string;
  readonly by: string;
  readonly fields: Partial<DocumentFields>;
  /** The true ngày đến, YYYY-MM-DD, also where it is entered later. */
  readonly arrivalDate: string;
  /** Ghi chú, e.g. `Vào sổ sau do sự cố ngày …`. */
  readonly description: string;
  readonly scans: readonly { readonly name: string | null; readonly mediaType: string; readonly bytes: Uint8Array }[];
};

export type PaperDesk = {
  /** Paper draws from the same sequence as electronic documents (NĐ30 Đ22.2). */
  enter(entry: PaperEntry): Promise<Document>;
  /** Paper after, or with, its electronic copy (Đ23.4): noted on the same row, no second number. Null when the row is closed or unknown. */
  arrived(id: string, by: string, day: string): Promise<Document | null>;
  /** The row and its number stay, with the reason. */
  cancel(id: string, by: string, reason: string): Promise<Document | null>;
};

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('; ');

/** What clerks do in the book of văn bản đến by hand. */
export function createPaperDesk(options: {
  readonly agency: string;
  readonly documents: Documents;
  readonly blobs: Blobs;
  readonly clock: () => Date;
}): PaperDesk {
  const { agency, documents, blobs, clock } = options;
  const rowOf = async (id: string): Promise<Document | null> => documents.get(id);

  return {
    async enter({ key, by, fields, arrivalDate, description, scans }) {
      const kept = await Promise.all(scans.map(async (scan) => ({ ...scan, ...(await blobs.put(scan.bytes)) })));
      const all: DocumentFields = { ...emptyFields, ...fields };
      const given = fieldNames.filter((name) => all[name] !== null);
      const year = Number(arrivalDate.slice(0, 4));
      const at = clock();
      const { document } = await documents.add({ book: 'den', series: '', year }, [`paper:${key}`], (number) => ({
        ...all,
        agency,
        book: 'den',
        series: '',
        year,
        number,
        arrivalNumber: number,
        arrivalDate,
        description,
        traceHeaderList: [],
        fileCode: null,
        docOrdinal: null,
        issuedAmount: null,
        state: 'checked',
        confidence: Object.fromEntries(given.map((name) => [name, 1])),
        fieldSources: Object.fromEntries(given.map((name) => [name, by])),
        alternatives: {},
        doubtful: [],
        urgent: all.priority !== null,
        files: kept.map(({ name, mediaType, bytes, sha256 }, i): RegisteredFile => ({
          n: i + 1,
          name: registeredFileName(number, all, i + 1, { mediaType, originalName: name }),
          originalName: name,
          bytes,
          sha256,
          mediaType,
          main: i === 0,
        })),
        original: null,
        source: { via: 'paper', messageId: null, from: all.organName ?? '', receivedAt: `${arrivalDate}T00:00:00+07:00`, passedOn: null },
        copies: [],
        history: [{ at: vietnamTime(at), by, what: 'Vào sổ', detail: `Số đến ${number}, bản giấy` }],
        registeredAt: at.toISOString(),
      }));
      return document;
    },
    async arrived(id, by, day) {
      const row = await rowOf(id);
      const note = `Đã nhận bản giấy ngày ${dayForPeople(day)}`;
      if (row === null || row.description.includes(note)) return row;
      return documents.change(id, ['registered', 'checked', 'presented', 'directed', 'done'], {
        set: { description: joined(row.description, note) },
        history: { at: vietnamTime(clock()), by, what: 'Bản giấy', detail: note },
      });
    },
    async cancel(id, by, reason) {
      const row = await rowOf(id);
      if (row === null) return null;
      return documents.change(id, ['registered', 'checked', 'presented', 'directed'], {
        set: { state: 'cancelled', description: joined(row.description, `Hủy: ${reason}`) },
        history: { at: vietnamTime(clock()), by, what: 'Hủy số', detail: reason },
      });
    },
  };
}
