import type { RuleCase } from '../case.ts';
import { circulationCases } from './circulation-internal.ts';
import { complaintCases } from './complaint-excluded.ts';
import { contentCases } from './content-unreadable.ts';
import { forwardCases } from './forward-unconsented.ts';
import { headerCases } from './header-ambiguous.ts';
import { loopCases } from './loop-detected.ts';
import { rateCases } from './rate-too-fast.ts';
import { replyCases } from './reply.ts';
import { secrecyCases } from './secrecy-marked.ts';
import { senderCases } from './sender-not-yours.ts';
import { sizeCases } from './size-over-limit.ts';
import { spamCases } from './spam-likely.ts';
import { spoofedCases } from './sender-spoofed-inside.ts';
import { unicodeCases } from './unicode-legacy-encoding.ts';
import { wireCases } from './wire-bare-newline.ts';

export const allCases: Readonly<Record<string, readonly RuleCase[]>> = {
  'size.over-limit': sizeCases,
  'wire.bare-newline': wireCases,
  'loop.detected': loopCases,
  'header.ambiguous': headerCases,
  'sender.not-yours': senderCases,
  'sender.spoofed-inside': spoofedCases,
  'secrecy.marked': secrecyCases,
  'complaint.excluded': complaintCases,
  'circulation.internal': circulationCases,
  'content.unreadable': contentCases,
  'unicode.legacy-encoding': unicodeCases,
  'forward.unconsented': forwardCases,
  'rate.too-fast': rateCases,
  'spam.likely': spamCases,
  'one reply, several recipients': replyCases,
};
