import { nfc, sameTone } from '../../vietnamese/normal-forms.ts';

/** What a person asked has answered. `unclear` changes nothing: it is asked again. */
export type Answer = {
  readonly answer: 'yes' | 'no' | 'unclear';
  /** The line that was read. */ readonly line: string;
  readonly reason: string;
};

/** What the sender of held mail writes back: takes it back, calls it urgent, or gives a reason. */
export type SenderAnswer = { readonly answer: 'withdraw' | 'urgent' | 'reason' | 'nothing'; readonly line: string };

const attribution = /(?:đã viết|viết|wrote|đã viết là)\s*:\s*$/iu;
const separator = /^\s*(?:-{3,}|_{5,}\s*$|\*{5,}\s*$|={5,}\s*$)/u;
const headerBlock = /^\s*\**(?:từ|gửi từ|đến từ|người gửi|from)\**\s*:\**\s*\S/iu;

/** An answer stands at the top; what follows is quoted text or a signature. */
const longest = 20_000;
const longestLine = 500;
/** The answer, and a line of reason. */
const enough = 2;

/** A line as it is compared: NFC, one placement of tones, no invisible characters or surrounding quotation marks. */
const clean = (line: string): string =>
  sameTone(nfc(line))
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .replace(/^["“”'‘’«»*_]+|["“”'‘’«»*_]+$/g, '')
    .trim();

/** The first lines a person wrote themselves: without quoted text and what introduces it. Stops at a quoted message. */
export function ownLines(text: string): readonly string[] {
  const lines = text
    .slice(0, longest)
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const isQuoted = (line: string | undefined): boolean => line === undefined || /^\s*[>|]/.test(line);
  const own: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (isQuoted(line)) continue;
    if (separator.test(line) || headerBlock.test(line)) break;
    // what introduces quoted text may be wrapped over two lines
    if (attribution.test(line) && isQuoted(lines[i + 1])) continue;
    if (/^\s*(?:vào|on)\s/iu.test(nfc(line)) && attribution.test(lines[i + 1] ?? '') && isQuoted(lines[i + 2])) continue;
    if (clean(line) !== '') own.push(clean(line));
    if (own.length === enough) break;
  }
  return own;
}

// Words are matched between letters that are not theirs: \b knows no Vietnamese.
const word = (words: string): string => `(?<![\\p{L}\\p{M}\\d])(?:${words})(?![\\p{L}\\p{M}\\d])`;
const any = (words: string): RegExp => new RegExp(word(words), 'iu');

const agree = 'đồng ý|nhất trí|được|đc|đ/ý|duyệt|chấp thuận|chấp nhận|cho chuyển|cho gửi|cho phép';
/** Without any diacritics, as phones without a Vietnamese keyboard write. */
const agreePlain = 'dong y|nhat tri|duoc|dc|d/y|duyet|chap thuan|cho chuyen|cho gui|cho phep|ok|oke|okay|oki|okie';
const negation = 'không|chưa|ko|k|kg|hông|khong|chua|đừng';

const refusals = [
  any(`(?:${negation})(?: thể| the| có| co)? (?:${agree}|${agreePlain}|gửi|chuyển|gui|chuyen)`),
  any('từ chối|tu choi'),
  any('dừng|ngừng'),
  any('đừng'),
];
/** `không` or `ko` as the answer itself: alone, or before a comma, a full stop or a particle. */
const plainNo = new RegExp(
  `^(?:(?:dạ|tôi|em|anh|chị|mình|thưa)\\s+)*(?:không|khong|ko|k|no)(?:\\s+(?:nhé|em|ạ|anh|chị|đâu|nha|nhe|a))*\\s*(?:[.,;:!–-]|$)`,
  'iu',
);
const doubleNegation = any('(?:không|ko|chưa|khong)(?: có| hề| thể| co)? (?:từ chối|tu choi|phản đối|dừng)');

const particles = 'nhé|nhe|nha|nhá|em|anh|chị|chi|ạ|a|nghe|thôi|luôn|luon|cả|rồi|roi|với|đi|di|đồng chí|đ/c|bạn|cô|chú|bác|vậy|mà';
const openers = 'dạ|da|vâng|vang|ừ|uh|tôi|toi|mình|em|anh|chị|chi|đồng chí|rồi|thưa|nhất|hoàn toàn|hoan toan|tôi cũng';
const objects =
  'cho chuyển|cho gửi|cho phép chuyển|cho phép gửi|chuyển|gửi|cho chuyen|cho gui|em chuyển|em gửi|chuyển đi|gửi đi|chuyển thư|gửi thư|cho chuyển thư|ra ngoài|thư này|nội dung này';
const yes = new RegExp(
  `^(?:(?:${openers})[ ,]+)*(?:${agree}|${agreePlain})(?:[ ,.!;:–-]+(?:${agree}|${agreePlain}|${objects}|${particles}))*[ .,!;:)–-]*$`,
  'iu',
);

const hasDiacritics = (line: string): boolean => /[^\u0020-\u007e]/.test(line.replace(/[“”‘’«»–—…]/g, ''));
/** Folded words beside accented ones are some other word: `Đông y` is a medicine, not an answer. */
const consistent = (line: string): boolean => !hasDiacritics(line) || any(agree).test(line) || any('ok|oke|okay|oki|okie').test(line);

/** A condition on the line below: mail programs wrap long lines, and people go on there. */
const condition = any('nhưng|trừ|ngoại trừ|nếu|sau khi|với điều kiện|miễn là|tuy nhiên|nhung|neu|voi dieu kien');

const reasonAfter = (lines: readonly string[]): string => {
  const [first = '', ...rest] = lines;
  const tail = /^[^,.;:!–-]*[,.;:!–-]+\s*(.+)$/u.exec(first)?.[1] ?? '';
  const reason = tail.length > 2 ? tail : (rest[0] ?? '');
  return Array.from(reason).slice(0, 500).join('');
};

/**
 * Reads an answer to a question: the whole first line of what the person wrote. Refusal is looked for first; yes only when
 * the line says nothing else, so a condition is no consent, on the next line neither.
 */
export function readAnswer(text: string): Answer {
  const lines = ownLines(text);
  const line = lines[0] ?? '';
  if (line === '' || line.length > longestLine) return { answer: 'unclear', line, reason: '' };
  if (doubleNegation.test(line) || /\?\s*$/.test(line)) return { answer: 'unclear', line, reason: '' };
  if (plainNo.test(line) || refusals.some((refusal) => refusal.test(line))) return { answer: 'no', line, reason: reasonAfter(lines) };
  if (condition.test((lines[1] ?? '').slice(0, 20)))
    return { answer: 'unclear', line: `${line} ${lines[1] ?? ''}`.slice(0, longestLine), reason: '' };
  if (yes.test(line) && consistent(line)) return { answer: 'yes', line, reason: '' };
  return { answer: 'unclear', line, reason: '' };
}

const withdraw =
  /^(?:(?:dạ|em|tôi|xin|cho|đề nghị|vui lòng)\s+)*(?:rút(?: lại)?|rut(?: lai)?|thu hồi|hủy|không gửi nữa|khong gui nua)(?:\s+(?:lại|thư|ạ|nhé|em|mail))*[ .!]*$/iu;
const urgent = /^(?:(?:dạ|rất|xin|việc)\s+)*(?:khẩn|khẩn cấp|gấp|khan|gap)(?:\s+(?:ạ|nhé|em|lắm|quá))*[ .!]*$/iu;

/** Reads what the sender of held mail wrote back, from the first line. */
export function readSenderAnswer(text: string): SenderAnswer {
  const line = (ownLines(text)[0] ?? '').slice(0, longestLine);
  if (line === '') return { answer: 'nothing', line };
  if (withdraw.test(line)) return { answer: 'withdraw', line };
  if (urgent.test(line)) return { answer: 'urgent', line };
  return { answer: 'reason', line };
}
