import { expect, test } from '@jest/globals';
import { foldDiacritics, isDecomposed, sameTone } from '../../vietnamese/normal-forms.ts';
import { isVietnameseSyllable } from '../../vietnamese/syllable.ts';

test.each('nghiêng giếng quý quỷ gìn giữ khuỷu nguyễn thuở quốc hòa hoà thủy thuỷ ngoằn rượu yêu oanh ướt ĐẢNG Uỷ già gì'.split(' '))(
  '%s is a syllable',
  (word) => {
    expect(isVietnameseSyllable(word)).toBe(true);
    expect(isVietnameseSyllable(word.normalize('NFD'))).toBe(true);
  },
);

test.each('état voilà déjà été où schön für più kà cếm nghà càt bòp đ hòá ỏn̉ ế́ Lefèvre collègue għ cộngg'.split(' '))(
  '%s is none',
  (word) => {
    expect(isVietnameseSyllable(word)).toBe(false);
  },
);

test('both ways to place a tone compare as one', () => {
  expect(sameTone('Hoả, uỷ ban, THUỶ, loè, hoà')).toBe('Hỏa, ủy ban, THỦY, lòe, hòa');
  expect(sameTone('quý quỷ hoàn toàn khoẻn')).toBe('quý quỷ hoàn toàn khoẻn');
});

test('folding ignores case, marks and the way they are written', () => {
  expect(foldDiacritics('Đồng Ý')).toBe('dong y');
  expect(foldDiacritics('Đồng Ý'.normalize('NFD'))).toBe('dong y');
});

test('combining marks are seen, precomposed letters are not decomposed', () => {
  expect(isDecomposed('tiếng Việt'.normalize('NFD'))).toBe(true);
  expect(isDecomposed('tiếng Việt')).toBe(false);
});
