import { describe, expect, test } from '@jest/globals';
import { certain } from '../../agency/documents/fields.ts';
import { readFields } from '../../agency/documents/read-fields.ts';
import { bytesOf, sheetOf, sheetOfLines, textOf, valuesOf } from './fixture.ts';
import { makeDocx, makeZip, paragraph, wordParts } from './make-zip.ts';
import { withVisibleSignatures } from './signed-pdf.ts';

const regulations = [
  [
    'binh-dinh-376-QD-SNV-2017',
    {
      codeNumber: '376',
      codeNotation: 'QĐ-SNV',
      issuedDate: '2017-10-20',
      placeName: 'Bình Định',
      typeName: 'Quyết định',
      subject: 'Ban hành Quy chế quản lý, sử dụng Hệ thống Văn phòng điện tử liên thông của Sở Nội vụ',
      organName: 'SỞ NỘI VỤ',
      signerInfo: { position: 'GIÁM ĐỐC', fullName: 'Lâm Hải Giang' },
      toPlaces: 'Như điều 3; GD, các PGĐ Sở; Chi cục VTLT; Lưu: VT',
    },
  ],
  [
    'dien-bien-530-QD-SXD-2015',
    {
      codeNumber: '530',
      codeNotation: 'QĐ-SXD',
      issuedDate: '2015-06-08',
      placeName: 'Điện Biên',
      typeName: 'Quyết định',
      subject: 'Ban hành Quy chế quản lý và điều hành qua mạng Eoffice của Sở Xây dựng tỉnh Điện Biên',
      organName: 'SỞ XÂY DỰNG TỈNH ĐIỆN BIÊN',
      toPlaces: 'Như Điều 3; UBND tỉnh (b/c); Sở Nội vụ; Lưu: VP, VT',
    },
  ],
  [
    'quang-ngai-1201-QD-SYT-2014',
    {
      codeNumber: '1201',
      codeNotation: 'QĐ-SYT',
      issuedDate: '2014-08-28',
      placeName: 'Quảng Ngãi',
      typeName: 'Quyết định',
      subject:
        'Ban hành Quy chế quản lý và sử dụng phần mềm Văn phòng điện tử eOffice trong công tác quản lý văn bản và điều hành công việc tại Văn phòng Sở Y tế tỉnh Quảng Ngãi',
      organName: 'Sở Y tế Quảng Ngãi',
      signerInfo: { position: null, fullName: 'Nguyễn Tấn Đức' },
      toPlaces: 'Như Điều 3; Sở Thông tin và Truyền thông; Lưu: VT',
    },
  ],
  [
    'thai-binh-20-2012-QD-UBND',
    {
      codeNumber: '20',
      codeNotation: '2012/QĐ-UBND',
      issuedDate: '2012-12-19',
      typeName: 'Quyết định',
      subject: 'BAN HÀNH QUY CHẾ QUẢN LÝ, VẬN HÀNH VÀ SỬ DỤNG MẠNG VĂN PHÒNG ĐIỆN TỬ LIÊN PHÒNG TỈNH THÁI BÌNH',
      organName: 'ỦY BAN NHÂN DÂN TỈNH THÁI BÌNH',
      toPlaces:
        'Bộ Thông tin và Truyền thông; Cục Kiểm tra văn bản QPPL, Bộ Tư pháp; TT Tỉnh ủy, TT HĐNĐ tỉnh; Chủ tịch, các PCT UBND tỉnh; Như Điều 4; Lưu: VT, TH',
    },
  ],
  [
    'thua-thien-hue-50-QD-SNgV-2017',
    {
      codeNumber: '50',
      codeNotation: 'QĐ-SNgV',
      issuedDate: '2017-08-21',
      placeName: 'Thừa Thiên Huế',
      typeName: 'Quyết định',
      subject: 'Ban hành Quy chế sử dụng Hệ thống thư điện tử công vụ trong hoạt động của Sở Ngoại vụ tỉnh Thừa Thiên Huế',
      organName: 'SỞ NGOẠI VỤ THỪA THIÊN HUẾ',
      signerInfo: { position: 'GIÁM ĐỐC', fullName: 'Trần Công Phú' },
      toPlaces: 'Như điều 3; BGD; Sở TT-TT; Lưu: VT, VP',
    },
  ],
] as const;

