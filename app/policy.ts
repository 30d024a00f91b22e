import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { rules } from '../rules/index.ts';
import { defaultPolicy, type Policy, type RuleId } from '../rules/policy.ts';

const list = z.preprocess(
  (v) =>
    typeof v === 'string'
      ? v
          .split(',')
          .map((w) => w.trim())
          .filter((w) => w !== '')
      : v,
  z.array(z.string()),
);
const action = z.enum(['off', 'note', 'repair', 'hold', 'seal', 'reject', 'defer']);
const ids = rules.map((rule) => rule.id);
const byRule = z.partialRecord(z.enum(ids), z.strictObject({ out: action, within: action, in: action }).partial());

export const policySettings = z.object({
  'policy.actions': byRule
    .default({})
    .describe(
      'What a rule does per direction (out, within, in) where it differs from its default: off note repair hold seal reject defer.',
    ),
  'policy.clauses': z
    .partialRecord(z.enum(ids), z.string())
    .default({})
    .describe("The agency's own regulation named in place of the model clause, by rule."),
  'policy.file': z
    .string()
    .default('')
    .describe('YAML file with `actions` and `clauses` of the same form, relative to vanthu.yaml; read after them.'),
  'rate.messages': z.coerce
    .number()
    .int()
    .min(1)
    .default(defaultPolicy.rate.messages)
    .describe('Messages an account may send within an hour (ĐB Điều 8).'),
  'rate.new-outside': z.coerce
    .number()
    .int()
    .min(1)
    .default(defaultPolicy.rate.newOutside)
    .describe('Outside recipients an account may write to for the first time within an hour.'),
  'upstream.authserv-id': z
    .string()
    .default('')
    .describe('authserv-id (RFC 8601) of the filter in front; only its Authentication-Results are believed.'),
  'upstream.clients': list
    .default([])
    .describe('Addresses the filter in front hands mail over from; only there its X-Spam-Flag is believed.'),
  'devices.addresses': list.default([]).describe('Envelope senders of scanners and the like whose bare newlines are repaired.'),
});

type PolicySettings = z.output<typeof policySettings> & {
  readonly mode: 'chay-thu' | 'thuc-thi';
  readonly 'mode-since': string;
  readonly 'size.outgoing': number;
  readonly 'size.inbound': number;
  readonly 'size.inbound-office': number;
};

const file = z.strictObject({ actions: byRule.default({}), clauses: z.partialRecord(z.enum(ids), z.string()).default({}) });

/** exactOptionalPropertyTypes: zod writes absent keys as undefined. */
const without = <T extends object>(value: T): { [K in keyof T]-?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as { [K in keyof T]-?: Exclude<T[K], undefined> };

/** Policy from settings and the policy file. Throws with the file's name when that is wrong. */
export function policyOf(settings: PolicySettings, path: string | null, firstDay: string): Policy {
  let more: z.output<typeof file> = { actions: {}, clauses: {} };
  if (path !== null) {
    const parsed = file.safeParse(parse(readFileSync(path, 'utf8')) ?? {});
    if (!parsed.success) throw new Error(`${path}: ${parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`);
    more = parsed.data;
  }
  const actions = Object.fromEntries(ids.map((id: RuleId) => [id, without({ ...settings['policy.actions'][id], ...more.actions[id] })]));
  return {
    ...defaultPolicy,
    mode: {
      kind: settings.mode,
      since: settings['mode-since'] === '' ? (settings.mode === 'chay-thu' ? firstDay : '') : settings['mode-since'],
    },
    actions,
    clauses: without({ ...settings['policy.clauses'], ...more.clauses }),
    limits: { outgoing: settings['size.outgoing'], inbound: settings['size.inbound'], inboundOffice: settings['size.inbound-office'] },
    rate: { messages: settings['rate.messages'], newOutside: settings['rate.new-outside'] },
    upstream: { authservId: settings['upstream.authserv-id'], clients: settings['upstream.clients'] },
    devices: settings['devices.addresses'],
  };
}
