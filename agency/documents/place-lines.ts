import { plainLine, type Line } from './text-lines.ts';

/** A run of glyphs with its place in points; origin top left, `y` the baseline. */
export type Glyphs = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly drawn: boolean;
};

type Row = { y: number; size: number; readonly glyphs: Glyphs[] };
type Segment = { text: string; x: number; right: number; y: number; size: number; drawn: boolean };

/** Overlays of a number or day sit up to this far above or below the line they belong to (points). */
const overlayReach = 9;

/** Nested appearances and false bold repeat the same text in the same place. */
function withoutRepeats(glyphs: readonly Glyphs[]): readonly Glyphs[] {
  const kept: Glyphs[] = [];
  const cells = new Map<string, Glyphs[]>();
  const cell = 12;
  for (const g of glyphs) {
    const reach = Math.max(1, g.size * 0.25);
    const [cx, cy] = [Math.round(g.x / cell), Math.round(g.y / cell)];
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${cx + dx} ${cy + dy} ${g.text}`) ?? []));
    if (near.some((k) => Math.abs(k.x - g.x) <= reach && Math.abs(k.y - g.y) <= reach)) continue;
    kept.push(g);
    const key = `${cx} ${cy} ${g.text}`;
    const here = cells.get(key);
    if (here === undefined) cells.set(key, [g]);
    else if (here.length < 8) here.push(g);
  }
  return kept;
}

function rowsOf(glyphs: readonly Glyphs[]): Row[] {
  const rows: Row[] = [];
  for (const g of [...glyphs].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const row = rows.at(-1);
    if (row !== undefined && g.y - row.y <= 0.35 * Math.max(g.size, row.size)) {
      row.glyphs.push(g);
      row.size = Math.max(row.size, g.size);
    } else rows.push({ y: g.y, size: g.size, glyphs: [g] });
  }
  return rows;
}

/** Words that a number or a part of a date belongs behind, over a blank. */
const opensBlank = /(?:Số|ngày|tháng|năm)\s*[:.]?[\s._…]*$/iu;
const closesBlank = /^[\s._…]*(?:\/|-|tháng|năm)/iu;

function segmentsOf(row: Row): Segment[] {
  const segments: Segment[] = [];
  for (const g of [...row.glyphs].sort((a, b) => a.x - b.x)) {
    const last = segments.at(-1);
    const right = g.x + g.width;
    const gap = last === undefined ? 0 : g.x - last.right;
    const wide = gap > Math.max(16, 2.2 * Math.min(g.size, last?.size ?? g.size));
    const blank = last !== undefined && gap < 130 && (opensBlank.test(last.text.slice(-24)) || closesBlank.test(g.text.slice(0, 12)));
    if (last === undefined || (wide && !blank)) {
      segments.push({ text: g.text, x: g.x, right, y: row.y, size: g.size, drawn: g.drawn });
      continue;
    }
    // Words arrive cut into glyphs: only a real gap is a blank.
    const spaced = gap > 0.16 * g.size || last.text.endsWith(' ') || g.text.startsWith(' ');
    last.text = spaced ? `${last.text.trimEnd()} ${g.text.trimStart()}` : last.text + g.text;
    last.right = Math.max(last.right, right);
    last.drawn ||= g.drawn;
  }
  return segments;
}

const overlaps = (row: Row, from: number, to: number): boolean =>
  row.glyphs.some((g) => !g.drawn && Math.min(g.x + g.width, to) - Math.max(g.x, from) > 0.6 * (to - from) && !/^[\s._…]*$/u.test(g.text));

const holdsBlank = (row: Row): boolean => /Số\s*:?|ngày|tháng/iu.test(row.glyphs.map((g) => g.text).join(' '));

/** Gives short drawn text (a number, a day) to the line whose blank it fills; other drawn text stays on rows of its own. */
function layOver(base: Row[], drawn: readonly Glyphs[]): Row[] {
  const own: Row[] = [];
  for (const row of rowsOf(drawn)) {
    for (const run of segmentsOf(row)) {
      const members = row.glyphs.filter((g) => g.x >= run.x - 0.01 && g.x + g.width <= run.right + 0.01);
      const short = run.text.replace(/\s/gu, '').length <= 24 && /\d/u.test(run.text);
      const target = base
        .filter((b) => Math.abs(b.y - run.y) <= overlayReach && holdsBlank(b) && !overlaps(b, run.x, run.right))
        .sort((a, b) => Math.abs(a.y - run.y) - Math.abs(b.y - run.y))[0];
      if (short && target !== undefined) target.glyphs.push(...members);
      else own.push({ y: run.y, size: run.size, glyphs: members });
    }
  }
  return [...base, ...own].sort((a, b) => a.y - b.y);
}

type Area = { readonly left: number; readonly right: number };

/** Margins differ (30 mm left, 15 mm right), so the middle is that of the text, not of the paper. */
function columnOf(segment: Segment, alone: boolean, area: Area): Line['column'] {
  const width = area.right - area.left;
  const middle = (area.left + area.right) / 2;
  const own = (segment.x + segment.right) / 2;
  if (!alone) return own < middle ? 'left' : 'right';
  if (Math.abs(own - middle) < 0.05 * width && segment.x > area.left + 0.06 * width) return 'centre';
  if (segment.right < middle) return 'left';
  return segment.x > area.left + 0.45 * width ? 'right' : null;
}

function areaOf(glyphs: readonly Glyphs[], width: number): Area {
  let left = width;
  let right = 0;
  for (const g of glyphs) {
    left = Math.min(left, g.x);
    right = Math.max(right, g.x + g.width);
  }
  return right - left > 0.5 * width ? { left, right } : { left: 0.14 * width, right: 0.93 * width };
}

/** Puts the glyphs of one page together to lines, top to bottom, columns apart. `width` is the page's, in points. */
export function placeLines(glyphs: readonly Glyphs[], width: number): readonly Line[] {
  const once = withoutRepeats(glyphs);
  const rows = layOver(
    rowsOf(once.filter((g) => !g.drawn)),
    once.filter((g) => g.drawn),
  );
  const area = areaOf(
    once.filter((g) => !g.drawn),
    width,
  );
  let previous: number | null = null;
  return rows.flatMap((row) => {
    const segments = segmentsOf(row);
    const gap = previous !== null && row.y - previous > 1.75 * row.size;
    previous = row.y;
    return segments.map((s) =>
      plainLine(s.text, {
        column: columnOf(s, segments.length === 1, area),
        gap,
        drawn: s.drawn,
        box: { x: s.x, y: s.y, width: s.right - s.x, size: s.size },
      }),
    );
  });
}
