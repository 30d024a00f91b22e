import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { escapeHtml, href, html } from '../../templates/html.ts';

/** What a browser reads from escaped text. */
const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#96;', '`')
    .replaceAll('&amp;', '&');
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const nasty = oneof(
  string({ unit: 'binary' }),
  string({ unit: constantFrom('<', '>', '"', "'", '&', '`', '\u0000', '\u202e', 'a', ' ', '=', '/', ';', '#') }),
);

describe('html', () => {
  test('what is put in comes out as the same text, and as nothing else', () => {
    assert(
      property(nasty, (text) => {
        const made = escapeHtml(text);
        expect(made).not.toMatch(/[<>"'`]/);
        expect(made).not.toMatch(/&(?!(?:lt|gt|quot|amp|#39|#96);)/);
        expect(made).not.toMatch(forbidden);
        expect(unescape(made)).toBe(text.replace(forbidden, '\ufffd'));
      }),
      { numRuns: 500 },
    );
  });
  test('between tags, in attributes, in lists, however deep', () => {
    assert(
      property(nasty, nasty, (a, b) => {
        const made = html`<p class="${a}">${[a, [b, html`<i>${b}</i>`], null, false, undefined, 3]}</p>`.toString();
        expect(made.match(/<[^>]*>/g)).toEqual([`<p class="${escapeHtml(a)}">`, '<i>', '</i>', '</p>']);
        expect(made).toBe(`<p class="${escapeHtml(a)}">${escapeHtml(a)}${escapeHtml(b)}<i>${escapeHtml(b)}</i>3</p>`);
      }),
      { numRuns: 300 },
    );
  });
  test.each([
    ['/van-ban/1', '/van-ban/1'],
    ['/a?b=c&d=%20#e', '/a?b=c&d=%20#e'],
    ['javascript:alert(1)', '#'],
    ['//evil.example', '#'],
    ['/\\evil.example', '#'],
    ['/a\\b', '#'],
    ['https://evil.example', '#'],
    ['/a b', '#'],
    ['', '#'],
  ])('a link to %s', (path, made) => expect(href(path)).toBe(made));
});
