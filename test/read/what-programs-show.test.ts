import { expect, test } from '@jest/globals';
import { readMessage } from '../../gateway/read/read-message.ts';
import { htmlText } from '../../gateway/read/html-text.ts';
import { judge } from '../../rules/judge.ts';
import { defaultPolicy } from '../../rules/policy.ts';
import { boundary, directory } from '../rules/agency.ts';

/** Rules that a message breaks which a person sends outside; `raw` with LF. */
async function broken(raw: string): Promise<readonly string[]> {
  const head = 'From: maivt@vidu.gov.vn\nSubject: chao\nDate: Fri, 20 Nov 2026 09:00:00 +0700\nMessage-ID: <1@x>\nMIME-Version: 1.0\n';
  const { message } = await readMessage(Buffer.from(`${head}${raw}`.replaceAll('\n', '\r\n')));
  const { findings } = judge({
    message,
    envelope: { from: 'maivt@vidu.gov.vn', recipients: [{ address: 'x@congty.example' }], smtpUtf8: false, body8bit: true },
    session: {
      via: 'submission',
      person: 'maivt@vidu.gov.vn',
      client: '',
      helo: '',
      tls: true,
      receivedAt: '2026-11-20T03:00:00Z',
      aligned: false,
    },
    facts: { known: [], rate: { messages: 0, newOutside: 0 } },
    policy: defaultPolicy,
    boundary,
    directory: directory(),
    now: '2026-11-20T03:00:00Z',
  });
  return findings.filter((f) => f.action === 'reject' || f.action === 'hold').map((f) => f.rule);
}

const secret = Buffer.from('MẬT\n\nKế hoạch\n').toString('base64');
const base64 = `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${secret}\n`;
const alternative = (html: string): string =>
  `Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: text/html; charset=utf-8\n\n${html}\n--b--\n`;

test('a mark that stands only in the HTML, which mail programs show, is seen', async () => {
  expect(await broken(alternative('<p>MẬT</p><p>Kế hoạch</p>'))).toEqual(['secrecy.marked']);
});

test('a quoted colleague that stands only in the HTML is asked', async () => {
  const block =
    '<p>Từ: Hoàng Anh Tuấn &lt;tuanha@vidu.gov.vn&gt;<br>Đã gửi: 20/11/2026 8:00<br>Tới: phong@vidu.gov.vn<br>Chủ đề: Dự thảo</p><p>Nội dung</p>';
  expect(await broken(alternative(block))).toEqual(['forward.unconsented']);
});

test('a mark in the HTML of a message inside is seen', async () => {
  expect(await broken(`Content-Type: message/rfc822\n\nSubject: y\n${alternative('<p>MẬT</p><p>Kế hoạch</p>')}`)).toContain(
    'secrecy.marked',
  );
});

test.each(['base64;', '"base64"', 'base64; x=y', 'Base64\t(c)', 'base64 7bit'])(
  'Content-Transfer-Encoding: %s is base64',
  async (encoding) => {
    expect(await broken(base64.replace(': base64', `: ${encoding}`))).toEqual(['secrecy.marked']);
  },
);

test.each([['boundary=a; boundary=b'], ['boundary=b; boundary=a'], ['boundary="a"; boundary=b'], ["boundary=b; boundary*=utf-8''a"]])(
  '%s: readers differ, so it is ambiguous',
  async (parameters) => {
    const parts = `--a\n${base64}--a--\n--b\nContent-Type: text/plain\n\nhello\n--b--\n`;
    expect(await broken(`Content-Type: multipart/mixed; ${parameters}\n\n${parts}`)).toContain('header.ambiguous');
  },
);

test.each([
  ['attachment; filename="bao cao.pdf"; filename*=utf-8\'\'b%C3%A1o%20c%C3%A1o.pdf'],
  ['attachment; filename*0=bao; filename*1=cao.pdf'],
  ['attachment; filename="a; filename=b"'],
  ['attachment; filename=a.txt; filename=a.txt'],
])('%s is not', async (disposition) => {
  const file = `--a\nContent-Type: application/pdf; name=x.pdf\nContent-Disposition: ${disposition}\n\nx\n--a--\n`;
  expect(await broken(`Content-Type: multipart/mixed; boundary=a\n\n${file}`)).toEqual([]);
});

test.each(['\u200b', '\u00ad', '\ufeff'])('a mark with %j in it is a mark', async (mark) => {
  expect(await broken(`Content-Type: text/plain; charset=utf-8\n\nM${mark}ẬT\n\nKế hoạch\n`)).toEqual(['secrecy.marked']);
});

test('a comment ends where browsers end it', () => {
  expect(htmlText('<p>a</p><!-- x --!><p>b</p><!-- y --><p>c</p><!-- z -->d').replaceAll(/\s+/g, ' ')).toBe('a b c d');
  const many = '<!-- x -->'.repeat(50_000);
  const began = Date.now();
  expect(htmlText(`${many}ok`)).toBe('ok');
  expect(Date.now() - began).toBeLessThan(1_000);
});
