/** A resident shows the health code, a window scans it, the resident sees the use; what is dead, used or lost is refused in its own words. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import {
  accounts,
  call,
  CHROMIUM,
  FLAGS,
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

/** A code lives two minutes where nobody set it otherwise. */
const LIFE = 200_000;

let browser;
let folder;
before(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), 'health-code-'));
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a scanner reads off a picture of the screen. */
async function scanned(page, name) {
  const picture = join(folder, `${name}.png`);
  await page.locator('[data-test=qr]').first().screenshot({ path: picture });
  return execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', picture]).toString().trim();
}

/** A scanner types and sends Enter into whatever has the focus. */
async function type(window, text) {
  await window.keyboard.insertText(text);
  await window.keyboard.press('Enter');
}

async function refused(window, refusal, words) {
  const told = window.locator(`[data-test=refused][data-refusal=${refusal}]`);
  await told.waitFor();
  assert.match(await told.innerText(), words);
  assert.match(await told.innerText(), /怎么办/);
}

/** The code on the phone, good and showing this purpose. */
async function live(phone, purpose = '仅表明身份') {
  await phone.goto(`${URL_OF}/m/code`);
  await phone.locator('[data-test=no-code], [data-test=code]').first().waitFor();
  const apply = phone.getByRole('button', { name: '申请健康码' });
  if (await apply.count()) await apply.click();
  if (await phone.locator('[data-test=code][data-state=lost]').count()) {
    await phone.goto(`${URL_OF}/m/code/manage`);
    await phone.getByLabel('登录密码').fill(accounts.resident.password);
    await phone.getByRole('button', { name: '已找回，解除挂失' }).click();
    await phone.locator('[data-test=standing][data-state=ACTIVE]').waitFor();
    await phone.goto(`${URL_OF}/m/code`);
  }
  await phone.getByRole('radio', { name: purpose }).check();
  await phone.locator('[data-test=code][data-state=live]').waitFor();
  await phone.locator('[data-test=qr]').first().waitFor();
  return phone.locator('[data-test=code]').getAttribute('data-text');
}

async function another(phone, before) {
  await phone.getByRole('button', { name: '换一个新码' }).click();
  await until(
    phone,
    'another code',
    (old) => {
      const now = document.querySelector('[data-test=code]')?.dataset.text;
      return now && now !== old;
    },
    before,
  );
  return phone.locator('[data-test=code]').getAttribute('data-text');
}

