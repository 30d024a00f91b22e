import type { StoreConnection } from '../../store/connect.ts';

/** What is wrong with the records, a line each, and how many there are. */
export type RecordsCheck = { readonly problems: readonly string[]; readonly records: number; readonly documents: number };

type DocumentRow = {
  readonly agency: string;
  readonly book: string;
  readonly series: string;
  readonly year: number;
  readonly number: number;
  readonly original?: string | null;
  readonly files?: readonly { readonly sha256: string }[];
};

/** Reads every record of every collection; numbers of each book must follow each other, and `hasBlob` must know what documents name. */
export async function checkRecords(connection: StoreConnection, hasBlob: (sha256: string) => boolean): Promise<RecordsCheck> {
  const { db } = connection;
  if (db === undefined) throw new Error('Not connected');
  const problems: string[] = [];
  let records = 0;
  let documents = 0;
  const numbers = new Map<string, number[]>();
  for (const { name } of await db.listCollections().toArray()) {
    for await (const record of db.collection(name).find()) {
      records += 1;
      if (name !== 'documents') continue;
      documents += 1;
      // Sound: the product writes this collection only through its schema.
      const row = record as unknown as DocumentRow;
      const book = [row.agency, row.book, row.series, row.year].filter((part) => part !== '').join(' ');
      numbers.set(book, [...(numbers.get(book) ?? []), row.number]);
      for (const sha256 of [row.original, ...(row.files ?? []).map((f) => f.sha256)]) {
        if (sha256 !== null && sha256 !== undefined && !hasBlob(sha256))
          problems.push(`${book} số ${row.number}: thiếu tệp / missing file ${sha256}`);
      }
    }
  }
  for (const [book, taken] of numbers) {
    const sorted = taken.toSorted((a, b) => a - b);
    for (const [i, number] of sorted.entries()) {
      const before = sorted[i - 1];
      if (before !== undefined && number !== before + 1) problems.push(`${book}: sau số ${before} là số ${number} / a gap in the numbers`);
    }
  }
  return { problems, records, documents };
}
