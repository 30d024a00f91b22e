import { domainOf } from '../../mail/boundary.ts';

/** The filter in front of us whose Authentication-Results are believed (RFC 8601). */
export type Upstream = { readonly authservId: string; readonly clients: readonly string[] };

const unfolded = (header: string): readonly string[] => header.replaceAll(/\r\n(?=[ \t])/g, '').split('\r\n');
const valueOf = (line: string, name: string): string | null =>
  line.toLowerCase().startsWith(`${name}:`) ? line.slice(name.length + 1).trim() : null;

/** Relaxed alignment without a public suffix list: equal, or one a subdomain of the other. */
export const aligns = (a: string, b: string): boolean => a !== '' && b !== '' && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));

/**
 * Whether the named upstream says that SPF or DKIM passed for the domain of the header From. Only its own topmost field
 * counts, and only when the message came from one of its addresses: anybody can write such a field.
 */
export function isAligned(header: Buffer, client: string, upstream: Upstream): boolean {
  if (upstream.authservId === '' || !upstream.clients.includes(client)) return false;
  const lines = unfolded(header.toString('latin1'));
  const from = lines.map((line) => valueOf(line, 'from')).find((value) => value !== null);
  const results = lines.map((line) => valueOf(line, 'authentication-results')).find((value) => value !== null);
  if (from === undefined || from === null || results === undefined || results === null) return false;
  const [authserv = '', ...methods] = results.replaceAll(/\([^()]*\)/g, ' ').split(';');
  if (authserv.trim().split(/\s+/)[0]?.toLowerCase() !== upstream.authservId.toLowerCase()) return false;
  const author = domainOf((/<([^<>]*)>\s*$/.exec(from)?.[1] ?? from).trim());
  return methods.some((method) => {
    const [, name, result] = /^\s*(spf|dkim)\s*=\s*(\w+)/i.exec(method) ?? [];
    if (name === undefined || result?.toLowerCase() !== 'pass') return false;
    const property = name.toLowerCase() === 'dkim' ? /header\.[di]\s*=\s*"?([^\s";]+)/i : /smtp\.mailfrom\s*=\s*"?([^\s";]+)/i;
    return aligns(domainOf(property.exec(method)?.[1] ?? ''), author);
  });
}
