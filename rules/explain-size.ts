import type { Part } from '../mail/message.ts';
import { grouped, oneDecimal } from './words.ts';

/** What a person is told about a message that is too large. */
export type SizeFigures = {
  /** Octets of the message, as sent or as declared. */
  readonly bytes: number;
  readonly limit: number;
  /** Largest files first, decoded size in octets. */
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
  /** Octets of files that would fit altogether. */
  readonly fits: number;
};

const mebibyte = 1_048_576;
/** base64: 57 octets become a line of 76 characters, CR and LF. */
const encodedShare = 57 / 78;
/** Room for the header and a short text. */
const overhead = 20_480;

/** Figures for a message of `bytes` octets; `parts` where the message was read. */
export function sizeFigures(bytes: number, limit: number, parts: readonly Part[] = []): SizeFigures {
  const files = parts.filter((part) => part.fileName !== null && part.sha256 !== null);
  const largest = files.map((part) => ({ name: part.fileName ?? '', bytes: part.bytes })).sort((a, b) => b.bytes - a.bytes);
  return { bytes, limit, largest: largest.slice(0, 3), fits: Math.max(0, Math.floor((limit - overhead) * encodedShare)) };
}

const megabytes = (bytes: number): string => oneDecimal(bytes / mebibyte);
const short = (text: string): string => text.replace(/,0$/, '');

/**
 * `Thư này 12,3 MB, vượt giới hạn 10 MB. Tổng tệp đính kèm tối đa khoảng 7,3 MB.`
 * In octets where rounding would hide the difference. MB is 1,048,576 octets, as mail clients show it.
 */
export function explainSize(figures: SizeFigures): string {
  const { bytes, limit, fits } = figures;
  const differ = megabytes(bytes) !== megabytes(limit);
  const first = differ
    ? `Thư này ${short(megabytes(bytes))} MB, vượt giới hạn ${short(megabytes(limit))} MB.`
    : `Thư này ${grouped(bytes)} byte, vượt giới hạn ${grouped(limit)} byte.`;
  return `${first} Tổng tệp đính kèm tối đa khoảng ${megabytes(fits)} MB.`;
}
