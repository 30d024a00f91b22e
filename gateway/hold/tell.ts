import type { Directory } from '../../mail/people.ts';
import { hashToken, type Notices } from '../notices.ts';
import { question } from './decide.ts';
import type { Decision, Decisions, Telling } from './decisions.ts';

type Options = {
  readonly decisions: Decisions;
  readonly notices: Notices;
  readonly directory: () => Directory;
  readonly newToken: () => string;
  /** Address of a decision's page; null where there are no pages. */
  readonly page: (id: string) => string | null;
};

const names = (directory: Directory, addresses: readonly string[]): readonly string[] =>
  addresses.map((a) => directory.person(a)?.name ?? a);
const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

/** Sends one notice of a decision. Each one that can be answered carries a token of its own, stored hashed. */
export function createTelling({
  decisions,
  notices,
  directory: people,
  newToken,
  page: pageOf,
}: Options): (d: Decision, t: Telling) => Promise<boolean> {
  const token = async (d: Decision, t: Telling): Promise<string> => {
    const made = newToken();
    await decisions.addToken(hashToken(made), d.id, t.question);
    return made;
  };

  return async (d, t) => {
    const directory = people();
    const page = pageOf(d.id);
    const common = { key: t.key, to: t.to, about: d.id };
    const { subject } = d;
    const recipients = t.recipients;
    const forSender = t.question === null && t.to === d.sender;
    const [by = ''] = t.by;
    switch (t.kind) {
      case 'consent-question':
      case 'approval-question': {
        const q = question(d, t.question);
        if (q === null || q.state !== 'waiting') return false;
        const said = {
          sender: d.senderName,
          subject,
          recipients,
          until: d.until,
          reasons: q.reasons,
          excerpt: q.excerpt,
          urgent: d.urgent,
          note: d.note,
          page,
        };
        const replyToken = await token(d, t);
        if (t.kind === 'approval-question') return notices.send({ ...common, kind: t.kind, data: said, replyToken });
        const isPerson = directory.person(q.author) !== null;
        const author = q.author === t.to ? null : { name: q.authorName, isPerson };
        return notices.send({ ...common, kind: t.kind, data: { ...said, about: q.aboutSubject, author }, replyToken });
      }
      case 'nudge': {
        const q = question(d, t.question);
        if (q === null || q.state !== 'waiting') return false;
        const data = { sender: d.senderName, subject, recipients, until: d.until, note: t.text === '' ? d.note : t.text, page };
        return notices.send({ ...common, kind: t.kind, data, replyToken: await token(d, t) });
      }
      case 'asked-again': {
        const data = { subject, recipients, answer: t.text, forSender: false, last: t.flag, until: d.until, page };
        return notices.send({ ...common, kind: t.kind, data, replyToken: await token(d, t) });
      }
      case 'held': {
        const asked = d.questions.flatMap((q) =>
          q.asked.map((address) => ({
            name: directory.person(address)?.name ?? address,
            title: directory.person(address)?.title ?? '',
            kind: q.kind,
            isAuthor: q.author === address,
          })),
        );
        const data = {
          subject,
          recipients,
          insideServed: d.insideServed,
          asked,
          clause: unique(d.questions.map((q) => q.clause)).join('; '),
          reasons: unique(d.questions.flatMap((q) => q.reasons)),
          until: d.until,
          page,
        };
        return notices.send({
          ...common,
          kind: t.kind,
          data,
          replyToken: await token(d, t),
          ...(d.messageId === null ? {} : { inReplyTo: d.messageId }),
        });
      }
      case 'released':
        return notices.send({ ...common, kind: t.kind, data: { subject, recipients, by: t.by, reason: t.text, forSender } });
      case 'refused':
        return notices.send({
          ...common,
          kind: t.kind,
          data: { subject, recipients, by: by === '' ? null : by, reason: t.text, clause: '', forSender },
        });
      case 'returned':
        return notices.send({ ...common, kind: t.kind, data: { subject, recipients, by, reason: t.text, withdrawn: t.flag, forSender } });
      case 'expired':
        return notices.send({
          ...common,
          kind: t.kind,
          data: { subject, recipients, asked: t.by.length > 0 ? t.by : names(directory, []), forSender },
        });
    }
  };
}
