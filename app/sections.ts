/** The settings of every part, in the order `vanthu config` prints them. Each part declares its own. */
export const sections = {};
