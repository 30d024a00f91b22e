import { pino, type Logger } from 'pino';

/** JSON lines on stderr; stdout belongs to people and commands. */
export const createLog = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['password', '*.password', 'headers.authorization', 'headers.cookie'],
    },
    pino.destination({ dest: 2, sync: false }),
  );
