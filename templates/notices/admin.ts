import { oneLine } from '../words.ts';
import type { Template } from './template.ts';

/** Something that those in charge must know: a rate passed, secret mail kept aside (time and sender only), a year without holidays. */
export type Admin = { readonly subject: string; readonly text: string };

export const admin: Template<Admin> = {
  vi: (d) => ({ subject: oneLine(d.subject), paragraphs: [d.text] }),
  en: (d) => ({ subject: oneLine(d.subject), paragraphs: [d.text] }),
};
