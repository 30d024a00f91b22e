import type { Boundary } from '../mail/boundary.ts';
import type { Envelope, Session } from '../mail/envelope.ts';
import type { Facts } from '../mail/facts.ts';
import type { Message } from '../mail/message.ts';
import type { Directory } from '../mail/people.ts';
import type { Action, Direction, Question, Reason } from '../mail/verdict.ts';
import type { Policy, RuleId } from './policy.ts';
import type { Sender } from './sender.ts';

export type JudgeInput = {
  readonly message: Message;
  readonly envelope: Envelope;
  readonly session: Session;
  readonly facts: Facts;
  readonly policy: Policy;
  readonly boundary: Boundary;
  readonly directory: Directory;
  /** ISO 8601. */
  readonly now: string;
  /** Octets of the repaired copy, when judged again after a repair was made: one that passes the limit is refused. */
  readonly repairedBytes?: number;
};

/** A recipient and which way the message goes to it. */
export type Concerned = { readonly address: string; readonly direction: Direction };

/** What a rule is given: the input and what all rules derive from it in the same way. */
export type Context = JudgeInput & {
  readonly recipients: readonly Concerned[];
  readonly sender: Sender;
  /** Local day, YYYY-MM-DD. */
  readonly today: string;
};

/** What a rule found, before policy says what to do about it. */
export type RawFinding = {
  readonly recipients: readonly Concerned[];
  readonly reasons: readonly Reason[];
  readonly explain?: string;
  readonly questions?: readonly Question[];
  /** Changes what policy orders for this one finding, e.g. to a mere note. */
  readonly adjust?: (ordered: Action) => Action;
};

/** One rule: what is wrong with a message. What to do about it is policy's. */
export type Rule = {
  readonly id: RuleId;
  /** In Vietnamese, as a reader would look it up. */
  readonly clause: string;
  readonly defaults: Readonly<Record<Direction, Action>>;
  /** Acts in the trial as well. */
  readonly always: boolean;
  judge(context: Context): readonly RawFinding[];
};

/** Nothing but a note, unless the rule is off. */
export const noteOnly = (ordered: Action): Action => (ordered === 'off' ? 'off' : 'note');