describe('five regulations of provincial offices', () => {
  test.each(regulations)('%s as text', async (name, expected) => {
    const { fields } = await sheetOf(`regulations/${name}.txt`);
    expect(valuesOf(fields)).toEqual({ ...expected, language: 'vi' });
  });

  test.each(regulations)('%s printed to PDF', async (name, expected) => {
    const { fields } = await sheetOf(`printed/${name}.pdf`);
    const values = valuesOf(fields);
    expect(values).toEqual({ ...expected, language: 'vi', pageAmount: values['pageAmount'] });
    expect(values['pageAmount']).toBeGreaterThan(5);
  });

  test('the author that stands only in the authority line or an annex is not certain', async () => {
    for (const [name] of regulations) {
      const { organName } = (await sheetOf(`regulations/${name}.txt`)).fields;
      expect(organName?.confidence).toBeLessThan(certain);
      expect(['authority-line', 'body']).toContain(organName?.source);
    }
  });

  test('a number told only by the annex is not certain', async () => {
    const { codeNumber, issuedDate } = (await sheetOf('regulations/thai-binh-20-2012-QD-UBND.txt')).fields;
    expect(codeNumber).toMatchObject({ source: 'body' });
    expect(codeNumber?.confidence).toBeLessThan(certain);
    expect(issuedDate?.confidence).toBeLessThan(certain);
  });

  test('two dates are both shown', async () => {
    const { issuedDate } = (await sheetOf('regulations/quang-ngai-1201-QD-SYT-2014.txt')).fields;
    expect(issuedDate?.confidence).toBeLessThan(certain);
    expect(issuedDate?.alternatives).toEqual([{ value: '2014-08-27', source: 'body', page: 1 }]);
  });
});

const tanLap = {
  codeNumber: '187',
  codeNotation: 'BC-UBND',
  issuedDate: '2026-11-05',
  placeName: 'Tân Lập',
  typeName: 'Báo cáo',
  organName: 'ỦY BAN NHÂN DÂN XÃ TÂN LẬP',
  signerInfo: { position: 'CHỦ TỊCH', fullName: 'Lò Văn Hùng' },
  addressees: 'Sở Nội vụ tỉnh Ví Dụ',
};

const vidu = {
  codeNumber: '1234',
  codeNotation: 'SNV-CCVC',
  issuedDate: '2026-11-05',
  placeName: 'Ví Dụ',
  typeName: 'Công văn',
  subject: 'rà soát vị trí việc làm trong các đơn vị sự nghiệp',
  organName: 'SỞ NỘI VỤ',
  superior: 'ỦY BAN NHÂN DÂN TỈNH VÍ DỤ',
  signerInfo: { position: 'PHÓ GIÁM ĐỐC', fullName: 'Lê Thị Thanh Thủy' },
  addressees: 'Ủy ban nhân dân xã Tân Lập',
  dueDate: '2026-12-10',
};

