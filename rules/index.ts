import type { ReplyName } from '../mail/reply.ts';
import { circulationInternal } from './circulation-internal.ts';
import { complaintExcluded } from './complaint-excluded.ts';
import { contentUnreadable } from './content-unreadable.ts';
import { forwardUnconsented } from './forward-unconsented.ts';
import { headerAmbiguous } from './header-ambiguous.ts';
import { loopDetected } from './loop-detected.ts';
import type { RuleId } from './policy.ts';
import { rateTooFast } from './rate-too-fast.ts';
import type { Rule } from './rule.ts';
import { secrecyMarked } from './secrecy-marked.ts';
import { senderNotYours } from './sender-not-yours.ts';
import { senderSpoofedInside } from './sender-spoofed-inside.ts';
import { sizeOverLimit } from './size-over-limit.ts';
import { spamLikely } from './spam-likely.ts';
import { unicodeLegacyEncoding } from './unicode-legacy-encoding.ts';
import { wireBareNewline } from './wire-bare-newline.ts';

/** All rules, in the order their findings stand in a trace; the first refusal's text is the one that is answered. */
export const rules: readonly (Rule & { readonly id: RuleId & ReplyName })[] = [
  sizeOverLimit,
  wireBareNewline,
  loopDetected,
  headerAmbiguous,
  senderNotYours,
  senderSpoofedInside,
  secrecyMarked,
  complaintExcluded,
  circulationInternal,
  contentUnreadable,
  unicodeLegacyEncoding,
  forwardUnconsented,
  rateTooFast,
  spamLikely,
];

/** Rules of the regulations that need what is not there yet, and why. */
export const laterRules = {
  'official.not-approved': 'needs sổ đi and signature checks to tell an approved document',
  'sender.speaks-for-agency': 'needs sổ đi to tell an issued document from an unissued one',
  'malware.found': 'needs clamd',
} as const satisfies Readonly<Record<string, string>>;
