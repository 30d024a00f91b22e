/** Messages that are meant to hurt, each about what a sender can put into 10 MB. */

const head = 'From: a@vidu.gov.vn\r\nTo: b@vidu.gov.vn\r\nSubject: x\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n';
const plain = 'Content-Type: text/plain; charset=utf-8\r\n\r\n';

const nested = (depth: number): string => {
  const opening = Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`);
  return `${head}${opening.join('')}${plain}inside\r\n`;
};

const html = (body: string): string => `${head}Content-Type: text/html; charset=utf-8\r\n\r\n${body}\r\n`;

const nestedMessages = (depth: number): string => `${head}${'Content-Type: message/rfc822\r\n\r\n'.repeat(depth)}${plain}x`;

export const hostile: Readonly<Record<string, string>> = {
  '1,000 nested multiparts': nested(1000),
  '100,000 nested multiparts': nested(100_000),
  '300,000 parts': `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(300_000)}`,
  '100,000 nested messages': nestedMessages(100_000),
  'no boundary parameter': `${head}Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx`,
  'boundary that never comes': `${head}Content-Type: multipart/mixed; boundary=never\r\n\r\n${'--nevermore\r\n'.repeat(200_000)}`,
  'same boundary at every level': `${head}${'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'.repeat(2000)}x`,
  'header of 9 MB': `${head}X-Long: ${'a'.repeat(9_000_000)}\r\n\r\nx`,
  '100,000 header fields': `${head}${'X-A: b\r\n'.repeat(100_000)}\r\nx`,
  '100,000 From fields': `${'From: a@b.vn\r\n'.repeat(4900)}\r\nx`,
  'folded for ever': `${head}X-Folded: a${'\r\n b'.repeat(250_000)}\r\n\r\nx`,
  'address list without end': `${head}Cc: ${'"a" <a@b.vn>, '.repeat(60_000)}\r\n\r\nx`,
  'addresses of brackets': `${head}Cc: ${'<'.repeat(300_000)}\r\nReply-To: ${'('.repeat(300_000)}\r\nSender: ${'"\\'.repeat(150_000)}\r\n\r\nx`,
  'groups in groups': `${head}Cc: ${'a:'.repeat(100_000)};\r\n\r\nx`,
  'encoded words': `${head}Subject: ${'=?utf-8?q?=41?= '.repeat(50_000)}\r\n\r\nx`,
  'broken encoded words': `${head}Subject: ${'=?'.repeat(400_000)}\r\n\r\nx`,
  'encoded words of blanks': `${head}Subject: =?utf-8?q?a?=${' '.repeat(900_000)}=?\r\n\r\nx`,
  'RFC 2231 continuations': `${head}Content-Type: text/plain; ${Array.from({ length: 60_000 }, (_, i) => `name*${i}=a;`).join(' ')}\r\n\r\nx`,
  'RFC 2231 with the same number': `${head}Content-Disposition: attachment; ${"filename*0*=utf-8''%41; ".repeat(30_000)}\r\n\r\nx`,
  'broken base64': `${head}Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n${'=AB*'.repeat(500_000)}`,
  'broken quoted-printable': `${head}Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'=\t '.repeat(20_000)}${'=X= \t'.repeat(300_000)}`,
  'quoted-printable blanks': `${head}Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'='.padEnd(2000)}${'= '.repeat(1_000_000)}${' '.repeat(1_000_000)}\r\n`,
  'charset __proto__': `${head}Content-Type: text/plain; charset=__proto__\r\n\r\nch\xe0o`,
  'charset constructor': `${head}Content-Type: text/plain; charset=constructor; __proto__=x; boundary=__proto__\r\n\r\nch\xe0o`,
  'UTF-7': `${head}Content-Type: text/plain; charset=utf-7\r\n\r\n+AGE-${'+'.repeat(500_000)}`,
  'UTF-16 cut short': `${head}Content-Type: text/plain; charset=utf-16\r\n\r\n\xff\xfea`,
  'HTML of 100,000 nested tags': html('<b>'.repeat(100_000) + 'x'),
  'HTML of nested quotes': html('<blockquote>a'.repeat(100_000)),
  'HTML of open angles': html('<'.repeat(1_000_000)),
  'HTML of open comments': html('<!--'.repeat(300_000)),
  'HTML of open styles': html('<style>'.repeat(500_000)),
  'HTML of open quotes': html(`<a href="${"<a href='".repeat(300_000)}`),
  'HTML of references': html('&#xe9;&amp;&'.repeat(150_000)),
  'HTML of ampersands': html('&'.repeat(1_000_000)),
  'HTML of meta tags': html('<meta '.repeat(500_000)),
  'HTML of one long line': html('chào '.repeat(300_000)),
  'HTML of pre': html(`<pre>${'a\n'.repeat(300_000)}`),
  'a line of 9 MB': `${head}${plain}${'a'.repeat(9_000_000)}`,
  '9 MB of words': `${head}${plain}${'tiếng việt rất hay và đẹp '.repeat(250_000)}`,
  'a million line ends': `${head}${plain}${'\r\n'.repeat(1_000_000)}`,
  '500,000 false delimiters': `${head}Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--\r\n'.repeat(500_000)}`,
  '9 MB of octets beyond ASCII': `${head}Content-Type: text/plain; charset=iso-8859-1\r\n\r\n${'\xb8\xb5 \xe9'.repeat(2_000_000)}`,
  'mojibake lines': `${head}${plain}${'C\u00e9ng h\u00dfa x\u00b7 h\u00e9i\n'.repeat(50_000)}`,
  'VIQR marks': `${head}Content-Type: text/plain\r\n\r\n${"a^'".repeat(1_000_000)}`,
  'consent lines': `${head}${plain}${'---------------\x20'.repeat(200_000)}\r\nĐược phép chuyển tiếp ra ngoài`,
  'file name of 60,000 characters': `${head}Content-Disposition: attachment; filename="${'../'.repeat(20_000)}\u202ecod.exe"\r\n\r\nx`,
};
