import { admin, type Admin } from './admin.ts';
import { approvalQuestion, type ApprovalQuestion } from './approval-question.ts';
import { askedAgain, type AskedAgain } from './asked-again.ts';
import { consentQuestion, type ConsentQuestion } from './consent-question.ts';
import { delayed, type Delayed } from './delayed.ts';
import { escalation, type Escalation } from './escalation.ts';
import { expired, type Expired } from './expired.ts';
import { failed, type Failed } from './failed.ts';
import { held, type Held } from './held.ts';
import { nudge, type Nudge } from './nudge.ts';
import { presented, type Presented } from './presented.ts';
import { receipt, type Receipt } from './receipt.ts';
import { refused, type Refused } from './refused.ts';
import { registered, type Registered } from './registered.ts';
import { released, type Released } from './released.ts';
import { reminder, type Reminder } from './reminder.ts';
import { repaired, type Repaired } from './repaired.ts';
import { returned, type Returned } from './returned.ts';
import { sentence, type Context, type Letter, type Template } from './template.ts';
import { tooLarge, type TooLarge } from './too-large.ts';

/** What each kind of notice needs to be written. */
export type NoticeData = {
  'consent-question': ConsentQuestion;
  'approval-question': ApprovalQuestion;
  held: Held;
  released: Released;
  refused: Refused;
  returned: Returned;
  expired: Expired;
  repaired: Repaired;
  receipt: Receipt;
  registered: Registered;
  presented: Presented;
  reminder: Reminder;
  escalation: Escalation;
  delayed: Delayed;
  failed: Failed;
  'too-large': TooLarge;
  'asked-again': AskedAgain;
  nudge: Nudge;
  admin: Admin;
};

export type NoticeKind = keyof NoticeData;

/** Every notice there is; one line each. */
export const notices: { readonly [K in NoticeKind]: Template<NoticeData[K]> } = {
  'consent-question': consentQuestion,
  'approval-question': approvalQuestion,
  held,
  released,
  refused,
  returned,
  expired,
  repaired,
  receipt,
  registered,
  presented,
  reminder,
  escalation,
  delayed,
  failed,
  'too-large': tooLarge,
  'asked-again': askedAgain,
  nudge,
  admin,
};

export type Language = 'vi' | 'en';

const opening = (say: Context): string => {
  const { name, title, plain } = say.addressee;
  return `Kính gửi: ${plain === true ? '' : `${sentence(say.salutation)} `}${name}${title === '' ? '' : `, ${title}`}`;
};

const support = (say: Context, language: Language): readonly string[] =>
  say.support === '' ? [] : [`${language === 'vi' ? 'Hỗ trợ' : 'Support'}: ${say.support}`];

const laidOut = (letter: Letter, first: string | null): readonly string[] => [...(first === null ? [] : [first]), ...letter.paragraphs];

/** Writes one notice: the text of its text/plain part with \n line ends, and its subject on one line. */
export function renderNotice<K extends NoticeKind>(
  kind: K,
  data: NoticeData[K],
  say: Context,
  language: Language = 'vi',
): { readonly subject: string; readonly text: string } {
  const template: Template<NoticeData[K]> = notices[kind];
  const letter = template[language](data, say);
  const first = template.ownOpening === true ? null : language === 'vi' ? opening(say) : `Dear ${say.addressee.name},`;
  const paragraphs = [...laidOut(letter, first)];
  if (template.bilingual === true && language === 'vi') paragraphs.push(`--\n${template.en(data, say).paragraphs.join('\n\n')}`);
  return {
    subject: letter.subject.replace(/\s+/g, ' ').trim(),
    text: `${[...paragraphs, ...support(say, language)].join('\n\n')}\n`.normalize('NFC'),
  };
}
