/** A CDC commands the event of the demonstration: what is to be done, with what, and what was known when; a hospital does its part. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, WIDTHS } from './browser.mjs';

const EVENT = '居民小区感染性腹泻聚集性疫情';
let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`emergency command at ${width} px`, () => {
    let doctor;
    let cdc;

    before(async () => {
      [doctor, cdc] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(doctor, 'doctor', '/console/');
      await signIn(cdc, 'cdc', '/console/');
    });
    after(async () => {
      await doctor.context().close();
      await cdc.context().close();
    });

    it('lists the events of the region with their level', async () => {
      await cdc.getByRole('link', { name: '突发事件', exact: true }).click();
      await cdc.getByRole('link', { name: EVENT }).waitFor();
      await inspect(cdc, 'command-events');

      assert.match(await cdc.locator('table.grid').innerText(), /Ⅳ级/);
    });

    it('has a room with what is to be done, each number leading to its list', async () => {
      await cdc.getByRole('link', { name: EVENT }).click();
      await cdc.locator('[data-test=task]').first().waitFor();
      await inspect(cdc, 'command-room');

      const shown = Number(await cdc.locator('.event-figures a b').first().innerText());
      await cdc.locator('.event-figures a').first().click();
      await cdc.waitForURL(/show=open/);
      assert.equal(await cdc.locator('[data-test=task]').count(), shown);
    });

    it('asks for beds and sees them promised', async () => {
      await cdc.getByRole('button', { name: '资源与转运' }).click();
      await cdc.locator('[data-test=board] details').first().waitFor();
      await inspect(cdc, 'command-resources');

      await cdc.locator('[data-test=board] summary').first().click();
      await cdc.getByRole('button', { name: '申请', exact: true }).first().click();
      await cdc.getByRole('dialog').getByRole('button').last().click();
      await cdc.locator('[data-test=holds] li').filter({ hasText: '已承诺' }).first().waitFor();
      await inspect(cdc, 'command-promised');
    });

    it('shows who is on duty and what happened, and the event as it was known then', async () => {
      await cdc.getByRole('button', { name: '值班与职责' }).click();
      await cdc.locator('[data-test=roster]').waitFor();
      await inspect(cdc, 'command-roster');

      await cdc.getByRole('button', { name: '处置过程' }).click();
      await cdc.locator('[data-test=history] li').first().waitFor();
      await inspect(cdc, 'command-history');

      await cdc.locator('[data-test=history] li').last().getByRole('button', { name: '查看当时所知' }).click();
      await cdc.locator('[data-test=replay]').waitFor();
      await cdc.locator('[data-test=event-status]').filter({ hasText: '已报告' }).waitFor();
      await inspect(cdc, 'command-replay');
    });

    it('shows a hospital its task', async () => {
      await doctor.getByRole('link', { name: '应急任务', exact: true }).click();
      await doctor.locator('[data-test=task]').first().waitFor();
      await inspect(doctor, 'command-hospital');

      assert.match(await doctor.locator('[data-test=task]').first().innerText(), /肠道门诊/);
    });
  });
