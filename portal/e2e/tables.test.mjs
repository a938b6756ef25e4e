/** An institution's IT person loads a table: looks first, chooses a column by hand, loads, and mends what was refused. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, until, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`tables at ${width} px`, () => {
    let page;
    const number = `E2E${width}-${Date.now()}`;
    const header = `卡片编号${width}-${Date.now()}`;
    const table = [
      `${header},姓名,性别,出生日期`,
      `${number}-1,王伟,男,1980-02-03`,
      `${number}-2,李娜,女,1980-02-31`,
      `${number}-3,张敏,女,1990-01-01`,
    ].join('\r\n');

    before(async () => {
      page = await openPage(browser, width);
      await signIn(page, 'it', '/console/');
      await page.goto(`${page.base}/console/intake/tables`);
    });
    after(() => page.context().close());

    it('guesses columns and tells which required one it did not find', async () => {
      await page
        .getByLabel('选择文件')
        .setInputFiles({ name: '登记.csv', mimeType: 'text/csv', buffer: Buffer.from(table, 'utf8') });
      await page.getByLabel('数据集').selectOption('patient-registration');
      await page.getByRole('alert').filter({ hasText: '患者编号' }).waitFor();
      await inspect(page, 'it-table-missing');

      assert.equal(await page.getByLabel('姓名', { exact: true }).inputValue(), '姓名');
      assert.equal(await page.getByRole('button', { name: '导入', exact: true }).isDisabled(), true);
    });

    it('shows rows as records, and what is wrong by rule, once the column is chosen', async () => {
      await page.getByLabel('患者编号', { exact: true }).selectOption(header);
      await until(page, 'two good rows', () =>
        document.querySelector('[data-test=preview-count]')?.textContent.includes('2 行可以入库'),
      );
      await page.getByText('第 2 行').first().click();
      await inspect(page, 'it-table-preview');

      assert.match(await page.locator('.record-row pre').first().innerText(), /"birthDate": "1980-02-03"/);
      assert.match(await page.getByRole('table', { name: '按规则看问题' }).innerText(), /intake\.date-wrong/);
    });

    it('loads the file and keeps the bad row apart', async () => {
      await page.getByRole('button', { name: '保存映射' }).click();
      await until(page, 'the saved mapping', () =>
        [...document.querySelectorAll('button')].some((each) => each.textContent === '导入' && !each.disabled),
      );
      await page.getByRole('button', { name: '导入', exact: true }).click();
      await until(page, 'the end of the load', () => document.querySelector('[data-state=DONE]'));
      await page.getByRole('table', { name: '按规则看问题' }).waitFor();
      await inspect(page, 'it-table-load');

      assert.match(await page.getByRole('table', { name: '按规则看问题' }).innerText(), /第 3 行/);
    });

    it('finds nothing once the row was mended', async () => {
      await page.getByRole('link', { name: '第 3 行' }).click();
      const body = page.getByRole('textbox', { name: '消息正文' });
      await body.fill((await body.inputValue()).replace('1980-02-31', '1980-02-28'));
      await page.getByRole('button', { name: '用改好的内容重新处理' }).click();
      await until(page, 'the mended row', () =>
        ['RESOLVED', 'STORED'].includes(document.querySelector('[data-test=message-state]')?.dataset.state),
      );
      await page.goBack();
      await page.getByText('没有被拒或等待的行').waitFor();
      await inspect(page, 'it-table-mended');
    });
  });
