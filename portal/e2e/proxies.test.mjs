/** An elder lets a resident act for her by phone: a code, a sentence, a switch with her name and colour, a request answered for her, and the end. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  accounts,
  call,
  inspect,
  openPage,
  signIn,
  signInFirst,
  startBrowser,
  until,
  URL_OF,
  WIDTHS,
} from './browser.mjs';
import { send } from './mllp.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

/** An elder with a visit at the doctor's institution, and her account. */
async function elderOf(doctor, operator) {
  const institution = (await call(doctor, 'GET', '/api/access/session')).body.institution.code;
  const number = `P2E${Date.now()}`;
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const answer = await send(
    [
      `MSH|^~\\&|E2E|${institution}|TONGMAI|PLATFORM|${now}||ADT^A04^ADT_A01|${number}|P|2.5|||||CHN|UNICODE UTF-8`,
      `EVN|A04|${now}`,
      `PID|1||${number}^^^${institution}^MR||孙^桂兰^^^^^L||19420715|F`,
      `PV1|1|O|||||||||||||||||V${number}|||||||||||||||||||||||||${now}`,
      '',
    ].join('\r'),
  );
  assert.match(answer, /MSA\|AA\|/);
  let patient = null;
  for (const end = Date.now() + 15_000; patient === null && Date.now() < end;) {
    const { patients } = (await call(doctor, 'GET', `/api/portal/walk-ins?query=${number}`)).body;
    patient = patients[0]?.patient ?? null;
    if (patient === null) await new Promise((done) => setTimeout(done, 200));
  }
  const login = `elder-${number}`;
  const made = await call(operator, 'POST', '/api/access/accounts', {
    login,
    name: '孙桂兰',
    role: 'RESIDENT',
    patient,
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  accounts[login] = { account: login, password: made.body.password };
  return { login, patient };
}

for (const width of WIDTHS)
  describe(`acting for an elder at ${width} px`, () => {
    let doctor;
    let elder;
    let phone;
    let patient;

    before(async () => {
      const operator = await openPage(browser, width);
      [doctor, elder, phone] = [
        await openPage(browser, width),
        await openPage(browser, width),
        await openPage(browser, width),
      ];
      await signIn(doctor, 'doctor', '/console/');
      await signIn(operator, 'operator', '/console/');
      const one = await elderOf(doctor, operator);
      patient = one.patient;
      await signInFirst(elder, one.login, '/m/');
      await signIn(phone, 'resident', '/m/');
      await operator.context().close();
    });
    after(async () => {
      for (const page of [doctor, elder, phone]) await page.context().close();
    });

    it('begins with a code on one phone, and a sentence on the other', async () => {
      await phone.getByRole('link', { name: /谁可以代我/ }).click();
      await phone.getByRole('button', { name: '生成代办码' }).click();
      const code = await phone.locator('[data-test=offer]').innerText();
      await phone.locator('[data-test=offer]').scrollIntoViewIfNeeded();
      await inspect(phone, 'proxy-offer');

      await elder.getByRole('link', { name: /谁可以代我/ }).click();
      await elder.getByText('现在没有人可以代您').waitFor();
      await inspect(elder, 'proxy-none');
      await elder.getByLabel('代办码').fill(code.toLowerCase().replace('-', ' '));
      await elder.getByRole('radio', { name: /^代办/ }).check();
      await until(elder, 'the sentence', () =>
        document.querySelector('[data-test=proxy-sentence]')?.textContent?.includes('并代您答复授权申请'),
      );
      await elder.locator('[data-test=proxy-sentence]').scrollIntoViewIfNeeded();
      await inspect(elder, 'proxy-sentence');
      await elder.getByRole('button', { name: '同意', exact: true }).click();
      await elder.locator('[data-test=proxy][data-state=IN_FORCE]').waitFor();
      await inspect(elder, 'proxy-given');
    });

    it('has the request of a doctor in sight, and name and colour above all that is hers', async () => {
      await phone.goto(`${URL_OF}/m/`);
      await phone.getByRole('button', { name: '孙桂兰', exact: true }).waitFor();
      const until_ = new Date(Date.now() + 86_400_000).toISOString();
      const asked = await call(doctor, 'POST', '/api/access/requests', {
        patient,
        categories: [],
        classes: [],
        until: until_,
        reason: '头晕，需要了解既往用药',
      });
      assert.equal(asked.status, 200, JSON.stringify(asked.body));
      await phone.locator('[data-test=ward-waits]').waitFor();
      await inspect(phone, 'proxy-home-own');
      await phone.locator('[data-test=ward-waits]').click();
      await phone.locator('[data-test=acting-for]').waitFor();
      await phone.locator('[data-test=waiting]').waitFor();
      await inspect(phone, 'proxy-home-ward');
      await phone.locator('.tabs').getByRole('link', { name: '记录' }).click();
      await phone.getByRole('heading', { name: '孙桂兰 的记录' }).waitFor();
      await inspect(phone, 'proxy-record');
      await phone.locator('.tabs').getByRole('link', { name: /授权/ }).click();
      await phone.getByRole('link', { name: '查看并答复' }).click();
      await phone.getByRole('button', { name: '同意', exact: true }).click();
      await phone.locator('[data-test=answered][data-state=GRANTED]').waitFor();
      await inspect(phone, 'proxy-answered');
    });

    it('shows to the elder by name, and ends at once on both phones', async () => {
      await elder.goto(`${URL_OF}/m/requests?tab=given`);
      await elder.getByText(/代为答复/).waitFor();
      await elder.goto(`${URL_OF}/m/looks`);
      await elder
        .getByText(/监护人或受托人代办/)
        .first()
        .waitFor();
      await inspect(elder, 'proxy-looks');
      await elder.goto(`${URL_OF}/m/proxies`);
      await elder.getByRole('button', { name: '收回代办' }).click();
      await elder.getByRole('button', { name: '确定', exact: true }).click();
      await elder.getByText('现在没有人可以代您').waitFor();
      await phone.getByText(/您不再能代 孙桂兰 办理/).waitFor();
      await inspect(phone, 'proxy-lost');
    });
  });
