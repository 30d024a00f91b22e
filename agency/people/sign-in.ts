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

/** Sign-ins of one client that are looked at together: many guesses at once would all be made before the first one counts. */
const together = 4;
/** RFC 5321 4.5.3.1.3. What is longer is nobody's, and not remembered whole. */
const longest = 254;
/** What may be asked of the IMAP server: an address without the separator of its master users. */
const askable = /^[^\s@*<>"\p{Cc}]+@[a-z0-9.-]+$/u;

/** A password seen right is believed for this long without deriving it again: clients sign in for each message. */
const remembered = 5 * 60_000;
const room = 2_000;

/**
 * One sign-in for SMTP, pages and API. An account that is unknown, locked or has another password takes the same work: the same
 * derivation, or the same question to the IMAP server. Guesses at one account are looked at one after the other.
 * Right passwords are remembered for minutes as a keyed hash, never as they are; a changed hash forgets them.
 */
export function createSignIn({ directory, imap, clock }: Options): SignIn {
  const backOff = new BackOff();
  const key = randomBytes(32);
  const known = new Map<string, number>();
  const turns = new Map<string, Promise<unknown>>();
  let count = 0;

  const markOf = (account: string, hash: string, password: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([account, hash, password]))
      .digest('base64');

  const isKnown = (account: string, hash: string | null, password: string): boolean =>
    hash !== null && (known.get(markOf(account, hash, password)) ?? 0) > clock().getTime();

  const check = async (hash: string | null, account: string, password: string): Promise<boolean> => {
    if (hash === null && imap !== null) return askable.test(account) ? imap(account, password) : false;
    if (isKnown(account, hash, password)) return true;
    const right = await passwordMatches(password, hash);
    if (right) {
      if (known.size >= room) known.clear();
      known.set(markOf(account, hash ?? '', password), clock().getTime() + remembered);
    }
    return right;
  };

  const attempt = async (account: string, password: string, keys: readonly string[]): Promise<SignedIn> => {
    if (backOff.wait(keys, clock().getTime()) > 0) return 'later';
    const person = directory().person(account);
    let right: boolean;
    try {
      right = await check(person?.password ?? null, account, password);
    } catch {
      // Nobody could be asked: that was no guess.
      return 'later';
    }
    if (!right || person === null || person.state !== 'active') {
      backOff.failed(keys, clock().getTime());
      return null;
    }
    backOff.succeeded(keys);
    return person;
  };

  /** After what came before under the same name. */
  const inTurn = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(name) ?? Promise.resolve()).then(work, work);
    turns.set(name, turn);
    const leave = (): void => {
      if (turns.get(name) === turn) turns.delete(name);
    };
    turn.then(leave, leave);
    return turn;
  };

  return (address, password, client) => {
    const account = address
      .trim()
      .toLowerCase()
      .slice(0, longest + 1);
    const keys = [`account ${account}`, `client ${client}`];
    count += 1;
    const lane = `${client} ${count % together}`;
    return inTurn(`account ${account}`, () => inTurn(lane, () => attempt(account, password, keys)));
  };
}
