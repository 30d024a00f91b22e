import { dateIn, realDay } from './read-number.ts';
import type { Field } from './fields.ts';
import type { Line } from './text-lines.ts';

const task =
  /(?:gửi|báo cáo|hoàn thành|trả lời|phản hồi|nộp|đăng ký|có ý kiến|góp ý|tham gia ý kiến|cung cấp|đề nghị|yêu cầu|xong|tổng hợp|giải quyết)/iu;
const byDay =
  /(?:trước|chậm nhất(?: là)?|hạn cuối(?: là)?|muộn nhất(?: là)?|đến hết|thời hạn[^.]{0,20}?)\s+(?:\d{1,2}(?: giờ|h)[ \d]{0,5}\s?,?\s?)?(?:ngày )?(\d{1,2}) ?(?:\/|-|\.| tháng ) ?(\d{1,2})(?: ?(?:\/|-|\.| năm ) ?(\d{4}))?/iu;
const byLength =
  /(?:trong (?:thời hạn|thời gian|vòng)|chậm nhất(?: là)?|thời hạn[^.]{0,20}?)\s+(?:là\s+)?\d{1,3}\s?(?:\([^)]{1,20}\) ?)?(?:ngày|giờ|tháng|tuần)(?: làm việc)?/iu;
const cites = /^(?:Căn cứ|Theo|Xét|\()/u;
const maxSentences = 400;

export type Due = { readonly dueDate: Field | null; readonly dueText: Field | null };

/** Sentences with their page. Lines of prose go on until a stop. */
function sentencesOf(lines: readonly Line[]): readonly { readonly text: string; readonly page: number }[] {
  const text = lines
    .map((l) => l.text)
    .join(' ')
    .slice(0, 60_000);
  const page = lines[0]?.page ?? 1;
  return text
    .split(/(?<=[\p{L}\d)"”])[.;!?](?=\s|\/|$)/u)
    .slice(0, maxSentences)
    .map((s) => ({ text: s.trim(), page }));
}

/** A time limit that the document sets itself. A day is given only where day, month and year stand there; nothing is worked out. */
export function dueOf(lines: readonly Line[], issued: string | null): Due {
  const found = sentencesOf(lines).flatMap((s) => {
    if (cites.test(s.text) || !task.test(s.text)) return [];
    const day = byDay.exec(s.text);
    const words = day?.[0] ?? byLength.exec(s.text)?.[0];
    if (words === undefined) return [];
    const date = day?.[3] === undefined ? null : (realDay(Number(day[3]), Number(day[2]), Number(day[1])) ?? dateIn(words));
    return date !== null && issued !== null && date < issued ? [] : [{ words: words.trim(), date, page: s.page }];
  });
  const first = found[0];
  if (first === undefined) return { dueDate: null, dueText: null };
  const dated = found.filter((f) => f.date !== null);
  const days = [...new Set(dated.flatMap((f) => f.date ?? []))].sort();
  const earliest = days[0];
  const alternatives = days.slice(1).map((value) => ({ value, source: 'body' as const, page: first.page }));
  const chosen = dated.find((f) => f.date === earliest) ?? first;
  return {
    dueDate:
      earliest === undefined
        ? null
        : {
            value: earliest,
            source: 'body',
            confidence: days.length > 1 ? 0.5 : 0.7,
            page: chosen.page,
            ...(alternatives.length > 0 ? { alternatives } : {}),
          },
    dueText: { value: chosen.words.slice(0, 120), source: 'body', confidence: 0.7, page: chosen.page },
  };
}