for (const width of WIDTHS)
  describe(`the health code at ${width} px`, () => {
    let phone;
    let window;
    before(async () => {
      [phone, window] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(phone, 'resident', '/m/');
      await signIn(window, 'doctor', '/console/');
    });
    after(async () => {
      await phone.context().close();
      await window.context().close();
    });

    it('is shown one tap from home, with what is left of its life', async () => {
      await phone.getByRole('link', { name: /出示健康码/ }).click();
      await phone.locator('[data-test=no-code], [data-test=code]').first().waitFor();
      if (await phone.locator('[data-test=no-code]').count()) await inspect(phone, 'resident-code-none');
      await live(phone);
      await inspect(phone, 'resident-code');

      assert.match(await phone.getByRole('timer').innerText(), /还有 \d:\d\d/);
      await phone.getByRole('button', { name: '全屏显示健康码' }).click();
      await phone.getByRole('dialog').waitFor();
      await inspect(phone, 'resident-code-whole');
      await phone.keyboard.press('Escape');
      await phone.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('is read off the screen, verified at the window, and its use comes back to the resident', async () => {
      await window.goto(`${URL_OF}/console/health-code`);
      await window.getByRole('combobox', { name: '用码环节' }).selectOption('取药');
      await window.getByRole('radio', { name: '仅核对身份' }).check();
      await window.getByLabel('扫码枪或粘贴内容').focus();
      await inspect(window, 'window-waiting');

      const shown = await live(phone);
      const text = await scanned(phone, `identify-${width}`);
      assert.equal(text, shown);
      await type(window, text);
      await window.locator('[data-test=accepted]').waitFor();
      await window.locator('[data-test=use-recorded]').waitFor();
      await inspect(window, 'window-accepted');

      const name = (await call(phone, 'GET', '/api/access/session')).body.name;
      assert.match(await window.locator('[data-test=accepted]').innerText(), new RegExp(name));
      const told = phone.locator('[data-test=used]');
      await told.waitFor();
      assert.match(await told.innerText(), /取药/);
      assert.notEqual(await phone.locator('[data-test=code]').getAttribute('data-text'), text, 'a fresh one');
      assert.equal(
        await window.locator('[data-test=may-open]').count(),
        0,
        'nothing opens where only the identity was shown',
      );
      assert.equal(await window.evaluate(() => document.activeElement?.id), 'window-text');
      await phone.goto(`${URL_OF}/m/code/uses`);
      const use = phone.locator('[data-test=use]').first();
      await use.waitFor();
      const institution = (await call(window, 'GET', '/api/access/session')).body.institution.name;
      assert.match(await use.innerText(), new RegExp(`${institution}[\\s\\S]*取药`));
      await inspect(phone, 'resident-code-uses');
    });

    it('that was replaced by a newer one is refused, though nobody has used it', async () => {
      await window.goto(`${URL_OF}/console/health-code`);
      const read = await live(phone, '表明身份，并让本机构现在查阅');
      const identify = await live(phone, '仅表明身份');
      assert.notEqual(identify, read);
      await window.getByLabel('扫码枪或粘贴内容').focus();
      await type(window, read);
      await refused(window, 'REPLACED', /换成新码/);
      await inspect(window, 'window-replaced');
      const fresh = await another(phone, identify);
      await type(window, identify);
      await refused(window, 'REPLACED', /换成新码/);
      await type(window, fresh);
      await window.locator('[data-test=accepted]').waitFor();
      assert.match(await window.locator('[data-test=check-person]').innerText(), /请核对本人/);
    });

    it('is good once', async () => {
      const text = await live(phone);
      await type(window, text);
      await window.locator('[data-test=accepted]').waitFor();
      await type(window, text);
      await refused(window, 'REPLAYED', /已使用过/);
      await inspect(window, 'window-replayed');
    });

    it('is reported once where the answer to the report was lost', async () => {
      const uses = async () => {
        const code = await phone.evaluate(() => fetch('/api/health-code/me').then((answer) => answer.json()));
        return (await call(phone, 'GET', `/api/health-code/codes/${code.codes[0].code.id}/uses`)).body.uses.length;
      };
      const text = await live(phone);
      const before = await uses();
      await window.route(
        '**/api/health-code/uses',
        async (route) => {
          await route.fetch();
          await route.abort();
        },
        { times: 1 },
      );
      await window.getByLabel('扫码枪或粘贴内容').focus();
      await type(window, text);
      await window.locator('[data-test=use-missing]').waitFor();
      await inspect(window, 'window-use-missing');
      await window.getByRole('button', { name: '重新记录' }).click();
      await window.locator('[data-test=use-recorded]').waitFor();

      assert.equal(await uses(), before + 1);
    });

    it('opens the record only where the resident shows it for that', async () => {
      await window.getByRole('radio', { name: /查阅居民授权的档案/ }).check();
      const identify = await live(phone);
      await window.getByLabel('扫码枪或粘贴内容').focus();
      await type(window, identify);
      await refused(window, 'WRONG_PURPOSE', /用途不含/);
      await inspect(window, 'window-wrong-purpose');
      await window.getByRole('button', { name: '仅核对身份' }).click();
      await window.locator('[data-test=accepted]').waitFor();

      const reads = await live(phone, '表明身份，并让本机构现在查阅');
      await inspect(phone, 'resident-code-reads');
      const text = await another(phone, reads);
      await window.getByLabel('扫码枪或粘贴内容').focus();
      await type(window, text);
      await window.locator('[data-test=may-open]').waitFor();
      await inspect(window, 'window-may-open');
      await window.getByRole('link', { name: '打开档案' }).click();
      await window.locator('[data-test=entry]').first().waitFor();
      await until(window, 'what others have', () => {
        const shown = [...document.querySelectorAll('[data-test=entry]')];
        return new Set(shown.map((one) => one.dataset.institution)).size > 1;
      });
    });

    it('of another kind, or changed, is refused in its own words', async () => {
      await window.goto(`${URL_OF}/console/health-code`);
      await window.getByRole('radio', { name: '仅核对身份' }).check();
      const text = await live(phone);
      const field = window.getByLabel('扫码枪或粘贴内容');
      await field.focus();
      await type(window, 'https://example.org/');
      await refused(window, 'MALFORMED', /不是健康码/);
      await field.focus();
      await type(window, text.slice(0, -4) + (text.endsWith('AAAA') ? 'BBBB' : 'AAAA'));
      await refused(window, 'TAMPERED', /签名不符/);
      await inspect(window, 'window-tampered');
    });

    it('on paper says nothing without a second factor, and opens nothing', async () => {
      await phone.goto(`${URL_OF}/m/code/manage`); // another code, so that five prints a day are no matter
      await phone.getByRole('button', { name: '注销', exact: true }).click();
      await phone.getByRole('button', { name: '确定' }).click();
      await phone.locator('[data-test=done]').waitFor();
      await inspect(phone, 'resident-code-cancelled');
      await live(phone);

      await phone.goto(`${URL_OF}/m/code/print`);
      await phone.getByRole('button', { name: '生成打印码' }).waitFor();
      await inspect(phone, 'resident-code-print');
      await phone.getByRole('button', { name: '生成打印码' }).click();
      await phone.locator('[data-test=paper]').waitFor();
      await inspect(phone, 'resident-code-paper');
      const text = await scanned(phone, `paper-${width}`);
      await paged(phone, `paper-${width}`);

      const field = window.getByLabel('扫码枪或粘贴内容');
      await field.focus();
      await type(window, text);
      await window.locator('[data-test=factor-wanted]').waitFor();
      await inspect(window, 'window-factor');
      assert.match(await window.locator('[data-test=factor-wanted]').innerText(), /\*|＊|×|某/);
      await window.getByLabel('证件号后 6 位，或手机号后 4 位').fill('zzzzzz');
      await window.locator('[data-test=factor-wanted]').getByRole('button', { name: '核验' }).click();
      await refused(window, 'FACTOR_WRONG', /核验信息不符/);
      await inspect(window, 'window-factor-wrong');
    });

    it('is printed at the window for who is there, and the resident is told', async () => {
      await window.goto(`${URL_OF}/console/health-code`);
      await window.getByLabel('扫码枪或粘贴内容').focus();
      const first = await live(phone);
      await type(window, first);
      await window.locator('[data-test=accepted]').waitFor();
      const action = window.locator('[data-test=print-here]');
      await action.locator('summary').click();
      await action.getByLabel(/再扫一次居民的码/).fill('zzzzzz');
      await action.getByRole('button', { name: '生成打印码' }).click();
      await action.getByText('没有正确的第二核验要素').waitFor();
      await action.getByLabel(/再扫一次居民的码/).fill(await another(phone, first));
      await inspect(window, 'window-print-here');
      await action.getByRole('button', { name: '生成打印码' }).click();
      await action.locator('[data-test=paper]').waitFor();
      await inspect(window, 'window-paper');
      await scanned(window, `window-paper-${width}`);
      await paged(window, `window-paper-${width}`);

      await phone.goto(`${URL_OF}/m/code`);
      const told = phone.locator('[data-test=told]');
      await told.waitFor();
      assert.match(await told.innerText(), /打印/);
      await inspect(phone, 'resident-code-told');
    });

    it('that is lost is refused, until it is found', async () => {
      const text = await live(phone);
      await phone.goto(`${URL_OF}/m/code/manage`);
      await phone.locator('[data-test=standing]').waitFor();
      await inspect(phone, 'resident-code-manage');
      await phone.getByRole('button', { name: '挂失', exact: true }).click();
      await phone.getByRole('button', { name: '确定' }).click();
      await phone.locator('[data-test=standing][data-state=LOST]').waitFor();
      await inspect(phone, 'resident-code-lost');

      await window.getByLabel('扫码枪或粘贴内容').focus();
      await type(window, text);
      await refused(window, 'LOST', /已挂失/);
      await inspect(window, 'window-lost');
      await phone.goto(`${URL_OF}/m/code`);
      await phone.locator('[data-test=code][data-state=lost]').waitFor();
      assert.equal(await phone.locator('[data-test=qr]').count(), 0, 'a lost code is not shown');
      await live(phone);
    });

    it('has its cards', async () => {
      await window.getByLabel('扫码枪或粘贴内容').focus();
      await type(window, await live(phone));
      await window.locator('[data-test=accepted]').waitFor();
      await window.getByText('绑定院内号或卡').click();
      await window.locator('[data-test=bind]').getByLabel('卡号').fill(`E2E-${width}`);
      await window.getByRole('button', { name: '绑定', exact: true }).click();
      await window.locator('[data-test=bound]').waitFor();
      await inspect(window, 'window-bound');

      await phone.goto(`${URL_OF}/m/code/cards`);
      await phone.locator('[data-test=card]').first().waitFor();
      await inspect(phone, 'resident-code-cards');
      const card = phone
        .locator('[data-test=card]')
        .filter({ hasText: `${width}`.slice(-3) })
        .first();
      await card.getByRole('button', { name: '解除对应' }).click();
      await card.getByRole('button', { name: '确定' }).click();
      await card.waitFor({ state: 'detached' });
    });

    it('is counted, and the figures are those of the uses', async () => {
      const operator = await openPage(browser, width);
      await signIn(operator, 'operator', '/console/');
      await operator.goto(`${URL_OF}/console/health-code/uses`);
      await operator.locator('[data-test=total]').waitFor();
      await inspect(operator, 'operator-code-uses');
      const told = Number((await operator.locator('[data-test=total] b').innerText()).replaceAll(',', ''));
      const query = new URLSearchParams({ from: '2020-01-01', until: '2100-01-01' });
      const { usage } = (await call(operator, 'GET', `/api/health-code/statistics?${query}`)).body;
      const rows = await operator
        .getByRole('table', { name: '明细' })
        .locator('tbody tr td:last-child')
        .allInnerTexts();
      assert.equal(
        told,
        usage.reduce((sum, { uses }) => sum + uses, 0),
      );
      assert.equal(
        told,
        rows.reduce((sum, uses) => sum + Number(uses), 0),
      );
      await operator.context().close();

      const it = await openPage(browser, width);
      await signIn(it, 'it', '/console/');
      await it.goto(`${URL_OF}/console/health-code/uses`);
      await it.locator('[data-test=total], .empty').first().waitFor();
      await inspect(it, 'it-code-uses');
      await it.context().close();
    });
  });

/** An elder who has just come to the doctor's institution, as the doctor finds her. */
async function registered(doctor) {
  const institution = (await call(doctor, 'GET', '/api/access/session')).body.institution.code;
  const number = `E2E${Date.now()}`;
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const answer = await send(
    [
      `MSH|^~\\&|E2E|${institution}|TONGMAI|PLATFORM|${now}||ADT^A04^ADT_A01|${number}|P|2.5|||||CHN|UNICODE UTF-8`,
      `EVN|A04|${now}`,
      `PID|1||${number}^^^${institution}^MR||钱^秀珍^^^^^L||19410312|F`,
      `PV1|1|O|||||||||||||||||V${number}|||||||||||||||||||||||||${now}`,
      '',
    ].join('\r'),
  );
  assert.match(answer, /MSA\|AA\|/);
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const { patients } = (await call(doctor, 'GET', `/api/portal/walk-ins?query=${number}`)).body;
    if (patients.length > 0) return { ...patients[0], number };
    await new Promise((done) => setTimeout(done, 200));
  }
  return assert.fail('the patient is not found 15 seconds after the registration');
}

describe('an elder without a phone', () => {
  it('has a guardian who shows the code, which the page never lets forget', async () => {
    const [window, elder, phone, operator] = await Promise.all([0, 0, 0, 0].map(() => openPage(browser, 390)));
    await signIn(window, 'doctor', '/console/');
    await signIn(phone, 'resident', '/m/');
    await signIn(operator, 'operator', '/console/');
    const ward = await registered(window);
    const login = `elder-${Date.now()}`;
    const made = await call(operator, 'POST', '/api/access/accounts', {
      login,
      name: ward.name,
      role: 'RESIDENT',
      patient: ward.patient,
    });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    accounts[login] = { account: login, password: made.body.password };
    await signInFirst(elder, login, '/m/');
    const code = (await call(elder, 'POST', '/api/health-code/codes', {})).body.id;
    const shown = (await call(elder, 'POST', `/api/health-code/codes/${code}/dynamic`, { purpose: 'IDENTIFY' })).body;
    await window.goto(`${URL_OF}/console/health-code`);
    await window.getByLabel('扫码枪或粘贴内容').focus();
    await type(window, await live(phone));
    await window.locator('[data-test=accepted]').waitFor();
    const action = window.locator('[data-test=guardian-here]');
    await action.locator('summary').click();
    await action.getByRole('radio', { name: /由老人出示/ }).check();
    await action
      .getByLabel('截止（最长五年）')
      .fill(new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10));
    await action.getByLabel('扫老人手机上的健康码').fill(shown.text);
    await inspect(window, 'window-guardian');
    await action.getByRole('button', { name: '查看是谁' }).click();
    await action.locator('[data-test=guardian-prepared]').waitFor();
    assert.match(await action.locator('[data-test=guardian-prepared]').innerText(), new RegExp(ward.name));
    await inspect(window, 'window-guardian-prepared');
    await action.getByRole('button', { name: '确认登记' }).click();
    await action.locator('[data-test=guardian-recorded]').waitFor();

    await live(phone);
    await phone.getByRole('button', { name: /老人/ }).click();
    await phone.locator('[data-test=acting]').waitFor();
    await phone.locator('[data-test=code][data-state=live]').waitFor();
    await inspect(phone, 'resident-code-acting');
    assert.ok(await phone.getByRole('radio', { name: /让本机构现在查阅/ }).isDisabled());
    await window.goto(`${URL_OF}/console/health-code`);
    await window.getByLabel('扫码枪或粘贴内容').focus();
    await type(window, await phone.locator('[data-test=code]').getAttribute('data-text'));
    await window.locator('[data-test=accepted][data-form=BY_GUARDIAN]').waitFor();
    assert.match(await window.locator('[data-test=accepted]').innerText(), new RegExp(ward.name));

    for (const page of ['uses', 'manage']) {
      await phone.goto(`${URL_OF}/m/code/${page}`);
      await phone.getByRole('button', { name: /老人/ }).click();
      await phone
        .getByText(page === 'uses' ? '监护人代为出示' : '结束我的监护')
        .first()
        .waitFor();
      await inspect(phone, `resident-code-${page}-acting`);
    }
    await phone.goto(`${URL_OF}/m/code/print`);
    await phone.getByRole('button', { name: /老人/ }).click();
    await phone.getByRole('button', { name: '生成打印码' }).click();
    await phone.locator('[data-test=paper]').waitFor();
    await inspect(phone, 'resident-code-print-acting');

    await elder.goto(`${URL_OF}/m/code/manage`);
    await elder.locator('[data-test=guardian]').waitFor();
    await inspect(elder, 'resident-code-guardians');
    await elder.locator('[data-test=guardian]').getByRole('button', { name: '结束' }).click();
    await elder.locator('[data-test=guardian]').getByRole('button', { name: '确定' }).click();
    await elder.locator('[data-test=guardian]').waitFor({ state: 'detached' });
    await Promise.all([window, elder, phone, operator].map((page) => page.context().close()));
  });
});

