import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { decodeText } from './decode-text.ts';
import { cleanFileName } from './file-name.ts';

export type ArchiveEntries = { readonly names: readonly string[]; readonly unreadable: 'encrypted' | 'broken' | 'limits' | null };

/** hostile archives: entries, octets inflated and ratio that the directory itself announces. */
const limits = { entries: 2000, inflated: 104_857_600, ratio: 200 } as const;

/** Names are UTF-8 when flagged so (APPNOTE 4.4.4 bit 11), else what Windows wrote. */
function entryName(entry: Entry): string {
  const raw: unknown = entry.fileName;
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(String(raw));
  return decodeText(bytes, (entry.generalPurposeBitFlag & 0x800) === 0 ? null : 'utf-8').text;
}

/** Names in a zip from its central directory alone: nothing is inflated. */
export function archiveEntries(bytes: Buffer): Promise<ArchiveEntries> {
  return new Promise((resolve) => {
    fromBuffer(bytes, { lazyEntries: true, decodeStrings: false, validateEntrySizes: false }, (error: Error | null, zip?: ZipFile) => {
      if (error || !zip) {
        resolve({ names: [], unreadable: 'broken' });
        return;
      }
      const names: string[] = [];
      let inflated = 0;
      let encrypted = false;
      const finish = (unreadable: ArchiveEntries['unreadable']): void => {
        zip.close();
        resolve({ names, unreadable: unreadable ?? (encrypted ? 'encrypted' : null) });
      };
      if (zip.entryCount > limits.entries) {
        finish('limits');
        return;
      }
      zip.on('error', () => finish('broken'));
      zip.on('end', () =>
        finish(inflated > limits.inflated || (inflated > 1_048_576 && inflated > bytes.length * limits.ratio) ? 'limits' : null),
      );
      zip.on('entry', (entry: Entry) => {
        inflated += entry.uncompressedSize;
        if ((entry.generalPurposeBitFlag & 1) !== 0) encrypted = true;
        const name = cleanFileName(entryName(entry));
        if (name !== null && !entryNameIsFolder(entry)) names.push(name);
        zip.readEntry();
      });
      zip.readEntry();
    });
  });
}

const entryNameIsFolder = (entry: Entry): boolean => {
  const raw: unknown = entry.fileName;
  return Buffer.isBuffer(raw) ? raw.at(-1) === 0x2f : String(raw).endsWith('/');
};
