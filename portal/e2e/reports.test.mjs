/** Reports on the situation of the demonstration's event: made, read, corrected, printed. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

const EVENT = '居民小区感染性腹泻聚集性疫情';
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`reports of an event at ${width} px`, () => {
    let cdc;
    before(async () => {
      cdc = await openPage(browser, width);
      await signIn(cdc, 'cdc', '/console/');
      await cdc.getByRole('link', { name: '突发事件', exact: true }).click();
      await cdc.getByRole('link', { name: EVENT }).click();
      await cdc.getByRole('button', { name: '态势报告', exact: true }).click();
      await cdc.locator('[data-test=reports]').waitFor();
    });
    after(() => cdc.context().close());

    it('are made with an assessment, and read where they are', async () => {
      const there = await list(cdc);
      await cdc.getByRole('button', { name: '编制报告' }).click();
      await cdc.getByLabel('研判与下一步工作').fill('病例集中在同一小区，供水点已停用；继续主动搜索。');
      await inspect(cdc, 'event-report-form');
      await cdc.getByRole('button', { name: '确定' }).click();
      const paper = cdc.locator('[data-test=report-paper]');
      await paper.waitFor();
      await inspect(cdc, 'event-report');

      assert.equal(await list(cdc), there + 1);
      assert.match(
        await paper.innerText(),
        /一、总体情况[\s\S]*二、流行曲线[\s\S]*六、研判与下一步工作[\s\S]*供水点已停用/,
      );
    });

    it('are corrected by a further edition; the first stays', async () => {
      const there = await list(cdc);
      await cdc.getByRole('button', { name: '更正' }).first().click();
      await cdc.getByLabel('研判与下一步工作').fill('更正：供水点尚未停用。');
      await cdc.getByRole('button', { name: '确定' }).click();
      await cdc.locator('[data-test=report-paper]').filter({ hasText: '更正：供水点尚未停用。' }).waitFor();

      assert.equal(await list(cdc), there + 1);
      assert.match(await cdc.locator('[data-test=report]').nth(1).innerText(), /已被更正版取代/);
    });

    it('are printed as PDF', async () => {
      const address = await cdc
        .locator('[data-test=report]')
        .first()
        .getByRole('link', { name: 'PDF' })
        .getAttribute('href');
      const answer = await cdc.context().request.get(`${URL_OF}${address}`);

      assert.equal(answer.status(), 200);
      assert.equal((await answer.body()).subarray(0, 5).toString(), '%PDF-');
    });
  });

/** How many reports are listed, once the list is there. */
async function list(page) {
  await page.locator('[data-test=reports]').locator('[data-test=report], .empty').first().waitFor();
  return page.locator('[data-test=report]').count();
}