describe('somebody without a phone', () => {
  it('gets a code at the window by the number of the hospital', async () => {
    const window = await openPage(browser, 1440);
    await signIn(window, 'doctor', '/console/');
    const { number } = await registered(window);
    await window.goto(`${URL_OF}/console/health-code`);
    await window.getByRole('button', { name: '卡或号码' }).click();
    await window.getByRole('combobox', { name: '卡的种类' }).selectOption({ label: '院内患者号' });
    await window.getByLabel('卡号').fill(number);
    await window.getByRole('button', { name: '核验' }).click();
    await window.locator('[data-test=refused][data-refusal=UNKNOWN]').waitFor();
    await inspect(window, 'window-unknown-number');
    await window.getByRole('button', { name: '为此人申领健康码' }).click();
    await window.locator('[data-test=factor-wanted]').waitFor();
    await window.context().close();
  });
});

describe('a code without a network', () => {
  it('holds as long as it says, is then visibly dead, and refused with its screenshot', async () => {
    const [phone, window] = [await openPage(browser, 390), await openPage(browser, 1440)];
    await signIn(phone, 'resident', '/m/');
    await signIn(window, 'doctor', '/console/');
    await window.goto(`${URL_OF}/console/health-code`);
    const first = await live(phone);
    await phone.evaluate(() => (globalThis.untouched = true));
    phone.setDefaultTimeout(LIFE);
    await until(
      phone,
      'a renewal by itself',
      (old) => {
        const now = document.querySelector('[data-test=code]')?.dataset.text;
        return now && now !== old;
      },
      first,
    );
    await phone.context().setOffline(true);
    await phone.locator('[data-test=cut]').waitFor();
    await inspect(phone, 'resident-code-offline');
    const text = await scanned(phone, 'offline');
    assert.notEqual(text, first);

    await phone.locator('[data-test=code][data-state=dead]').waitFor();
    await inspect(phone, 'resident-code-dead');
    assert.equal(await phone.locator('[data-test=qr]').count(), 0, 'nothing is left to scan');
    await window.getByLabel('扫码枪或粘贴内容').focus();
    await type(window, text);
    await refused(window, 'EXPIRED', /已过有效期/);
    await inspect(window, 'window-expired');

    await phone.context().setOffline(false);
    await phone.locator('[data-test=code][data-state=live]').waitFor();
    assert.equal(await phone.evaluate(() => globalThis.untouched), true);
    await phone.context().close();
    await window.context().close();
  });
});

