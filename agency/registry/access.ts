import type { Person } from '../../mail/people.ts';
import type { Book } from './document.ts';

/** Who besides văn thư opens the book of đơn; empty = nobody. */
export type ComplaintsPerson = string;

/**
 * Whether a person may see rows of a book. The book of đơn is open to văn thư, who enter it, and to the one person whom the leader
 * named (TB Đ5, QN Đ5.3); the others to everybody who works here.
 */
export const mayOpenBook = (person: Person, book: Book, complaints: ComplaintsPerson): boolean =>
  person.state === 'active' &&
  (book !== 'don' || person.roles.includes('van-thu') || (complaints !== '' && person.address.toLowerCase() === complaints.toLowerCase()));
