import type { Reason } from '../mail/verdict.ts';
import type { Rule } from './rule.ts';

/** Fields that decide who speaks or how a part is read (RFC 5322 3.6, RFC 2045): two of them, and every reader picks another. */
const singletons: readonly string[] = [
  'from',
  'sender',
  'reply-to',
  'date',
  'subject',
  'message-id',
  'content-type',
  'content-disposition',
  'content-transfer-encoding',
];

export const headerAmbiguous: Rule = {
  id: 'header.ambiguous',
  clause: 'RFC 5322 mục 3.6 (an toàn hệ thống)',
  defaults: { out: 'reject', within: 'reject', in: 'seal' },
  always: false,
  judge({ message, recipients }) {
    const reasons: Reason[] = [];
    const repeated = new Set<string>();
    const counts = new Map<string, number>();
    for (const { name } of message.header) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const name of singletons) if ((counts.get(name) ?? 0) > 1) repeated.add(name);
    for (const part of message.parts) for (const name of part.duplicateFields) if (singletons.includes(name)) repeated.add(name);
    for (const name of repeated) reasons.push({ code: `header.repeated.${name}`, text: `Trường ${name} có nhiều hơn một lần` });
    if (message.from.length > 1)
      reasons.push({ code: 'header.many-authors', text: `Trường From có ${String(message.from.length)} địa chỉ` });
    return reasons.length === 0 ? [] : [{ recipients, reasons }];
  },
};
