import { isInside, isProtected, sameAddress } from '../mail/boundary.ts';
import type { KnownMessage } from '../mail/facts.ts';
import type { Reason } from '../mail/verdict.ts';
import { sameTone } from '../vietnamese/normal-forms.ts';
import { bareSubject, forwardSigns, redirectSigns } from './forward-signs.ts';
import { quotedBlocks } from './quoted-block.ts';
import { noteOnly, type Concerned, type Context, type RawFinding, type Rule } from './rule.ts';
import { ownTexts } from './surface.ts';
import { whomToAsk } from './whom-to-ask.ts';
import { listed, quoted, timeInWords } from './words.ts';

/** Content of somebody's that is in the message: of a stored message, or as the message itself shows it. */
type Source = {
  readonly author: string;
  readonly about: string | null;
  readonly subject: string;
  readonly excerpt: string;
  readonly reasons: readonly Reason[];
  /** Recipients that may not have it without the author's consent. */
  readonly concerned: readonly Concerned[];
};

/** Between this and what counts as found again, the trace mentions it. */
const partWorthNoting = 0.5;

const percent = (share: number): string => String(Math.min(100, Math.round(share * 100)));

function titleOf(known: KnownMessage): string {
  const at = timeInWords(known.date);
  return `thư ${quoted(known.subject)} của đồng chí ${known.authorName === '' ? known.author : known.authorName}${at === '' ? '' : ` (gửi ${at})`}`;
}

/**
 * Evidence 1-4: what of the stored message is in this one. A reference alone says which thread, not that content moves; with
 * it, or with signs of a forward, a smaller part of the text is enough.
 */
function contentOf(context: Context, known: KnownMessage, signed: boolean): readonly Reason[] {
  const { containment } = context.policy;
  const reasons: Reason[] = [];
  const has = (how: KnownMessage['how'][number]): boolean => known.how.includes(how);
  if (has('same-message')) reasons.push({ code: 'content.same-message', text: `Đây là nguyên ${titleOf(known)}` });
  if (has('message-inside')) reasons.push({ code: 'content.message-inside', text: `Cả ${titleOf(known)} nằm trong thư này` });
  if (has('attachment'))
    reasons.push({
      code: 'content.attachment',
      text: `Tệp ${known.attachments.map(quoted).join(', ')} của ${titleOf(known)} có trong thư này`,
    });
  const enough = signed || has('reference') ? containment.supported : containment.alone;
  if (has('text') && known.contained >= enough) {
    reasons.push({ code: 'content.text', text: `Khoảng ${percent(known.contained)}% nội dung ${titleOf(known)} có trong thư này` });
  }
  if (reasons.length > 0 && has('reference'))
    reasons.push({ code: 'content.reference', text: 'Thư này dẫn tới thư ấy (In-Reply-To, References)' });
  return reasons;
}

/** Evidence 7: who of the outside recipients never stood on the thread. */
const notEntitled = (outside: readonly Concerned[], entitled: readonly string[]): readonly Concerned[] =>
  outside.filter((recipient) => !entitled.some((address) => sameAddress(address, recipient.address)));

function freely(known: KnownMessage): Reason | null {
  if (known.origin === 'outside') return { code: 'forward.from-outside', text: `Nội dung của ${titleOf(known)} vốn từ bên ngoài tới` };
  if (known.issued)
    return { code: 'forward.issued', text: `Nội dung của ${titleOf(known)} đã được chính người soạn hoặc cơ quan gửi ra ngoài` };
  if (known.consentGiven)
    return { code: 'forward.consent-given', text: `Người soạn đã ghi được phép chuyển tiếp ra ngoài trong ${titleOf(known)}` };
  return null;
}

/** A stored message that was decided by its participants: what the carrier quotes of it needs no second question. */
type Decided = { readonly author: string; readonly subject: string };

type Gathered = { readonly sources: readonly Source[]; readonly notes: readonly Reason[]; readonly decided: readonly Decided[] };

/** Decides for each stored message by its participants. */
function fromStore(context: Context, outside: readonly Concerned[], signed: boolean): Gathered {
  const sources: Source[] = [];
  const notes: Reason[] = [];
  const decided: Decided[] = [];
  for (const known of context.facts.known) {
    const content = contentOf(context, known, signed);
    const concerned = notEntitled(outside, known.entitled);
    if (content.length > 0 || (known.how.includes('reference') && concerned.length === 0))
      decided.push({ author: known.author.toLowerCase(), subject: bareSubject(known.subject) });
    if (concerned.length === 0 || context.sender.is(known.author)) continue;
    if (content.length === 0) {
      if (known.contained >= partWorthNoting && freely(known) === null) {
        notes.push({
          code: 'forward.partly',
          text: `Khoảng ${percent(known.contained)}% nội dung ${titleOf(known)} có trong thư này, chưa đủ để coi là chuyển tiếp`,
        });
      }
      continue;
    }
    const free = freely(known);
    if (free !== null) {
      notes.push(free);
      continue;
    }
    sources.push({
      author: known.author,
      about: known.id,
      subject: known.subject,
      excerpt: known.excerpt,
      reasons: content,
      concerned,
    });
  }
  return { sources, notes, decided };
}

type Shown = {
  readonly address: string | null;
  readonly name: string;
  readonly subject: string;
  readonly excerpt: string;
  readonly code: string;
  readonly what: string;
};

