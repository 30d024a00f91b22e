import { open, opendir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readHeaderOnly } from '../../gateway/read/read-message.ts';
import { withCrlf } from '../../gateway/read/repair-message.ts';
import type { Message } from '../../mail/message.ts';

/** More than any mail that a listener takes. */
const largest = 64 * 1_048_576;
const headerOctets = 256 * 1024;

/** Mail files below the given paths, folders in order of name (Maildirs too); nothing is held but one folder's names. */
export async function* mailFiles(paths: readonly string[], cwd: string): AsyncGenerator<string> {
  for (const path of paths) {
    const full = resolve(cwd, path);
    // A path that is not there is yielded too: reading it says so, and the rest goes on.
    const folder = await stat(full).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!folder) {
      yield path;
      continue;
    }
    const names: { readonly name: string; readonly folder: boolean }[] = [];
    for await (const entry of await opendir(full)) {
      if (entry.isDirectory() || entry.isFile()) names.push({ name: entry.name, folder: entry.isDirectory() });
    }
    for (const { name, folder } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (folder) yield* mailFiles([join(path, name)], cwd);
      else yield join(path, name);
    }
  }
}

/** Stored mail often has LF alone: that is how files keep it, not how it came over the wire. */
const asOnTheWire = (octets: Buffer): Buffer => (octets.includes(0x0a) && !octets.includes(0x0d) ? withCrlf(octets) : octets);

/** A file's octets as SMTP would carry them. Rejects for files over 64 MB. */
export async function readMailFile(file: string, cwd: string): Promise<Buffer> {
  const path = resolve(cwd, file);
  const { size } = await stat(path);
  if (size > largest) throw new Error(`lớn hơn ${String(largest / 1_048_576)} MB`);
  return asOnTheWire(await readFile(path));
}

/** What the header alone says. */
export const headerOf = (octets: Buffer): Message =>
  readHeaderOnly(octets.subarray(0, headerOctets), { kind: 'limits', detail: 'header only' });

/** The Date of a mail file in milliseconds since 1970, else the file's own time. */
export async function dateOfFile(file: string, cwd: string): Promise<number> {
  const handle = await open(resolve(cwd, file));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerOctets), 0, headerOctets, 0);
    const date = headerOf(asOnTheWire(buffer.subarray(0, bytesRead))).date;
    return date === null ? (await handle.stat()).mtimeMs : Date.parse(date);
  } finally {
    await handle.close();
  }
}
