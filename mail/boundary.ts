/** Which addresses are ours. A setting as data; questions to it are pure functions. */

export type Trusted = { readonly entry: string; readonly unit: string; readonly reason: string; readonly until: string | null };

export type Boundary = {
  /** Domains whose mail is protected (ĐB Đ8), lower case. */
  readonly origin: readonly string[];
  /** The agency's own: whole domains (`vidu.gov.vn`) or single addresses, lower case. */
  readonly inside: readonly string[];
  /** Domains and addresses treated as inside when somebody sends to them. */
  readonly trusted: readonly Trusted[];
};

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Addresses compare without case: local parts that differ only in case are one mailbox on every server we meet. */
export const sameAddress = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const listed = (entries: readonly string[], address: string): boolean => {
  const lower = address.toLowerCase();
  return entries.includes(lower) || entries.includes(domainOf(lower));
};

export const isInside = (boundary: Boundary, address: string): boolean => listed(boundary.inside, address);

export const isProtected = (boundary: Boundary, address: string): boolean => boundary.origin.includes(domainOf(address));

/** Outside for the forwarding rule: neither inside nor trusted on the day `today` (YYYY-MM-DD). */
export const isOutside = (boundary: Boundary, address: string, today: string): boolean =>
  !isInside(boundary, address) && !boundary.trusted.some((t) => (t.until === null || t.until >= today) && listed([t.entry], address));
