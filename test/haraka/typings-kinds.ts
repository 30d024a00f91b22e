/** How a declared type is compared with what `typeof` says at run time. */

/** Names written out in a type: without index signatures, symbols and what Node's own classes bring. */
type Named<T, Base> = keyof {
  [K in keyof T as string extends K ? never : K extends string ? (K extends keyof Base ? never : K) : never]: T[K];
};

/** `typeof`, with null and missing told apart. */
type Kind<T> = unknown extends T
  ? 'object' | 'absent'
  : T extends (...parameters: never[]) => unknown
    ? 'function'
    : T extends abstract new (...parameters: never[]) => unknown
      ? 'function'
      : T extends string
        ? 'string'
        : T extends number
          ? 'number'
          : T extends boolean
            ? 'boolean'
            : T extends null
              ? 'null'
              : T extends undefined
                ? 'undefined' | 'absent'
                : 'object';

export type Members<T, Base = object> = {
  readonly [K in Named<T, Base>]-?: Kind<T[K & keyof T]> | (undefined extends T[K & keyof T] ? 'absent' : never);
};

export type Kinds = Readonly<Record<string, string>>;

export const log = {
  logdata: 'function',
  logprotocol: 'function',
  logdebug: 'function',
  loginfo: 'function',
  lognotice: 'function',
  logwarn: 'function',
  logerror: 'function',
  logcrit: 'function',
  logalert: 'function',
  logemerg: 'function',
} as const;
