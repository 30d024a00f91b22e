import { isInside, isOutside } from '../mail/boundary.ts';
import { moreSevere, replyOf } from '../mail/reply.ts';
import type { Action, Direction, Finding, Outcome, Reply, Verdict } from '../mail/verdict.ts';
import { rules } from './index.ts';
import { enforces, type RuleId } from './policy.ts';
import { noteOnly, type Concerned, type Context, type JudgeInput, type RawFinding, type Rule } from './rule.ts';
import { senderOf } from './sender.ts';
import { localDay } from './words.ts';

export type { JudgeInput } from './rule.ts';

/** What an action means for the copy of a recipient it concerns. */
const outcomeOf = {
  reject: 'reject',
  defer: 'defer',
  seal: 'seal',
  hold: 'hold',
  repair: 'pass',
  note: 'pass',
  off: 'pass',
} as const satisfies Record<Action, Outcome>;

/** Rules that may refuse mail to postmaster@ and abuse@ (RFC 5321 4.5.1, RFC 2142), and over a relay's 250. */
const protocolRules: readonly string[] = ['size.over-limit', 'wire.bare-newline', 'loop.detected'] satisfies RuleId[];

const isDuty = (input: JudgeInput, address: string): boolean =>
  /^(?:postmaster|abuse)@/i.test(address) && isInside(input.boundary, address);

function directionOf(input: JudgeInput, address: string, today: string): Direction {
  if (input.session.via === 'inbound' || input.session.via === 'mailbox') return 'in';
  return isOutside(input.boundary, address, today) ? 'out' : 'within';
}

/** What policy orders for one recipient of a finding. */
function actionFor(context: Context, rule: Rule, raw: RawFinding, recipient: Concerned): Action {
  const ordered = context.policy.actions[rule.id]?.[recipient.direction] ?? rule.defaults[recipient.direction];
  const adjusted = raw.adjust === undefined ? ordered : raw.adjust(ordered);
  const lenient =
    (!rule.always && !enforces(context.policy.mode, context.today)) ||
    (isDuty(context, recipient.address) && !protocolRules.includes(rule.id));
  return lenient ? noteOnly(adjusted) : adjusted;
}

/** A raw finding becomes one finding for each action that policy orders among its recipients. */
function findings(context: Context, rule: Rule): readonly Finding[] {
  const found: Finding[] = [];
  for (const raw of rule.judge(context)) {
    const byAction = new Map<Action, string[]>();
    for (const recipient of raw.recipients) {
      const action = actionFor(context, rule, raw, recipient);
      if (action !== 'off') byAction.set(action, [...(byAction.get(action) ?? []), recipient.address]);
    }
    for (const [action, recipients] of byAction) {
      found.push({
        rule: rule.id,
        clause: context.policy.clauses[rule.id] ?? rule.clause,
        action,
        reasons: raw.reasons,
        recipients,
        ...(raw.explain === undefined ? {} : { explain: raw.explain }),
        ...(raw.questions === undefined || action !== 'hold' ? {} : { questions: raw.questions }),
      });
    }
  }
  return found;
}

/** The answer that the first finding with this action gives. */
function replyFor(found: readonly Finding[], action: 'reject' | 'defer', among: readonly string[] | null = null): Reply {
  const first = found.find((f) => f.action === action && (among === null || among.includes(f.rule)));
  return first === undefined ? replyOf('store.unable') : replyOf(first.rule as RuleId, first.explain);
}

type Settled = { readonly outcomes: Readonly<Record<string, Outcome>>; readonly reply: Reply };

const all = (outcomes: Readonly<Record<string, Outcome>>, outcome: Outcome): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(Object.keys(outcomes).map((address) => [address, outcome]));

const replaced = (outcomes: Readonly<Record<string, Outcome>>, of: readonly Outcome[], by: Outcome): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(Object.entries(outcomes).map(([address, outcome]) => [address, of.includes(outcome) ? by : outcome]));

/** DATA has one answer (domain: one reply, several recipients). */
function settle(context: Context, found: readonly Finding[], outcomes: Readonly<Record<string, Outcome>>): Settled {
  const values = Object.values(outcomes);
  const accepted = replyOf('accepted');
  switch (context.session.via) {
    case 'submission':
      if (values.includes('reject')) return { outcomes: all(outcomes, 'reject'), reply: replyFor(found, 'reject') };
      if (values.includes('defer')) return { outcomes: all(outcomes, 'defer'), reply: replyFor(found, 'defer') };
      return { outcomes, reply: accepted };
    case 'inbound':
      if (values.length > 0 && values.every((o) => o === 'reject')) return { outcomes, reply: replyFor(found, 'reject') };
      if (values.includes('defer')) return { outcomes: all(outcomes, 'defer'), reply: replyFor(found, 'defer') };
      return { outcomes: replaced(outcomes, ['reject'], 'seal'), reply: accepted };
    case 'relay': {
      // The agency's server would bounce a 5xx, perhaps to a forged outsider: kept as refused and told to our own people instead.
      const refused = found.some((f) => f.action === 'reject' && protocolRules.includes(f.rule));
      if (refused) return { outcomes: all(outcomes, 'reject'), reply: replyFor(found, 'reject', protocolRules) };
      if (values.includes('defer')) return { outcomes: all(outcomes, 'defer'), reply: replyFor(found, 'defer') };
      return { outcomes, reply: accepted };
    }
    case 'mailbox': {
      // It lies in the mailbox already: nothing can be refused or asked, only kept from being filed.
      const kept = new Set(
        found.filter((f) => f.action === 'seal' || (f.action === 'reject' && !protocolRules.includes(f.rule))).flatMap((f) => f.recipients),
      );
      return {
        outcomes: Object.fromEntries(Object.keys(outcomes).map((address) => [address, kept.has(address) ? 'seal' : 'pass'])),
        reply: accepted,
      };
    }
    case 'notice':
      return { outcomes: all(outcomes, 'pass'), reply: accepted };
  }
}

/**
 * What the rules say of one message: pure, the same answer for the same input.
 * Our own notices skip the rules; what came over a relay is never answered 5xx but for size, wire and loops.
 */
export function judge(input: JudgeInput): Verdict {
  const today = localDay(input.now);
  const recipients = input.envelope.recipients.map((r) => ({ address: r.address, direction: directionOf(input, r.address, today) }));
  const passed: Readonly<Record<string, Outcome>> = Object.fromEntries(recipients.map((r) => [r.address, 'pass']));
  if (input.session.via === 'notice') return { outcomes: passed, findings: [], reply: replyOf('accepted'), repaired: false };

  const context: Context = { ...input, recipients, sender: senderOf(input), today };
  const found = rules.flatMap((rule) => findings(context, rule));
  const outcomes: Record<string, Outcome> = { ...passed };
  for (const finding of found) {
    for (const address of finding.recipients) outcomes[address] = moreSevere(outcomeOf[finding.action], outcomes[address] ?? 'pass');
  }
  const settled = settle(context, found, outcomes);
  const leaves = new Set(
    Object.keys(settled.outcomes).filter((address) => settled.outcomes[address] === 'pass' || settled.outcomes[address] === 'hold'),
  );
  const repaired = found.some((f) => f.action === 'repair' && f.recipients.some((address) => leaves.has(address)));
  return { ...settled, findings: found, repaired };
}