describe('the health code in English', () => {
  for (const width of WIDTHS)
    it(`fits its pages at ${width} px`, async () => {
      const [phone, window] = [await openPage(browser, width), await openPage(browser, width)];
      await signIn(phone, 'resident', '/m/');
      await live(phone);
      await phone.getByRole('button', { name: 'English' }).click();
      await phone.getByRole('heading', { name: 'My health code' }).waitFor();
      await inspect(phone, 'resident-code-en');
      for (const page of ['uses', 'cards', 'print', 'manage']) {
        await phone.goto(`${URL_OF}/m/code/${page}`);
        await phone.getByRole('heading', { level: 1 }).waitFor();
        await inspect(phone, `resident-code-${page}-en`);
      }
      await signIn(window, 'doctor', '/console/');
      await window.goto(`${URL_OF}/console/health-code`);
      await window.getByRole('button', { name: 'English' }).click();
      await window.getByLabel('From a scanner, or pasted').fill('TM1.nothing');
      await window.keyboard.press('Enter');
      await window.locator('[data-test=refused][data-refusal=MALFORMED]').waitFor();
      await inspect(window, 'window-malformed-en');
      assert.match(await window.locator('[data-test=refused]').innerText(), /no health code/);
      await phone.context().close();
      await window.context().close();
    });
});

