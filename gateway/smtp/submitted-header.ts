/** Header sections longer than this are passed on as they are. */
export const headerLimit = 262_144;

const endOfHeader = Buffer.from('\r\n\r\n');
const fieldStart = /^[!-9;-~]+[ \t]*:/;

/** Octets of the header section with its last CRLF; -1 while the end has not come. */
export const headerEnd = (bytes: Buffer): number => {
  if (bytes.length >= 2 && bytes[0] === 0x0d && bytes[1] === 0x0a) return 0;
  const at = bytes.indexOf(endOfHeader);
  return at < 0 ? -1 : at + 2;
};

type Added = { readonly date: string; readonly messageId: string };

/**
 * Header of submitted mail as it goes on (RFC 6409 8): a missing Date or Message-ID is added at its end, Bcc and
 * Resent-Bcc (RFC 5322 3.6.6) are taken out. Everything else stays octet by octet. `header` ends with the CRLF of its last line.
 */
export function completeHeader(header: Buffer, added: Added): Buffer {
  // latin1 maps octets to characters one to one and back
  const text = header.toString('latin1');
  if (text !== '' && !fieldStart.test(text)) return Buffer.concat([fields(added, true, true), Buffer.from('\r\n'), header]);
  const lines = text.split(/(?<=\r\n)/);
  const kept: string[] = [];
  let date = false;
  let messageId = false;
  let dropping = false;
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) {
      const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1]?.toLowerCase();
      dropping = name === 'bcc' || name === 'resent-bcc';
      date ||= name === 'date';
      messageId ||= name === 'message-id';
    }
    if (!dropping) kept.push(line);
  }
  if (kept.length === lines.length && date && messageId) return header;
  return Buffer.concat([Buffer.from(kept.join(''), 'latin1'), fields(added, !date, !messageId)]);
}

const fields = (added: Added, date: boolean, messageId: boolean): Buffer =>
  Buffer.from((date ? `Date: ${added.date}\r\n` : '') + (messageId ? `Message-ID: ${added.messageId}\r\n` : ''), 'latin1');
