import { isCapitals, isRule, key } from './words.ts';
import type { Line } from './text-lines.ts';

/** The upper part of the first sheet, stamps of other offices and signature notes left out. */
export type Heading = {
  readonly lines: readonly Line[];
  /** Quốc hiệu stands on it. */
  readonly motto: boolean;
  /** Another office's dấu ĐẾN was left out. */
  readonly stamped: boolean;
};

const maxLines = 60;
const bodyStart =
  /^(?:Kính gửi|Căn cứ|Điều 1\b|Chương (?:I|1)\b|Xét đề nghị|Theo đề nghị|Thực hiện (?:Công văn|Kế hoạch|Quyết định|Chỉ thị|Nghị|Thông báo|ý kiến|chỉ đạo))/iu;
const motto = /(?:CỘNG H[OÒ][AÀ] X[AÃ] HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc)/iu;
const signatureNote =
  /^(?:Ký bởi|Người ký|Ký số bởi|Đã ký số|Cơ quan\s*:|Email\s*:|Thời gian ký|Ngày ký|Giờ ký|Signature|Signed by|Digitally signed|Date\s*:|Reason\s*:|Location\s*:|DN\s*:|Signing)/iu;

/** Side by side elements that arrived as one line. */
function apart(line: Line): readonly Line[] {
  const at = line.text.search(motto);
  if (at > 0)
    return [
      { ...line, text: line.text.slice(0, at).trim(), column: 'left' },
      { ...line, text: line.text.slice(at), column: 'right' },
    ];
  const side = /^(S[ốỐ]\s*:?[^:]{0,40}\/[\p{L}\d\-–/.& ]{2,30}?)\s+(\p{Lu}[\p{L} .-]{1,40},? ngày .{0,40})$/u.exec(line.text);
  return side?.[1] && side[2]
    ? [
        { ...line, text: side[1], column: 'left' },
        { ...line, text: side[2], column: 'right' },
      ]
    : [line];
}

const stampPart = /^(?:Số(?: đến)?|Ngày(?: đến)?|Giờ|Chuyển|Số và ký hiệu HS|Lưu hồ sơ|Lưu HS|Kính chuyển)\s*[:.…_]*/iu;

const near = (a: Line, b: Line): boolean =>
  a.box === null || b.box === null || (Math.abs(a.box.x - b.box.x) < 150 && Math.abs(a.box.y - b.box.y) < 95 && a.page === b.page);

/**
 * The stamp of an office that received the sheet before (`ĐẾN … Số: … Ngày: …`) holds the first "Số" on the page, but not the
 * document's own.
 */
function withoutStamp(lines: readonly Line[]): { readonly lines: readonly Line[]; readonly stamped: boolean } {
  const at = lines.findIndex((l) => /^(?:CÔNG VĂN |VĂN BẢN )?Đ\s?Ế\s?N\s*(?:$|Số\b|Ngày\b|[:.…])/u.test(l.text));
  const mark = lines[at];
  if (mark === undefined) return { lines, stamped: false };
  const drop = new Set([at]);
  for (let i = at + 1; i < Math.min(lines.length, at + 16) && drop.size < 7; i += 1) {
    const line = lines[i];
    if (line === undefined) break;
    const part = stampPart.test(line.text) && !/\d\s*\/\s*\p{L}|\p{L}{3,}.*\/.*\p{L}/u.test(line.text) && near(mark, line);
    if (part || (/^(?:SỐ|\d{1,6}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})$/u.test(line.text) && near(mark, line))) drop.add(i);
    else if (mark.box === null) break;
  }
  const above = lines[at - 1];
  if (
    above !== undefined &&
    isCapitals(above.text) &&
    (above.box === null || (near(mark, above) && above.box.x + above.box.width > (mark.box?.x ?? 0) && above.column === mark.column))
  )
    drop.add(at - 1);
  return { lines: lines.filter((_, i) => !drop.has(i)), stamped: true };
}

/** Cuts the heading from the lines of a document. */
export function headingOf(all: readonly Line[]): Heading {
  const first = all.slice(0, maxLines).filter((l) => l.page === (all[0]?.page ?? 1) && !signatureNote.test(l.text));
  const { lines, stamped } = withoutStamp(first);
  const split = lines.flatMap(apart);
  const end = split.findIndex((l, i) => i > 0 && bodyStart.test(l.text));
  const upper = split.slice(0, end < 0 ? 40 : end);
  const isMotto = (l: Line): boolean => l.text.length < 110 && motto.test(l.text);
  return { lines: upper.filter((l) => !isMotto(l)), motto: upper.some(isMotto), stamped };
}

const urgency = { 'hỏa tốc': 'Hỏa tốc', 'thượng khẩn': 'Thượng khẩn', khẩn: 'Khẩn' } as const;
type Urgency = (typeof urgency)[keyof typeof urgency];

/** The word of a stamp of urgency that stands alone (both tone placements), else null. */
export function urgencyOf(text: string): Urgency | null {
  if (!isCapitals(text)) return null;
  const words = key(text)
    .replace(/ hẹn giờ.*$/u, '')
    .replace(/[.:!]+$/u, '');
  const found = Object.entries(urgency).find(([word]) => key(word) === words);
  return found?.[1] ?? null;
}

/** `MẬT`, `TỐI MẬT`, `TUYỆT MẬT` standing alone; never as part of a longer text (`mật độ`). */
export function secrecyOf(text: string): string | null {
  const mark = /^(?:ĐỘ MẬT\s*:\s*)?(TUYỆT MẬT|TỐI MẬT|MẬT)[.!]?$/u.exec(text.trim())?.[1];
  return mark === undefined ? null : mark === 'MẬT' ? 'Mật' : mark === 'TỐI MẬT' ? 'Tối mật' : 'Tuyệt mật';
}

/** Lines of the heading that hold neither rules nor stamps of urgency and secrecy. */
export const plainLines = (heading: Heading): readonly Line[] =>
  heading.lines.filter((l) => !isRule(l.text) && urgencyOf(l.text) === null && secrecyOf(l.text) === null);
