import { createHash } from 'node:crypto';
import type { Message } from '../../mail/message.ts';

/**
 * Hash of a message's decoded attachments and own text: what X-Vanthu-Id binds to. Blank space is left out, since
 * servers on the way rewrap and re-encode, and legacy letters that a rule repaired read the same.
 */
export function contentMark(message: Message): string {
  const hash = createHash('sha256');
  const files = message.parts.filter((part) => part.sha256 !== null && part.text === null).map((part) => part.sha256 ?? '');
  for (const file of files.sort()) hash.update(`${file}\n`);
  hash.update(message.text.normalize('NFC').replaceAll(/\s+/g, ''));
  return hash.digest('hex');
}
