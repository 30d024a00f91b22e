import type { Verdict } from '../mail/verdict.ts';
import type { JudgeInput } from './rule.ts';

export type { JudgeInput } from './rule.ts';

/** What the rules say of one message: pure, the same answer for the same input. */
export function judge(input: JudgeInput): Verdict {
  return {
    outcomes: Object.fromEntries(input.envelope.recipients.map((r) => [r.address, 'pass'])),
    findings: [],
    reply: { code: 250, enhanced: '2.0.0', text: 'Đã nhận thư' },
    repaired: false,
  };
}
