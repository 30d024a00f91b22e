import type { Agency } from '../agency.ts';
import type { Loaded } from '../settings.ts';

/** `wrong` makes the command end with 1; `note` is worth knowing. */
export type CheckResult = { readonly state: 'ok' | 'note' | 'wrong'; readonly what: string; readonly say: string };

export type CheckContext = { readonly loaded: Loaded; readonly agency: Agency; readonly now: Date };

/** One thing that `vanthu check` tests: a file each, a line each in the command's list. Never rejects for what it finds. */
export type Check = (context: CheckContext) => Promise<readonly CheckResult[]>;

export const ok = (what: string, say: string): CheckResult => ({ state: 'ok', what, say });
export const note = (what: string, say: string): CheckResult => ({ state: 'note', what, say });
export const wrong = (what: string, say: string): CheckResult => ({ state: 'wrong', what, say });

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
