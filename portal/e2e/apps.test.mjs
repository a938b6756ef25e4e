/**
 * An application of others, made with HL7's own client library (fhirclient): the operator registers it, a resident lets it read
 * from the application's side, a doctor opens it from the record page.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { accounts, call, inspect, openPage, signIn, startBrowser, until, URL_OF, WIDTHS } from './browser.mjs';

const CLIENTS = new URL('../../platform/src/test/clients', import.meta.url).pathname;
const LIBRARY = `${CLIENTS}/node_modules/fhirclient/build/fhir-client.js`;

const SCOPES =
  'openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs patient/Condition.rs';

/** The pages of the application: they begin, come back, read, and write down what they got. */
const pages = (client) => ({
  '/': `FHIR.oauth2.authorize({ clientId: '${client}', iss: '${URL_OF}/fhir', redirectUri: '/back', scope: '${SCOPES}' });`,
  '/launch': `FHIR.oauth2.authorize({ clientId: '${client}', redirectUri: '/back', scope: 'launch openid fhirUser patient/*.rs' });`,
  '/back': `
    (async () => {
      const told = {};
      try {
        const client = await FHIR.oauth2.ready();
        const count = async (query) => (await client.request(query)).total;
        told.patient = client.patient.id;
        told.name = (await client.patient.read()).name[0].text;
        told.user = client.user.fhirUser;
        told.scope = client.state.tokenResponse.scope;
        told.observations = await count('Observation?_total=accurate&_count=1');
        told.conditions = await count('Condition?_total=accurate&_count=1').catch((error) => 'refused ' + error.status);
        told.visits = await count('Encounter?_total=accurate&_count=1').catch((error) => 'refused ' + error.status);
        if (client.state.tokenResponse.refresh_token) {
          const before = client.state.tokenResponse.access_token;
          await client.refresh();
          told.refreshed = before !== client.state.tokenResponse.access_token;
          told.again = (await client.patient.read()).id;
        }
      } catch (error) {
        told.error = String(error);
      }
      document.getElementById('told').textContent = JSON.stringify(told);
    })();`,
});