describe('letters in the layout of Phụ lục I', () => {
  test('a Word report, one paragraph a line', async () => {
    const file = makeDocx(
      'ỦY BAN NHÂN DÂN',
      'XÃ TÂN LẬP',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'Số: 187/BC-UBND',
      'Tân Lập, ngày 05 tháng 11 năm 2026',
      'BÁO CÁO',
      'Kết quả rà soát hộ tịch quý III',
      'Kính gửi: Sở Nội vụ tỉnh Ví Dụ',
      'Thực hiện kế hoạch công tác năm 2026, Ủy ban nhân dân xã báo cáo như sau.',
      'Nơi nhận:',
      '- Như trên;',
      '- Lưu: VT.',
      'CHỦ TỊCH',
      'Lò Văn Hùng',
    );
    const { fields, motto } = readFields(await textOf(file));
    expect(motto).toBe(true);
    expect(valuesOf(fields)).toMatchObject({ ...tanLap, subject: 'Kết quả rà soát hộ tịch quý III' });
    expect(fields.superior).toBeNull();
    for (const field of [fields.codeNumber, fields.codeNotation, fields.issuedDate, fields.typeName, fields.subject, fields.organName]) {
      expect(field?.confidence).toBeGreaterThanOrEqual(certain);
    }
  });

  test('letter-spaced print', async () => {
    const { fields } = await sheetOf('printed/bao-cao-gian-chu.pdf');
    expect(valuesOf(fields)).toMatchObject({ ...tanLap, subject: 'Kết quả rà soát hộ tịch quý III trên địa bàn xã' });
  });

  test('blanks stay blank', async () => {
    const { fields } = await sheetOf('printed/cong-van-de-trong.pdf');
    expect(fields.codeNumber).toBeNull();
    expect(fields.issuedDate).toBeNull();
    expect(fields.codeNotation?.value).toBe('SNV-CCVC');
  });

  test('number and day put on as visible signatures', async () => {
    const blank = await bytesOf('printed/cong-van-de-trong.pdf');
    const signed = await withVisibleSignatures(blank, [
      { text: '1234', x: 150, y: 707, width: 32, height: 14 },
      { text: '05', x: 385, y: 694, width: 16, height: 14 },
    ]);
    const text = await textOf(signed);
    expect(text.hasSignatureFields).toBe(true);
    const { fields } = readFields(text);
    expect(valuesOf(fields)).toMatchObject(vidu);
    expect(fields.codeNumber?.source).toBe('appearance');
    expect(fields.issuedDate?.source).toBe('appearance');
  });

  test.each(['cong-van-dong-dau-den', 'cong-van-dau-den-dau-trang'])("%s: another office's stamp is passed over", async (name) => {
    expect(valuesOf((await sheetOf(`printed/${name}.pdf`)).fields)).toMatchObject(vidu);
  });

  test('urgency, an agency on two lines, a date in figures, a limit in days', async () => {
    const { fields } = await sheetOf('printed/cong-dien-hoa-toc.pdf');
    expect(valuesOf(fields)).toMatchObject({
      codeNumber: '05',
      codeNotation: 'CĐ-SKHĐT',
      issuedDate: '2026-08-21',
      typeName: 'Công điện',
      subject: 'Về ứng phó bão số 9',
      organName: 'SỞ KẾ HOẠCH VÀ ĐẦU TƯ',
      superior: 'UBND TỈNH VÍ DỤ',
      priority: 'Hỏa tốc',
      dueText: 'trong thời hạn 10 ngày',
    });
    expect(fields.dueDate).toBeNull();
  });

  test('a Word letter laid out with tables: columns are read apart', async () => {
    const cell = (...lines: readonly string[]): string => `<w:tc>${lines.map(paragraph).join('')}</w:tc>`;
    const row = (...cells: readonly string[]): string => `<w:tr>${cells.join('')}</w:tr>`;
    const table = (...rows: readonly string[]): string => `<w:tbl>${rows.join('')}</w:tbl>`;
    const file = makeZip(
      wordParts(
        table(
          row(
            cell('ỦY BAN NHÂN DÂN', 'TỈNH VÍ DỤ', 'SỞ NỘI VỤ'),
            cell('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'),
          ),
          row(
            cell('Số: 1234/SNV-CCVC', 'V/v rà soát vị trí việc làm', 'trong các đơn vị sự nghiệp'),
            cell('Ví Dụ, ngày 05 tháng 11 năm 2026'),
          ),
        ) +
          paragraph('Kính gửi: Ủy ban nhân dân xã Tân Lập') +
          paragraph('Đề nghị báo cáo kết quả trước ngày 10/12/2026.') +
          table(row(cell('Nơi nhận:', '- Như trên;', '- Lưu: VT.'), cell('KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC', 'Lê Thị Thanh Thủy'))),
      ),
    );
    expect(valuesOf(readFields(await textOf(file)).fields)).toMatchObject({ ...vidu, toPlaces: 'Như trên; Lưu: VT' });
  });

  test('the decree in Word', async () => {
    expect(valuesOf((await sheetOf('nd30/30_2020_ND_CP.docx')).fields)).toMatchObject({
      codeNumber: '30',
      codeNotation: '2020/NĐ-CP',
      issuedDate: '2020-03-05',
      placeName: 'Hà Nội',
      typeName: 'Nghị định',
      subject: 'Về công tác văn thư',
      organName: 'CHÍNH PHỦ',
      signerInfo: { position: 'THỦ TƯỚNG', fullName: 'Nguyễn Xuân Phúc' },
    });
  });

  test.each(['nd30/Phuluc1.doc', 'nd30/Phuluc1.docx', 'nd30/Phuluc4.doc'])(
    '%s alone is an annex: nothing of it is certain',
    async (path) => {
      const { fields, annex } = await sheetOf(path);
      expect(annex).toBe(true);
      expect(valuesOf(fields)).toMatchObject({ codeNumber: '30', codeNotation: '2020/NĐ-CP' });
      expect(fields.codeNumber?.confidence).toBeLessThan(0.5);
      expect(fields.typeName).toBeNull();
    },
  );
});

