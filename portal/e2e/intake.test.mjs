/** An institution's IT person sees what arrived and what was refused and why, mends it and runs it again. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, inspect, openPage, signIn, startBrowser, until, WIDTHS } from './browser.mjs';
import { send } from './mllp.mjs';

/** A birth date that no rule may let through, and the one it becomes. */
const WRONG = '20990412';
const RIGHT = '19790412';

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const width of WIDTHS)
  describe(`intake at ${width} px`, () => {
    let page;
    let control;

    before(async () => {
      page = await openPage(browser, width);
      await signIn(page, 'it', '/console/');
      const institution = (await call(page, 'GET', '/api/access/session')).body.institution.code;
      control = `E2E${Date.now()}${width}`;
      assert.match(await send(admission(institution, control)), /MSA\|A[ER]\|/);
    });
    after(() => page.context().close());

    it('tells how much came today and what was refused', async () => {
      await page.locator('[data-test=figure-refused]').waitFor();
      await inspect(page, 'it-summary');

      assert.notEqual(await page.locator('[data-test=figure-refused] b').innerText(), '0');
    });

    it('lists what was refused, filtered in the URL', async () => {
      await page.locator('[data-test=figure-refused]').click();
      await page.getByRole('row').filter({ hasText: control }).waitFor();
      await inspect(page, 'it-messages');

      assert.equal(new URL(page.url()).searchParams.get('state'), 'REFUSED');
    });

    it('says of one message what is wrong, why, and how to mend it', async () => {
      await page.getByRole('row').filter({ hasText: control }).getByRole('link').click();
      await page.locator('[data-test=verdict][data-code]').waitFor();
      await inspect(page, 'it-message-refused');

      const verdict = await page.locator('[data-test=verdict]').innerText();
      assert.match(verdict, /为什么/);
      assert.match(verdict, /怎么办/);
      assert.match(await page.getByRole('textbox', { name: '消息正文' }).inputValue(), new RegExp(WRONG));
    });

    it('stores it once it is mended and run again', async () => {
      const body = page.getByRole('textbox', { name: '消息正文' });
      await body.fill((await body.inputValue()).replace(WRONG, RIGHT));
      await page.getByRole('button', { name: '用改好的内容重新处理' }).click();
      await until(page, 'the mended message', () =>
        ['RESOLVED', 'STORED'].includes(document.querySelector('[data-test=message-state]')?.dataset.state),
      );
      await inspect(page, 'it-message-resolved');
    });
  });

function admission(institution, control) {
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  return [
    `MSH|^~\\&|E2E|${institution}|TONGMAI|PLATFORM|${now}||ADT^A04^ADT_A01|${control}|P|2.5|||||CHN|UNICODE UTF-8`,
    `EVN|A04|${now}`,
    `PID|1||${control}^^^${institution}^MR||赵^明^^^^^L||${WRONG}|M`,
    `PV1|1|O|||||||||||||||||V${control}|||||||||||||||||||||||||${now}`,
    '',
  ].join('\r');
}
