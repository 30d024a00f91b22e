import type { Outcome, Verdict } from '../../mail/verdict.ts';
import { answerToken } from '../notices.ts';
import type { Reader } from '../read/reader.ts';

const withheld = (verdict: Verdict, domain: string): Verdict => {
  const kept = Object.entries(verdict.outcomes).map(([address, outcome]): [string, Outcome] => [
    address,
    outcome === 'pass' && answerToken(address, domain) !== null ? 'hold' : outcome,
  ]);
  return { ...verdict, outcomes: Object.fromEntries(kept) };
};

/**
 * A reader whose verdicts keep answers to notices from leaving: they are ours to read, and the answer step drops them.
 * What is said to the client stays as it was.
 */
export const withholdAnswers = (reader: Pick<Reader, 'judge'>, domain: string): Pick<Reader, 'judge'> => ({
  async judge(task, lookup) {
    const judged = await reader.judge(task, lookup);
    return { ...judged, verdict: withheld(judged.verdict, domain) };
  },
});
