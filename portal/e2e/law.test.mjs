/** A court's document: the steward asks to read by law, the reviewer confirms, the resident reads on which law and article. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`reading by law at ${width} px`, () => {
    const document = `（2026）浙01民初${width}号`;
    let steward;
    let reviewer;
    let resident;
    let operator;

    before(async () => {
      [steward, reviewer, resident, operator] = [
        await openPage(browser, width),
        await openPage(browser, width),
        await openPage(browser, width),
        await openPage(browser, width),
      ];
      await signIn(steward, 'steward', '/console/');
      await signIn(reviewer, 'reviewer', '/console/');
      await signIn(resident, 'resident', '/m/');
      await signIn(operator, 'operator', '/console/');
    });
    after(async () => {
      for (const page of [steward, reviewer, resident, operator]) await page.context().close();
    });

    it('shows the operator the rules of a day', async () => {
      await operator.goto(`${operator.base}/console/access/laws?on=2026-01-01`);
      await operator.getByText('人民法院调查取证（民事）').waitFor();
      await inspect(operator, 'laws');

      await operator.goto(`${operator.base}/console/access/laws?on=2010-01-01`);
      await operator.getByText('这一天没有有效的法定情形').waitFor();
      await inspect(operator, 'laws-none');
    });

    it('lets the steward ask with authority and document number, and read nothing before it is confirmed', async () => {
      const me = await (await resident.request.get(`${resident.base}/api/portal/me`)).json();
      await steward.goto(`${steward.base}/console/access/lawful`);
      await steward.locator('[data-test=ask-by-law]').click();
      const dialog = steward.getByRole('dialog');
      await dialog.getByLabel('依据').selectOption('civil-evidence');
      await dialog.getByLabel('患者标识').fill(me.patient);
      await dialog.getByLabel('出具文书的机关').fill('某市中级人民法院');
      await dialog.getByLabel('文号').fill(document);
      await dialog.getByLabel('用途').fill('医疗损害责任纠纷');
      await inspect(steward, 'lawful-ask');
      await dialog.getByRole('button').last().click();
      await dialog.waitFor({ state: 'hidden' });

      await steward.getByText('待第二人复核').first().waitFor();
      await inspect(steward, 'lawful-waiting');
    });

    it('lets the reviewer compare and confirm, masked', async () => {
      await reviewer.goto(`${reviewer.base}/console/access/lawful`);
      const row = reviewer.getByRole('row').filter({ hasText: document });
      await row.waitFor();
      await inspect(reviewer, 'lawful-queue');
      await row.locator('[data-test=answer-by-law]').click();
      const dialog = reviewer.getByRole('dialog');
      await dialog.getByLabel('复核', { exact: true }).selectOption('yes');
      await dialog.getByLabel('核对了什么').fill('已核对调查令原件和工作证');
      await dialog.getByRole('button').last().click();
      await row.waitFor({ state: 'hidden' });
    });

    it('opens what the law has, with its basis over it, and tells the resident', async () => {
      await steward.reload();
      const row = steward.getByRole('row').filter({ hasText: document });
      await row.getByRole('link', { name: '查看' }).click();
      await steward.locator('[data-test=lawful-basis]').waitFor();
      await steward.locator('.timeline[aria-busy=false]').waitFor();
      await inspect(steward, 'lawful-record');
      assert.match(await steward.locator('[data-test=lawful-basis]').innerText(), /民事诉讼法第七十条/);

      await resident.goto(`${resident.base}/m/looks`);
      await resident.locator('[data-test=lawful]').filter({ hasText: document }).waitFor();
      await resident
        .getByText(/依法：人民法院调查取证/)
        .first()
        .waitFor();
      await inspect(resident, 'lawful-looks');
    });
  });
