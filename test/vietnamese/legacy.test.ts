import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeLegacy, legacyCharsetOf } from '../../vietnamese/decode-legacy.ts';
import { decodeViqr } from '../../vietnamese/decode-viqr.ts';
import { detectLegacy } from '../../vietnamese/detect-legacy.ts';
import { vietnameseLetters } from '../../vietnamese/legacy-letters.ts';
import { repairMojibake } from '../../vietnamese/repair-mojibake.ts';
import { charsets, encodeLegacy } from './encode-legacy.ts';

const letter =
  'Kính gửi các đồng chí, đề nghị nộp báo cáo tổng kết trước ngày mười lăm tháng mười hai. Trường hợp vướng mắc, liên hệ Văn phòng để được hướng dẫn.';

/** Languages in Latin-1 or its neighbours whose letters share the bytes of Vietnamese ones. */
const others: readonly (readonly [string, string, BufferEncoding | 'bytes'])[] = [
  [
    'French',
    "Chère collègue, voilà l'état de la procédure déjà évoquée : où en êtes-vous ? Très cordialement, François Lefèvre.",
    'latin1',
  ],
  ['short French', 'Là, à côté', 'latin1'],
  ['French subject', 'Réunion reportée à jeudi', 'latin1'],
  ['German', 'Für die Öffnung müssen wir größere Gebühren zahlen. Schöne Grüße aus Köln', 'latin1'],
  ['Spanish', 'Él está aquí, sí señor, según la administración pública de España. ¿Qué más?', 'latin1'],
  ['Portuguese', 'Não está à mão; é só lá, já é à tarde. Você vê a situação', 'latin1'],
  ['Italian', 'La città è più là, perché può; così è già', 'latin1'],
  ['Irish', 'Tá sé mór agus tá an bán ag an lá. Tú féin, mé féin, rún', 'latin1'],
  ['Danish', 'Også på være blå små år få øre sø æble', 'latin1'],
  ['Swedish', 'Så är det här på svenska, också åäö för dig', 'latin1'],
  ['Icelandic', 'Það er gott að sjá þig, góðan daginn, hún og hann', 'latin1'],
  ['English with accents', 'The café’s naïve résumé'.replace('’', "'"), 'latin1'],
  ['Czech in Latin-2', 'Pøíli¹ ¾lu»ouèký kùò úpìl ïábelské ódy', 'latin1'],
  ['Polish in windows-1250', 'Za¿ó³æ gêœl¹ jaŸñ'.replace('œ', '\u009c').replace('Ÿ', '\u009f'), 'latin1'],
  ['Russian in KOI8-R', '\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1? \xf3\xd0\xc1\xd3\xc9\xc2\xcf', 'latin1'],
  ['windows quotes', 'He said \x93hello\x94 \x96 and it\x92s fine \x85', 'latin1'],
  ['source code', 'if (a^b) { x = "\xa7"; } // \xa9 2026 \xb5s \xb1 1', 'latin1'],
];

describe('letters', () => {
  test.each(charsets)('every text comes back from %s', (charset) => {
    const usable = Array.from(vietnameseLetters).filter((l) => charset !== 'tcvn3' || l === l.toLowerCase() || 'ĂÂÊÔƠƯĐ'.includes(l));
    const word = fc.array(fc.constantFrom(...usable), { minLength: 1, maxLength: 7 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const text = words.join(' ');
        // Where capitals share a byte with small letters, case is a guess.
        const read = decodeLegacy(encodeLegacy(text, charset), charset);
        if (charset === 'tcvn3' || charset === 'vps') expect(read.toLowerCase()).toBe(text.toLowerCase());
        else if (charset !== 'vni') expect(read).toBe(text);
      }),
    );
  });

  test('VNI reads single letters and real words; a mark after any vowel belongs to it', () => {
    for (const one of vietnameseLetters) expect(decodeLegacy(encodeLegacy(one, 'vni'), 'vni')).toBe(one);
    expect(decodeLegacy(encodeLegacy(letter, 'vni'), 'vni')).toBe(letter);
  });

  test('windows-1258 is read in both ways of writing it', () => {
    expect(decodeLegacy(Buffer.from('b\xe1o c\x61\xeco', 'latin1'), 'windows-1258')).toBe('báo cáo');
  });

  test('capitals of TCVN3 are restored where the word leaves no doubt', () => {
    const read = (text: string): string => decodeLegacy(encodeLegacy(text, 'tcvn3'), 'tcvn3');
    expect(read('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')).toBe('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    expect(read('Sở TN và MT, Kính gửi: UBND xã')).toBe('Sở TN và MT, Kính gửi: UBND xã');
  });

  test('names of charsets', () => {
    expect(legacyCharsetOf(' X-Viet-TCVN3 ')).toBe('tcvn3');
    expect(legacyCharsetOf('CP1258')).toBe('windows-1258');
    expect(legacyCharsetOf('__proto__')).toBeNull();
    expect(legacyCharsetOf('iso-8859-1')).toBeNull();
  });
});

