import { isUtf8 } from 'node:buffer';
import addressparser from 'nodemailer/lib/addressparser';
import type { Mailbox } from '../../mail/message.ts';
import { decodeHeaderText, unfold, type HeaderContext } from './header-text.ts';

/** Longest list that is read; a recipient list of 3,000 addresses fits. */
const maxLength = 262_144;

/** Domain in lower case, no blanks or controls. */
function cleanAddress(address: string): string {
  const plain = address.replace(/[\s\u0000-\u001f\u007f<>]+/g, '');
  const at = plain.lastIndexOf('@');
  return at < 0 ? plain : plain.slice(0, at + 1) + plain.slice(at + 1).toLowerCase();
}

type Parsed = { readonly address?: string | undefined; readonly name?: string | undefined; readonly group?: readonly Parsed[] | undefined };

function flatten(list: readonly Parsed[]): readonly Parsed[] {
  return list.flatMap((entry) => entry.group ?? [entry]);
}

/** Mailboxes of an address field (RFC 5322 3.4), groups opened, names decoded only after the list was split. */
export function readAddresses(bytes: Buffer, context: HeaderContext): readonly Mailbox[] {
  const raw = bytes.subarray(0, maxLength);
  const value = unfold(raw);
  const utf8 = isUtf8(raw);
  const list: readonly Parsed[] = addressparser(value);
  return flatten(list)
    .map((entry) => ({
      address: cleanAddress(utf8 ? Buffer.from(entry.address ?? '', 'latin1').toString('utf8') : (entry.address ?? '')),
      name: decodeHeaderText(Buffer.from(entry.name ?? '', 'latin1'), context).text,
    }))
    .filter((mailbox) => mailbox.address !== '' || mailbox.name !== '');
}
