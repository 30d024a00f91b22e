import type { Calendar } from '../agency/calendar/calendar.ts';
import type { Blobs, Documents, Intake } from '../agency/registry/ports.ts';
import type { Registry } from '../agency/registry/register.ts';
import type { CheckIns } from '../agency/reminders/ports.ts';
import type { Decisions } from '../gateway/hold/decisions.ts';
import type { Hold } from '../gateway/hold/hold.ts';
import type { Reader } from '../gateway/read/reader.ts';
import type { Entries } from '../gateway/spool/entry.ts';
import type { Traces } from '../gateway/traces.ts';
import type { Directory } from '../mail/people.ts';

/** What routes and pages work with; each takes only what it names. */
export type Services = {
  readonly documents: Documents;
  readonly intake: Intake;
  readonly blobs: Blobs;
  readonly registry: Registry;
  readonly decisions: Decisions;
  readonly hold: Hold;
  readonly entries: Entries;
  readonly traces: Traces;
  readonly checkIns: CheckIns;
  readonly calendar: Calendar;
  readonly reader: Reader;
  readonly directory: () => Directory;
};
