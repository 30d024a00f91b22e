import { describe, expect, test } from '@jest/globals';
import { cleanFileName } from '../../gateway/read/file-name.ts';
import { htmlText } from '../../gateway/read/html-text.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import type { Message } from '../../mail/message.ts';
import { encodeLegacy } from '../vietnamese/encode-legacy.ts';

const message = async (raw: string | Buffer): Promise<Message> =>
  (await readMessage(typeof raw === 'string' ? Buffer.from(raw) : raw)).message;
const mail = (...lines: readonly string[]): string => lines.join('\r\n');

describe('structure', () => {
  test('delimiters with blanks behind them delimit, and what follows the last one is read too', async () => {
    const read = await message(
      mail(
        'Content-Type: multipart/mixed; boundary="b b"',
        '',
        'preamble',
        '--b b  ',
        'Content-Type: text/plain',
        '',
        'one',
        '--b b--\t',
        'epilogue',
        '--b b',
        '',
        'hidden',
        '--b b--',
        '',
      ),
    );
    expect(read.parts.map((p) => [p.path, p.text])).toEqual([
      ['0', null],
      ['1', 'one'],
      ['2', 'hidden'],
    ]);
    expect(read.text).toBe('one\nhidden');
  });

  test('section numbers go on below a message inside, also one in base64', async () => {
    const inner = mail(
      'Subject: trong',
      'Message-ID: <2@x>',
      'From: a@b.vn',
      'Content-Type: multipart/alternative; boundary=i',
      '',
      '--i',
      '',
      'chữ',
      '--i',
      'Content-Type: text/html',
      '',
      '<p>chữ</p>',
      '--i--',
      '',
    );
    const read = await message(
      mail(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'ngoài',
        '--b',
        'Content-Type: message/rfc822',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(inner).toString('base64'),
        '--b--',
        '',
      ),
    );
    expect(read.parts.map((p) => p.path)).toEqual(['0', '1', '2', '2.0', '2.1', '2.2']);
    expect(read.parts[2]).toMatchObject({ holdsMessage: true, mediaType: 'message/rfc822' });
    expect(read.inner).toEqual([
      { messageId: '<2@x>', from: [{ address: 'a@b.vn', name: '' }], to: [], subject: 'trong', date: null, text: 'chữ' },
    ]);
    expect(read.text).toBe('ngoài');
  });

  test('two fields that may stand once are named, and both senders count', async () => {
    const read = await message(
      mail('From: a@vidu.gov.vn', 'From : b@vidu.gov.vn', 'Content-Type: text/plain', 'Content-Type: text/html', '', 'x'),
    );
    expect(read.parts[0]?.duplicateFields).toEqual(['from', 'content-type']);
    expect(read.from.map((m) => m.address)).toEqual(['a@vidu.gov.vn', 'b@vidu.gov.vn']);
  });

  test('beyond the limits the header still speaks', async () => {
    const read = await message(
      `From: a@b.vn\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(1500)}`,
    );
    expect(read.problem?.kind).toBe('limits');
    expect(read).toMatchObject({ subject: 'x', from: [{ address: 'a@b.vn' }], parts: [] });
  });

  test('bare newlines and NUL are seen wherever they stand', async () => {
    expect((await message('A: b\r\n\r\nx\r\n')).wire).toEqual({ bareNewline: false, nul: false });
    for (const wrong of ['A: b\n\r\nx', 'A: b\r\n\r\nx\ry', 'A: b\r\n\r\n\n', '\nA: b\r\n\r\n'])
      expect((await message(wrong)).wire.bareNewline).toBe(true);
    expect((await message('A: b\r\n\r\nx\0')).wire.nul).toBe(true);
  });
});

describe('header', () => {
  test('letters cut between encoded words are joined; controls vanish', async () => {
    const [first, second] = [Buffer.from('Họp').subarray(0, 2), Buffer.from('Họp').subarray(2)];
    const word = (octets: Buffer): string => `=?UTF-8?B?${octets.toString('base64')}?=`;
    expect((await message(`Subject: ${word(first)}\r\n ${word(second)}  =?utf-8?q?_g=E1=BA=A5p=0D=0Anh=C3=A9?=\r\n\r\n`)).subject).toBe(
      'Họp gấp nhé',
    );
  });

  test('addresses: groups, quoted names, comments, domains in lower case', async () => {
    const read = await message('To: "Hai, Ba" <Hai@VIDU.gov.vn>, nhóm: a@b.vn, =?utf-8?q?C=C3=BAc?= <c@d.vn>;\r\n\r\n');
    expect(read.to).toEqual([
      { address: 'Hai@vidu.gov.vn', name: 'Hai, Ba' },
      { address: 'a@b.vn', name: '' },
      { address: 'c@d.vn', name: 'Cúc' },
    ]);
  });

  test('names of files: RFC 2231, RFC 2047, raw UTF-8, paths', async () => {
    const name = async (field: string): Promise<string | null | undefined> =>
      (await message(`Content-Disposition: attachment; ${field}\r\n\r\nx`)).parts[0]?.fileName;
    expect(await name('filename*0*=utf-8\'\'B%C3%A1o; filename*1=" cao.doc"')).toBe('Báo cao.doc');
    expect(await name('filename="=?utf-8?B?QsOhbyBjw6FvLmRvYw==?="')).toBe('Báo cáo.doc');
    expect(await name('filename="Báo cáo.doc"')).toBe('Báo cáo.doc');
    expect(await name('filename="..\\\\..\\\\x.exe"')).toBe('x.exe');
  });
});

