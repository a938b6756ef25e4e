/** A researcher asks for data, the commission approves and reviews, and a resident says no for the future. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, until, WIDTHS } from '../browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const state = (page, wanted) =>
  until(
    page,
    `project ${wanted}`,
    (wanted) => document.querySelector('[data-test=state]')?.dataset.state === wanted,
    wanted,
  );

for (const width of WIDTHS)
  describe(`research data at ${width} px`, () => {
    const title = `慢病用药观察 ${width}`;
    let researcher;

    before(async () => {
      researcher = await openPage(browser, width);
      await signIn(researcher, 'researcher', '/console/');
    });
    after(() => researcher.context().close());

    /** Signs a member of the commission in, who decides about the project. */
    const decide = async (who, shot, button) => {
      const page = await openPage(browser, width);
      await signIn(page, who, '/console/');
      await page.getByRole('link', { name: title }).click();
      await page.getByLabel('理由').fill('目的明确，所需数据最少');
      await page.getByRole('button', { name: button, exact: true }).waitFor();
      if (shot === 'ethics-review') await page.getByRole('table', { name: '样例' }).waitFor();
      await inspect(page, shot);
      await page.getByRole('button', { name: button, exact: true }).click();
      await until(
        page,
        'decided',
        () => !['SUBMITTED', 'EXTRACTED'].includes(document.querySelector('[data-test=state]').dataset.state),
      );
      await page.context().close();
    };

    it('is asked for with a purpose, an approval and the forms of the columns', async () => {
      await researcher.getByRole('link', { name: '新建项目' }).click();
      await inspect(researcher, 'researcher-form');
      for (const [label, text] of [
        ['项目名称', title],
        ['所在机构', '浙江大学'],
        ['项目负责人', '王教授'],
        ['伦理审查批件号', '伦审〔2026〕12号'],
        ['研究目的', '观察慢病患者的诊断分布'],
        ['批件有效期至', '2999-12-31'],
        ['数据使用至', '2999-12-31'],
        ['事件日期从', '1990-01-01'],
        ['事件日期到', '2100-01-01'],
      ])
        await researcher.getByLabel(label, { exact: true }).fill(text);
      await researcher.getByLabel('常住地', { exact: true }).selectOption('county');
      await researcher.getByRole('button', { name: '保存' }).click();
      await state(researcher, 'DRAFT');
      await researcher.getByRole('button', { name: '提交审查' }).click();
      await state(researcher, 'SUBMITTED');
      await inspect(researcher, 'researcher-submitted');
    });

    it('is approved by one member, read, and reviewed by another', async () => {
      await decide('ethics', 'ethics-approval', '批准');
      await researcher.reload();
      await state(researcher, 'EXTRACTED');
      const told = await researcher.locator('[data-test=risk]').innerText();
      assert.match(told, /最小的组只有 \d+ 人/);
      await inspect(researcher, 'researcher-risk');
      await decide('ethics.second', 'ethics-review', '放行');
    });

    it('is taken away, and closed', async () => {
      await researcher.reload();
      await state(researcher, 'RELEASED');
      const [download] = await Promise.all([
        researcher.waitForEvent('download'),
        researcher.getByRole('link', { name: '领取数据（ZIP）' }).click(),
      ]);
      assert.match(download.suggestedFilename(), /^project-[0-9a-f]+\.zip$/);
      await inspect(researcher, 'researcher-released');
      await researcher.getByRole('button', { name: '关闭项目' }).click();
      await state(researcher, 'CLOSED');
    });
  });

describe('a resident', () => {
  it('refuses research for the future', async () => {
    const page = await openPage(browser, 390);
    await signIn(page, 'resident', '/m/');
    await page.goto(`${page.base}/m/requests?tab=given`);
    await page.getByRole('button', { name: '不用于科研' }).click();
    await page.getByText('您的记录不用于科研').waitFor();
    await inspect(page, 'resident-research');
    await page.context().close();
  });
});
