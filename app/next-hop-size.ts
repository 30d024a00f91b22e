import { readTarget } from '../gateway/relay/route.ts';
import { probeHop } from '../gateway/relay/smtp-hop.ts';
import { hostnameOf } from '../gateway/smtp/create-listeners.ts';
import type { Log } from '../mail/log.ts';
import type { Settings } from './settings.ts';

const patienceMs = 3_000;
/** Our trace fields come on top of what the sender counted. */
const trace = 2_048;

const limits = ['size.outgoing', 'size.inbound', 'size.inbound-office'] as const;

/**
 * A next hop may take less than we do (Postfix and Zimbra: 10,240,000 by default): until that is raised the smaller is
 * announced and enforced, so that the sender's own client hears it (mail-rules: Size). A hop that is away changes nothing.
 */
export async function withNextHopSizes(settings: Settings, log: Log): Promise<Settings> {
  const sizes = await Promise.all(
    [...new Set(Object.values(settings.routes))].map(async (text) => {
      const target = readTarget(text);
      if (target.kind === 'maildir') return Infinity;
      try {
        const { size } = await probeHop({ target, hostname: hostnameOf(settings), credentials: null, timeout: patienceMs });
        return size === 0 ? Infinity : size - trace;
      } catch {
        return Infinity;
      }
    }),
  );
  const smallest = Math.min(Infinity, ...sizes);
  const lowered = limits.filter((name) => settings[name] > smallest);
  if (lowered.length === 0) return settings;
  log.warn({ smallest, lowered }, 'a next hop takes less than these limits; see vanthu check');
  return { ...settings, ...Object.fromEntries(lowered.map((name) => [name, smallest])) };
}
