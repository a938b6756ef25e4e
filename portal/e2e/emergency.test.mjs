/** A doctor opens what a resident cannot allow now; the resident is told and ends it; somebody else looks whether it was right. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, until, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

const state = (page, wanted) =>
  until(
    page,
    `access ${wanted}`,
    (wanted) => wanted.split(' ').includes(document.querySelector('[data-test=access-state]')?.dataset.state),
    wanted,
  );

for (const width of WIDTHS)
  describe(`an emergency at ${width} px`, () => {
    let doctor;
    let resident;

    before(async () => {
      [doctor, resident] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(resident, 'resident', '/m/');
      await signIn(doctor, 'doctor', '/console/');
      const name = (await call(resident, 'GET', '/api/access/session')).body.name;
      await doctor.getByRole('link', { name, exact: true }).first().click();
      await doctor.locator('[data-test=access-panel]').waitFor();
    });
    after(async () => {
      await doctor.context().close();
      await resident.context().close();
    });

    it('opens the record for a ground that is named', async () => {
      await doctor.getByRole('button', { name: '紧急访问…' }).click();
      await doctor.getByLabel('意识不清，无法表达意愿').check();
      await inspect(doctor, 'doctor-emergency-ask');
      await doctor.getByRole('button', { name: '打开记录' }).click();
      await state(doctor, 'emergency');
      await doctor.getByRole('dialog').waitFor({ state: 'hidden' });
      await inspect(doctor, 'doctor-emergency');
      const shown = await doctor
        .locator('[data-test=entry]')
        .evaluateAll((entries) => new Set(entries.map((one) => one.dataset.institution)).size);

      assert.ok(shown > 1, `entries of ${shown} institutions`);
    });

    // what a resident ended stays ended for that doctor, so that comes last
    const byResident = width === WIDTHS.at(-1);

    it(`is told to the resident at once, and ended by the ${byResident ? 'resident' : 'doctor'}`, async () => {
      const told = resident.locator('[data-test=emergency]').filter({ hasText: '现在仍可查看' });
      await told.waitFor();
      await inspect(resident, 'resident-emergency');
      if (byResident) await told.getByRole('button', { name: '立即结束' }).click();
      else await doctor.getByRole('button', { name: '不再需要，结束' }).click();
      await state(doctor, 'own-only revoked refused expired');
    });

    if (byResident)
      it('is not opened again by the doctor whom the resident shut out', async () => {
        await doctor.getByRole('button', { name: '紧急访问…' }).click();
        await doctor.getByLabel('意识不清，无法表达意愿').check();
        await doctor.getByRole('button', { name: '打开记录' }).click();
        await doctor.getByText('居民或复核人员结束了您对这份记录的紧急访问。').waitFor();
        await inspect(doctor, 'doctor-emergency-shut');
      });

    it('is reviewed by somebody else', async () => {
      const reviewer = await openPage(browser, width);
      await signIn(reviewer, 'reviewer', '/console/');
      await reviewer.getByRole('table').waitFor();
      await inspect(reviewer, 'reviewer-emergencies');
      await reviewer
        .getByRole('table')
        .getByRole('button', { name: /复\s?核/ })
        .first()
        .click();
      await reviewer.getByRole('dialog').getByLabel('结论').selectOption('JUSTIFIED');
      await reviewer.getByRole('dialog').getByLabel('说明').fill('急诊记录证实患者昏迷');
      await reviewer
        .getByRole('dialog')
        .getByRole('button', { name: /确\s?定/ })
        .click();
      await reviewer.getByRole('dialog').waitFor({ state: 'hidden' });
      await resident.getByText('复核：理由成立').first().waitFor();
      await reviewer.context().close();
    });
  });
