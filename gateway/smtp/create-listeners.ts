import { hostname as machineName } from 'node:os';
import { createListener, type Listener, type ListenerOptions } from './create-listener.ts';
import type { SmtpSettings } from './settings.ts';

export type ListenersOptions = Pick<
  ListenerOptions,
  'tls' | 'intake' | 'signIn' | 'directory' | 'boundary' | 'upstream' | 'onTooLarge' | 'clock' | 'log'
> & {
  readonly settings: SmtpSettings;
};

type Kind = ListenerOptions['kind'];

/** The four doors; `addresses` are as listened on (host:port), null for one that is off. */
export type Listeners = { readonly addresses: Readonly<Record<Kind, string | null>>; close(graceMs: number): Promise<void> };

const kinds = ['submission', 'submissions', 'inbound', 'relay'] as const;

function place(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text);
  return match === null ? null : { host: match[1] ?? match[2] ?? '', port: Number(match[3]) };
}

export const hostnameOf = (settings: Pick<SmtpSettings, 'smtp.hostname'>): string =>
  settings['smtp.hostname'] || machineName().replaceAll(/[^A-Za-z0-9.-]/g, '-') || 'localhost';

/** Opens the listeners that settings name. When one fails, those already open are closed again and it rejects. */
export async function createListeners({ settings, ...parts }: ListenersOptions): Promise<Listeners> {
  const office = (): string => parts.directory().office.toLowerCase();
  const sizes = {
    submission: () => settings['size.outgoing'],
    submissions: () => settings['size.outgoing'],
    relay: () => settings['size.outgoing'],
    inbound: (address: string) => (address.toLowerCase() === office() ? settings['size.inbound-office'] : settings['size.inbound']),
  } as const satisfies Record<Kind, (address: string) => number>;

  const options = (kind: Kind): ListenerOptions => ({
    ...parts,
    kind,
    hostname: hostnameOf(settings),
    peers: settings['relay-peers'],
    recipients: settings['smtp.recipients'],
    replyTime: settings['smtp.reply-time'] * 1_000,
    sizeFor: sizes[kind],
    limits: {
      connections: settings['smtp.connections'],
      connectionsPerClient: settings['smtp.connections-per-client'],
      idle: settings['smtp.idle'] * 1_000,
      session: settings['smtp.session'] * 1_000,
      dataGrace: settings['smtp.data-grace'] * 1_000,
      dataRate: settings['smtp.data-rate'],
      idleCommands: settings['smtp.idle-commands'],
      errors: settings['smtp.errors'],
      authFailures: settings['smtp.auth-failures'],
      greetingDelay: kind === 'inbound' ? settings['smtp.greeting-delay'] : 0,
      size: kind === 'inbound' ? Math.max(settings['size.inbound'], settings['size.inbound-office']) : settings['size.outgoing'],
    },
  });

  const open: Listener[] = [];
  const addresses: Record<Kind, string | null> = { submission: null, submissions: null, inbound: null, relay: null };
  try {
    for (const kind of kinds) {
      const at = place(settings[kind]);
      if (at === null) continue;
      const listener = await createListener(at, options(kind));
      open.push(listener);
      addresses[kind] = listener.address;
    }
  } catch (error) {
    await Promise.all(open.map((listener) => listener.close(0)));
    throw error;
  }
  return {
    addresses,
    async close(graceMs) {
      await Promise.all(open.map((listener) => listener.close(graceMs)));
    },
  };
}
