/** A steward compares two registrations that may be one person, and decides with a reason. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`possible links at ${width} px`, () => {
    let page;
    before(async () => {
      page = await openPage(browser, width);
      await signIn(page, 'steward', '/console/');
      await page.locator('[data-test=pair], .empty').first().waitFor();
    });
    after(() => page.context().close());

    it('stand side by side with the weight of each fact', async () => {
      await inspect(page, 'steward-possible');
      for (const pair of await page.locator('[data-test=pair]').all()) {
        assert.equal(await pair.locator('[data-test=comparison] thead th').count(), 2);
        assert.ok((await pair.locator('[data-test=comparison] tbody tr').count()) > 1);
        await pair.locator('[data-test=comparison] tfoot').getByText('自动归并所需').waitFor();
      }
    });

    it('are decided with a reason only', async () => {
      const pairs = page.locator('[data-test=pair]');
      const before = await pairs.count();
      if (before === 0) return;

      await pairs.first().getByRole('button', { name: '是同一个人', exact: true }).click();
      const decide = page.getByRole('button', { name: '确定', exact: true });
      assert.ok(await decide.isDisabled());
      await page.getByLabel('理由（会留痕）').fill('电话核对过，是同一个人');
      await inspect(page, 'steward-decide');
      await decide.click();
      await page.getByText('已关联为同一个人。').waitFor();
    });

    it('stay in sight after the decision, and are undone', async () => {
      await page.getByRole('link', { name: '已作决定', exact: true }).click();
      const newest = page.locator('[data-test=decision]').first();
      await newest.or(page.locator('.empty')).first().waitFor();
      if ((await page.locator('[data-test=decision]').count()) === 0) return;
      await newest.getByText('理由：电话核对过，是同一个人').waitFor();
      await inspect(page, 'steward-decisions');

      await newest.getByRole('button', { name: '撤销这个决定' }).click();
      await page.getByLabel('理由（会留痕）').fill('看错了人');
      await page.getByRole('button', { name: '确定', exact: true }).click();
      await page.getByText('撤销理由：看错了人').first().waitFor();
      await page.locator('[data-test=decision][data-undone=true]').first().waitFor();
      await inspect(page, 'steward-decisions-undone');
    });

    it('are counted by institution, and the count leads to them', async () => {
      await page.getByRole('link', { name: '登记质量', exact: true }).click();
      await page.locator('table.grid tbody tr').first().waitFor();
      await inspect(page, 'steward-quality');
      const open = page.locator('table.grid a').first();
      if ((await open.count()) === 0) return;

      await open.click();
      await page.getByText('只看一家机构的。').waitFor();
      await page.locator('[data-test=pair]').first().waitFor();
      await inspect(page, 'steward-possible-of-one');
    });

    it('lead to the history of a person, whose decisions are undone there', async () => {
      await page.goto(`${URL_OF}/console/person/possible`);
      const history = page.getByRole('link', { name: /那份登记的历史$/ }).first();
      await history.or(page.locator('.empty')).first().waitFor();
      if ((await history.count()) === 0) return;

      await history.click();
      await page.getByRole('heading', { name: '归属变化' }).waitFor();
      assert.ok((await page.locator('table.grid tbody tr').count()) > 0);
      await inspect(page, 'steward-history');
    });

    it('are not needed to find somebody, whose registrations are parted and put together again', async () => {
      await page.getByRole('link', { name: '查人', exact: true }).click();
      const seek = page.getByRole('button', { name: '查找', exact: true });
      assert.ok(await seek.isDisabled());
      await inspect(page, 'steward-search');
      await page.getByLabel('姓名').fill('没有这个人');
      await page.getByLabel('出生日期').fill('1901-02-03');
      await seek.click();
      await page.getByText('没有找到').waitFor();
      await inspect(page, 'steward-search-none');
    });

    it('tell who was parted and who had read across', async () => {
      await page.getByRole('link', { name: '拆开的人', exact: true }).click();
      await page.locator('[data-test=parting], .empty').first().waitFor();
      await inspect(page, 'steward-partings');
    });
  });
