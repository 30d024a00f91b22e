import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { at, hostile, password, startAgency, type Fixture } from '../api/agency-fixture.ts';
import { fill } from '../api/fill.ts';
import { complaintsOf, hasChromium, signIn, startBrowser } from './browser.ts';

(hasChromium ? describe : describe.skip)('the pages in Chromium (needs /usr/bin/chromium)', () => {
  let agency: Fixture;
  let ids: Awaited<ReturnType<typeof fill>>;
  let browser: Browser;
  beforeAll(async () => {
    [agency, browser] = await Promise.all([startAgency(), startBrowser()]);
    ids = await fill(agency);
  });
  afterAll(async () => {
    await browser?.close();
    await agency?.stop();
  });

  /** A small office screen, signed in, and what the browser complained of. */
  const visit = async (
    local: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly complaints: string[] }> => {
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'vi-VN',
      acceptDownloads: true,
      ...options,
    });
    const complaints = complaintsOf(context, agency.url);
    const page = await context.newPage();
    await signIn(page, agency.url, at(local), password);
    return { context, page, complaints };
  };
  const overflow = (page: Page): Promise<number> => page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);

  test('signing in and searching with the keyboard alone', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const complaints = complaintsOf(context, agency.url);
    const page = await context.newPage();
    await page.goto(`${agency.url}/van-ban`);
    await page.keyboard.type(at('lanpt'));
    await page.keyboard.press('Tab');
    await page.keyboard.type('sai');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').innerText()).toBe('Địa chỉ thư hoặc mật khẩu chưa đúng.');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/van-ban');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Đến nội dung');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('tuyen quan');
    await page.keyboard.press('Enter');
    await page.waitForURL('**q=tuyen*');
    expect(await page.locator('tbody tr').count()).toBe(1);
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(complaints.filter((c) => !c.includes('401'))).toEqual([]);
    await context.close();
  });

  test('register, document, download, without script', async () => {
    const { context, page, complaints } = await visit('maivt', { javaScriptEnabled: false });
    expect(await page.locator('tbody tr').count()).toBe(5);
    expect(await page.locator('thead th').allInnerTexts()).toEqual([
      'Ngày đến',
      'Số đến',
      'Tác giả',
      'Số, ký hiệu văn bản',
      'Ngày tháng văn bản',
      'Tên loại và trích yếu nội dung văn bản',
      'Đơn vị hoặc người nhận',
      'Ngày chuyển',
      'Ký nhận',
      'Ghi chú',
    ]);
    expect(await page.getByRole('link', { name: 'Chờ văn thư' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Kết quả tuyển quân' }).click();
    expect(await page.locator('h1').innerText()).toContain('187/BC-UBND');
    expect(await page.locator('pre.mail').first().innerText()).toContain('<script>alert(1)</script>');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '2_đính kèm "phụ lục"_2.html' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('2_đính kèm _phụ lục__2.html');
    await page.goto(`${agency.url}/van-ban/${ids.registered[4] ?? ''}`);
    expect(await page.locator('h1').innerText()).toContain(hostile.replace('\u202e', '\ufffd'));
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the tray: one answer, said back; nothing wider than the screen', async () => {
    const { context, page, complaints } = await visit('lanpt');
    for (const path of [
      '/van-ban',
      `/van-ban/${ids.registered[0] ?? ''}`,
      '/cho-van-thu',
      '/cho-dong-y',
      `/cho-dong-y/${ids.held}`,
      '/kiem-tra',
      '/chua-vao-so',
      '/thu-giu-lai',
      '/thu-rac',
    ]) {
      await page.goto(agency.url + path);
      expect([path, await overflow(page)]).toEqual([path, 0]);
      const inner = await page.locator('.scroll').evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
      expect([path, ...inner.filter((wide) => wide > 0)]).toEqual([path]);
    }
    await page.goto(`${agency.url}/cho-van-thu`);
    const card = page.locator('section', { hasText: 'Cảm ơn Sở đã hướng dẫn' });
    await card.getByRole('button', { name: 'Không vào sổ' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Đã ghi nhận: không vào sổ.');
    expect(await card.count()).toBe(0);
    await page.locator('section', { hasText: 'Báo cáo 187' }).getByRole('combobox').selectOption({ label: 'Phòng Cải cách hành chính' });
    await page.locator('section', { hasText: 'Báo cáo 187' }).getByRole('button', { name: 'Chuyển đơn vị' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Đã chuyển đơn vị.');
    expect((await agency.services.intake.get(ids.copy))?.unit).toBe('Phòng Cải cách hành chính');
    await page.goto(`${agency.url}/thu-giu-lai`);
    const secret = page.locator('tr', { hasText: 'không hiển thị' });
    expect(await secret.getByRole('button', { name: 'Chuyển tiếp' }).count()).toBe(0);
    await secret.getByText('Xóa…').click();
    await secret.getByLabel('Lý do').fill('Gửi nhầm');
    await secret.getByRole('button', { name: 'Xóa' }).click();
    expect(await page.getByRole('status').innerText()).toBe('Đã xóa.');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('held mail: evidence, and answers by who looks', async () => {
    const mai = await visit('maivt');
    await mai.page.goto(`${agency.url}/cho-dong-y/${ids.held}`);
    expect(await mai.page.getByRole('button').allInnerTexts()).toEqual(['Đăng xuất', 'Rút lại']);
    await mai.context.close();
    const tuan = await visit('tuanha');
    await tuan.page.getByRole('link', { name: /Thư chờ đồng ý/ }).click();
    await tuan.page.getByRole('link', { name: 'Fwd: Dự thảo phương án' }).click();
    expect(await tuan.page.locator('main').innerText()).toContain('Khoảng 92% nội dung thư "Dự thảo" của đồng chí Hoàng Anh Tuấn');
    await tuan.page.getByLabel(/Lý do/).fill('Số liệu đã công bố');
    await tuan.page.getByRole('button', { name: 'Đồng ý' }).click();
    await tuan.page.getByText('đã đồng ý', { exact: true }).waitFor();
    expect(await tuan.page.getByRole('button').allInnerTexts()).toEqual(['Đăng xuất']);
    expect((await agency.services.decisions.get(ids.held))?.state).toBe('released');
    expect([...mai.complaints, ...tuan.complaints]).toEqual([]);
    await tuan.context.close();
  });

  test('English when asked for, and back', async () => {
    const { context, page, complaints } = await visit('lanpt');
    await page.goto(`${agency.url}/kiem-tra`);
    await page.getByRole('link', { name: 'English' }).click();
    expect([await page.locator('h1').innerText(), await page.locator('html').getAttribute('lang'), new URL(page.url()).pathname]).toEqual([
      'Check-in board',
      'en',
      '/kiem-tra',
    ]);
    await page.getByRole('link', { name: 'Tiếng Việt' }).click();
    expect(await page.locator('h1').innerText()).toBe('Theo dõi kiểm tra hộp thư');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('printed: heading and rows, no menu, no buttons', async () => {
    const { context, page } = await visit('lanpt');
    await page.emulateMedia({ media: 'print' });
    const visible = async (selector: string): Promise<boolean> => page.locator(selector).first().isVisible();
    expect([await visible('nav'), await visible('.bar'), await visible('footer'), await visible('.top .who')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([await visible('.agency'), await visible('h1'), await visible('tbody tr')]).toEqual([true, true, true]);
    await context.close();
  });

  test('every page has one heading, a language, labelled fields', async () => {
    const { context, page } = await visit('lanpt');
    for (const path of ['/', '/van-ban', '/cho-van-thu', '/cho-dong-y', '/kiem-tra', '/thu-giu-lai', '/khong-co']) {
      await page.goto(agency.url + path);
      expect([path, await page.locator('h1').count()]).toEqual([path, 1]);
      const unnamed = await page.evaluate<string[]>(
        "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')].filter((f) => f.labels.length === 0 && !f.hasAttribute('aria-label')).map((f) => f.outerHTML)",
      );
      expect([path, unnamed]).toEqual([path, []]);
    }
    await context.close();
  });
});
