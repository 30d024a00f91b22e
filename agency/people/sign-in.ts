import { createHmac, randomBytes } from 'node:crypto';
import type { Directory, Person } from '../../mail/people.ts';
import { BackOff } from './back-off.ts';
import { passwordMatches } from './password.ts';

/** Port: asks the agency's own IMAP server; rejects when it can't be asked. */
export type PasswordCheck = (address: string, password: string) => Promise<boolean>;

/** `later`: too many failures in a row, or nobody could be asked; a temporary refusal. */
export type SignedIn = Person | null | 'later';

export type SignIn = (address: string, password: string, client: string) => Promise<SignedIn>;

type Options = {
  readonly directory: () => Directory;
  /** For people without a local password; null where there is no server to ask. */
  readonly imap: PasswordCheck | null;
  readonly clock: () => Date;
};

/** A password seen right is believed for this long without deriving it again: clients sign in for each message. */
const remembered = 5 * 60_000;
const room = 2_000;

/**
 * One sign-in for SMTP, pages and API. Constant time whether the account exists, is locked or has another password.
 * Right passwords are remembered for minutes as a keyed hash, never as they are; a changed hash forgets them.
 */
export function createSignIn({ directory, imap, clock }: Options): SignIn {
  const backOff = new BackOff();
  const key = randomBytes(32);
  const known = new Map<string, number>();

  const check = async (person: Person | null, address: string, password: string): Promise<boolean> => {
    const local = person?.password ?? null;
    if (person !== null && local === null && imap !== null) return imap(person.address, password);
    const mark = createHmac('sha256', key)
      .update(`${address}\0${local ?? ''}\0${password}`)
      .digest('base64');
    const now = clock().getTime();
    if (local !== null && (known.get(mark) ?? 0) > now) return true;
    const right = await passwordMatches(password, local);
    if (right) {
      if (known.size >= room) known.clear();
      known.set(mark, now + remembered);
    }
    return right;
  };

  return async (address, password, client) => {
    const account = address.trim().toLowerCase();
    const keys = [`account ${account}`, `client ${client}`];
    if (backOff.wait(keys, clock().getTime()) > 0) return 'later';
    const person = directory().person(account);
    let right: boolean;
    try {
      right = await check(person, account, password);
    } catch {
      return 'later';
    }
    if (!right || person === null || person.state !== 'active') {
      backOff.failed(keys, clock().getTime());
      return null;
    }
    backOff.succeeded([`account ${account}`, `client ${client}`]);
    return person;
  };
}
