/** Names of U+00A0-U+00FF in order, and the others that mail programs write. */
const latinNames =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
const names: ReadonlyMap<string, string> = new Map([
  ...latinNames.map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['sbquo', '‚'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['bdquo', '„'],
  ['hellip', '…'],
  ['bull', '•'],
  ['euro', '€'],
  ['trade', '™'],
  ['zwnj', ''],
  ['zwj', ''],
]);

function decodeReference(whole: string, decimal: string | undefined, hexadecimal: string | undefined, name: string | undefined): string {
  if (name !== undefined) return names.get(name) ?? whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number.parseInt(decimal, 10);
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}

/** HTML character references as characters. */
export const decodeReferences = (text: string): string =>
  text.includes('&') ? text.replace(/&(?:#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|([A-Za-z][A-Za-z0-9]{1,31});)/g, decodeReference) : text;

const blocks = new Set(
  'address article aside blockquote body br caption center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const skipped = new Set(['script', 'style', 'title', 'noframes', 'template']);
const maxText = 1_048_576;
const maxQuoteDepth = 10;

/** Offset after a tag's `>`, quoted attribute values passed over. Each character is looked at once. */
function tagEnd(html: string, from: number): number {
  let quote = '';
  let afterEquals = false;
  for (let i = from; i < html.length; i++) {
    const char = html[i] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '>') return i + 1;
    else if ((char === '"' || char === "'") && afterEquals) quote = char;
    else if (char === '=') {
      afterEquals = true;
      continue;
    }
    if (char !== ' ' && char !== '\n') afterEquals = false;
  }
  return html.length;
}

/**
 * HTML as text, in one pass without a tree, so that deep or broken markup costs nothing. Lines of a blockquote start with `> `.
 * Hidden text is text too: what a sender hides, a rule still reads. At most 1 MB.
 */
export function htmlText(html: string): string {
  const lines: string[] = [];
  let length = 0;
  let line: string[] = [];
  let spaced = true;
  let depth = 0;
  let pre = 0;
  const put = (text: string): void => {
    if (text === '') return;
    line.push(text);
    length += text.length;
    spaced = text.endsWith(' ');
  };
  const breakLine = (): void => {
    const whole = line.join('');
    const text = pre > 0 ? whole.trimEnd() : whole.trim();
    line = [];
    spaced = true;
    if (text === '' && (lines.length === 0 || lines.at(-1) === '')) return;
    length += 1;
    lines.push(depth > 0 && text !== '' ? '> '.repeat(Math.min(depth, maxQuoteDepth)) + text : text);
  };
  const add = (raw: string): void => {
    const text = decodeReferences(raw);
    if (pre > 0) {
      for (const [index, piece] of text.split(/\r?\n/).entries()) {
        if (index > 0) breakLine();
        put(piece);
      }
      return;
    }
    const flat = text.replace(/[ \t\r\n\f]+/g, ' ');
    put(spaced && flat.startsWith(' ') ? flat.slice(1) : flat);
  };

  let at = 0;
  let bang = html.indexOf('--!>');
  while (at < html.length) {
    if (length >= maxText) break;
    const open = html.indexOf('<', at);
    if (open < 0) {
      add(html.slice(at, at + maxText));
      break;
    }
    if (open > at) add(html.slice(at, Math.min(open, at + maxText)));
    const next = html[open + 1] ?? '';
    if (next === '!' || next === '?') {
      const comment = html.startsWith('<!--', open);
      const close = html.indexOf(comment ? '-->' : '>', open + 2);
      at = close < 0 ? html.length : close + (comment ? 3 : 1);
      if (comment) {
        // browsers end a comment here as well (HTML, comment-end-bang state); looked for once, not at every comment
        if (bang >= 0 && bang < open) bang = html.indexOf('--!>', open);
        if (bang >= 0 && bang + 4 < at) at = bang + 4;
      }
      continue;
    }
    const match = /^<\/?([A-Za-z][A-Za-z0-9:-]{0,30})/.exec(html.slice(open, open + 34));
    if (!match) {
      add('<');
      at = open + 1;
      continue;
    }
    const name = (match[1] ?? '').toLowerCase();
    const closing = next === '/';
    at = tagEnd(html, open + match[0].length);
    if (skipped.has(name) && !closing) {
      const end = new RegExp(`</${name}`, 'gi');
      end.lastIndex = at;
      const found = end.exec(html);
      at = found === null ? html.length : tagEnd(html, found.index + found[0].length);
    } else if (name === 'td' || name === 'th') {
      if (!spaced) put(' ');
    } else if (blocks.has(name)) {
      breakLine();
      if (name === 'blockquote') depth = Math.max(0, depth + (closing ? -1 : 1));
      if (name === 'pre') pre = Math.max(0, pre + (closing ? -1 : 1));
      if (name === 'p' && lines.at(-1) !== '' && lines.length > 0) lines.push('');
    }
  }
  breakLine();
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n').replaceAll('\u00a0', ' ').slice(0, maxText);
}
