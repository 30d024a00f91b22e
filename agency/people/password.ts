import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** RFC 7914 costs: about 50 ms and 32 MiB a check on the machines we meet. */
const cost = { N: 32_768, r: 8, p: 1 } as const;
const keyLength = 32;

/** What {@link hashPassword} makes; other costs are taken up to a quarter of a GiB. */
export const passwordHash =
  /^scrypt\$(?:2|4|8|16|32|64|128|256|512|1024|2048|4096|8192|16384|32768|65536|131072|262144)\$[1-8]\$[1-4]\$[A-Za-z0-9_-]{8,}\$[A-Za-z0-9_-]{43}$/;

const derive = (password: string, salt: Buffer, N: number, r: number, p: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyLength, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** `scrypt$N$r$p$salt$hash`, base64url. The password is taken in NFC: keyboards differ in how they compose letters. */
export async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const key = await derive(password, salt, cost.N, cost.r, cost.p);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** A hash that no password matches: checking it takes as long as checking a real one. */
const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(keyLength).toString('base64url')}`;

/** Takes the same time whether the account exists (`hash` null) or not. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const real = hash !== null && passwordHash.test(hash);
  const [, n, r, p, salt = '', key = ''] = (real ? hash : nobody).split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(n), Number(r), Number(p));
  return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && real;
}
