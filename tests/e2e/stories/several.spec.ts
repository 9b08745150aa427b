// Several agents, and several tabs of one agent.
import type { Page } from '@playwright/test';
import { expectTone } from '../support/audio.ts';
import { Inbox } from '../support/inbox.ts';
import { expect, test } from '../support/test.ts';

test('two agents answer at once: one talks, the other is told who', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const grace = await Inbox.open(context, await world.link('Grace'));
  await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), grace.rings()]);
  await Promise.all([inbox.button('Answer').click(), grace.button('Answer').click()]);

  const winner = await Promise.any([
    inbox.says('In progress').then(() => inbox),
    grace.says('In progress').then(() => grace),
  ]);
  const [loser, name] = winner === inbox ? [grace, 'Ada'] : [inbox, 'Grace'];
  await expect(loser.page.getByText(new RegExp(`${name}`)).and(loser.page.getByText(/answer/)).first()).toBeVisible();
  await loser.isQuiet();
  expect(await world.simulator.count('accept')).toBe(1);
  await context.close();
});

test('one agent declines: the others ring on', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const grace = await Inbox.open(context, await world.link('Grace'));
  await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), grace.rings()]);
  await inbox.button('Decline').click();
  await inbox.isQuiet();
  await grace.rings();
  expect(await world.simulator.count('reject')).toBe(0);
  await grace.button('Answer').click();
  await grace.says('In progress');
  await context.close();
});

test('two tabs: both show the call, answering in one silences the other', async ({ world, inbox }) => {
  const other = await inbox.anotherTab();
  const call = await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), other.rings()]);
  await other.button('Answer').click();
  await other.says('In progress');
  await inbox.isQuiet();
  await expectTone(other.page, call.tone_hz);
});

test('two tabs: one bell', async ({ world, inbox }) => {
  // Both tabs show the call, but the person must not hear it twice.
  const other = await inbox.anotherTab();
  await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), other.rings()]);
  const sounds = (page: Page) => page.evaluate(() => (window as unknown as { testOscillators: number }).testOscillators > 0);
  await expect.poll(async () => (await Promise.all([inbox.page, other.page].map(sounds))).filter(Boolean).length).toBe(1);
});

test('a call in progress elsewhere does not end because another one ends', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const grace = await Inbox.open(context, await world.link('Grace'));
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 }, '+4915112345678');
  await inbox.dial('+4915112345678');
  await inbox.says('In progress');
  await world.simulator.callsBusiness('+4915187654321', 'Noor Example');
  await grace.rings();
  await grace.button('Decline').click();
  await grace.isQuiet();
  await inbox.says('In progress');
  await context.close();
});

// Busy agents were not rung at first, and a second customer was invisible although decision 5 promises the ring.
test('a second customer calls during a call: the ring waits until the agent hangs up', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 }, '+4915112345678');
  await inbox.dial('+4915112345678');
  await inbox.says('In progress');
  const second = await world.simulator.callsBusiness('+4915187654321', 'Noor Example');
  await expect(inbox.page.getByText('Noor Example').first()).toBeVisible();
  await inbox.button('Hang up').click();
  await inbox.rings();
  await inbox.button('Answer').click();
  await inbox.says('In progress');
  await expectTone(inbox.page, second.tone_hz);
});

// Two tabs once held two calls with two open microphones: two customers, of whom one heard nothing.
test('a call in one tab holds the other tab too', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  const other = await inbox.anotherTab();
  await inbox.dial('+4915112345678');
  await inbox.says('In progress');
  await expect(other.button('Call')).toHaveAttribute('aria-disabled', 'true');
  await expect(other.page.getByRole('button', { name: 'Sign out' })).toBeDisabled();
  expect(await world.simulator.count('connect')).toBe(1);
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  await expect(other.button('Call')).not.toHaveAttribute('aria-disabled', 'true');
  await other.dial('+4915187654321');
  await other.says('In progress');
});

// Signing out in a second tab once left the customer on the line, and the first tab said that the call had ended.
test('a session that is ended elsewhere ends the call, at the customer too', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  const other = await inbox.anotherTab();
  await inbox.dial('+4915112345678');
  await inbox.says('In progress');
  expect(await other.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }).then(({ ok }) => ok))).toBe(true);
  await world.simulator.reaches('ended');
  await expect(inbox.number, 'the first tab to be signed out too').toHaveCount(0, { timeout: 30_000 });
});
