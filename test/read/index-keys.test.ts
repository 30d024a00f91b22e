import { describe, expect, test } from '@jest/globals';
import { keysOf, recordOf } from '../../gateway/read/index-keys.ts';
import { readMessage } from '../../gateway/read/read-message.ts';
import { containment, sampleLevel, shinglesOf } from '../../gateway/read/shingles.ts';

const envelope = { from: 'a@vidu.gov.vn', recipients: [{ address: 'B@ngoai.vn' }], smtpUtf8: false, body8bit: false } as const;
const words = (count: number, seed: number): string =>
  Array.from({ length: count }, (_, i) => `tiếng${((i + 1) * 7919 * seed) % 100_003}`).join(' ');
const share = (stored: string, judged: string): number => {
  const { sample } = shinglesOf(judged, 'judged');
  return containment({ shingles: shinglesOf(stored, 'stored').sample }, new Set(sample), sampleLevel(sample));
};

describe('shingles', () => {
  const text = 'Kính gửi các đồng chí, đề nghị nộp báo cáo tổng kết trước ngày mười lăm tháng mười hai.';

  test('quoting, wrapping, case and marks change nothing', () => {
    const quoted = `Xin chuyển.\n> Kính gửi các đồng chí, đề nghị\n> NỘP báo cáo tổng kết trước ngày\n> mười lăm tháng mười hai.`;
    expect(share(text, quoted)).toBe(1);
    expect(share('thuỷ điện hoà bình và uỷ ban nhân dân tỉnh', 'Thủy điện Hòa Bình và Ủy ban nhân dân tỉnh')).toBe(1);
  });

  test('unrelated text shares nothing, half a text about a half, few words nothing at all', () => {
    expect(share(text, words(500, 3))).toBe(0);
    expect(share(`${words(60, 1)} ${words(60, 2)}`, `${words(60, 1)} ${words(80, 3)}`)).toBeCloseTo(0.47, 1);
    expect(shinglesOf('Đồng ý, anh nhé.', 'stored')).toEqual({ count: 0, sample: [] });
  });

  test('samples of long texts stay small and comparable', () => {
    const long = words(20_000, 5);
    const stored = shinglesOf(long, 'stored');
    expect(stored.count).toBeGreaterThan(19_000);
    expect(stored.sample.length).toBeLessThan(300);
    expect(share(long, `${words(3000, 7)} ${long}`)).toBe(1);
    expect(share(words(400, 11), `${long} ${words(400, 11)}`)).toBe(1);
  });
});

test.each([50, 300, 900, 1100, 5000])('of %i words the same is kept, whether it was sought before or not', async (count) => {
  const text = words(count, 13);
  const { message } = await readMessage(Buffer.from(`From: a@vidu.gov.vn\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`));
  const record = recordOf(message, envelope, keysOf(message));
  expect({ count: record.shingleCount, sample: record.shingles }).toEqual(shinglesOf(text, 'stored'));
});

test('what content is known by: files, but no logos, signatures or trifles', async () => {
  const file = (type: string, more: string, size: number): string =>
    `--b\r\nContent-Type: ${type}\r\n${more}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.alloc(size, type.length).toString('base64')}\r\n`;
  const raw = `From: a@vidu.gov.vn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${[
    file('application/pdf', 'Content-Disposition: attachment; filename=a.pdf\r\n', 600),
    file('image/png', 'Content-ID: <logo>\r\nContent-Disposition: inline; filename=l.png\r\n', 600),
    file('image/jpeg', '', 600),
    file('application/zip', 'Content-Disposition: attachment; filename=tiny.bin\r\n', 100),
    file('application/pkcs7-signature', 'Content-Disposition: attachment; filename=smime.p7s\r\n', 600),
  ].join('')}--b--`;
  const { message } = await readMessage(Buffer.from(raw));
  expect(keysOf(message).attachments.map((a) => a.name)).toEqual(['a.pdf', '']);
});

describe('prior consent', () => {
  const given = async (body: string, header = ''): Promise<boolean> => {
    const { message } = await readMessage(
      Buffer.from(`From: a@vidu.gov.vn\r\n${header}Content-Type: text/plain; charset=utf-8\r\n\r\n${body}`),
    );
    return recordOf(message, envelope, keysOf(message)).consentGiven;
  };
  test.each(['Được phép chuyển tiếp ra ngoài', 'Kính gửi,\r\n  được chuyển tiếp ra ngoài.\r\nTrân trọng'])('%j gives it', async (body) =>
    expect(await given(body)).toBe(true),
  );
  test.each([
    'Không được phép chuyển tiếp ra ngoài',
    '> Được phép chuyển tiếp ra ngoài',
    'Vào 21/11, Mai đã viết:\r\nĐược phép chuyển tiếp ra ngoài',
    '-------- Thư gốc --------\r\nĐược phép chuyển tiếp ra ngoài',
    'Từ: Mai <a@vidu.gov.vn>\r\nĐược phép chuyển tiếp ra ngoài',
  ])('%j does not', async (body) => expect(await given(body)).toBe(false));
  test('the header counts as a whole value only', async () => {
    expect(await given('x', 'X-Forwarding-Consent: External\r\n')).toBe(true);
    expect(await given('x', 'X-Forwarding-Consent: not external\r\n')).toBe(false);
  });
});

test('participants are those of header and envelope, in lower case', async () => {
  const { message } = await readMessage(Buffer.from('From: A@vidu.gov.vn\r\nTo: C@vidu.gov.vn\r\nReply-To: d@x.vn\r\n\r\nx'));
  expect(recordOf(message, envelope, keysOf(message)).participants).toEqual(['a@vidu.gov.vn', 'c@vidu.gov.vn', 'd@x.vn', 'b@ngoai.vn']);
});
