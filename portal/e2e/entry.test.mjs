/** Coming in: signing in, with the keyboard alone, in both languages, in large print, on the narrowest phone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accounts, call, inspect, openPage, signIn, startBrowser, until, URL_OF, WIDTHS } from './browser.mjs';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`coming in at ${width} px`, () => {
    let page;
    before(async () => (page = await openPage(browser, width)));
    after(() => page.context().close());

    it('starts at a page that leads to both entries', async () => {
      await page.goto(`${URL_OF}/`);
      await page.getByRole('heading', { name: '登录' }).waitFor();
      await inspect(page, 'landing');

      assert.equal(await page.getByRole('navigation', { name: '入口' }).getByRole('link').count(), 2);
    });

    it('says clearly when the password is wrong', async () => {
      await page.getByLabel('账号').fill(accounts.doctor.account);
      await page.getByLabel('密码').fill('definitely-wrong');
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.locator('[data-test=problem]').waitFor();
      await inspect(page, 'sign-in-wrong');

      assert.match(await page.locator('[data-test=problem]').innerText(), /怎么办/);
    });

    it('works with the keyboard alone, and the role decides where one lands', async () => {
      await page.getByLabel('账号').focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(accounts.doctor.account);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Control+A');
      await page.keyboard.type(accounts.doctor.password);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/console\/walk-ins/);
    });

    it('asks to sign in again on the spot when the session ended elsewhere', async () => {
      await call(page, 'DELETE', '/api/access/session');
      await page.getByPlaceholder('姓名、证件号或院内号').fill('王');
      await page.getByLabel('密码').fill(accounts.doctor.password);
      await page.getByLabel('账号').fill(accounts.doctor.account);
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.getByRole('button', { name: '退出' }).waitFor();

      assert.match(page.url(), /walk-ins\?query=/);
    });

    it('speaks English where that is chosen', async () => {
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: /Search results|Today's patients/ }).waitFor();
      await inspect(page, 'doctor-walk-ins-en');

      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    });
  });

describe('an application that sends somebody to sign in', () => {
  let page;
  before(async () => (page = await openPage(browser, 1440)));
  after(() => page.context().close());

  it('gets its code as soon as that is done', async () => {
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: 'tongmai-portal',
      redirect_uri: `${URL_OF}/`,
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    await page.goto(`${URL_OF}/oauth2/authorize?${asked}`);
    await page.getByLabel('账号').fill(accounts.doctor.account);
    await page.getByLabel('密码').fill(accounts.doctor.password);
    await page.getByRole('button', { name: '登录', exact: true }).click();

    await page.waitForURL(/\/\?code=/);
  });
});

describe('a phone without a network', () => {
  let page;
  before(async () => {
    page = await openPage(browser, 390);
    await signIn(page, 'resident', '/m/');
  });
  after(() => page.context().close());

  it('says so, keeps what it had, and goes on when the network is back', async () => {
    await page.context().setOffline(true);
    await page.getByRole('link', { name: '记录', exact: true }).click();
    await page.locator('[data-test=problem], .notice').first().waitFor();
    await inspect(page, 'resident-offline');

    await page.getByRole('button', { name: '再试一次' }).first().click();
    await page.locator('[data-test=problem], .notice').first().waitFor();

    await page.context().setOffline(false);
    await page.locator('[data-test=entry]').first().waitFor();
  });
});

describe('the narrowest phone', () => {
  let page;
  before(async () => {
    page = await openPage(browser, 320);
    await signIn(page, 'resident', '/m/');
  });
  after(() => page.context().close());

  for (const large of [false, true])
    it(`shows every page of a resident without sideways scrolling${large ? ', in large print' : ''}`, async () => {
      if (large) await page.getByRole('button', { name: '长辈版' }).click();
      for (const [name, path] of [
        ['home', '/m/'],
        ['record', '/m/record'],
        ['requests', '/m/requests?tab=past'],
        ['looks', '/m/looks'],
        ['code', '/m/code'],
        ['code-manage', '/m/code/manage'],
        ['code-print', '/m/code/print'],
      ]) {
        await page.goto(URL_OF + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await inspect(page, `resident-${name}${large ? '-large' : ''}`);
        const least = await smallestTarget(page);
        assert.ok(least.height >= (large ? 60 : 44), `${name}: ${least.text} is ${least.height} px high`);
      }
    });
});

/** The lowest button, link of a list or field that one is to hit with a thumb; links inside a sentence do not count. */
async function smallestTarget(page) {
  await until(page, 'the page', () => document.querySelector('.loading') === null);
  return page.evaluate(() =>
    [...document.querySelectorAll('button, select, nav a, a.button, summary')]
      .map((element) => ({ text: element.innerText, height: Math.round(element.getBoundingClientRect().height) }))
      .reduce((least, one) => (one.height < least.height ? one : least)),
  );
}
