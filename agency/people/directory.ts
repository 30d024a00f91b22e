import type { AgencyMailbox, Directory, Person, Role, Unit } from '../../mail/people.ts';

export type DirectoryData = {
  readonly agency: string;
  /** Mail domain, lower case. */
  readonly domain: string;
  readonly people: readonly Person[];
  readonly units: readonly Unit[];
  readonly mailboxes: readonly AgencyMailbox[];
};

/** Local parts that every hosted domain takes: RFC 5321 4.5.1, RFC 2142. */
const duties = ['postmaster', 'abuse'] as const;

/** Where notices come from; mail to it bounces nowhere. */
export const noticeLocalPart = 'thu-cong-vu';
/** Answers to notices: `tra-loi+<token>@<domain>`. */
export const answerLocalPart = 'tra-loi';

/** Address of postmaster or abuse of a hosted domain. */
export const isDutyAddress = (address: string, domain: string): boolean =>
  duties.some((duty) => address.toLowerCase() === `${duty}@${domain}`);

/** The directory over plain data; made again in each worker thread. */
export function directoryOf(data: DirectoryData): Directory {
  const people = new Map(data.people.map((p) => [p.address.toLowerCase(), p]));
  const mailboxes = new Map(data.mailboxes.map((m) => [m.address.toLowerCase(), m]));
  const units = new Map(data.units.map((u) => [u.code, u]));
  const active = (address: string): Person | null => {
    const found = people.get(address.toLowerCase());
    return found?.state === 'active' ? found : null;
  };
  const answers = new RegExp(`^${answerLocalPart}(\\+[A-Za-z0-9_-]{1,64})?$`, 'i');

  return {
    agency: data.agency,
    people: data.people,
    units: data.units,
    mailboxes: data.mailboxes,
    office: data.mailboxes.find((m) => m.kind === 'office')?.address ?? '',
    person: (address) => people.get(address.toLowerCase()) ?? null,
    mailbox: (address) => mailboxes.get(address.toLowerCase()) ?? null,
    unit: (code) => units.get(code) ?? null,
    mayUse: (person) => [
      person.address,
      ...data.mailboxes.filter((m) => m.kind !== 'personal' && m.users.includes(person.address)).map((m) => m.address),
    ],
    receives(address) {
      const lower = address.toLowerCase();
      if (mailboxes.has(lower)) return people.get(lower)?.state !== 'left';
      if (isDutyAddress(lower, data.domain)) return true;
      return lower.endsWith(`@${data.domain}`) && answers.test(lower.slice(0, lower.lastIndexOf('@')));
    },
    withRole: (role: Role) => data.people.filter((p) => p.state === 'active' && p.roles.includes(role)),
    headOf: (person) => active(units.get(person.unit)?.head ?? ''),
  };
}
