/** A client that sends letters, each with a text of its own, as smtp-source can't: what rules and index have to do depends on the text. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { person } from './servers.ts';

const syllables =
  'công văn số về việc báo cáo tình hình thực hiện nhiệm vụ kế hoạch năm đơn vị sở nội phòng huyện xã tỉnh uỷ ban nhân dân đề nghị xem xét phê duyệt kinh phí tổ chức cán bộ viên chức tuyển dụng đào tạo bồi dưỡng chế độ chính sách lương phụ cấp thi đua khen thưởng văn thư lưu trữ cải cách hành chính thủ tục hồ sơ giải quyết thời hạn kết quả'.split(
    ' ',
  );

/** A generator with a seed: the same letters in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A letter of about `octets` octets with CRLF line ends. */
export function letter(n: number, run: string, octets: number, from: string, to: string): Buffer {
  const next = random(n + 1);
  const lines = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: =?utf-8?B?${Buffer.from(`Công văn số ${n}`, 'utf8').toString('base64')}?=`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${run}.${n}@bench.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
  ];
  let length = lines.reduce((sum, line) => sum + line.length + 2, 0);
  while (length < octets) {
    const words = Array.from({ length: 14 }, () => syllables[Math.floor(next() * syllables.length)] ?? '');
    const line = `${words.join(' ')}.`;
    lines.push(line);
    length += Buffer.byteLength(line) + 2;
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8');
}

/** Resolves to the code of each reply in turn. */
class Dialogue {
  readonly #socket: Socket;
  #text = '';
  #waiting: { resolve: (code: number) => void; reject: (error: Error) => void } | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#look();
    });
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
    socket.setTimeout(120_000, () => socket.destroy(new Error('no reply within 120 s')));
    socket.setNoDelay(true);
  }

  #look(): void {
    const last = /^(\d{3})(?: [^\n]*)?\r\n/m.exec(this.#text);
    if (last === null || this.#waiting === null) return;
    this.#text = this.#text.slice(last.index + last[0].length);
    const { resolve } = this.#waiting;
    this.#waiting = null;
    resolve(Number(last[1]));
  }

  async reply(expected: number): Promise<void> {
    const code = await new Promise<number>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#look();
    });
    if (code !== expected) throw new Error(`${code} where ${expected} was expected`);
  }

  say(text: string | Buffer, expected: number): Promise<void> {
    const said = this.reply(expected);
    this.#socket.write(text);
    return said;
  }

  close(): void {
    this.#socket.end('QUIT\r\n');
  }
}

export type Letters = {
  readonly port: number;
  readonly sessions: number;
  readonly messages: number;
  readonly octets: number;
  /** Signs in over TLS as each session's person. */
  readonly password?: string;
};

async function open(port: number, signIn: { readonly user: string; readonly password: string } | null): Promise<Dialogue> {
  // the certificate is the server's own, made at its start
  const socket = signIn === null ? connectPlain(port, '127.0.0.1') : connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  const dialogue = new Dialogue(socket);
  await dialogue.reply(220);
  await dialogue.say('EHLO bench.example\r\n', 250);
  if (signIn !== null) {
    const plain = Buffer.from(`\0${signIn.user}\0${signIn.password}`, 'utf8').toString('base64');
    await dialogue.say(`AUTH PLAIN ${plain}\r\n`, 235);
  }
  return dialogue;
}

/** Sends letters over connections that stay; resolves to the seconds it took once each was accepted. */
export async function sendLetters({ port, sessions, messages, octets, password }: Letters): Promise<number> {
  const run = `${process.pid}.${Math.round(performance.now())}`;
  const from = (session: number): string => person(session % 8);
  const made = Array.from({ length: messages }, (_, n) => {
    const to = `noinhan${n % 50}@noikhac.example`;
    return { to, raw: Buffer.concat([letter(n, run, octets, from(n % sessions), to), Buffer.from('.\r\n')]) };
  });
  const dialogues: Dialogue[] = [];
  for (let n = 0; n < sessions; n++) {
    dialogues.push(await open(port, password === undefined ? null : { user: from(n), password }));
  }
  const start = performance.now();
  await Promise.all(
    dialogues.map(async (dialogue, session) => {
      for (let n = session; n < messages; n += sessions) {
        const { to = '', raw = Buffer.alloc(0) } = made[n] ?? {};
        await dialogue.say(`MAIL FROM:<${from(session)}>\r\n`, 250);
        await dialogue.say(`RCPT TO:<${to}>\r\n`, 250);
        await dialogue.say('DATA\r\n', 354);
        await dialogue.say(raw, 250);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  for (const dialogue of dialogues) dialogue.close();
  return seconds;
}
