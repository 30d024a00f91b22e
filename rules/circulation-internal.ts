import type { Question, Reason } from '../mail/verdict.ts';
import { sameTone } from '../vietnamese/normal-forms.ts';
import { surfaceOf } from './surface.ts';
import type { Context, Rule } from './rule.ts';
import { chiefOfOffice, withoutSender } from './whom-to-ask.ts';
import { quoted } from './words.ts';

/** NĐ30 Phụ lục I ô số 11. */
const marks = ['LƯU HÀNH NỘI BỘ', 'XEM XONG TRẢ LẠI', 'XEM TẠI CHỖ'] as const;

const upper = (text: string): string => sameTone(text).toUpperCase().replaceAll(/\s+/g, ' ');
const lettersOnly = (text: string): string =>
  upper(text)
    .replaceAll(/[^\p{L}\s]/gu, '')
    .trim();

/** Alone on a line or in a box (any case), or in brackets. */
const onLine = (line: string): string | undefined =>
  line.length > 120
    ? undefined
    : marks.find((mark) => line.split(/[|│║\t]/).some((cell) => lettersOnly(cell) === mark) || inBrackets(line, mark));

const inBrackets = (text: string, mark: string): boolean => [`[${mark}]`, `(${mark})`].some((form) => upper(text).includes(form));

/** Written in capitals in a subject, or between delimiters. */
const inSubject = (subject: string): string | undefined =>
  marks.find(
    (mark) =>
      sameTone(subject).replaceAll(/\s+/g, ' ').includes(mark) ||
      subject.split(/[[\](){}:;|/_–—]|\s-+\s/u).some((s) => lettersOnly(s) === mark),
  );

const inName = (name: string): string | undefined =>
  marks.find((mark) => name.split(/[_.()[\],;+]+|\s-+\s/u).some((s) => lettersOnly(s.replaceAll('-', ' ')) === mark));

/** The author of what is sent on, where we know it: first the one of a stored original, else the sender. */
function questions(context: Context): readonly Question[] {
  const known = context.facts.known.find((k) => k.origin === 'inside' && !context.sender.is(k.author));
  const ask = withoutSender([...(known === undefined ? [] : [known.author]), ...chiefOfOffice(context.directory)], context.sender);
  // The Chánh Văn phòng's own document: the người đứng đầu decides.
  const head = context.directory.people.find((p) => p.head && p.state === 'active');
  const asked = ask.length > 0 || head === undefined ? ask : withoutSender([head.address], context.sender);
  if (asked.length === 0) return [];
  return [
    {
      kind: 'consent',
      author: known?.author ?? context.sender.address,
      ask: asked,
      about: known?.id ?? null,
      subject: context.message.subject,
      excerpt: context.message.text.slice(0, 4_000),
    },
  ];
}

/** NĐ30 Đ8.3b, Phụ lục I ô 11: such documents stay inside, also when their own author sends them. */
export const circulationInternal: Rule = {
  id: 'circulation.internal',
  clause: 'điểm b khoản 3 Điều 8, Phụ lục I Nghị định 30/2020/NĐ-CP',
  defaults: { out: 'hold', within: 'off', in: 'off' },
  always: false,
  judge(context) {
    const outside = context.recipients.filter((r) => r.direction === 'out');
    if (outside.length === 0) return [];
    const { subjects, names, pages } = surfaceOf(context.message);
    const reasons: Reason[] = [];
    const see = (place: string, where: string, mark: string | undefined): void => {
      if (mark !== undefined && !reasons.some((r) => r.code === `circulation.${place}`)) {
        reasons.push({ code: `circulation.${place}`, text: `Chỉ dẫn "${mark}" ở ${where}` });
      }
    };
    for (const subject of subjects) see('subject', `chủ đề ${quoted(subject)}`, inSubject(subject));
    for (const name of names) see('name', `tên tệp ${quoted(name)}`, inName(name));
    for (const { where, lines } of pages) for (const line of lines) see('page', `trang đầu của ${where}`, onLine(line));
    if (reasons.length === 0) return [];
    const asked = questions(context);
    return [
      {
        recipients: outside,
        reasons,
        questions: asked,
        ...(asked.length === 0 ? { adjust: (ordered) => (ordered === 'hold' ? 'reject' : ordered) } : {}),
      },
    ];
  },
};
