/** A doctor signs a card that was filled from the record; a CDC sees the outbreak, what it rests on, and deals with it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { inspect, openPage, signIn, startBrowser, URL_OF, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`surveillance at ${width} px`, () => {
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

    it('shows a doctor what waits, with its clock', async () => {
      await doctor.getByRole('link', { name: '传染病报告卡', exact: true }).click();
      await doctor.locator('table.grid tbody tr').first().waitFor();
      await inspect(doctor, 'doctor-cards');

      assert.ok((await doctor.locator('.countdown').count()) > 0);
    });

    it('has a filled card with what it rests on, sent by one click', async () => {
      await doctor.locator('table.grid tbody tr a').first().click();
      await doctor.locator('[data-test=evidence] li').first().waitFor();
      await inspect(doctor, 'doctor-card');

      const remark = doctor.getByLabel('备注');
      if ((await remark.inputValue()) === '') await remark.fill('电话核对');
      await doctor.getByRole('button', { name: '核对无误，签名上报' }).click();
      await doctor.locator('[data-test=card-state]').filter({ hasText: '待疾控审核' }).waitFor();
      await inspect(doctor, 'doctor-card-sent');
    });

    it('shows a CDC first how its region stands, each number with its list', async () => {
      await cdc.locator('[data-test=ranking] tbody tr').first().waitFor();
      await cdc.locator('[data-test=overview-curve] svg').waitFor();
      await inspect(cdc, 'cdc-overview');

      const cases = cdc.locator('[data-test=ranking] tbody td a').first();
      const count = Number(await cases.innerText());
      await cases.click();
      await cdc
        .locator('[data-test=case-count]')
        .filter({ hasText: String(count) })
        .waitFor();
      assert.match(cdc.url(), /from=.*until=/);
      await cdc.goBack();
      const drafts = Number(await cdc.locator('[data-test=work-drafts] b').innerText());
      await cdc.locator('[data-test=work-drafts]').click();
      await cdc.waitForURL(/state=DRAFT/);
      await cdc.locator('table.grid, .empty').first().waitFor();
      if (drafts < 50) assert.equal(await cdc.locator('table.grid a[href*="/surveillance/cards/"]').count(), drafts);
      await cdc.goBack();
      await cdc.locator('[data-test=ranking]').waitFor();
    });

    it('shows places as tiles, from the region down to the cases of a county, by keyboard too', async () => {
      await cdc.goto(`${URL_OF}/console/surveillance/map`);
      const tile = cdc.locator('.region-map a').first();
      await tile.waitFor();
      await inspect(cdc, 'cdc-map');
      await cdc.getByLabel('指标').selectOption('excess');
      await cdc.waitForURL(/metric=excess/);
      await inspect(cdc, 'cdc-map-excess');

      const before = cdc.url();
      await tile.focus();
      await cdc.keyboard.press('Enter');
      await cdc.waitForURL((url) => String(url) !== before);
    });

    it('takes a figure along with its numbers and the note on its method', async () => {
      await cdc.goto(`${URL_OF}/console/surveillance/series?method=ears-c1&p=alpha%3D0.05&span=90`);
      await cdc.locator('figure.curve svg').waitFor();
      const [table] = await Promise.all([
        cdc.waitForEvent('download'),
        cdc.getByRole('button', { name: '导出 CSV' }).click(),
      ]);
      const text = readFileSync(await table.path(), 'utf8');
      assert.match(text, /ears-c1.*alpha=0\.05/);
      assert.equal(text.split('\r\n').filter((line) => /^\d{4}-\d\d-\d\d,/.test(line)).length, 90);
      const [picture] = await Promise.all([
        cdc.waitForEvent('download'),
        cdc.getByRole('button', { name: '导出 PNG' }).click(),
      ]);
      assert.equal(
        readFileSync(await picture.path())
          .subarray(1, 4)
          .toString(),
        'PNG',
      );
    });

    it('shows a CDC the outbreak, with how it came to be known', async () => {
      await cdc.goto(`${URL_OF}/console/surveillance/signals`);
      await cdc.locator('[data-test=signal]').first().waitFor();
      await inspect(cdc, 'cdc-signals');
      assert.ok((await cdc.locator('[data-test=signal] svg').count()) > 0);

      await cdc.keyboard.press('j');
      await cdc.keyboard.press('k');
      await cdc.keyboard.press('o');
      await cdc.locator('[data-test=history]').waitFor();
      await inspect(cdc, 'cdc-signal');
    });

    if (width === WIDTHS.at(-1))
      it('is verified and assessed by the one who owns it', async () => {
        await cdc.getByRole('button', { name: '核实属实' }).click();
        await cdc.getByLabel('说明').fill('流调核实，同一小区聚集');
        await inspect(cdc, 'cdc-verify');
        await cdc.getByRole('dialog').getByRole('button').last().click();
        await cdc.locator('[data-test=signal-state]').filter({ hasText: '待评估' }).waitFor();

        await cdc.getByRole('button', { name: '风险评估' }).click();
        await cdc.getByLabel('发生可能性').selectOption('3');
        await cdc.getByLabel('影响程度').selectOption('2');
        await cdc.getByRole('dialog').getByRole('button').last().click();
        await cdc.locator('[data-test=signal-state]').filter({ hasText: '中风险' }).waitFor();
        await inspect(cdc, 'cdc-signal-assessed');
      });

    it('leads from each number to its cases, which are masked', async () => {
      await cdc.getByRole('link', { name: '预警信号', exact: true }).click();
      await cdc
        .locator('[data-test=signal]')
        .filter({ hasText: '其他感染性腹泻病' })
        .getByRole('link', { name: /^\d+ 例$/ })
        .click();
      await cdc.locator('[data-test=case-count]').waitFor();
      await inspect(cdc, 'cdc-cases');

      assert.match(await cdc.locator('table.grid[aria-label]').first().innerText(), /\*/);
      assert.match(cdc.url(), /what=.*region=|region=.*what=/);
    });

    it('draws a series with a method, as it is known and as it was', async () => {
      await cdc.goto(`${URL_OF}/console/surveillance/series?method=ears-c2&span=90`);
      await cdc.locator('figure.curve svg').waitFor();
      await inspect(cdc, 'cdc-series');

      await cdc.locator('input[type=range]').focus();
      await cdc.keyboard.press('ArrowLeft');
      await cdc.getByText('当时所知：').waitFor();
      assert.match(cdc.url(), /back=1/);
    });

    it('has the cards of the region, reviewed by a click', async () => {
      await cdc.getByRole('link', { name: '传染病报告卡', exact: true }).click();
      await cdc.locator('table.grid, .empty').first().waitFor();
      await inspect(cdc, 'cdc-cards');
    });
  });
