import { sameAddress } from '../mail/boundary.ts';
import type { Boundary } from '../mail/boundary.ts';
import { localTime } from '../mail/local-time.ts';
import type { Directory } from '../mail/people.ts';
import type { Finding } from '../mail/verdict.ts';
import { senderOf } from '../rules/sender.ts';
import type { TooLarge } from '../templates/notices/too-large.ts';
import { formatMoment } from '../templates/words.ts';
import { answerToken, isNotice, type Notices } from './notices.ts';
import type { Reader } from './read/reader.ts';
import type { EntryView, Step } from './spool/entry.ts';

type Options = {
  readonly notices: Notices;
  readonly reader: Pick<Reader, 'read'>;
  readonly directory: () => Directory;
  readonly boundary: () => Boundary;
  readonly domain: string;
};

const secret = 'secrecy.marked';
const legacy = 'unicode.legacy-encoding';

/** Who sent it on, if that is somebody of ours; a null or outside envelope sender is never written to. */
async function ownSender(entry: EntryView, { reader, directory, boundary }: Options): Promise<string | null> {
  if (entry.session.via === 'submission') return entry.session.person;
  if (entry.session.via !== 'relay') return null;
  const known = (address: string): string | null =>
    directory().person(address) !== null || directory().mailbox(address) !== null ? address.toLowerCase() : null;
  try {
    const { message } = await reader.read({ bytes: await entry.read('original') });
    const { envelope, session } = entry;
    return known(senderOf({ message, envelope, session, boundary: boundary(), directory: directory() }).address);
  } catch {
    // erased or unreadable: the envelope is what is left
    return known(entry.envelope.from);
  }
}

const explanation = (finding: Finding | undefined): string =>
  (finding?.explain ?? finding?.reasons[0]?.text ?? 'thư chưa phù hợp quy chế').replace(/[.\s]+$/, '');
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/**
 * Tells people what rules did to mail that was accepted: repaired, refused after the reply, secret mail kept aside.
 * Unique by kind, entry and person; a repair is told once a day, since a client that writes in an old encoding always does.
 */
export function createNoticesStep(options: Options): Step {
  const { notices, directory, domain } = options;

  const tellRepaired = async (entry: EntryView, to: string): Promise<void> => {
    const finding = entry.verdict.findings.find((f) => f.rule === legacy && f.action === 'repair');
    if (finding === undefined || !entry.repaired) return;
    const day = localTime(new Date(entry.committedAt)).date;
    const data = { subject: entry.summary.subject, texts: finding.reasons.map((r) => r.text) };
    await notices.send({ kind: 'repaired', key: `repaired:${to}:${day}`, to, about: entry.id, data });
  };

  const tellRefused = async (entry: EntryView, recipients: readonly string[], sender: string | null): Promise<void> => {
    const finding = entry.verdict.findings.find((f) => f.action === 'reject');
    const hidden = finding?.rule === secret;
    const when = formatMoment(entry.session.receivedAt);
    if (sender !== null) {
      const data = {
        subject: hidden ? `gửi lúc ${when}` : entry.summary.subject,
        recipients,
        by: null,
        reason: lowerFirst(explanation(finding)),
        clause: finding?.clause ?? '',
        forSender: true,
      };
      await notices.send({ kind: 'refused', key: `refused:${entry.id}:rule:${sender}`, to: sender, about: entry.id, data });
      return;
    }
    const text = `Một thư do máy chủ thư chuyển tới lúc ${when}, địa chỉ gửi ${entry.envelope.from === '' ? '(rỗng)' : entry.envelope.from}, chưa gửi được tới ${recipients.join(', ')} vì ${lowerFirst(explanation(finding))} (${finding?.clause ?? ''}). Không có người gửi trong cơ quan để báo.`;
    for (const admin of directory().withRole('quan-tri')) {
      await notices.send({
        kind: 'admin',
        key: `refused:${entry.id}:admin:${admin.address}`,
        to: admin.address,
        about: entry.id,
        data: { subject: 'Thư của máy chủ thư chưa gửi được', text },
      });
    }
  };

  /** TB Đ5, BĐ Đ3.1: time and sender only, nothing of the mail itself. */
  const tellSecret = async (entry: EntryView): Promise<void> => {
    const data = {
      subject: 'Có thư mang dấu chỉ độ mật, đã giữ riêng',
      text: `Lúc ${formatMoment(entry.session.receivedAt)} có thư của ${entry.envelope.from === '' ? '(không rõ địa chỉ gửi)' : entry.envelope.from} mang dấu chỉ độ mật. Thư đã được giữ riêng, không chuyển và không vào sổ. Đề nghị báo nơi gửi chuyển bằng đường văn bản mật.`,
    };
    const told = [...directory().withRole('van-thu'), ...directory().withRole('chanh-van-phong')].map((p) => p.address);
    for (const to of new Set(told)) await notices.send({ kind: 'admin', key: `secret:${entry.id}:${to}`, to, about: entry.id, data });
  };

  return {
    name: 'notices',
    async run(entry) {
      const { outcomes, findings } = entry.verdict;
      const concerned = entry.recipients.filter((r) => answerToken(r.address, domain) === null);
      const outcomeOf = (address: string) => Object.entries(outcomes).find(([known]) => sameAddress(known, address))?.[1];
      const refused = concerned.filter((r) => outcomeOf(r.address) === 'reject').map((r) => r.address);
      // A notice of ours that a mailbox redirects is told to nobody: that would be redirected too.
      const mayBeOurs = entry.session.via === 'submission' || (entry.session.via === 'relay' && !isNotice(entry.summary.from, domain));
      if (mayBeOurs && (entry.repaired || refused.length > 0)) {
        const sender = await ownSender(entry, options);
        if (sender !== null && refused.length < concerned.length) await tellRepaired(entry, sender);
        if (refused.length > 0) await tellRefused(entry, refused, sender);
      }
      if (findings.some((f) => f.rule === secret && f.action === 'seal')) await tellSecret(entry);
    },
  };
}

const fourHours = 4 * 3_600_000;

/**
 * The size explained, to authenticated people only: once per person and size in 4 hours, since some clients try again and
 * again. Resolves to false when it was told before.
 */
export const explainSize = (notices: Notices, person: string, size: TooLarge, now: Date): Promise<boolean> =>
  notices.send({
    kind: 'too-large',
    key: `too-large:${person}:${String(size.bytes)}:${String(Math.floor(now.getTime() / fourHours))}`,
    to: person,
    about: null,
    data: size,
  });
