// axe finds nothing, on every screen and in every state, light and dark, wide and narrow.
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { calm } from '../support/calm.ts';
import { expectConversation } from '../support/conversation.ts';
import { Phone } from '../support/phone.ts';
import { expect, test } from '../support/test.ts';

const Axe = (AxeBuilder as unknown as { default?: typeof AxeBuilder }).default ?? AxeBuilder;

// Each state is looked at four times.
test.describe.configure({ timeout: 180_000 });

/** axe finds nothing in `state`, which is the one that is shown before each look and still after it. A state that does not last is entered anew for each. */
async function expectNoViolations(page: Page, state: string, shown: Locator, enter = async () => {}): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await enter();
      await expect(shown, `${state} to be shown`).toBeVisible();
      await calm(page);
      const { violations } = await new Axe({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      expect(found, `${state}, ${colorScheme}, ${width} px`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${state}: wider than ${width} px`).toBeLessThanOrEqual(0);
      expect(await shown.isVisible(), `${state} to be shown still`).toBe(true);
    }
  }
}

test('signed out', async ({ world, page }) => {
  await page.goto(world.url);
  await expectNoViolations(page, 'signed out', page.getByRole('heading', { name: 'Sign in to Tring' }));
});

test('empty, ringing, in progress, ended, history', async ({ world, inbox }) => {
  await expectNoViolations(inbox.page, 'empty', inbox.page.getByText('No calls yet'));
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await expectNoViolations(inbox.page, 'ringing there', inbox.status('Ringing…'));
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
  await expectNoViolations(inbox.page, 'in progress', inbox.status('In progress'));
  await inbox.mute.click();
  await expectNoViolations(inbox.page, 'muted', inbox.page.getByText('You are muted'));
  await world.simulator.thumb('hangup');
  await inbox.historyShows(/\+49 151/);
  await expectNoViolations(inbox.page, 'ended', inbox.status('Call ended'));
});

test('calling: no webhook tells that it rings', async ({ world, inbox }) => {
  await world.simulator.script({ webhook_delay_ms: 60_000 });
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await expectNoViolations(inbox.page, 'calling', inbox.status('Calling…'));
});

test('connecting: the customer has picked up, and no packet passes', async ({ world, inbox }) => {
  await world.simulator.script({
    answer: 'after', answer_only_on_pickup: true, stop_media_after_ms: 0, media_timeout_ms: 60_000,
  });
  await inbox.dial('+4915112345678');
  await expectNoViolations(inbox.page, 'connecting', inbox.status('Connecting…'));
});

// The connection is given up some 12 s after it is interrupted. On a busy machine four looks took longer than that, and the
// last of them met "Call ended": each has an interruption of its own.
test('reconnecting: the audio is interrupted', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', media_timeout_ms: 60_000 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  await expectNoViolations(inbox.page, 'reconnecting', inbox.status('Reconnecting…'), async () => {
    await world.simulator.silence(0);
    await inbox.says('In progress');
    await world.simulator.silence(60_000);
    await inbox.says('Reconnecting…');
  });
});

test('incoming calls', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await world.simulator.callsBusiness('+4915187654321', 'A very long name that goes on and on and on until nobody can read it any more');
  await expectNoViolations(inbox.page, 'two incoming', inbox.button('Answer').nth(1));
});

// The card hid the field that somebody was typing in, and the button beside it.
test('a ringing call covers neither the field that one types in nor its button', async ({ world, inbox }) => {
  await inbox.number.fill('+49 151');
  await world.simulator.callsBusiness();
  await inbox.rings();
  for (const width of [1280, 768, 360]) {
    await inbox.page.setViewportSize({ width, height: 800 });
    await calm(inbox.page);
    await expect(inbox.number).toBeFocused();
    for (const control of [inbox.number, inbox.button('Call'), inbox.button('Answer'), inbox.button('Decline')]) {
      await control.click({ trial: true });
    }
  }
});

test('a call that a program asked for', async ({ world, inbox }) => {
  const token = await world.token();
  await world.post(token, '/api/calls/initiate', { phone_number: '+4915112345678' });
  await expectNoViolations(inbox.page, 'asked for', inbox.button('Start call'));
});

test('somebody to be called back, and do not disturb', async ({ world, inbox }) => {
  const token = await world.token();
  await world.send('PUT', token, '/api/teams/settings/call-routing', { fallback_action: 'callback' });
  await world.simulator.callsBusiness('+4915187654321', 'A very long name that goes on and on and on until nobody can read it any more');
  await inbox.button('Decline').click();
  await expectNoViolations(inbox.page, 'a callback', inbox.callbacks.getByRole('button', { name: /^Call back/ }));
  await inbox.available.click();
  await expectNoViolations(inbox.page, 'do not disturb', inbox.available.and(inbox.page.locator('[aria-checked="false"]')));
});

test('an error in the field, and an error of a call', async ({ world, inbox }) => {
  await inbox.dial('abc');
  await expectNoViolations(inbox.page, 'invalid number', inbox.number.and(inbox.page.locator('[aria-invalid="true"]')));
  await world.simulator.permission('no_permission', '+4915112345678');
  await inbox.dial('+4915112345678');
  await expectNoViolations(inbox.page, 'refused', inbox.status('Call ended'));
});

test('a customer who may not be called, before a call and after it', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', '+4915112345678');
  await inbox.number.fill('+4915112345678');
  const ask = inbox.page.getByRole('button', { name: 'Ask for permission' });
  await expectNoViolations(inbox.page, 'no permission', ask);
  await inbox.button('Call').click();
  await inbox.says(/Call ended/);
  await expectNoViolations(inbox.page, 'refused', ask);
});

test('offline', async ({ world, inbox }) => {
  await world.stopProxy();
  await expectNoViolations(inbox.page, 'offline', inbox.page.getByText('Not connected to Tring'));
});

test('the phone page', async ({ world, page }) => {
  await page.goto(world.phonePage);
  const status = page.getByRole('status');
  await expectNoViolations(page, 'phone, idle', status.filter({ hasText: 'Waiting for a call' }));
  await page.getByRole('button', { name: 'Call the business' }).click();
  await expectNoViolations(page, 'phone, calling', status.filter({ hasText: 'Ringing…' }));
});

test('the chat on the phone page, and a request there', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  for (const text of ['Hello', 'A long word: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'Bye']) await phone.writes(text);
  await expectNoViolations(phone.page, 'phone, chat', phone.messages.nth(2));
  await world.simulator.permission('no_permission', '+4915112345678');
  await inbox.number.fill('+4915112345678');
  await inbox.permission.getByRole('button', { name: 'Ask for permission' }).click();
  await expectNoViolations(phone.page, 'phone, request', phone.button('Allow temporarily'));
});

test('right to left, and 200 % zoom', async ({ inbox }) => {
  await inbox.page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  await expectNoViolations(inbox.page, 'right to left', inbox.page.locator('[dir="rtl"]'));
  await inbox.page.setViewportSize({ width: 640, height: 400 });
  const overflow = await inbox.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
