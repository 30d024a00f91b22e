/** How rules write numbers and times for people, and cut texts up. */

/** Vietnam has one time zone and no daylight saving. */
const hanoi = 7 * 3_600_000;

/** Local day of an ISO 8601 time, YYYY-MM-DD; the text's own first ten characters when it is no time. */
export function localDay(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time.slice(0, 10) : new Date(at + hanoi).toISOString().slice(0, 10);
}

/** `09:12 ngày 20/11/2026`; empty when `time` is no time. */
export function timeInWords(time: string | null): string {
  const at = Date.parse(time ?? '');
  if (Number.isNaN(at)) return '';
  const iso = new Date(at + hanoi).toISOString();
  return `${iso.slice(11, 16)} ngày ${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
}

/** `12,3`: one decimal, comma. */
export const oneDecimal = (value: number): string => value.toFixed(1).replace('.', ',');

/** `10.485.761`: thousands with points. */
export const grouped = (value: number): string => String(Math.trunc(value)).replace(/\B(?=(?:\d{3})+$)/g, '.');

/** The subject in quotation marks, at most 120 characters. */
export function quoted(subject: string): string {
  const short = subject.length > 120 ? `${subject.slice(0, 119)}…` : subject;
  return short === '' ? '(không có chủ đề)' : `"${short}"`;
}

/** Lines of a text, each at most `width` characters, at most `count` of them: bounded whatever the text. */
export function linesOf(text: string, count: number, width = 1_000): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start <= text.length && lines.length < count;) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    lines.push(text.slice(start, Math.min(stop, start + width)).trimEnd());
    start = stop + 1;
  }
  return lines;
}

/** `a, b, c và 4 địa chỉ khác`. */
export function listed(addresses: readonly string[]): string {
  const shown = addresses.slice(0, 3).join(', ');
  return addresses.length > 3 ? `${shown} và ${String(addresses.length - 3)} địa chỉ khác` : shown;
}