/** What the message itself shows of others' mail: a redirect's From, messages inside, quoted blocks. */
function shown(context: Context): readonly Shown[] {
  const { message, sender } = context;
  const found: Shown[] = [];
  const author = message.from[0];
  if (author !== undefined && author.address !== '' && !sender.is(author.address) && (sender.redirect || context.session.via === 'relay')) {
    found.push({
      ...author,
      subject: message.subject,
      excerpt: message.text.slice(0, 4_000),
      code: 'shown.redirect',
      what: 'Thư được chuyển tiếp nguyên bản',
    });
  }
  if (message.parts[0]?.mediaType !== 'multipart/report') {
    for (const inner of message.inner) {
      const from = inner.from[0];
      if (from !== undefined)
        found.push({
          ...from,
          subject: inner.subject,
          excerpt: inner.text.slice(0, 4_000),
          code: 'shown.message-inside',
          what: 'Thư đính kèm',
        });
    }
  }
  for (const block of ownTexts(message).flatMap((text) => quotedBlocks(text))) {
    found.push({
      ...block.from,
      subject: block.subject,
      excerpt: block.excerpt,
      code: block.kind === 'block' ? 'shown.block' : 'shown.attribution',
      what: 'Phần trích',
    });
  }
  return found;
}

const sameName = (a: string, b: string): boolean =>
  sameTone(a).toLowerCase().replaceAll(/\s+/g, ' ').trim() === sameTone(b).toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** The inside author that a shown message names, by address or (Outlook writes only names) by a name of the directory. */
function insideAuthor(context: Context, item: Shown): string | null {
  if (item.address !== null) {
    return isInside(context.boundary, item.address) || isProtected(context.boundary, item.address) ? item.address.toLowerCase() : null;
  }
  const person = item.name === '' ? undefined : context.directory.people.find((p) => sameName(p.name, item.name));
  return person?.address.toLowerCase() ?? null;
}

function isDecided(decided: readonly Decided[], author: string, subject: string): boolean {
  const bare = bareSubject(subject);
  return decided.some((d) => d.author === author && (bare === '' || d.subject === '' || d.subject === bare));
}

/** Evidence 8: signs but no stored message. From inside: treated as a forward. From outside: not this rule. */
function fromMessage(context: Context, outside: readonly Concerned[], decided: readonly Decided[]): readonly Source[] {
  const sources: Source[] = [];
  for (const item of shown(context)) {
    const author = insideAuthor(context, item);
    if (author === null || context.sender.is(author) || isDecided(decided, author, item.subject)) continue;
    const who = item.name === '' ? author : item.name;
    const text = `${item.what}${item.subject === '' ? '' : ` ${quoted(item.subject)}`} là của đồng chí ${who}; hệ thống chưa từng thấy thư gốc`;
    sources.push({
      author,
      about: null,
      subject: item.subject === '' ? context.message.subject : item.subject,
      excerpt: item.excerpt,
      reasons: [{ code: item.code, text }],
      concerned: outside,
    });
  }
  return sources;
}

/** Every stored message is asked about, so that consent frees them all; of what is only shown, one part for each further author. */
function together(stored: readonly Source[], shownOnly: readonly Source[]): readonly Source[] {
  const asked = new Set(stored.map((source) => source.author.toLowerCase()));
  const further = new Map<string, Source>();
  for (const source of shownOnly) if (!asked.has(source.author) && !further.has(source.author)) further.set(source.author, source);
  return [...stored, ...further.values()];
}

const distinct = (reasons: readonly Reason[]): readonly Reason[] => [...new Map(reasons.map((r) => [`${r.code}\n${r.text}`, r])).values()];

function findingFor(context: Context, source: Source, signs: readonly Reason[]): RawFinding {
  const { author, about, subject, excerpt, concerned: recipients } = source;
  const whom = whomToAsk(author, context.sender, context.directory, context.boundary);
  if (whom.kind === 'nobody') return { recipients, reasons: [...source.reasons, { code: whom.code, text: whom.text }], adjust: noteOnly };
  const outside = { code: 'participants.outside', text: `${listed(recipients.map((r) => r.address))} chưa có trong trao đổi này` };
  const reasons = distinct([...source.reasons, outside, ...signs]);
  if (whom.kind === 'ask') return { recipients, reasons, questions: [{ kind: 'consent', author, ask: whom.ask, about, subject, excerpt }] };
  return {
    recipients,
    reasons: [...reasons, { code: 'forward.nobody-to-ask', text: 'Không còn ai có thẩm quyền để xin ý kiến' }],
    adjust: (ordered) => (ordered === 'hold' ? 'reject' : ordered),
  };
}

/** ĐB Đ8: mail from the domain leaves the agency only with its author's consent. Whose content reaches whom anew decides, not the look. */
export const forwardUnconsented: Rule = {
  id: 'forward.unconsented',
  clause: 'Điều 8 Quy chế (Quyết định 530/QĐ-SXD)',
  defaults: { out: 'hold', within: 'off', in: 'off' },
  always: false,
  judge(context) {
    const outside = context.recipients.filter((r) => r.direction === 'out');
    if (outside.length === 0) return [];
    const signs = [...redirectSigns(context), ...forwardSigns(context)];
    const store = fromStore(context, outside, signs.length > 0);
    const sources = together(store.sources, fromMessage(context, outside, store.decided));
    if (sources.length > 0) return sources.map((source) => findingFor(context, source, signs));
    if (store.notes.length > 0) return [{ recipients: outside, reasons: distinct([...store.notes, ...signs]), adjust: noteOnly }];
    const own = context.facts.known.some((known) => context.sender.is(known.author));
    // A prefix or separator alone: somebody forwards, but nothing shows whose mail it is.
    return signs.length > 0 && !own ? [{ recipients: outside, reasons: signs, adjust: noteOnly }] : [];
  },
};
