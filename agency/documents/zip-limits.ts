import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { UnreadableError } from './unreadable-error.ts';

export type ZipEntry = { readonly name: string; readonly inflated: number };

const limits = { inflated: 100 * 1024 * 1024, ratio: 200, entries: 2_000, xml: 24 * 1024 * 1024 };
/** Small files compress well without harm. */
const ratioFrom = 1024 * 1024;

const open = (bytes: Uint8Array): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      { lazyEntries: true, autoClose: false, decodeStrings: true },
      (error, zip) => {
        if (error) reject(new UnreadableError('broken', error.message));
        else resolve(zip);
      },
    );
  });

function checkEntry(entry: Entry, total: number): void {
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new UnreadableError('encrypted', 'an entry is encrypted');
  if (total > limits.inflated) throw new UnreadableError('limits', 'inflates beyond the limit');
  if (entry.uncompressedSize > ratioFrom && entry.uncompressedSize > entry.compressedSize * limits.ratio)
    throw new UnreadableError('limits', 'compression ratio');
}

const eachEntry = (zip: ZipFile, visit: (entry: Entry) => Promise<void> | void): Promise<void> =>
  new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => reject(new UnreadableError('broken', error.message)));
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      Promise.resolve()
        .then(() => visit(entry))
        .then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });

/** Lists a zip by its central directory without inflating. Rejects with UnreadableError beyond the limits or when encrypted. */
export async function listZip(bytes: Uint8Array): Promise<readonly ZipEntry[]> {
  const zip = await open(bytes);
  if (zip.entryCount > limits.entries) throw new UnreadableError('limits', 'too many entries');
  const entries: ZipEntry[] = [];
  let total = 0;
  await eachEntry(zip, (entry) => {
    total += entry.uncompressedSize;
    checkEntry(entry, total);
    entries.push({ name: entry.fileName, inflated: entry.uncompressedSize });
    if (entries.length > limits.entries) throw new UnreadableError('limits', 'too many entries');
  });
  return entries;
}

/** Inflates one entry; yauzl fails when it yields more than its directory entry declares. */
const inflate = (zip: ZipFile, entry: Entry): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(new UnreadableError('broken', error.message));
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', (cause) => reject(new UnreadableError('broken', cause.message)));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });

/** Document type declarations are where entities are declared: no Office program writes one. */
const declaresEntities = (xml: Buffer): boolean => {
  const head = xml[0] === 0xff || xml[0] === 0xfe || xml[1] === 0 ? xml.toString('utf16le') : xml.toString('latin1');
  return /<!(?:DOCTYPE|ENTITY)/i.test(head);
};

/** Inflates what an XML reader will read and refuses entities, false sizes and oversize parts (UnreadableError). */
export async function checkXmlParts(bytes: Uint8Array): Promise<void> {
  const zip = await open(bytes);
  await eachEntry(zip, async (entry) => {
    if (!/\.(?:xml|rels)$/i.test(entry.fileName.slice(-8))) return;
    if (entry.uncompressedSize > limits.xml) throw new UnreadableError('limits', 'an XML part is too large');
    if (declaresEntities(await inflate(zip, entry))) throw new UnreadableError('broken', 'document type declaration');
  });
}

/** At most `limit` octets of one entry, from its beginning. */
const inflateBeginning = (zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(new UnreadableError('broken', error.message));
      const chunks: Buffer[] = [];
      let size = 0;
      const done = (): void => resolve(Buffer.concat(chunks).subarray(0, limit));
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < limit) return;
        stream.destroy();
        done();
      });
      stream.on('error', (cause) => reject(new UnreadableError('broken', cause.message)));
      stream.on('end', done);
    });
  });

/** The first entry of that name, inflated up to `limit` octets; null when absent. */
export async function readZipBeginning(bytes: Uint8Array, name: string, limit: number): Promise<Buffer | null> {
  const zip = await open(bytes);
  let found: Buffer | null = null;
  await eachEntry(zip, async (entry) => {
    if (found === null && entry.fileName === name) found = await inflateBeginning(zip, entry, limit);
  });
  return found;
}
