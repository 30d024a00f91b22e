import type { Message } from '../mail/message.ts';

/** Texts of all fields of that name (lower case), top first. */
export const fieldsOf = (message: Message, name: string): readonly string[] =>
  message.header.filter((field) => field.name === name).map((field) => field.text);

export const hasField = (message: Message, name: string): boolean => message.header.some((field) => field.name === name);

const isLocal = (c: string): boolean => /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u.test(c);
const isDomain = (c: string): boolean => /[\p{L}\p{N}.-]/u.test(c);

/** The addresses written in a text, without parsing it as a header: one pass, at most 50. */
export function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf('@'); at !== -1 && found.length < 50; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > 0 && at - start < 64 && isLocal(text[start - 1] ?? '')) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at < 255 && isDomain(text[end] ?? '')) end += 1;
    const domain = text.slice(at + 1, end).replace(/[.-]+$/, '');
    if (start < at && domain.includes('.')) found.push(`${text.slice(start, at)}@${domain.toLowerCase()}`);
  }
  return found;
}

export const addressIn = (text: string): string | null => addressesIn(text)[0] ?? null;
