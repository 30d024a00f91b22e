/**
 * The Vietnamese letters and their bytes in the encodings used before Unicode (hexadecimal, in the order of `vietnameseLetters`).
 *
 * TCVN3: capitals with a tone have no code of their own. ABC fonts (.VnTime) share the small letter's byte; the .Vn…H fonts show
 * every letter as a capital. VISCII: RFC 1456. windows-1258: base letter and combining tone. VNI: base letter and mark letter.
 */
export const vietnameseLetters =
  'AÁÀẢÃẠÂẤẦẨẪẬĂẮẰẲẴẶEÉÈẺẼẸÊẾỀỂỄỆOÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢUÚÙỦŨỤƯỨỪỬỮỰIÍÌỈĨỊYÝỲỶỸỴĐaáàảãạâấầẩẫậăắằẳẵặeéèẻẽẹêếềểễệoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựiíìỉĩịyýỳỷỹỵđ';

export type LegacyCharset = 'tcvn3' | 'vni' | 'vps' | 'viscii' | 'windows-1258';

export const legacyBytes: Readonly<Record<LegacyCharset, string>> = {
  tcvn3:
    '41 b8 b5 b6 b7 b9 a2 ca c7 c8 c9 cb a1 be bb bc bd c6 45 d0 cc ce cf d1 a3 d5 d2 d3 d4 d6 4f e3 df e1 e2 e4 a4 e8 e5 e6 e7 e9 a5 ed ea eb ec ee 55 f3 ef f1 f2 f4 a6 f8 f5 f6 f7 f9 49 dd d7 d8 dc de 59 fd fa fb fc fe a7 61 b8 b5 b6 b7 b9 a9 ca c7 c8 c9 cb a8 be bb bc bd c6 65 d0 cc ce cf d1 aa d5 d2 d3 d4 d6 6f e3 df e1 e2 e4 ab e8 e5 e6 e7 e9 ac ed ea eb ec ee 75 f3 ef f1 f2 f4 ad f8 f5 f6 f7 f9 69 dd d7 d8 dc de 79 fd fa fb fc fe ae',
  vni: '41 41d9 41d8 41db 41d5 41cf 41c2 41c1 41c0 41c5 41c3 41c4 41ca 41c9 41c8 41da 41dc 41cb 45 45d9 45d8 45db 45d5 45cf 45c2 45c1 45c0 45c5 45c3 45c4 4f 4fd9 4fd8 4fdb 4fd5 4fcf 4fc2 4fc1 4fc0 4fc5 4fc3 4fc4 d4 d4d9 d4d8 d4db d4d5 d4cf 55 55d9 55d8 55db 55d5 55cf d6 d6d9 d6d8 d6db d6d5 d6cf 49 cd cc c6 d3 d2 59 59d9 59d8 59db 59d5 ce d1 61 61f9 61f8 61fb 61f5 61ef 61e2 61e1 61e0 61e5 61e3 61e4 61ea 61e9 61e8 61fa 61fc 61eb 65 65f9 65f8 65fb 65f5 65ef 65e2 65e1 65e0 65e5 65e3 65e4 6f 6ff9 6ff8 6ffb 6ff5 6fef 6fe2 6fe1 6fe0 6fe5 6fe3 6fe4 f4 f4f9 f4f8 f4fb f4f5 f4ef 75 75f9 75f8 75fb 75f5 75ef f6 f6f9 f6f8 f6fb f6f5 f6ef 69 ed ec e6 f3 f2 79 79f9 79f8 79fb 79f5 ee f1',
  vps: '41 c1 80 81 82 e5 c2 83 84 85 c5 c6 88 8d 8e 8f f0 a5 45 c9 d7 de fe cb ca 90 93 94 95 8c 4f b9 bc bd be 86 d4 96 97 98 99 b6 f7 9d 9e 9f a6 ae 55 da a8 d1 ac f8 d0 ad af b1 bb bf 49 b4 b5 b7 b8 ce 59 dd b2 fd b3 9c f1 61 e1 e0 e4 e3 e5 e2 c3 c0 c4 c5 c6 e6 a1 a2 a3 a4 a5 65 e9 e8 c8 eb cb ea 89 8a 8b cd 8c 6f f3 f2 d5 f5 86 f4 d3 d2 b0 87 b6 d6 a7 a9 aa ab ae 75 fa f9 fb db f8 dc d9 d8 ba bb bf 69 ed ec cc ef ce 79 9a ff 9b cf 9c c7',
  viscii:
    '41 c1 c0 c4 c3 80 c2 84 85 86 06 87 c5 81 82 02 05 83 45 c9 c8 cb 88 89 ca 8a 8b 8c 8d 8e 4f d3 d2 99 a0 9a d4 8f 90 91 92 93 b4 95 96 97 b3 94 55 da d9 9c 9d 9e bf ba bb bc ff b9 49 cd cc 9b ce 98 59 dd 9f 14 19 1e d0 61 e1 e0 e4 e3 d5 e2 a4 a5 a6 e7 a7 e5 a1 a2 c6 c7 a3 65 e9 e8 eb a8 a9 ea aa ab ac ad ae 6f f3 f2 f6 f5 f7 f4 af b0 b1 b2 b5 bd be b6 b7 de fe 75 fa f9 fc fb f8 df d1 d7 d8 e6 f1 69 ed ec ef ee b8 79 fd cf d6 db dc f0',
  'windows-1258':
    '41 41ec 41cc 41d2 41de 41f2 c2 c2ec c2cc c2d2 c2de c2f2 c3 c3ec c3cc c3d2 c3de c3f2 45 45ec 45cc 45d2 45de 45f2 ca caec cacc cad2 cade caf2 4f 4fec 4fcc 4fd2 4fde 4ff2 d4 d4ec d4cc d4d2 d4de d4f2 d5 d5ec d5cc d5d2 d5de d5f2 55 55ec 55cc 55d2 55de 55f2 dd ddec ddcc ddd2 ddde ddf2 49 49ec 49cc 49d2 49de 49f2 59 59ec 59cc 59d2 59de 59f2 d0 61 61ec 61cc 61d2 61de 61f2 e2 e2ec e2cc e2d2 e2de e2f2 e3 e3ec e3cc e3d2 e3de e3f2 65 65ec 65cc 65d2 65de 65f2 ea eaec eacc ead2 eade eaf2 6f 6fec 6fcc 6fd2 6fde 6ff2 f4 f4ec f4cc f4d2 f4de f4f2 f5 f5ec f5cc f5d2 f5de f5f2 75 75ec 75cc 75d2 75de 75f2 fd fdec fdcc fdd2 fdde fdf2 69 69ec 69cc 69d2 69de 69f2 79 79ec 79cc 79d2 79de 79f2 f0',
};
