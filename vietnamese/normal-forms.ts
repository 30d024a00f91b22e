/** Forms of Vietnamese text for storing, comparing and searching. */

/** TCVN 6909: precomposed letters (dựng sẵn). */
export const nfc = (text: string): string => text.normalize('NFC');

/** Whether `text` holds Vietnamese letters written with combining marks that NFC would join. */
export const isDecomposed = (text: string): boolean =>
  /[\u0300-\u0303\u0306\u0309\u031b\u0323]/.test(text) && text.normalize('NFC') !== text;

/** Lower case without diacritics, for searching: `Đồng ý` and `dong y` fold to the same. */
export const foldDiacritics = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd');

const newStyle = /(?<!q)(o[áàảãạéèẻẽẹ]|u[ýỳỷỹỵ])(?!\p{L})/giu;

/** Moves the tone of a nucleus letter pair from its second letter to the first: `oà` → `òa`, `uỷ` → `ủy`. */
const toFirst = (pair: string): string => {
  const decomposed = pair.normalize('NFD');
  const tone = /[\u0300\u0301\u0303\u0309\u0323]/.exec(decomposed)?.[0] ?? '';
  const plain = decomposed.replace(tone, '');
  return (plain[0] + tone + plain.slice(1)).normalize('NFC');
};

/** One spelling where two are in use: `hoả`/`hỏa`, `uỷ`/`ủy`, `thuỷ`/`thủy`; NFC. */
export const sameTone = (text: string): string => nfc(text).replace(newStyle, toFirst);
