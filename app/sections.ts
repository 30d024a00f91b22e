import { calendarSettings } from '../agency/calendar/settings.ts';
import { registrySettings } from '../agency/registry/settings.ts';
import { reminderSettings } from '../agency/reminders/settings.ts';
import { mailboxSettings } from '../gateway/mailbox/settings.ts';
import { relaySettings } from '../gateway/relay/settings.ts';
import { smtpSettings } from '../gateway/smtp/settings.ts';
import { spoolSettings } from '../gateway/spool/settings.ts';
import { policySettings } from './policy.ts';

/** The settings of every part, in the order `vanthu config` prints them. Each part declares its own. */
export const sections = {
  ...smtpSettings.shape,
  ...spoolSettings.shape,
  ...relaySettings.shape,
  ...policySettings.shape,
  ...mailboxSettings.shape,
  ...registrySettings.shape,
  ...reminderSettings.shape,
  ...calendarSettings.shape,
};
