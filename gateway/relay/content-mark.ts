import { createHash } from 'node:crypto';
import type { Message } from '../../mail/message.ts';

/**
 * Hash of a message's decoded attachments and text: what X-Vanthu-Id binds to. Text counts by its letters only, since
 * servers on the way rewrap and re-encode, and legacy letters that a rule repaired read the same.
 */
export function contentMark({ parts }: Pick<Message, 'parts'>): string {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const marks = parts.flatMap((part) => {
    if (part.text !== null) return [sha256(part.text.normalize('NFC').replaceAll(/\s+/g, ''))];
    return part.sha256 === null ? [] : [part.sha256];
  });
  return sha256(marks.sort().join('\n'));
}
