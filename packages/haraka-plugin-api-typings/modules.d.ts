/**
 * Types for Haraka's packages that ship none. Use: `/// <reference types="haraka-plugin-api-typings/modules" />`.
 * `@haraka/email-address` has types of its own; its Address is the Address of this package.
 */
declare module 'haraka-constants' {
  const constants: import('haraka-plugin-api-typings').HarakaConstants;
  export = constants;
}
declare module 'haraka-dsn' {
  const DSN: import('haraka-plugin-api-typings').DSNFactory;
  export = DSN;
}
declare module 'haraka-net-utils' {
  const netUtils: import('haraka-plugin-api-typings').NetUtils;
  export = netUtils;
}
declare module 'haraka-config' {
  const config: import('haraka-plugin-api-typings').Config;
  export = config;
}
declare module 'haraka-results' {
  const ResultStore: new (connection: import('haraka-plugin-api-typings').Connection) => import('haraka-plugin-api-typings').ResultStore;
  export = ResultStore;
}
declare module 'haraka-notes' {
  const Notes: new (from?: object) => import('haraka-plugin-api-typings').Notes;
  export = Notes;
}
declare module 'haraka-email-message' {
  const Header: new () => import('haraka-plugin-api-typings').Header;
  const Body: new (
    header?: import('haraka-plugin-api-typings').Header,
    options?: { maxMimeDepth?: number },
  ) => import('haraka-plugin-api-typings').Body;
  const stream: new (
    cfg: { main?: { spool_after?: number; spool_dir?: string } } | undefined,
    uuid: string,
    headers?: readonly string[],
  ) => import('haraka-plugin-api-typings').MessageStream;
  const createAttachmentStream: (
    header: import('haraka-plugin-api-typings').Header,
  ) => import('haraka-plugin-api-typings').AttachmentStream;
  export { Body, createAttachmentStream, Header, stream };
}
