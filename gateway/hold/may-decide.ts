import { sameAddress } from '../../mail/boundary.ts';
import type { Directory, Person } from '../../mail/people.ts';
import type { Decision, DecisionQuestion } from './decisions.ts';

const has = (addresses: readonly string[], address: string): boolean => addresses.some((a) => sameAddress(a, address));

/** Author a leader: himself or the delegate he named, never a subordinate he did not name. */
const isLeader = (directory: Directory, address: string): boolean => directory.person(address)?.roles.includes('lanh-dao') === true;

/** Delegates of those asked, while they act for them. */
const delegates = (directory: Directory, addresses: readonly string[]): readonly string[] =>
  addresses.flatMap((address) => directory.person(address)?.delegate ?? []);

/** The person who sent the held mail on, or one who uses the mailbox that did. */
export function isSender(directory: Directory, decision: Decision, who: string): boolean {
  if (decision.sender === '') return false;
  const person = directory.person(who);
  return sameAddress(who, decision.sender) || (person !== null && has(directory.mayUse(person), decision.sender));
}

/**
 * Whether the person may say yes or no to a question at `now`: who was asked, or their delegate; never the sender of the mail.
 * The Chánh Văn phòng is asked where nobody nearer is there; unasked he may only send the mail back.
 */
export function mayAnswer(directory: Directory, decision: Decision, question: DecisionQuestion, who: string, now: Date): boolean {
  if (question.state !== 'waiting' || isSender(directory, decision, who)) return false;
  if (has(question.asked, who) || has(delegates(directory, question.asked), who)) return true;
  const person = directory.person(who);
  if (person === null || person.state !== 'active') return false;
  if (question.kind === 'approval') return has(question.ask, who) || has(delegates(directory, question.ask), who) || person.head;
  // The author who was away is back: whoever was asked in their place, it is still their text.
  if (sameAddress(question.author, who)) return true;
  if (isLeader(directory, question.author)) return false;
  const author = directory.person(question.author);
  const unit = author?.unit ?? directory.mailbox(question.author)?.unit ?? '';
  return now.toISOString() >= decision.headAt && directory.unit(unit)?.head === person.address;
}

export const mayAnswerAny = (directory: Directory, decision: Decision, who: string, now: Date): boolean =>
  decision.questions.some((question) => mayAnswer(directory, decision, question, who, now));

/** Văn thư and the Chánh Văn phòng may send a mail back without judging it; its sender may take it back. */
export const mayReturn = (directory: Directory, decision: Decision, person: Person): boolean =>
  decision.state === 'waiting' &&
  (isSender(directory, decision, person.address) || person.roles.includes('van-thu') || person.roles.includes('chanh-van-phong'));

/** Whether the person sees the decision with its evidence: those concerned and those in charge. */
export const maySee = (decision: Decision, directory: Directory, person: Person): boolean =>
  isSender(directory, decision, person.address) ||
  person.roles.some((role) => role === 'van-thu' || role === 'chanh-van-phong') ||
  decision.questions.some(
    (q) =>
      has(q.asked, person.address) ||
      (q.kind === 'approval' && has(q.ask, person.address)) ||
      sameAddress(q.author, person.address) ||
      has(delegates(directory, q.asked), person.address),
  );
