/**
 * mongod matches with PCRE, we with JS: a pattern is rewritten so that both mean the same (newlines are \n only, classes are ASCII,
 * $ stands before a last newline), and refused where JS has no equal.
 */
import { MongoError } from './mongo-error.ts';

const START = '(?<![\\s\\S])';
const END = '(?![\\s\\S])';
const SPACE = '\\t\\n\\v\\f\\r ';
const refuse = (what: string): MongoError => new MongoError(51091, `Regular expression is invalid: ${what}`);
const quoted = (c: string): string => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);

class Translator {
  readonly #source: string;
  readonly #flags: string;
  #at = 0;
  #out = '';
  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  run(): string {
    while (this.#at < this.#source.length) this.#next();
    return this.#out;
  }

  #take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#source)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #next(): void {
    if (this.#flags.includes('x') && this.#take(/[ \t\n\v\f\r]+|#[^\n]*\n?/) !== undefined) return;
    const multi = this.#flags.includes('m');
    const c = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += c.length;
    switch (c) {
      case '\\':
        this.#out += this.#escape(false);
        return;
      case '[':
        this.#class();
        return;
      case '.':
        this.#out += this.#flags.includes('s') ? '[\\s\\S]' : '[^\\n]';
        return;
      case '^':
        this.#out += multi ? `(?<![^\\n])(?!(?<=\\n)${END})` : '^';
        return;
      case '$':
        this.#out += multi ? '(?![^\\n])' : `(?=\\n?${END})`;
        return;
      case '(':
        this.#group();
        return;
      case '*':
      case '+':
      case '?':
        this.#out += c;
        this.#lazy();
        return;
      case '{': {
        this.#at--;
        const times = this.#take(/\{\d+(?:,\d*)?\}/);
        if (times === undefined) this.#at++;
        this.#out += times ?? '\\{';
        if (times !== undefined) this.#lazy();
        return;
      }
      case ']':
      case '}':
        this.#out += `\\${c}`;
        return;
      default:
        this.#out += c;
    }
  }

  #lazy(): void {
    if (this.#take(/\+/) !== undefined) throw refuse('possessive quantifiers are not supported');
    this.#out += this.#take(/\?/) ?? '';
  }

  #group(): void {
    const kind = this.#take(/\?(?:[:=!]|<[=!]|P?<[A-Za-z_]\w*>)/);
    if (kind === undefined && (this.#source[this.#at] === '?' || this.#source[this.#at] === '*')) throw refuse('unsupported group');
    this.#out += `(${kind?.replace('P<', '<') ?? ''}`;
  }

  #escape(inClass: boolean): string {
    const c = this.#source[this.#at];
    if (c === undefined) throw refuse('\\ at end of pattern');
    this.#at++;
    if (/[dDwWtnrf]/.test(c)) return `\\${c}`;
    if (c === 's') return inClass ? SPACE : `[${SPACE}]`;
    if (c === 'S' && !inClass) return `[^${SPACE}]`;
    if (c === 'b' || (c === 'B' && !inClass)) return `\\${c}`;
    if (c === 'A' && !inClass) return START;
    if (c === 'z' && !inClass) return END;
    if (c === 'Z' && !inClass) return `(?=\\n?${END})`;
    if (c === 'a') return '\\x07';
    if (c === 'e') return '\\x1b';
    if (c === 'x') return this.#hex();
    if (c === '0') return '\\x00';
    if (/[1-9]/.test(c) && !inClass) return `\\${c}${this.#take(/\d+/) ?? ''}`;
    if ((c === 'p' || c === 'P') && this.#source[this.#at] === '{') return `\\${c}${this.#take(/\{\^?\w+\}/) ?? ''}`;
    if (c === 'Q' && !inClass) {
      const literal = this.#take(/[\s\S]*?\\E/)?.slice(0, -2) ?? this.#take(/[\s\S]*/) ?? '';
      return Array.from(literal, quoted).join('');
    }
    if (/[A-Za-z0-9]/.test(c)) throw refuse(`\\${c} is not supported`);
    return c === '-' ? (inClass ? '\\-' : '-') : quoted(c);
  }

  #hex(): string {
    const long = this.#take(/\{[0-9a-fA-F]+\}/);
    if (long !== undefined) return `\\u${long}`;
    return `\\u{${this.#take(/[0-9a-fA-F]{1,2}/) ?? '0'}}`;
  }

  #class(): void {
    this.#out += `[${this.#take(/\^/) ?? ''}`;
    if (this.#take(/\]/) !== undefined) this.#out += '\\]';
    for (;;) {
      const c = this.#source[this.#at];
      if (c === undefined) throw refuse('missing terminating ] for character class');
      this.#at++;
      if (c === ']') break;
      if (c === '[' && /[:.=]/.test(this.#source[this.#at] ?? '')) throw refuse('POSIX classes are not supported');
      this.#out += c === '\\' ? this.#escape(true) : c === '[' ? '\\[' : c;
    }
    this.#out += ']';
  }
}

/** @throws MongoError 51091 for a pattern that PCRE would refuse or that can't be said in JS */
export function toRegExp(pattern: string, options: string): RegExp {
  if (pattern.includes('\0')) throw new MongoError('BadValue', 'Regular expression cannot contain an embedded null byte');
  try {
    return new RegExp(new Translator(pattern, options).run(), options.includes('i') ? 'iu' : 'u');
  } catch (e) {
    if (e instanceof SyntaxError) throw refuse(e.message);
    throw e;
  }
}
