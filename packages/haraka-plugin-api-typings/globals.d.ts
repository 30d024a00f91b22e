/**
 * Names that stand in every hook without an import. Haraka puts them on the sandbox of plain `.js` plugins, and on `global` once the module of
 * a package plugin has been loaded: in a package they are missing while its top level runs, present when a hook runs.
 * `server` is not
 * among them: only plain plugins have it, `connection.server` is there for all.
 * Use: `/// <reference types="haraka-plugin-api-typings/globals" />`.
 * @see Haraka 3.3.4 plugins.js, `_make_custom_require` and `_compile`
 */
import type { ReturnCodes } from './constants.js';

declare global {
  const CONT: ReturnCodes['CONT'];
  const STOP: ReturnCodes['STOP'];
  const DENY: ReturnCodes['DENY'];
  const DENYSOFT: ReturnCodes['DENYSOFT'];
  const DENYDISCONNECT: ReturnCodes['DENYDISCONNECT'];
  const DISCONNECT: ReturnCodes['DISCONNECT'];
  const OK: ReturnCodes['OK'];
  const NEXT_HOOK: ReturnCodes['NEXT_HOOK'];
  const DELAY: ReturnCodes['DELAY'];
  const DENYSOFTDISCONNECT: ReturnCodes['DENYSOFTDISCONNECT'];
}
