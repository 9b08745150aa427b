// axe finds nothing, on every screen and in every state, light and dark, wide and narrow.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';

const Axe = (AxeBuilder as unknown as { default?: typeof AxeBuilder }).default ?? AxeBuilder;

// Each state is looked at four times.
test.describe.configure({ timeout: 180_000 });

async function expectNoViolations(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new Axe({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      expect(found, `${state}, ${colorScheme}, ${width} px`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${state}: wider than ${width} px`).toBeLessThanOrEqual(0);
    }
  }
}

test('signed out', async ({ world, page }) => {
  await page.goto(world.url);
  await expect(page.getByRole('heading')).not.toHaveCount(0);
  await expectNoViolations(page, 'signed out');
});

test('empty, calling, ringing, in progress, ended, history', async ({ world, inbox }) => {
  await expectNoViolations(inbox.page, 'empty');
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await inbox.says('Ringing…');
  await expectNoViolations(inbox.page, 'ringing there');
  await world.simulator.thumb('answer');
  await inbox.says('In progress');
  await expectNoViolations(inbox.page, 'in progress');
  await inbox.mute.click();
  await expectNoViolations(inbox.page, 'muted');
  await world.simulator.thumb('hangup');
  await inbox.says(/Call ended/);
  await expectNoViolations(inbox.page, 'ended');
});

test('incoming calls', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await world.simulator.callsBusiness('+4915187654321', 'A very long name that goes on and on and on until nobody can read it any more');
  await expect(inbox.button('Answer')).toHaveCount(2);
  await expectNoViolations(inbox.page, 'two incoming');
});

test('an error in the field, and an error of a call', async ({ world, inbox }) => {
  await inbox.dial('abc');
  await expectNoViolations(inbox.page, 'invalid number');
  await world.simulator.permission('no_permission', '+4915112345678');
  await inbox.dial('+4915112345678');
  await inbox.says(/Call ended/);
  await expectNoViolations(inbox.page, 'refused');
});

test('offline', async ({ world, inbox }) => {
  await world.stopProxy();
  await expect(inbox.page.locator('[data-socket="offline"]').first()).toBeAttached();
  await expectNoViolations(inbox.page, 'offline');
});

test('the phone page', async ({ world, page }) => {
  await page.goto(world.phonePage);
  await expectNoViolations(page, 'phone, idle');
  await page.getByRole('button', { name: 'Call the business' }).click();
  await expectNoViolations(page, 'phone, calling');
});

test('right to left, and 200 % zoom', async ({ inbox }) => {
  await inbox.page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  await expectNoViolations(inbox.page, 'right to left');
  await inbox.page.setViewportSize({ width: 640, height: 400 });
  const overflow = await inbox.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
