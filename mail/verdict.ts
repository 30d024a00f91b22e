/** What the rules say of one message: values that are recorded whole, never exceptions. */

/** What policy may order for a finding. */
export type Action = 'reject' | 'defer' | 'seal' | 'hold' | 'repair' | 'note' | 'off';

/** What happens to one recipient's copy. */
export type Outcome = 'reject' | 'defer' | 'seal' | 'hold' | 'pass';

/** Mail that a person of ours sends outside, mail that stays inside, mail from outside. */
export type Direction = 'out' | 'within' | 'in';

/** One piece of evidence: a stable code, and the sentence a Vietnamese reader gets. */
export type Reason = { readonly code: string; readonly text: string };

/** A person (by address) who is asked before held mail leaves, and about what. */
export type Question = {
  readonly kind: 'consent' | 'approval';
  /** Whose content it is: person or mailbox address, where known. May have left, so not always among those asked. */
  readonly author?: string;
  /** Asked first; the next is asked when nobody before can answer. */
  readonly ask: readonly string[];
  /** Entry id of the message whose author is asked, where one is known. */
  readonly about: string | null;
  readonly subject: string;
  /** The quoted part that is shown to the person asked, at most 4,000 characters. */
  readonly excerpt: string;
};

export type Finding = {
  readonly rule: string;
  /** In Vietnamese, as a reader would look it up: `ĐB Điều 5`. */
  readonly clause: string;
  readonly action: Action;
  readonly reasons: readonly Reason[];
  /** Addresses concerned. */
  readonly recipients: readonly string[];
  /** Public text of the refusal in Vietnamese, where the rule knows better than the reply table. */
  readonly explain?: string;
  readonly questions?: readonly Question[];
};

export type Reply = {
  readonly code: number;
  readonly enhanced: string;
  /** With diacritics. The listener writes it without where the client did not announce SMTPUTF8. */
  readonly text: string;
};

export type Verdict = {
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly findings: readonly Finding[];
  /** The one answer to DATA. */
  readonly reply: Reply;
  /** True when a repaired copy is to be sent on in place of the original. */
  readonly repaired: boolean;
};
