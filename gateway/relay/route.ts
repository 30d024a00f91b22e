import { domainOf } from '../../mail/boundary.ts';

/** Where copies go next. `key` names it: one queue, one pool of connections. */
export type Target =
  | {
      readonly kind: 'smtp' | 'lmtp';
      readonly key: string;
      readonly host: string;
      readonly port: number;
      readonly implicitTls: boolean;
      readonly tls: 'none' | 'opportunistic' | 'required' | 'verified';
    }
  | { readonly kind: 'maildir'; readonly key: string; readonly folder: string };

const shape = /^(smtp|smtps|lmtp):\/\/(?:\[([0-9a-f:]+)\]|([^\s:/?[\]@]+)):(\d{1,5})\/?(?:\?tls=(none|opportunistic|required|verified))?$/i;

function read(text: string): Target | null {
  if (text.startsWith('maildir:/')) return { kind: 'maildir', key: text, folder: text.slice('maildir:'.length) };
  const match = shape.exec(text);
  if (match === null) return null;
  const [, scheme = '', v6, name, port = '', tls] = match;
  return {
    kind: scheme.toLowerCase() === 'lmtp' ? 'lmtp' : 'smtp',
    key: text,
    host: v6 ?? name ?? '',
    port: Number(port),
    implicitTls: scheme.toLowerCase() === 'smtps',
    tls: (tls?.toLowerCase() as 'none' | undefined) ?? 'opportunistic',
  };
}

export const isTarget = (text: string): boolean => read(text) !== null;

/** The target that a route's right side names. Throws when it names none. */
export function readTarget(text: string): Target {
  const target = read(text);
  if (target === null) throw new Error(`không phải là đích chuyển thư: ${text}`);
  return target;
}

export type Routes = (address: string) => Target | null;

/** The narrowest pattern wins: address, domain, nearest `.suffix`, `inside`, `*`. */
export function createRoutes(table: Readonly<Record<string, string>>, isInside: (address: string) => boolean): Routes {
  const targets = new Map(Object.entries(table).map(([pattern, target]) => [pattern.toLowerCase(), readTarget(target)]));
  return (address) => {
    const domain = domainOf(address);
    const exact = targets.get(address.toLowerCase()) ?? targets.get(domain);
    if (exact !== undefined) return exact;
    for (let at = domain.indexOf('.'); at >= 0; at = domain.indexOf('.', at + 1)) {
      const suffix = targets.get(domain.slice(at));
      if (suffix !== undefined) return suffix;
    }
    return (isInside(address) ? targets.get('inside') : undefined) ?? targets.get('*') ?? null;
  };
}
