import type { RecipientState, Ruling } from './entry.ts';
import type { EventName } from './entry-log.ts';

/** From which states a ruling takes a copy, and what it is called in the log. Elsewhere it changes nothing. */
export const rulings = {
  release: { from: ['held', 'sealed', 'failed'], event: 'released' },
  refuse: { from: ['held', 'sealed'], event: 'refused' },
  return: { from: ['held', 'sealed'], event: 'returned' },
  drop: { from: ['sealed', 'held', 'failed'], event: 'dropped' },
} as const satisfies Record<Ruling['ruling'], { readonly from: readonly RecipientState[]; readonly event: EventName }>;
