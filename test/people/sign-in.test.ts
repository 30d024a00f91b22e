import { describe, expect, test } from '@jest/globals';
import { scryptSync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { directoryOf } from '../../agency/people/directory.ts';
import { completePeople } from '../../agency/people/load-people.ts';
import { hashPassword, passwordMatches } from '../../agency/people/password.ts';
import { createSignIn, type PasswordCheck } from '../../agency/people/sign-in.ts';

const password = 'lúa-sông-1234';
/** As `hashPassword` makes them, at a thirtieth of the cost: what is told apart here is who is asked, not how hard it is. */
const salt = Buffer.alloc(16, 7);
const hash = [
  'scrypt',
  1_024,
  8,
  1,
  salt.toString('base64url'),
  scryptSync(password.normalize('NFC'), salt, 32, { N: 1_024, r: 8, p: 1 }).toString('base64url'),
].join('$');

const directory = (local: string | null = hash) =>
  directoryOf(
    completePeople(
      {
        people: [
          { address: 'maivt@vidu.gov.vn', name: 'Mai', password: local },
          { address: 'huydq@vidu.gov.vn', name: 'Huy', password: local },
          { address: 'bichnt@vidu.gov.vn', name: 'Bích', state: 'left', password: local },
          { address: 'lanpt@vidu.gov.vn', name: 'Lan' },
        ],
      },
      { name: 'x', domain: 'vidu.gov.vn' },
      'test',
    ),
  );

/** Sign-in with a clock that the test moves. */
const world = (imap: PasswordCheck | null = null, people = directory()) => {
  const time = { now: Date.parse('2026-11-23T08:00:00+07:00') };
  const signIn = createSignIn({ directory: () => people, imap, clock: () => new Date(time.now) });
  return { time, signIn, mai: (given: string, client = '10.0.0.7') => signIn('maivt@vidu.gov.vn', given, client) };
};

describe('a local password', () => {
  test('right, wrong, composed differently, another case of the address', async () => {
    const { mai, signIn } = world();
    expect(await mai(password)).toMatchObject({ address: 'maivt@vidu.gov.vn' });
    expect(await mai(password.normalize('NFD'))).toMatchObject({ address: 'maivt@vidu.gov.vn' });
    expect(await signIn(' MaiVT@vidu.gov.vn ', password, 'c')).toMatchObject({ address: 'maivt@vidu.gov.vn' });
    for (const wrong of ['', `${password} `, password.toUpperCase(), 'x'.repeat(10_000)]) expect(await world().mai(wrong)).toBeNull();
  });
  test('who has left, is unknown, or has no password is nobody', async () => {
    for (const address of ['bichnt@vidu.gov.vn', 'ai@vidu.gov.vn', 'lanpt@vidu.gov.vn', '', '__proto__'])
      expect(await world().signIn(address, password, 'c')).toBeNull();
  });
  test('a hash that is none matches nothing', async () => {
    for (const broken of ['', 'scrypt$', 'scrypt$x$8$1$AA$AA', `${hash}x`, 'plain'])
      expect(await passwordMatches(password, broken)).toBe(false);
  });
  test('a remembered password is forgotten when the hash changes', async () => {
    const time = { people: directory() };
    const signIn = createSignIn({ directory: () => time.people, imap: null, clock: () => new Date() });
    expect(await signIn('maivt@vidu.gov.vn', password, 'c')).toMatchObject({ name: 'Mai' });
    time.people = directory(await hashPassword('khác'));
    expect(await signIn('maivt@vidu.gov.vn', password, 'c')).toBeNull();
  });
});

describe('back-off', () => {
  const failTimes = async (count: number, one: () => Promise<unknown>): Promise<void> => {
    for (let i = 0; i < count; i += 1) expect(await one()).toBeNull();
  };

  test('five failures in a row cost nothing, the sixth does, each further one twice as much', async () => {
    const { mai, time } = world();
    await failTimes(5, () => mai('sai'));
    expect(await mai(password)).toMatchObject({ name: 'Mai' });
    await failTimes(6, () => mai('sai'));
    expect(await mai(password)).toBe('later');
    time.now += 1_999;
    expect(await mai(password)).toBe('later');
    time.now += 1;
    expect(await mai('sai')).toBeNull();
    time.now += 3_999;
    expect(await mai(password)).toBe('later');
    time.now += 1;
    expect(await mai(password)).toMatchObject({ name: 'Mai' });
    expect(await mai('sai')).toBeNull();
    expect(await mai(password)).toMatchObject({ name: 'Mai' });
  });

  test('never longer than a quarter of an hour', async () => {
    const { mai, time } = world();
    await failTimes(5, () => mai('sai'));
    for (let i = 0; i < 12; i += 1) {
      expect(await mai('sai')).toBeNull();
      time.now += 15 * 60_000;
    }
    expect(await mai(password)).toMatchObject({ name: 'Mai' });
  });

  test('follows the account over clients, and the client over accounts', async () => {
    const account = world();
    for (let i = 0; i < 6; i += 1) expect(await account.mai('sai', `10.0.0.${i}`)).toBeNull();
    expect(await account.mai(password, '10.0.0.99')).toBe('later');
    expect(await account.signIn('huydq@vidu.gov.vn', password, '10.0.0.99')).toMatchObject({ name: 'Huy' });

    const client = world();
    for (let i = 0; i < 6; i += 1) expect(await client.signIn(`a${i}@vidu.gov.vn`, 'sai', '10.0.0.7')).toBeNull();
    expect(await client.mai(password, '10.0.0.7')).toBe('later');
    expect(await client.mai(password, '10.0.0.8')).toMatchObject({ name: 'Mai' });
  });

  test('is the same for an account that does not exist', async () => {
    const { signIn } = world();
    for (let i = 0; i < 6; i += 1) expect(await signIn('ai@vidu.gov.vn', 'sai', `c${i}`)).toBeNull();
    expect(await signIn('ai@vidu.gov.vn', 'sai', 'other')).toBe('later');
  });

  test('guesses at once are not more guesses: at one account, and of one client', async () => {
    const account = world();
    const given = await Promise.all(Array.from({ length: 40 }, (_, i) => account.mai(`sai${i}`, `10.0.1.${i}`)));
    expect(given.filter((g) => g === null)).toHaveLength(6);
    expect(given.filter((g) => g === 'later')).toHaveLength(34);

    const client = world();
    const sprayed = await Promise.all(Array.from({ length: 40 }, (_, i) => client.signIn(`a${i}@vidu.gov.vn`, 'sai', '10.0.0.7')));
    expect(sprayed.filter((g) => g === null).length).toBeLessThanOrEqual(6 + 3);
  });

  test('a right password used by many connections at once is never refused', async () => {
    const { mai } = world();
    const given = await Promise.all(Array.from({ length: 60 }, () => mai(password)));
    expect(given.every((g) => g !== null && g !== 'later')).toBe(true);
  });
});

describe("the agency's own server", () => {
  /** Stands for the server: counts, and knows one password. */
  const server = () => {
    const asked: string[] = [];
    const imap: PasswordCheck = (address, given) => {
      asked.push(address);
      return given === 'cắt' ? Promise.reject(new Error('away')) : Promise.resolve(given === password);
    };
    return { asked, imap };
  };

  test('is asked for people without a local password, and for nobody else', async () => {
    const { asked, imap } = server();
    const { signIn } = world(imap);
    expect(await signIn('lanpt@vidu.gov.vn', password, 'c')).toMatchObject({ name: 'Lan' });
    expect(await signIn('lanpt@vidu.gov.vn', 'sai', 'c')).toBeNull();
    expect(await signIn('maivt@vidu.gov.vn', password, 'c')).toMatchObject({ name: 'Mai' });
    expect(asked).toEqual(['lanpt@vidu.gov.vn', 'lanpt@vidu.gov.vn']);
  });

  test('a right password there opens nothing for who has left or stands in no list', async () => {
    const { asked, imap } = server();
    const { signIn } = world(imap, directory(null));
    expect(await signIn('bichnt@vidu.gov.vn', password, 'c')).toBeNull();
    expect(await signIn('ai@vidu.gov.vn', password, 'c')).toBeNull();
    expect(asked).toEqual(['bichnt@vidu.gov.vn', 'ai@vidu.gov.vn']);
  });

  test('never gets a name that would mean somebody else there', async () => {
    const { asked, imap } = server();
    for (const name of ['lanpt@vidu.gov.vn*admin', 'lanpt@vidu.gov.vn\0x', 'a b@vidu.gov.vn', 'lanpt', ''])
      expect(await world(imap).signIn(name, password, 'c')).toBeNull();
    expect(asked).toEqual([]);
  });

  test('an answer that never came is no failure', async () => {
    const { imap } = server();
    const { signIn } = world(imap);
    for (let i = 0; i < 8; i += 1) expect(await signIn('lanpt@vidu.gov.vn', 'cắt', 'c')).toBe('later');
    expect(await signIn('lanpt@vidu.gov.vn', password, 'c')).toMatchObject({ name: 'Lan' });
  });
});

test('an account that does not exist costs the same derivation as a wrong password', async () => {
  const people = directory(await hashPassword(password));
  const median = async (address: string): Promise<number> => {
    const took: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { signIn } = world(null, people);
      const from = performance.now();
      await signIn(address, 'sai', 'c');
      took.push(performance.now() - from);
    }
    return took.toSorted((a, b) => a - b)[2] ?? 0;
  };
  const [known, unknown, left] = [await median('maivt@vidu.gov.vn'), await median('ai@vidu.gov.vn'), await median('bichnt@vidu.gov.vn')];
  // Without the derivation an answer takes well under a hundredth of it: a wide band tells the two apart on a busy machine.
  for (const other of [unknown, left]) {
    expect(other).toBeGreaterThan(known / 5);
    expect(other).toBeLessThan(known * 5);
  }
});