test.each([
  ['../../x', 'x'],
  ['C:\\a\\b.doc', 'b.doc'],
  ['\\\\server\\share\\b.doc', 'b.doc'],
  ['a\0\r\nb.pdf', 'ab.pdf'],
  ['cod\u202efdp.exe', 'codfdp.exe'],
  ['a\u200bb', 'ab'],
  ['Tiếng'.normalize('NFD'), 'Tiếng'],
  ['CON', '_CON'],
  ['com¹.txt', '_com¹.txt'],
  ['x.doc. .', 'x.doc'],
  ['..', null],
  ['\ud800a', 'a'],
])('file name %j is shown as %j', (given, shown) => expect(cleanFileName(given)).toBe(shown));

test('a long file name keeps its extension within 150 octets', () => {
  const shown = cleanFileName(`${'ộ'.repeat(60_000)}.docx`) ?? '';
  expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(150);
  expect(shown.endsWith('ộ.docx')).toBe(true);
});

describe('HTML', () => {
  test.each([
    ['<p>Xin&nbsp;<b>ch&agrave;o</b></p><div>hai</div>', 'Xin chào\n\nhai'],
    ['<style>p{}</style><script>if (a<b) x()</script>chữ<!-- <p>ẩn --> sau', 'chữ sau'],
    ['a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>e', 'a\n> b\n> c\n> > d\n\ne'],
    ['1 < 2 <a title="x>y">ba</a> &#x1ED9;&#9999999;', '1 < 2 ba ộ\ufffd'],
    ['<pre>a\n  b</pre>c', 'a\n  b\nc'],
    ['<td>a</td><td>b</td>', 'a b'],
  ])('%s', (html, text) => expect(htmlText(html)).toBe(text));
});

describe('charsets', () => {
  const letter = 'Kính gửi các đồng chí, đề nghị nộp báo cáo tổng kết trước ngày mười lăm tháng mười hai.';
  const body = async (octets: Buffer, type: string): Promise<Message> =>
    message(Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), octets]));

  test.each([
    ['tcvn3', 'text/plain; charset=iso-8859-1', 'tcvn3'],
    ['vni', 'text/plain', 'vni'],
    ['viscii', 'text/plain; charset=viscii', 'viscii'],
    ['windows-1258', 'text/plain; charset=windows-1258', 'windows-1258'],
    ['tcvn3', 'text/plain; charset=utf-8', 'tcvn3'],
    ['tcvn3', 'text/plain; charset=x-viet-tcvn3', 'tcvn3'],
  ] as const)('%s in %s', async (charset, type, what) => {
    const read = await body(encodeLegacy(letter, charset), type);
    expect(read.text).toBe(letter);
    expect(read.legacy).toMatchObject([{ where: '1', what, repairable: true, sample: letter }]);
  });

  test('UTF-8 without a name, decomposed, or read as Latin-1 before', async () => {
    expect((await body(Buffer.from(letter), 'text/plain')).legacy[0]?.what).toBe('undeclared-8bit');
    expect((await body(Buffer.from(letter.normalize('NFD')), 'text/plain; charset=utf-8')).legacy[0]?.what).toBe('nfd');
    expect((await body(Buffer.from(Buffer.from(letter).toString('latin1')), 'text/plain; charset=utf-8')).legacy[0]?.what).toBe('mojibake');
  });

  test('Word writes garbled letters as references under an old font', async () => {
    const garbled = Array.from(encodeLegacy(letter, 'tcvn3').toString('latin1'), (c) => (c > '~' ? `&#${c.charCodeAt(0)};` : c)).join('');
    const read = await body(Buffer.from(`<font face=".VnTime">${garbled}</font>`), 'text/html; charset=us-ascii');
    expect(read.text).toBe(letter);
    expect(read.legacy[0]?.what).toBe('mojibake');
  });

  test.each(['iso-8859-1', 'windows-1252', '__proto__', 'constructor', ''])('French labelled %j stays French', async (charset) => {
    const french = "Chère collègue, voilà l'état de la procédure déjà évoquée : où en êtes-vous ?";
    const read = await body(Buffer.from(french, 'latin1'), `text/plain; charset="${charset}"`);
    expect(read.text).toBe(french);
    expect(read.legacy).toEqual([]);
  });

  test('an attached file is nobody’s text to repair', async () => {
    const read = await message(
      Buffer.concat([
        Buffer.from('Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n'),
        encodeLegacy(letter, 'tcvn3'),
      ]),
    );
    expect(read.legacy).toEqual([]);
    expect(read.parts[0]?.text).toBe(letter);
  });
});

test('signed and encrypted mail is known as such', async () => {
  expect((await message('Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--')).signed).toBe(true);
  expect((await message('A: b\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n')).signed).toBe(true);
  expect((await message('DKIM-Signature: v=1\r\n\r\nx')).signed).toBe(false);
  expect((await message('Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx')).parts[0]?.unreadable).toBe(
    'encrypted',
  );
});
