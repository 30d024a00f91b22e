import { isInside, isProtected } from '../mail/boundary.ts';
import { hasField } from './header.ts';
import { noteOnly, type Rule } from './rule.ts';

/** Mail from outside that carries our own addresses: never of inside origin, never an answer. */
export const senderSpoofedInside: Rule = {
  id: 'sender.spoofed-inside',
  clause: 'Điều 8 Quy chế (Quyết định 530/QĐ-SXD), an toàn hệ thống',
  defaults: { out: 'off', within: 'off', in: 'seal' },
  always: false,
  judge({ message, envelope, session, boundary, recipients }) {
    if (session.via !== 'inbound' || session.aligned) return [];
    const ours = [envelope.from, ...message.from.map((m) => m.address)].filter(
      (a) => a !== '' && (isInside(boundary, a) || isProtected(boundary, a)),
    );
    if (ours.length === 0) return [];
    const reasons = [...new Set(ours)].map((address) => ({
      code: 'sender.unaligned',
      text: `Thư từ bên ngoài mang địa chỉ ${address} nhưng không có SPF hoặc DKIM khớp tên miền`,
    }));
    // A mailing list sends our own people's mail back to us and breaks both.
    const list = hasField(message, 'list-id');
    return [
      {
        recipients,
        reasons: list ? [...reasons, { code: 'sender.list', text: 'Thư qua danh sách gửi thư (List-Id)' }] : reasons,
        ...(list ? { adjust: noteOnly } : {}),
      },
    ];
  },
};
