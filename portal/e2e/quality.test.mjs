/** An institution's IT person sees how good is what it sends, which rule was broken and where, mends it and checks again. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, until, WIDTHS } from './browser.mjs';
import { send } from './mllp.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`quality at ${width} px`, () => {
    let page;
    let operator;
    let institution;
    const control = `Q${width}-${Date.now()}`;

    before(async () => {
      page = await openPage(browser, width);
      await signIn(page, 'it', '/console/');
      institution = (await call(page, 'GET', '/api/access/session')).body.institution.code;
      assert.match(await send(registration(institution, control, '20200601', `${control}-1`)), /MSA\|AA\|/);
      const day = (await call(page, 'GET', '/api/intake/quality')).body.until;
      const counts = [{ day, dataset: 'ADT^A08', count: 1_000_000 }];
      assert.equal((await call(page, 'POST', '/api/intake/counts', { counts })).status, 200);
      await page.goto(`${page.base}/console/intake/quality`);
    });
    after(async () => {
      await page.context().close();
      await operator?.context().close();
    });

    it('shows the score of each data set, the worst first, and whether the day agrees', async () => {
      await page.getByRole('table', { name: '各项得分' }).waitFor();
      await page.locator('[data-rule=birth-before-visit]').first().waitFor();
      await inspect(page, 'it-quality');

      const scores = await page.getByRole('table', { name: '各项得分' }).innerText();
      assert.match(scores, /ADT\^A08/);
      assert.match(scores, /天中 0 天一致/);
    });

    it('says of a broken rule how to mend it, with an example and a place to look', async () => {
      const finding = page.locator('[data-rule=birth-before-visit]').first();
      const said = await finding.innerText();
      assert.match(said, /核对出生日期和就诊时间/);
      assert.match(said, /改前/);
      assert.match(said, /202006\*\*/);
      await finding.getByRole('link').first().click();
      await page.getByRole('heading', { name: '就诊不应早于出生。' }).waitFor();
      await page.getByRole('table', { name: '逐日情况' }).waitFor();
      await inspect(page, 'it-quality-rule');
    });

    it('finds it mended once the correction is stored and the rule runs again', async () => {
      const before = await broken(page);
      assert.match(await send(registration(institution, `${control}b`, '19790412', `${control}-1`)), /MSA\|AA\|/);
      const row = page.getByRole('row').filter({ hasText: 'ADT^A08' }).first();
      await row.getByRole('button', { name: '重新校验' }).click();
      await until(page, 'the end of the check', () =>
        [...document.querySelectorAll('[role=status]')].some(
          (each) => /已校验 (\d+)\/\1，/.test(each.textContent ?? '') && !each.querySelector('progress'),
        ),
      );
      assert.equal(await broken(page), before - 1);
    });

    it('shows the operator all institutions first', async () => {
      operator = await openPage(browser, width);
      await signIn(operator, 'operator', '/console/');
      await operator.goto(`${operator.base}/console/intake/quality`);
      await operator.getByRole('table', { name: '各项得分' }).waitFor();
      await inspect(operator, 'operator-quality');
      await operator.goto(`${operator.base}/console/intake/quality/rules`);
      await operator.getByRole('table', { name: '全部规则' }).waitFor();
      await operator.getByRole('table', { name: '数据元字典' }).waitFor();
      await inspect(operator, 'operator-quality-rules');
    });
  });

/** How many registrations of today begin before the birth. */
async function broken(page) {
  const { findings } = (await call(page, 'GET', '/api/intake/quality/findings')).body;
  return findings.find(({ rule, dataset }) => rule === 'birth-before-visit' && dataset === 'ADT^A08')?.broken ?? 0;
}

function registration(institution, control, birth, patient) {
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  return [
    `MSH|^~\\&|HIS|${institution}|TONGMAI|330000|${now}||ADT^A08^ADT_A01|${control}|P|2.5||||||UNICODE UTF-8`,
    `EVN|A08|${now}`,
    `PID|1||${patient}^^^${institution}^MR||钱^明^^^^^L||${birth}|M`,
    `PV1|1|O|||||||||||||||||${patient}V|||||||||||||||||||||||||20200101083000`,
    '',
  ].join('\r');
}
