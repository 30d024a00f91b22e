/**
 * Envelope and header addresses.
 * @see @haraka/email-address 3.1 `index.d.ts`, `lib/address.js`
 */

/** Lean form for storage; `new Address(json)` reads it back. */
export interface AddressJson {
  phrase?: string;
  comment?: string;
  group?: AddressGroup;
  original: string;
  original_host?: string;
  host: string;
  user: string;
  is_utf8?: boolean;
  _kind?: string;
}

/** An address of `MAIL FROM` or `RCPT TO`, or one read from a header field (then with `phrase` and `comment`). */
export interface Address {
  /** Local part, as written; empty for the null reverse-path. */
  user: string;
  /** Domain in lower case and in its ASCII form; empty for `<>` and `<postmaster>`. */
  host: string;
  /** What was parsed, with its angle brackets. */
  original: string;
  /** Domain as written. */
  original_host?: string;
  /** Local part or domain has letters outside ASCII (RFC 6531). */
  is_utf8?: boolean;
  /** Display name; empty on envelope addresses. */
  phrase: string;
  /** Comment in parentheses; empty on envelope addresses. */
  comment: string;
  /** The group it was listed in, when read from a header field. */
  group: AddressGroup | null;
  /** `user@host` with the domain as written; empty for `<>`. A getter since Haraka 3.2, a method before: `address()` throws now. */
  readonly address: string;
  /** Reads an address into this object. Throws on bad syntax. */
  parse(address: string): void;
  /** Is this the null reverse-path `<>` (RFC 5321, 4.5.5)? */
  isNull(): boolean;
  /** `<user@host>`; for header addresses `Phrase <user@host> (comment)`. */
  format(usePunycode?: boolean): string;
  /** A person's name guessed from phrase, comment or address. */
  name(): string;
  toString(): string;
  toJSON(): AddressJson;
}

/** A group of a header field: `phrase: address, address;` (RFC 5322, 3.4). */
export interface AddressGroup {
  phrase: string;
  addresses: Address[];
  format(): string;
  name(): string;
}
