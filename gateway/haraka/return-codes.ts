import type { ReturnCodes } from 'haraka-plugin-api-typings';

/** Haraka's return codes as values: its own constants are globals that exist only once the plugin runs. */
export const returnCodes = {
  CONT: 900,
  STOP: 901,
  DENY: 902,
  DENYSOFT: 903,
  DENYDISCONNECT: 904,
  DISCONNECT: 905,
  OK: 906,
  NEXT_HOOK: 907,
  DELAY: 908,
  DENYSOFTDISCONNECT: 909,
} as const satisfies ReturnCodes;
