import { domainToASCII } from 'node:url';

/** A path as the client wrote it, and what it means. */
export type Path =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'utf8' }
  /** Source routes, percent hack, bang paths, address literals, quoted local parts with an @: relay tricks, never real. */
  | { readonly kind: 'odd' };

const ascii = /^[\x21-\x7e]*$/;

/**
 * Address as we keep it: domain in lower case ASCII (the library turns xn-- into letters; look-alikes must not compare
 * equal to ours), local part as given. `utf8`: it needs SMTPUTF8, which was not announced.
 */
export function readPath(address: string, smtpUtf8: boolean): Path {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (!smtpUtf8 && !ascii.test(local)) return { kind: 'utf8' };
  if (at <= 0 || /[%!@:"\\(),;<>\s]/.test(local) || domain.startsWith('[') || domain.endsWith('.')) return { kind: 'odd' };
  const encoded = domainToASCII(domain).toLowerCase();
  if (encoded === '' || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(encoded)) return { kind: 'odd' };
  return { kind: 'address', address: `${local.normalize('NFC')}@${encoded}` };
}