describe('detection', () => {
  test.each(charsets)('a letter in %s is recognised and read letter by letter', (charset) => {
    const bytes = encodeLegacy(letter, charset);
    expect(detectLegacy(bytes)).toBe(charset);
    expect(decodeLegacy(bytes, charset)).toBe(letter);
  });

  test.each(others)('%s is left alone', (_, text) => {
    expect(detectLegacy(Buffer.from(text, 'latin1'))).toBeNull();
    expect(repairMojibake(text)).toBeNull();
  });

  test('a two-word subject is enough where Latin-1 makes no sense, else the body must say so', () => {
    expect(detectLegacy(encodeLegacy('Báo cáo', 'tcvn3'))).toBe('tcvn3');
    expect(detectLegacy(encodeLegacy('Họp', 'vni'))).toBeNull();
    expect(detectLegacy(encodeLegacy('Họp', 'vni'), 'vni')).toBe('vni');
  });

  test('random octets are hardly ever Vietnamese', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 300 }), (bytes) => {
        expect(detectLegacy(bytes)).toBeNull();
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('base64 and long plain text cost nothing and say nothing', () => {
    expect(detectLegacy(Buffer.from(Buffer.alloc(200_000, 7).toString('base64')))).toBeNull();
  });
});

describe('mojibake in Unicode', () => {
  const title = 'Cộng hòa xã hội chủ nghĩa Việt Nam';

  test.each(charsets)('%s read as Latin-1', (charset) => {
    const garbled = encodeLegacy(letter, charset).toString('latin1');
    expect(repairMojibake(garbled)).toEqual({ charset, text: letter });
  });

  test('UTF-8 read as windows-1252 or Latin-1', () => {
    const octets = Buffer.from(title);
    expect(repairMojibake(octets.toString('latin1'))).toEqual({ charset: 'utf-8', text: title });
    expect(repairMojibake(new TextDecoder('windows-1252').decode(octets))).toEqual({ charset: 'utf-8', text: title });
  });

  test('lines that were right stay', () => {
    const mixed = `Céng hßa x· héi chñ nghÜa ViÖt Nam\nlà có gì đâu\nlà có gì\nĐộc lập - Tự do`;
    expect(repairMojibake(mixed)?.text).toBe(`${title}\nlà có gì đâu\nlà có gì\nĐộc lập - Tự do`);
  });

  test('Vietnamese that happens to need only Latin-1 letters is left alone', () => {
    expect(repairMojibake('Không có gì, là à, vì thế còn bán cá và gà thì tôi không mua, có là ý gì')).toBeNull();
    expect(repairMojibake(letter)).toBeNull();
  });
});

describe('VIQR', () => {
  test('is read where shapes and tones leave no doubt', () => {
    expect(decodeViqr("Ki'nh gu+?i ca'c ddo^`ng chi', dde^` nghi. no^.p ba'o ca'o tru+o+'c nga`y mu+o+`i.")).toBe(
      'Kính gửi các đồng chí, đề nghị nộp báo cáo trước ngày mười.',
    );
  });

  test.each(["if (a^.b) { o+'x' } regex [ae]^. and a*'b e^~c o^`x", 'What is this? It is mine. (a+b)* = c^2?', "u+'a'+u+'b'+u+'c'"])(
    '%s is not',
    (text) => {
      expect(decodeViqr(text)).toBeNull();
    },
  );
});

test('patterns are linear on what hostile text repeats', () => {
  const started = performance.now();
  for (const unit of ['a', ' ', '(', "a^'", 'é', '·', '“', 'á»', 'o+', '1']) {
    const text = unit.repeat(100_000);
    repairMojibake(text);
    decodeViqr(text);
    detectLegacy(Buffer.from(text, 'latin1'));
  }
  expect(performance.now() - started).toBeLessThan(5000);
});
