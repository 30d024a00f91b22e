import { join } from 'node:path';
import type { DocumentReader } from '../agency/documents/create-document-reader.ts';
import { readWith } from '../agency/registry/read-documents.ts';
import { createRegisteredListSender } from '../agency/registry/registered-list.ts';
import { codeOf, type Document } from '../agency/registry/document.ts';
import type { Announcement } from '../agency/registry/ports.ts';
import { createRegistry, type Registry } from '../agency/registry/register.ts';
import type { Gateway } from '../gateway/accept.ts';
import type { MailboxSource } from '../gateway/mailbox/found-mail.ts';
import { createImapSource } from '../gateway/mailbox/imap-source.ts';
import { createMaildirSource } from '../gateway/mailbox/maildir-source.ts';
import { createOfficeMail } from '../gateway/mailbox/office-mail.ts';
import { createFilePositions } from '../gateway/mailbox/positions.ts';
import type { Notices } from '../gateway/notices.ts';
import type { Reader } from '../gateway/read/reader.ts';
import type { TraceKeys } from '../gateway/relay/trace-keys.ts';
import { isAligned } from '../gateway/smtp/alignment.ts';
import { isInside } from '../mail/boundary.ts';
import type { Log } from '../mail/log.ts';
import type { Agency } from './agency.ts';
import type { Settings } from './settings.ts';
import type { Stores } from './stores.ts';

type Parts = {
  readonly agency: () => Agency;
  readonly settings: Settings;
  readonly data: string;
  readonly stores: Stores;
  readonly reader: Reader;
  readonly documentReader: DocumentReader;
  readonly notices: Notices;
  readonly gateway: () => Gateway;
  readonly traceKeys: TraceKeys;
  readonly page: (path: string) => string;
  readonly clock: () => Date;
  readonly log: Log;
};

/** The office mailbox: its sources, the register behind them, and the lists to văn thư. */
export type Office = { readonly registry: Registry; readonly sources: readonly MailboxSource[]; sendLists(): Promise<void> };

const settledStates: readonly string[] = ['registered', 'dismissed', 'forwarded', 'waiting', 'spam', 'sealed'];

export function createOffice(parts: Parts): Office {
  const { agency, settings, stores, reader, clock, log } = parts;
  const announcements = { announce: (announcement: Announcement) => announce(parts, announcement) };
  const sendLists = createRegisteredListSender({
    documents: stores.documents,
    lists: stores.registeredLists,
    announcements,
    directory: () => agency().directory,
    times: settings['register.lists'],
    atOnce: settings['register.lists-at-once'],
    isWorkingDay: (day) => agency().calendar.isWorkingDay(day),
    clock,
    log,
  });
  const office = (): string => agency().directory.office;
  const boundary = () => agency().boundary;
  const aligned = (header: Uint8Array): boolean => {
    const { authservId } = agency().policy.upstream;
    // The mailbox holds what the named server wrote: its address is not known any more, so its name must be.
    return authservId !== '' && isAligned(Buffer.from(header), 'mailbox', { authservId, clients: ['mailbox'] });
  };
  // The register needs to examine mail, and what finds mail needs the register.
  const found = createOfficeMail({
    register: {
      known: async (keys) => settledStates.includes((await stores.intake.known(keys))?.state ?? ''),
      take: (mail) => registry.take(mail),
    },
    reader,
    provenance: stores.provenance,
    boundary,
    office,
    traceKeys: parts.traceKeys,
    entry: (id) => parts.gateway().entries.view(id),
    aligned,
    clock,
    log,
  });
  const inner = createRegistry({
    documents: stores.documents,
    intake: stores.intake,
    blobs: stores.blobs,
    examine: found.examine,
    read: readWith(parts.documentReader),
    announcements,
    directory: () => agency().directory,
    isInside: (address) => isInside(boundary(), address),
    agency: { name: agency().name, code: agency().code },
    receipts: settings['register.receipts'],
    complaintsPerson: settings['register.complaints-person'],
    handOver: async (_item, original, to) => {
      await parts.gateway().deliver(original, { from: '', recipients: to.map((address) => ({ address })), smtpUtf8: true, body8bit: true });
    },
    clock,
    log,
  });
  const registry: Registry = {
    ...inner,
    async take(mail) {
      const taken = await inner.take(mail);
      if (taken.documentId !== null && !taken.known)
        sendLists().catch((error: unknown) => log.warn({ err: error }, 'lists to the clerk are sent later'));
      return taken;
    },
  };
  return { registry, sources: sourcesOf(parts, found.take), sendLists };
}