function application(client) {
  const own = pages(client);
  return createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    if (pathname === '/fhir-client.js') {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(readFileSync(LIBRARY));
    } else if (own[pathname]) {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><html lang="en"><title>App</title><pre id="told"></pre><script src="/fhir-client.js"></script>` +
          `<script>${own[pathname]}</script></html>`,
      );
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
}

async function told(page) {
  await until(
    page,
    'the answer of the application',
    () => document.getElementById('told')?.textContent !== '' && document.getElementById('told') !== null,
  );
  return JSON.parse(await page.locator('#told').innerText());
}

let browser;
before(async () => {
  if (!existsSync(LIBRARY)) spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: CLIENTS, stdio: 'inherit' });
  browser = await startBrowser();
});
after(() => browser.close());

for (const width of WIDTHS)
  describe(`applications at ${width} px`, () => {
    const client = `diary-${Date.now()}-${width}`;
    let server;
    let origin;
    let operator;

    before(async () => {
      server = application(client);
      await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
      origin = `http://127.0.0.1:${server.address().port}`;
      operator = await openPage(browser, width);
      await signIn(operator, 'operator', '/console/');
    });
    after(async () => {
      await operator.context().close();
      server.close();
    });

    it('are registered by the operator, without a secret', async () => {
      await operator.goto(`${URL_OF}/console/access/apps`);
      await operator.getByRole('button', { name: '登记应用' }).click();
      const dialog = operator.getByRole('dialog');
      for (const [label, value] of Object.entries({
        客户端标识: client,
        名称: `血糖日记 ${width}`,
        由谁提供: '示例公司',
        返回地址: `${origin}/back`,
        启动地址: `${origin}/launch`,
      }))
        await dialog.getByLabel(label, { exact: true }).fill(value);
      await inspect(operator, 'operator-app-form');
      await dialog.getByRole('button', { name: '确定' }).click();
      await operator.getByRole('row').filter({ hasText: client }).waitFor();
      await inspect(operator, 'operator-apps');

      assert.match(await operator.getByRole('row').filter({ hasText: client }).innerText(), /示例公司/);
    });

    it('read what a resident lets them read, and no more', async () => {
      const page = await openPage(browser, width);
      await page.goto(`${origin}/`);
      await page.getByLabel('账号').fill(accounts.resident.account);
      await page.getByLabel('密码').fill(accounts.resident.password);
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.getByRole('heading', { name: `“血糖日记 ${width}”想读取健康记录` }).waitFor();
      page.faults.length = 0;
      await inspect(page, 'resident-consent');
      assert.match(await page.locator('[data-test=lasting]').innerText(), /90 天/);
      await page.getByLabel('读取这位患者的诊断').uncheck();
      await page.locator('[data-test=allow]').click();
      const got = await told(page);
      await page.goto(`${URL_OF}/m/`);
      await page.getByRole('button', { name: '退出' }).waitFor();
      await page.goto(`${URL_OF}/m/requests?tab=given`);
      const allowed = page.locator('[data-test=allowed-app]').filter({ hasText: `血糖日记 ${width}` });
      await allowed.waitFor();
      page.faults.length = 0;
      await inspect(page, 'resident-allowed-apps');
      await allowed.getByRole('button', { name: '收回' }).click();
      await allowed.waitFor({ state: 'detached' });
      const own = await call(page, 'GET', '/api/access/session');
      await page.context().close();

      assert.equal(got.error, undefined);
      assert.equal(got.name, own.body.name);
      assert.ok(got.observations > 0);
      assert.equal(got.conditions, 'refused 403');
      assert.equal(got.visits, 'refused 403');
      assert.equal(got.user, `Patient/${got.patient}`);
      assert.equal(got.refreshed, true);
      assert.equal(got.again, got.patient);
      assert.ok(!got.scope.includes('Condition'));
    });

    it('are told when a resident refuses', async () => {
      const page = await openPage(browser, width);
      await signIn(page, 'resident', '/m/');
      await page.goto(`${origin}/`);
      await page.locator('[data-test=refuse]').click();
      const got = await told(page);
      await page.context().close();

      assert.match(got.error, /access_denied/);
    });

    it('open with the patient on the record page, and with no other', async () => {
      const resident = await openPage(browser, width);
      await signIn(resident, 'resident', '/m/');
      const name = (await call(resident, 'GET', '/api/access/session')).body.name;
      await resident.context().close();
      const page = await openPage(browser, width);
      await signIn(page, 'doctor', '/console/');
      await page.goto(`${URL_OF}/console/walk-ins?query=${encodeURIComponent(name)}`);
      await page.getByRole('link', { name, exact: true }).first().click();
      await page.getByRole('heading', { name: '用应用打开' }).waitFor();
      const patient = new URL(page.url()).pathname.split('/').at(-1);
      await inspect(page, 'doctor-record-apps');
      await page.getByRole('button', { name: `血糖日记 ${width}（示例公司）` }).click();
      await page.getByText('只涉及打开应用时病历页上的患者：').waitFor();
      page.faults.length = 0;
      await inspect(page, 'doctor-consent-launched');
      await page.locator('[data-test=allow]').click();
      const got = await told(page);
      await page.context().close();

      assert.equal(got.error, undefined);
      assert.equal(got.patient, patient);
      assert.match(got.user, /^Practitioner\//);
    });

    it('ask a doctor for which patient they are to be', async () => {
      const page = await openPage(browser, width);
      await signIn(page, 'doctor', '/console/');
      await page.goto(`${origin}/`);
      await page.getByRole('radio').first().waitFor();
      page.faults.length = 0;
      await inspect(page, 'doctor-consent-choice');
      assert.ok(await page.locator('[data-test=allow]').isDisabled());
      await page.getByRole('radio').first().check();
      const chosen = await page.getByRole('radio').first().getAttribute('value');
      await page.locator('[data-test=allow]').click();
      const got = await told(page);
      await page.context().close();

      assert.equal(got.patient, chosen);
    });
  });