const head = ['UBND TỈNH VÍ DỤ', 'SỞ NỘI VỤ', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'];
const numberOf = async (line: string): Promise<readonly (string | null)[]> => {
  const { fields } = await sheetOfLines(...head, line, 'THÔNG BÁO', 'Về lịch làm việc', 'Kính gửi: Các phòng');
  return [fields.codeNumber?.value ?? null, fields.codeNotation?.value ?? null];
};

describe('spellings', () => {
  test.each([
    ['Số: 376 /QĐ-SNV', '376', 'QĐ-SNV'],
    ['Số : 50 /QĐ-SNgV', '50', 'QĐ-SNgV'],
    ['Số: 530 /QĐ-SXD ngày 8 /06/2015', '530', 'QĐ-SXD'],
    ['Số 12/ TB - SNV', '12', 'TB-SNV'],
    ['Số: 1 2 3/TB–SNV', '123', 'TB-SNV'],
    ['Số: 20/2012/QĐ-UBND', '20', '2012/QĐ-UBND'],
    ['Số: 07-TB/TU', '07', 'TB/TU'],
    ['Số:……../BC-K4', null, 'BC-K4'],
    ['Số:          /TB-SNV', null, 'TB-SNV'],
    ['Số: 12/TB-SNV Ví Dụ, ngày 21/ 8 /2017', '12', 'TB-SNV'],
    ['Căn cứ Quyết định số 9/QĐ-X ngày 01/01/2020', null, null],
    ['Số điện thoại: 02/SNV', null, null],
  ])('%s', async (line, number, notation) => {
    expect(await numberOf(line)).toEqual([number, notation]);
  });

  test.each([
    ['Tân Lập, ngày 05 tháng 11 năm 2026', '2026-11-05'],
    ['Tân Lập ngày 5/11/2026', '2026-11-05'],
    ['Hoà Bình, ngày 0 5 tháng 1 1 năm 2 0 2 6', '2026-11-05'],
    ['Tân Lập, ngày 21/ 8 /2017', '2017-08-21'],
    ['Tân Lập, ngày 31 tháng 02 năm 2026', null],
    ['Tân Lập, ngày     tháng 11 năm 2026', null],
  ])('%s', async (line, date) => {
    const { fields } = await sheetOfLines(...head, 'Số: 12/TB-SNV', line, 'THÔNG BÁO', 'Về lịch làm việc', 'Kính gửi: Các phòng');
    expect(fields.issuedDate?.value ?? null).toBe(date);
  });

  test.each([
    [['ỦY BAN NHÂN DÂN', 'TỈNH VÍ DỤ', 'SỞ NỘI VỤ'], 'ỦY BAN NHÂN DÂN TỈNH VÍ DỤ', 'SỞ NỘI VỤ'],
    [['UỶ BAN NHÂN DÂN', 'XÃ TÂN LẬP'], null, 'UỶ BAN NHÂN DÂN XÃ TÂN LẬP'],
    [['UBND TỈNH VÍ DỤ', 'SỞ GIÁO DỤC', 'VÀ ĐÀO TẠO'], 'UBND TỈNH VÍ DỤ', 'SỞ GIÁO DỤC VÀ ĐÀO TẠO'],
    [['SỞ NỘI VỤ', 'VĂN PHÒNG'], 'SỞ NỘI VỤ', 'VĂN PHÒNG'],
    [['BỘ NỘI VỤ'], null, 'BỘ NỘI VỤ'],
    [['ĐẢNG BỘ TỈNH VÍ DỤ', 'TRƯỜNG THPT', 'LÊ HỒNG PHONG'], 'ĐẢNG BỘ TỈNH VÍ DỤ', 'TRƯỜNG THPT LÊ HỒNG PHONG'],
  ])('heading %j', async (lines, superior, organ) => {
    const { fields } = await sheetOfLines(...lines, ...head.slice(2), 'Số: 1/TB-X', 'THÔNG BÁO', 'Về lịch', 'Kính gửi: A');
    expect([fields.superior?.value ?? null, fields.organName?.value ?? null]).toEqual([superior, organ]);
  });

  test.each([
    ['MẬT', 'Mật'],
    ['TỐI MẬT', 'Tối mật'],
    ['V/v MẬT ĐỘ XÂY DỰNG khu dân cư Tân Lập', null],
    ['MẬT ĐỘ DÂN CƯ', null],
  ])('secrecy: %s', async (line, mark) => {
    expect((await sheetOfLines(...head, line, 'Số: 1/SNV-VP', 'Kính gửi: A')).secrecyMark).toBe(mark);
  });

  test.each([
    ['HOẢ TỐC', 'Hỏa tốc'],
    ['HỎA TỐC', 'Hỏa tốc'],
    ['THƯỢNG KHẨN', 'Thượng khẩn'],
    ['KHẨN', 'Khẩn'],
    ['Tình huống khẩn cấp', null],
  ])('urgency: %s', async (line, priority) => {
    expect((await sheetOfLines(...head, line, 'Số: 1/SNV-VP', 'Kính gửi: A')).fields.priority?.value ?? null).toBe(priority);
  });

  test('a type that the ký hiệu contradicts is not certain', async () => {
    const { fields } = await sheetOfLines(...head, 'Số: 12/KH-SNV', 'BÁO CÁO', 'Kết quả', 'Kính gửi: A');
    expect(fields.typeName?.confidence).toBeLessThan(certain);
    expect(fields.typeName?.alternatives?.[0]?.value).toBe('Kế hoạch');
  });
});
