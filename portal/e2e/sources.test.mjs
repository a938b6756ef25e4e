/** A resident tells of illness around on the phone; a CDC verifies the rumour by keyboard, makes a signal of it, and sees how its sources are. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`sources at ${width} px`, () => {
    const site = width < 600 ? '翠柏苑小区' : '望月苑小区';
    let resident;
    let cdc;

    before(async () => {
      [resident, cdc] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(resident, 'resident', '/m/');
      await signIn(cdc, 'cdc', '/console/');
    });
    after(async () => {
      await resident.context().close();
      await cdc.context().close();
    });

    it('take what a resident tells, and say how it was understood', async () => {
      await resident.getByRole('link', { name: /上报身边疫情/ }).click();
      await resident.getByRole('button', { name: '上报', exact: true }).waitFor();
      await inspect(resident, 'resident-report');

      const { body } = await call(cdc, 'GET', '/api/surveillance/signals');
      const county = body.signals.find(({ place }) => !place.code.endsWith('00')).place;
      await resident.getByLabel('在哪里').fill(`${county.name}${site}`);
      await resident.getByLabel('大约几人').fill('6');
      await resident.getByLabel('什么情况').fill('楼里好几户人家昨天开始拉肚子，联系人13812345678');
      await resident.getByRole('button', { name: '上报', exact: true }).click();
      await resident.locator('[data-test=understood]').filter({ hasText: county.name }).waitFor();
      await inspect(resident, 'resident-report-sent');
    });

    it('show a CDC the rumour, masked, with what was read of it', async () => {
      await cdc.getByRole('link', { name: '线索核实', exact: true }).click();
      await cdc.locator('[data-test=rumour]').filter({ hasText: site }).waitFor();
      await inspect(cdc, 'cdc-rumours');

      const rows = await cdc.locator('[data-test=rumour]').allInnerTexts();
      const place = rows.findIndex((text) => text.includes(site));
      for (let i = 0; i < place; i++) await cdc.keyboard.press('j');
      await cdc.locator('[data-test=rumour][data-at=true]').filter({ hasText: site }).waitFor();
      await cdc.keyboard.press('o');
      await cdc.locator('[data-test=rumour-item]').first().waitFor();
      await inspect(cdc, 'cdc-rumour');

      const item = await cdc.locator('[data-test=rumour-item]').first().innerText();
      assert.match(item, /腹泻/);
      assert.doesNotMatch(item, /13812345678/);
    });

    it('lead from the rumour to a signal, with a reason', async () => {
      await cdc.getByRole('button', { name: '开始核实' }).click();
      await cdc.getByRole('dialog').getByRole('button').last().click();
      await cdc.locator('[data-test=rumour-state]').filter({ hasText: '核实中' }).waitFor();
      await cdc.getByRole('button', { name: '转为预警信号' }).click();
      await cdc.getByLabel('说明').fill('电话核实属实');
      await inspect(cdc, 'cdc-rumour-signal');
      await cdc.getByRole('dialog').getByRole('button').last().click();
      await cdc.locator('[data-test=rumour-state]').filter({ hasText: '已转信号' }).waitFor();

      await cdc.getByRole('link', { name: /^预警信号 #/ }).click();
      await cdc.locator('[data-test=signal-state]').waitFor();
      assert.match(await cdc.locator('h1').innerText(), new RegExp(site));
    });

    it('tell how late each is and lead to its series', async () => {
      await cdc.goto(`${URL_OF}/console/surveillance/sources`);
      await cdc.locator('tr[data-key=SRC-CITIZEN]').waitFor();
      await inspect(cdc, 'cdc-sources');

      await cdc.locator('tr[data-key=SRC-CITIZEN]').getByRole('link').click();
      await cdc.locator('figure.curve svg').waitFor();
      assert.match(await cdc.getByLabel('病种').first().inputValue(), /^SRC-CITIZEN/);
    });
  });
