import type { Request } from 'express';
import type { SignIn } from '../agency/people/sign-in.ts';
import type { Sessions } from '../agency/people/web-session.ts';
import type { Directory, Person } from '../mail/people.ts';
import { cookieName, cookieOf, csrfOf, hashToken } from './sessions.ts';

export type Identity = {
  readonly person: Person | null;
  readonly by: 'basic' | 'bearer' | 'cookie' | null;
  /** The cookie's token, which CSRF tokens are bound to. */
  readonly token: string | null;
  readonly csrf: string;
};

const nobody: Identity = { person: null, by: null, token: null, csrf: '' };

type Parts = { readonly signIn: SignIn; readonly sessions: Sessions; readonly directory: () => Directory; readonly clock: () => Date };

/** A browser says where a request comes from: another site may neither use Basic credentials nor sign anybody in or out. */
export const foreign = (request: Request): boolean => {
  const site = request.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = request.get('origin');
  // The scheme is left to the proxy in front; `null` (a sandbox, a file) is foreign.
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== request.get('host');
};

const basic = (value: string): { address: string; password: string } | null => {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon > 0 ? { address: text.slice(0, colon), password: text.slice(colon + 1) } : null;
};

/** Who is calling: HTTP Basic, an app token, or the pages' cookie. Wrong credentials are nobody, never an error. */
export async function identify(request: Request, parts: Parts): Promise<Identity> {
  const [scheme, value] = (request.get('authorization') ?? '').split(' ', 2);
  if (scheme !== undefined && scheme !== '') {
    if (foreign(request) || value === undefined) return nobody;
    if (scheme.toLowerCase() === 'basic') {
      const given = basic(value);
      const person = given === null ? null : await parts.signIn(given.address, given.password, request.ip ?? '');
      return person === null || person === 'later' ? nobody : { person, by: 'basic', token: null, csrf: '' };
    }
    if (scheme.toLowerCase() === 'bearer') return known(value, 'app', 'bearer', parts);
    return nobody;
  }
  const token = cookieOf(request.get('cookie'), cookieName);
  return token === null ? nobody : known(token, 'page', 'cookie', parts);
}

async function known(token: string, kind: 'page' | 'app', by: 'bearer' | 'cookie', parts: Parts): Promise<Identity> {
  const session = await parts.sessions.find(hashToken(token), parts.clock());
  if (session === null || session.kind !== kind) return nobody;
  const person = parts.directory().person(session.person);
  return person?.state === 'active' ? { person, by, token, csrf: csrfOf(token) } : nobody;
}
