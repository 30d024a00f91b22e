import { domainOf } from '../../mail/boundary.ts';
import { readAddresses } from '../read/addresses.ts';
import { fieldValue, scanFields, type RawField } from '../read/header-fields.ts';
import { headerEnd } from './submitted-header.ts';

/** The filter in front of us whose Authentication-Results are believed (RFC 8601). */
export type Upstream = { readonly authservId: string; readonly clients: readonly string[] };

/** Longer ones are no honest author's. */
const longestFrom = 8_192;

const unfolded = (bytes: Buffer, field: RawField): string =>
  fieldValue(bytes, field)
    .toString('latin1')
    .replaceAll(/\r\n(?=[ \t])/g, '');

/**
 * The results by method, without comments; what is quoted stays only where it could stand without quotation marks. A sender
 * chooses local parts, which the upstream repeats in both: neither may look like a result of its own.
 */
function resultsOf(value: string): readonly string[] {
  let plain = '';
  let depth = 0;
  let quoted: string | null = null;
  for (let i = 0; i < value.length; i += 1) {
    const letter = value.charAt(i);
    if (letter === '\\' && (depth > 0 || quoted !== null)) i += 1;
    else if (quoted !== null) {
      if (letter === '"') {
        if (/^[^\s;()=]*$/.test(quoted)) plain += quoted;
        quoted = null;
      } else quoted += letter;
    } else if (letter === '(') depth += 1;
    else if (letter === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && letter === '"') quoted = '';
    else if (depth === 0) plain += letter;
  }
  return plain.split(';');
}

/** The domain of the one author, read as the rules read it; empty where there are several or none. */
function authorDomain(bytes: Buffer, fields: readonly RawField[]): string {
  const [from, second] = fields.filter((field) => field.name === 'from');
  if (from === undefined || second !== undefined || from.end - from.start > longestFrom) return '';
  const [author, other] = readAddresses(fieldValue(bytes, from), { hint: null, utf8: true });
  return author === undefined || other !== undefined ? '' : domainOf(author.address);
}

/** Relaxed alignment without a public suffix list: equal, or one a subdomain of the other. */
export const aligns = (a: string, b: string): boolean => a !== '' && b !== '' && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));

/**
 * Whether the named upstream says that SPF or DKIM passed for the domain of the header From. Only its own topmost field
 * counts, and only when the message came from one of its addresses: anybody can write such a field.
 */
export function isAligned(header: Buffer, client: string, upstream: Upstream): boolean {
  if (upstream.authservId === '' || !upstream.clients.includes(client)) return false;
  const end = headerEnd(header);
  const fields = scanFields(header, 0, end < 0 ? header.length : end);
  const topmost = fields.find((field) => field.name === 'authentication-results');
  if (topmost === undefined) return false;
  const [authserv = '', ...methods] = resultsOf(unfolded(header, topmost));
  if (authserv.trim().split(/\s+/)[0]?.toLowerCase() !== upstream.authservId.toLowerCase()) return false;
  const author = authorDomain(header, fields);
  return methods.some((method) => {
    const [, name, result] = /^\s*(spf|dkim)\s*=\s*(\w+)/i.exec(method) ?? [];
    if (name === undefined || result?.toLowerCase() !== 'pass') return false;
    const property = name.toLowerCase() === 'dkim' ? /\sheader\.[di]\s*=\s*([^\s;]+)/i : /\ssmtp\.mailfrom\s*=\s*([^\s;]+)/i;
    return aligns(domainOf(property.exec(method)?.[1] ?? ''), author);
  });
}
