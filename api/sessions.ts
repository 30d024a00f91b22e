import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a sign-in on the pages lasts: one working day. */
export const sessionHours = 10;
export const cookieName = 'vanthu';

/** 256 bits: nothing to guess. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** What forms carry to prove that they came from our own page: bound to the sign-in, useless without it. */
export const csrfOf = (token: string): string => createHmac('sha256', token).update('form').digest('base64url');

export function csrfMatches(token: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const want = Buffer.from(csrfOf(token));
  const got = Buffer.from(given);
  return want.length === got.length && timingSafeEqual(want, got);
}

/** The value of one cookie, or null (RFC 6265). */
export function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && /^[A-Za-z0-9_-]{20,100}$/.test(value)) return value;
  }
  return null;
}
