import { sameAddress } from '../mail/boundary.ts';
import type { Reason } from '../mail/verdict.ts';
import { nfc, sameTone } from '../vietnamese/normal-forms.ts';
import { addressesIn, fieldsOf, hasField } from './header.ts';
import { hasSeparator } from './quoted-block.ts';
import type { Context } from './rule.ts';
import { ownTexts } from './surface.ts';

/** Prefixes of a forwarded subject; weak evidence, alone only a suspicion. */
const forwardPrefixes = ['fwd', 'fw', 'chuyển tiếp', 'ct', 'tr', 'wg', 'rv', 'enc', 'vs', 'vb', 'i', 'pd', 'ilt', '转发'].map((p) =>
  nfc(p),
);
const replyPrefixes = ['re', 'trả lời', 'tl', 'aw', 'sv', '回复'].map((p) => nfc(p));
const listTag = /^\s{0,5}\[[^\][]{1,60}\]\s{0,5}/u;

/** Whether the outermost prefix, after a list's tag, says forward. */
export function hasForwardPrefix(subject: string): boolean {
  const text = nfc(subject.slice(0, 2_000)).toLowerCase();
  if (/^\s{0,5}\[fwd:/.test(text) || /\(fwd\)\s{0,5}$/.test(text)) return true;
  const rest = text.replace(listTag, '').trimStart();
  return forwardPrefixes.some(
    (prefix) => rest.startsWith(prefix) && /^\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\))?\s{0,3}[:：]/.test(rest.slice(prefix.length)),
  );
}

/** The subject without prefixes of replies and forwards, for comparing; at most 5 are taken off. */
export function bareSubject(subject: string): string {
  let rest = sameTone(subject.slice(0, 2_000)).toLowerCase().replaceAll(/\s+/g, ' ').trim();
  for (let i = 0; i < 5; i += 1) {
    const prefix = [...forwardPrefixes, ...replyPrefixes].find((p) => rest.startsWith(p) && /^\s?[:：]/.test(rest.slice(p.length)));
    if (prefix === undefined) break;
    rest = rest.slice(prefix.length).replace(/^\s?[:：]\s?/, '');
  }
  return rest;
}

/** Evidence 1: the same message again, sent on by a client or a server. */
export function redirectSigns(context: Context): readonly Reason[] {
  const { message, envelope, recipients, sender } = context;
  const signs: Reason[] = [];
  const add = (code: string, text: string): void => void signs.push({ code, text });
  if (hasField(message, 'resent-from') || hasField(message, 'resent-to')) add('sign.resent', 'Thư được gửi lại nguyên bản (Resent-From)');
  if (hasField(message, 'x-sieve-redirected-from')) add('sign.sieve-redirect', 'Máy chủ tự chuyển tiếp thư (X-Sieve-Redirected-From)');
  if (hasField(message, 'x-ms-exchange-forwardingloop'))
    add('sign.exchange-redirect', 'Máy chủ tự chuyển tiếp thư (X-MS-Exchange-ForwardingLoop)');
  if (fieldsOf(message, 'x-ld-processed').some((text) => /,\s{0,3}ExtFwd\b/i.test(text)))
    add('sign.external-forward', 'Máy chủ tự chuyển tiếp thư ra ngoài (X-LD-Processed)');
  const targets = ['x-forwarded-to', 'x-forwarded-for'].flatMap((name) => fieldsOf(message, name)).flatMap((text) => addressesIn(text));
  if (targets.some((target) => recipients.some((r) => sameAddress(r.address, target))))
    add('sign.auto-forward', 'Hộp thư đặt tự động chuyển tiếp (X-Forwarded-To)');
  if (/\+caf_=/i.test(envelope.from)) add('sign.auto-forward', 'Hộp thư đặt tự động chuyển tiếp (+caf_=)');
  if (/^srs[01][=+-]/i.test(envelope.from)) add('sign.srs', 'Địa chỉ gửi do máy chủ chuyển tiếp viết lại (SRS)');
  const author = message.from[0]?.address ?? '';
  if (author !== '' && sender.address !== '' && !sender.is(author))
    add('sign.other-author', `Người soạn ghi trên thư (${author}) không phải người gửi`);
  return signs;
}

/** Evidence 2, 3, 5 and 6: signs of a forward in what the message holds. */
export function forwardSigns(context: Context): readonly Reason[] {
  const { message } = context;
  const signs: Reason[] = [];
  const report = message.parts[0]?.mediaType === 'multipart/report';
  if (!report && message.parts.some((part) => part.holdsMessage))
    signs.push({ code: 'sign.message-inside', text: 'Có cả một thư khác đính kèm' });
  if (hasField(message, 'x-forwarded-message-id'))
    signs.push({ code: 'sign.forwarded-id', text: 'Phần mềm thư ghi đây là thư chuyển tiếp (X-Forwarded-Message-Id)' });
  if (ownTexts(message).some(hasSeparator)) signs.push({ code: 'sign.separator', text: 'Có dòng mở đầu thư chuyển tiếp' });
  if (hasForwardPrefix(message.subject)) signs.push({ code: 'sign.prefix', text: 'Chủ đề có tiền tố chuyển tiếp' });
  return signs;
}
