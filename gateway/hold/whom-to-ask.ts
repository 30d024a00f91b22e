import { isProtected, sameAddress, type Boundary } from '../../mail/boundary.ts';
import type { Directory, Person } from '../../mail/people.ts';

/** Who is asked, and for whom: null author name when the person asked is the author. */
export type Chosen = { readonly address: string; readonly name: string };

type People = {
  readonly directory: Directory;
  readonly boundary: Boundary;
  /** Never asked about their own mail. */ readonly sender: string;
};

const here = (person: Person | null): person is Person => person !== null && person.state === 'active' && !person.away;
const active = (person: Person | null): person is Person => person !== null && person.state === 'active';

/** The person behind an address: office mailbox → Chánh Văn phòng, unit mailbox → its head. */
function ownerOf(directory: Directory, address: string): Person | null {
  const person = directory.person(address);
  if (person !== null) return person;
  const mailbox = directory.mailbox(address);
  if (mailbox?.kind === 'office') return directory.withRole('chanh-van-phong')[0] ?? null;
  return mailbox?.kind === 'unit' ? directory.person(directory.unit(mailbox.unit)?.head ?? '') : null;
}

const delegateOf = (directory: Directory, person: Person): Person | null =>
  person.delegate === null ? null : directory.person(person.delegate);

/** Above the author: head of unit, Chánh Văn phòng. A leader is never stood in for by a subordinate he did not name. */
function above(directory: Directory, author: Person | null): readonly Person[] {
  if (author?.roles.includes('lanh-dao') === true) return author.head ? directory.people.filter((p) => p.deputy) : [];
  const head = author === null ? null : directory.headOf(author);
  return [...(head === null ? [] : [head]), ...directory.withRole('chanh-van-phong')];
}

/**
 * The one person asked, from those that policy names in order: the first who is there, else their delegate; then those above
 * the author; then, of those away, the first (they may still answer). Null when nobody is left: the mail is refused.
 */
export function whomToAsk(ask: readonly string[], { directory, boundary, sender }: People): Chosen | null {
  const fits = (person: Person | null, test: (p: Person | null) => p is Person): person is Person =>
    test(person) && !sameAddress(person.address, sender);
  const named = ask.map((address) => ownerOf(directory, address));
  for (const [i, address] of ask.entries()) {
    const person = named[i] ?? null;
    if (fits(person, here)) return person;
    const delegate = person === null ? null : delegateOf(directory, person);
    if (fits(delegate, here)) return delegate;
    // an author of another agency on a protected domain answers with aligned DKIM or SPF
    if (person === null && directory.mailbox(address) === null && isProtected(boundary, address) && !directory.receives(address))
      return { address, name: address };
  }
  const higher = above(directory, named[0] ?? null);
  for (const person of [...higher.filter((p) => here(p)), ...named, ...higher]) if (fits(person, active)) return person;
  return null;
}

/** Who is asked as well when the first is silent for 8 working hours, or at once when it is urgent. */
export function askedAlso(author: string, asked: readonly string[], { directory, sender }: People): readonly string[] {
  const known = (person: Person): boolean => asked.some((a) => sameAddress(a, person.address)) || sameAddress(person.address, sender);
  const person = directory.person(author) ?? ownerOf(directory, author);
  const delegate = person === null ? null : delegateOf(directory, person);
  const next = [...(delegate === null ? [] : [delegate]), ...above(directory, person)].find((p) => active(p) && !known(p));
  return next === undefined ? [] : [next.address];
}