function sourcesOf(
  { settings, data, clock, log }: Parts,
  take: Parameters<typeof createMaildirSource>[1]['take'],
): readonly MailboxSource[] {
  const since = settings['mailbox.since'] === '' ? null : new Date(`${settings['mailbox.since']}T00:00:00+07:00`);
  const common = { take, since, pollMs: settings['mailbox.poll'] * 1_000, largest: settings['mailbox.largest'], clock, log };
  const sources: MailboxSource[] = [];
  if (settings['mailbox.maildir'] !== '')
    sources.push(createMaildirSource(settings['mailbox.maildir'], { ...common, seenFile: join(data, 'mailbox', 'maildir') }));
  const [host = '', port = ''] = settings['mailbox.imap'].split(':');
  if (host !== '') {
    sources.push(
      createImapSource(
        {
          host,
          port: Number(port),
          tls: settings['mailbox.imap-tls'],
          user: settings['mailbox.imap-user'],
          password: settings['mailbox.imap-password'],
          folder: settings['mailbox.imap-folder'],
        },
        { ...common, positions: createFilePositions(join(data, 'mailbox', 'imap.json')), random: Math.random },
      ),
    );
  }
  return sources;
}

const registeredItem = (d: Document) => ({
  arrivalNumber: d.arrivalNumber,
  organ: d.organName ?? '',
  code: codeOf(d),
  subject: d.subject ?? '',
  urgent: d.priority,
  doubtful: d.doubtful.length > 0,
});

/** What the register tells people, as notices. */
async function announce({ notices, page }: Parts, a: Announcement): Promise<void> {
  switch (a.kind) {
    case 'registered':
      for (const to of a.to) {
        await notices.send({
          kind: 'registered',
          key: `registered:${a.about}:${to}`,
          to,
          about: a.about,
          data: { items: a.documents.map(registeredItem), page: page('/van-ban') },
        });
      }
      return;
    case 'presented': {
      const items = a.documents.flatMap((d) =>
        d.arrivalNumber === null
          ? []
          : [
              {
                arrivalNumber: d.arrivalNumber,
                organ: d.organName ?? '',
                code: codeOf(d),
                issuedDate: d.issuedDate,
                subject: d.subject ?? '',
                urgent: d.priority,
                dueDate: d.dueDate,
              },
            ],
      );
      await notices.send({
        kind: 'presented',
        key: `presented:${a.about}:${a.to}`,
        to: a.to,
        about: a.about,
        data: { items, by: '', page: page('/van-ban') },
      });
      return;
    }
    case 'receipt': {
      const d = a.document;
      const certain = <K extends 'organName' | 'codeNumber' | 'issuedDate' | 'subject'>(name: K): Document[K] | null =>
        a.certain.includes(name) ? d[name] : null;
      await notices.send({
        kind: 'receipt',
        key: `receipt:${a.about}`,
        to: a.to,
        about: a.about,
        ...(a.inReplyTo === null ? {} : { inReplyTo: a.inReplyTo }),
        data: {
          organ: certain('organName'),
          documentNumber: certain('codeNumber') === null ? null : codeOf(d),
          documentDate: certain('issuedDate'),
          about: certain('subject'),
          arrivalNumber: d.arrivalNumber ?? d.number,
          arrivalDate: d.arrivalDate ?? '',
        },
      });
      return;
    }
  }
}
