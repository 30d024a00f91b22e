import { inflateSync, constants } from 'node:zlib';
import { UnreadableError } from './unreadable-error.ts';

const limits = { text: 100 * 1024 * 1024, image: 128 * 1024 * 1024, ratio: 200 };
/** Deflate reaches about 1,032 to 1: shorter streams can't exceed the limit by themselves. */
const worthChecking = 64 * 1024;
const maxStreams = 20_000;
const dictionaryReach = 600;

/** Octets a deflated stream yields, at most `cap` + 1; damaged ones count as far as they go. */
function inflatedSize(data: Uint8Array, cap: number): number {
  try {
    return inflateSync(data, { maxOutputLength: cap, finishFlush: constants.Z_SYNC_FLUSH }).length;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? cap + 1 : 0;
  }
}

/** Refuses PDF files whose deflated streams would fill memory (UnreadableError), before a reader opens them. */
export function checkPdfStreams(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let total = 0;
  let at = file.indexOf('stream');
  for (let count = 0; at >= 0 && count < maxStreams; count += 1) {
    const start = at + (file[at + 6] === 0x0d ? 8 : 7);
    const end = file.indexOf('endstream', start);
    const stop = end < 0 ? file.length : end;
    if (stop - start >= worthChecking) {
      const dictionary = file.toString('latin1', Math.max(0, at - dictionaryReach), at);
      const own = dictionary.slice(dictionary.lastIndexOf(' obj') + 1);
      if (/\/(?:FlateDecode|Fl)\b/.test(own)) {
        const image = /\/Subtype\s*\/Image\b/.test(own);
        const size = inflatedSize(file.subarray(start, stop), image ? limits.image : limits.text);
        total += image ? 0 : size;
        const bomb = image && size > limits.image && size > (stop - start) * limits.ratio;
        if (bomb || total > limits.text) throw new UnreadableError('limits', 'streams inflate beyond the limit');
      }
    }
    at = file.indexOf('stream', stop + 9);
  }
}
