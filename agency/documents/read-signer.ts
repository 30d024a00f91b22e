import { onSheet, type Field, type Signer } from './fields.ts';
import { behindTitle, isAgency, isCapitals } from './words.ts';
import type { Line } from './text-lines.ts';

const placesMark = /^(?:Nơi nhận|NƠI NHẬN)\s*(?::|$)/u;
const annexMark = /^(?:PHỤ LỤC|Phụ lục|QUY CHẾ|QUY ĐỊNH|DANH SÁCH|BIỂU|CHƯƠNG|Chương|\((?:Ban hành )?[Kk]èm theo)/u;
const actsFor = /^(?:TM|KT|TL|TUQ|Q|T\/M|K\/T|T\/L)\s*[.,]?\s*(?=\p{Lu})/u;
const degrees =
  /^(?:(?:GS|PGS|TS|ThS|Ths|CN|KS|BS|BSCKI|BSCKII|CKI|CKII|LS|Đại tướng|Thượng tướng|Trung tướng|Thiếu tướng|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Thượng úy|NGƯT|NGND|Ông|Bà)[.:]? ?)+(?=\p{Lu})/u;
const unsaid = /^\(.{0,60}\)$|^\[.{0,60}\]$/u;
const maxWindow = 26;
const maxAfter = 90;

/** Two to six words, each with a capital (`Lò Văn Hùng`, `H'Yim Kđoh`). */
function nameOn(text: string): string | null {
  const name = text
    .replace(degrees, '')
    .replace(/[.,;]+$/u, '')
    .trim();
  const words = name.split(' ');
  if (words.length < 2 || words.length > 6 || !words.every((w) => /^\p{Lu}(?:['’]?\p{L})*$/u.test(w)) || isCapitals(name)) return null;
  return isAgency(name) || behindTitle(name) !== null ? null : name;
}

const positionOn = (text: string): string | null => {
  if (!isCapitals(text) || text.length > 90) return null;
  const office = text.replace(actsFor, '');
  return behindTitle(office) === null ? null : office;
};

function search(lines: readonly Line[], needsPosition: boolean): Field<Signer> | null {
  let position: string | null = null;
  for (const line of lines) {
    if (/^[-–+•]/u.test(line.text) || unsaid.test(line.text)) continue;
    if (annexMark.test(line.text)) return null;
    // The last title counts: under `KT. GIÁM ĐỐC` stands the signer's own, `PHÓ GIÁM ĐỐC`.
    const office: string | null = actsFor.test(line.text) && position !== null ? null : positionOn(line.text);
    if (office !== null) position = office;
    const fullName = position !== null || !needsPosition ? nameOn(line.text) : null;
    if (fullName !== null) return onSheet({ position, fullName }, line, position === null ? 0.6 : 0.85);
  }
  return null;
}

/** Who signed: beside or below Nơi nhận, else at the end of the text. */
export function signerOf(lines: readonly Line[]): Field<Signer> | null {
  const at = lines.findIndex((l) => placesMark.test(l.text));
  if (at < 0) return search(lines.slice(-14), true);
  const mark = lines[at];
  const above = lines
    .slice(Math.max(0, at - 6), at)
    .filter((l) => mark?.box === null || l.box === null || (l.page === mark?.page && l.box.y > (mark?.box?.y ?? 0) - 60));
  const after = lines.slice(at + 1, at + maxAfter);
  // Two columns: Nơi nhận left, signer right.
  const right = mark?.column === 'left' && [...above, ...after.slice(0, maxWindow)].some((l) => l.column === 'right');
  const below = after.filter((l) => !(right && l.column === 'left') && !/^[-–+•]/u.test(l.text)).slice(0, maxWindow);
  const withTitleAbove = above.some((l) => positionOn(l.text) !== null);
  return search(withTitleAbove ? [...above.slice(above.findIndex((l) => positionOn(l.text) !== null)), ...below] : below, false);
}

/** Items of a list that begins at `at`, each line with a dash, until `stop`. */
export function placesOf(lines: readonly Line[]): Field | null {
  const at = lines.findIndex((l) => placesMark.test(l.text));
  const mark = lines[at];
  if (mark === undefined) return null;
  const items: string[] = [];
  const rest = mark.text.replace(placesMark, '').trim();
  if (rest !== '') items.push(rest);
  for (const line of lines.slice(at + 1, at + 60)) {
    if (line.column === 'right' || (line.column === 'centre' && mark.column === 'left')) continue;
    if (/^[-–+•]/u.test(line.text)) items.push(line.text.replace(/^[-–+•]\s*/u, ''));
    else if (items.length > 0 && !isCapitals(line.text) && !line.gap && !/^Lưu\b/u.test(items.at(-1) ?? '') && !unsaid.test(line.text))
      items[items.length - 1] += ` ${line.text}`;
    else if (items.length > 0 || line.gap) break;
    if (/^Lưu\s*:?/u.test(items.at(-1) ?? '')) break;
  }
  const value = items
    .map((i) => i.replace(/[;.,\s]+$/u, ''))
    .filter((i) => /\p{L}/u.test(i))
    .join('; ')
    .slice(0, 1000);
  return value === '' ? null : onSheet(value, mark, 0.85);
}

const addressMark = /^Kính gửi\s*:?\s*/iu;

/** Kính gửi: one line, or a list with dashes below. */
export function addresseesOf(lines: readonly Line[]): Field | null {
  const at = lines.findIndex((l) => addressMark.test(l.text));
  const mark = lines[at];
  if (mark === undefined || at > 80) return null;
  const items = [mark.text.replace(addressMark, '')];
  for (const line of lines.slice(at + 1, at + 30)) {
    if (/^[-–+•]/u.test(line.text)) items.push(line.text.replace(/^[-–+•]\s*/u, ''));
    else if (items[0] === '' && items.length === 1) items.push(line.text);
    else break;
  }
  const value = items
    .map((i) => i.replace(/[;.,:\s]+$/u, ''))
    .filter((i) => /\p{L}/u.test(i))
    .join('; ')
    .slice(0, 1000);
  return value === '' ? null : onSheet(value, mark, 0.85);
}
