import { parse as parseCsv } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCalendar, type Calendar } from '../agency/calendar/calendar.ts';
import { directoryOf, type DirectoryData } from '../agency/people/directory.ts';
import { loadPeople } from '../agency/people/load-people.ts';
import { trustedEntry } from '../agency/people/settings.ts';
import type { Boundary } from '../mail/boundary.ts';
import type { Directory } from '../mail/people.ts';
import type { JudgeSettings } from '../gateway/read/reader.ts';
import type { Policy } from '../rules/policy.ts';
import { policyOf } from './policy.ts';
import type { Settings } from './settings.ts';
import { SettingsProblem } from './settings.ts';

/** Who the agency is: people, boundary, working time, policy. Held in memory, also while the database is away. */
export type Agency = {
  readonly name: string;
  readonly parent: string;
  /** Abbreviation in ký hiệu. */
  readonly code: string;
  readonly domain: string;
  readonly data: DirectoryData;
  readonly directory: Directory;
  readonly boundary: Boundary;
  readonly calendar: Calendar;
  readonly policy: Policy;
};

export const judgeSettingsOf = ({ policy, boundary, data }: Agency): JudgeSettings => ({
  agency: data.agency,
  domain: data.domain,
  policy,
  boundary,
  people: data.people,
  units: data.units,
  mailboxes: data.mailboxes,
});

function boundaryOf(settings: Settings, base: string): Boundary {
  const own = [settings['agency.domain']];
  const file = settings['boundary.trusted-file'];
  const listed =
    file === ''
      ? []
      : trustedEntry
          .array()
          .parse(parseCsv(readFileSync(resolve(base, file), 'utf8'), { columns: true, bom: true, skip_empty_lines: true, trim: true }));
  return {
    origin: settings['boundary.origin'].length > 0 ? settings['boundary.origin'] : own,
    inside: settings['boundary.inside'].length > 0 ? settings['boundary.inside'] : own,
    trusted: [...settings['boundary.trusted'], ...listed],
  };
}

/**
 * Reads what the settings name. `people` is given by the demonstration, else read from the people's file.
 * Rejects with {@link SettingsProblem} or PeopleProblem saying what is wrong.
 */
export async function loadAgency(settings: Settings, base: string, firstDay: string, people: DirectoryData | null): Promise<Agency> {
  for (const name of ['agency.name', 'agency.domain'] as const) {
    if (settings[name] === '') throw new SettingsProblem(`${name}: chưa đặt / not set`);
  }
  const identity = { name: settings['agency.name'], domain: settings['agency.domain'] };
  const data = people ?? (await loadPeople(resolve(base, settings['people.file']), identity));
  try {
    return {
      ...identity,
      parent: settings['agency.parent'],
      code: settings['agency.code'],
      data,
      directory: directoryOf(data),
      boundary: boundaryOf(settings, base),
      calendar: createCalendar(settings),
      policy: policyOf(settings, settings['policy.file'] === '' ? null : resolve(base, settings['policy.file']), firstDay),
    };
  } catch (cause) {
    throw new SettingsProblem(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