describe('the camera', () => {
  it('reads the code off a phone', async () => {
    const phone = await openPage(browser, 390);
    await signIn(phone, 'resident', '/m/');
    await live(phone);
    const film = join(folder, 'film.y4m');
    const { width, height, luma } = await pixels(phone);
    writeFileSync(
      film,
      Buffer.concat([
        Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\nFRAME\n`),
        Buffer.from(luma),
        Buffer.alloc((width * height) / 2, 128),
      ]),
    );
    const other = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        ...FLAGS,
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
    try {
      const window = await openPage(other, 390);
      await signIn(window, 'doctor', '/console/');
      await window.goto(`${URL_OF}/console/health-code`);
      await window.getByRole('radio', { name: '仅核对身份' }).check();
      await window.getByRole('button', { name: '用摄像头扫' }).click();
      await window.locator('[data-test=accepted], [data-test=refused]').first().waitFor();

      assert.equal(await window.locator('[data-test=accepted]').count(), 1);
      assert.equal(await window.locator('[data-test=camera]').count(), 0, 'the camera is off again');
    } finally {
      await other.close();
      await phone.context().close();
    }
  });

  it('that is not there says so, and what to do', async () => {
    const window = await openPage(browser, 390);
    await signIn(window, 'doctor', '/console/');
    await window.goto(`${URL_OF}/console/health-code`);
    await window.getByRole('button', { name: '用摄像头扫' }).click();
    await window.locator('[data-test=camera-trouble]').waitFor();
    await inspect(window, 'window-no-camera');

    assert.match(await window.locator('[data-test=camera-trouble]').innerText(), /扫码枪/);
    await window.context().close();
  });
});

/** The code as a camera sees it: on grey, in the middle of a frame. */
async function pixels(phone) {
  return phone.evaluate(async () => {
    const [width, height, side] = [640, 480, 400];
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const drawing = canvas.getContext('2d');
    drawing.fillStyle = '#888';
    drawing.fillRect(0, 0, width, height);
    const image = new Image();
    image.src = document.querySelector('[data-test=qr]').src;
    image.width = image.height = side;
    await image.decode();
    drawing.drawImage(image, (width - side) / 2, (height - side) / 2, side, side);
    const { data } = drawing.getImageData(0, 0, width, height);
    return { width, height, luma: Array.from({ length: width * height }, (_, at) => data[at * 4]) };
  });
}

/** The printed page: one, with a code that a scanner reads. */
async function paged(page, name) {
  const file = join(folder, `${name}.pdf`);
  await page.pdf({ path: file, preferCSSPageSize: true });
  assert.equal(readFileSync(file, 'latin1').match(/\/Type \/Page\b/g)?.length, 1, 'one sheet');
}
