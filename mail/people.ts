/** The people, units and mailboxes of an agency, as data; `agency/people` loads them from YAML or CSV and keeps them in memory. */

export type Role = 'quan-tri' | 'van-thu' | 'lanh-dao' | 'chanh-van-phong' | 'truong-phong' | 'chuyen-vien';

export type Person = {
  /** Also the account name; lower case. */
  readonly address: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  /** Unit code, e.g. `CCVC`; empty for those above the units. */
  readonly unit: string;
  /** `left`: has left the agency, locked from that day (ĐB Điều 4). */
  readonly state: 'active' | 'left';
  /** The head of the agency (người đứng đầu). */
  readonly head: boolean;
  /** Acts for the head by a uỷ quyền in force. */
  readonly deputy: boolean;
  /** Address of the person who answers for them while away, or after they left. */
  readonly delegate: string | null;
  readonly away: boolean;
  /** scrypt hash `scrypt$N$r$p$salt$hash` (base64url); null when the IMAP server checks the password. */
  readonly password: string | null;
};

export type Unit = {
  readonly code: string;
  readonly name: string;
  /** Address of its head. */
  readonly head: string;
};

export type AgencyMailbox = {
  readonly address: string;
  readonly kind: 'personal' | 'unit' | 'office';
  /** Persons who may send from it and look into it. */
  readonly users: readonly string[];
  readonly unit: string;
};

/** Read-only questions about the agency's people; answers come from memory, also while the database is away. */
export type Directory = {
  readonly agency: string;
  readonly people: readonly Person[];
  readonly units: readonly Unit[];
  readonly mailboxes: readonly AgencyMailbox[];
  /** The office mailbox's address. */
  readonly office: string;
  person(address: string): Person | null;
  mailbox(address: string): AgencyMailbox | null;
  unit(code: string): Unit | null;
  /** Addresses a person may send as: own, unit and office mailboxes that name them. */
  mayUse(person: Person): readonly string[];
  /** Whether mail to the address is ours to deliver (a mailbox, postmaster, abuse, the notices' answer address). */
  receives(address: string): boolean;
  /** The first active person with the role. */
  withRole(role: Role): readonly Person[];
  /** Head of the person's unit, or null. */
  headOf(person: Person): Person | null;
};
