/** Two registrations that were taken for one person are parted: who read one in the record of the other is told, and takes note. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, WIDTHS } from './browser.mjs';

describe('a correction', () => {
  let browser;
  let doctor;
  let resident;
  let steward;

  before(async () => {
    browser = await startBrowser();
    [doctor, resident, steward] = [
      await openPage(browser, WIDTHS[1]),
      await openPage(browser, WIDTHS[0]),
      await openPage(browser, WIDTHS[1]),
    ];
    await signIn(resident, 'resident', '/m/');
    await signIn(doctor, 'doctor', '/console/');
    await signIn(steward, 'steward', '/console/');
  });
  after(() => browser.close());

  it('reaches those who read one in the record of the other', async () => {
    const name = (await call(resident, 'GET', '/api/access/session')).body.name;
    const link = doctor.getByRole('link', { name, exact: true }).first();
    const patient = (await link.getAttribute('href')).split('/').at(-1);
    // the resident may have shut this doctor out before, after the same look
    await call(doctor, 'POST', '/api/access/emergencies', { patient, ground: 'UNCONSCIOUS', words: '' });
    await link.click();
    await doctor.locator('[data-test=access-panel]').waitFor();
    const members = (await call(steward, 'GET', `/api/person/${patient}/explanation`)).body.members;
    const other = members.find((member) => member.patient !== patient).patient;
    const parted = await call(steward, 'POST', '/api/person/unlink', { patient: other, reason: '证件是借用的' });
    assert.equal(parted.status, 204);

    for (const [page, entry] of [
      [doctor, '/console/'],
      [resident, '/m/'],
    ]) {
      while ((await call(page, 'GET', '/api/access/corrections')).body.waiting === 0) await page.waitForTimeout(200);
      await page.goto(`${page.base}${entry}`);
      await page.locator('[data-test=correction]').first().waitFor();
    }
  });

  for (const width of WIDTHS)
    it(`is read at ${width} px`, async () => {
      for (const [page, who] of [
        [doctor, 'doctor'],
        [resident, 'resident'],
      ]) {
        await page.setViewportSize({ width, height: 844 });
        await inspect(page, `${who}-correction`);
      }
    });

  it('is gone once it was taken note of, and the link comes back with the word of the steward', async () => {
    for (const page of [doctor, resident]) {
      await page.getByRole('button', { name: '知道了' }).first().click();
      await page.locator('[data-test=correction]').waitFor({ state: 'detached' });
    }
    const newest = (await call(steward, 'GET', '/api/person/decisions')).body.decisions[0];
    const undone = await call(steward, 'POST', `/api/person/decisions/${newest.id}/undo`, { reason: '证件确是本人的' });
    assert.equal(undone.status, 204);
  });
});
