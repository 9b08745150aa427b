// Several agents, and several tabs of one agent.
import { tonesMade } from '../support/audio.ts';
import { expectConversation } from '../support/conversation.ts';
import { Inbox } from '../support/inbox.ts';
import { expect, test } from '../support/test.ts';

test('two agents answer at once: one talks, the other is told who', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const grace = await Inbox.open(context, await world.link('Grace'));
  await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), grace.rings()]);
  // A pointer waits until its button stands still: the slower one would find it gone.
  const buttons = await Promise.all([inbox, grace].map((each) => each.button('Answer').elementHandle()));
  await Promise.all(buttons.map((button) => button?.evaluate((element) => (element as HTMLElement).click())));

  const winner = await Promise.any([
    inbox.says('In progress').then(() => inbox),
    grace.says('In progress').then(() => grace),
  ]);
  const [loser, name] = winner === inbox ? [grace, 'Ada'] : [inbox, 'Grace'];
  await expect(loser.page.getByText(new RegExp(`${name}`)).and(loser.page.getByText(/answer/)).first()).toBeVisible();
  await loser.isQuiet();
  await expectConversation(world, winner);
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
  await expectConversation(world, grace);
  await context.close();
});

test('two tabs: both show the call, answering in one silences the other', async ({ world, inbox }) => {
  const other = await inbox.anotherTab();
  const call = await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), other.rings()]);
  await other.button('Answer').click();
  await expectConversation(world, other, call.id);
  await inbox.isQuiet();
});

test('two tabs: one bell', async ({ world, inbox }) => {
  // Both tabs show the call, but the person must not hear it twice.
  const other = await inbox.anotherTab();
  await world.simulator.callsBusiness();
  await Promise.all([inbox.rings(), other.rings()]);
  const tones = () => Promise.all([inbox.page, other.page].map(tonesMade));
  // A stroke has four tones. By the second one, three seconds later, a second bell would have rung too.
  await expect.poll(async () => Math.max(...await tones()), 'the second stroke').toBeGreaterThan(4);
  expect(Math.min(...await tones()), 'tones of the other tab').toBe(0);
});

test('a call in progress elsewhere does not end because another one ends', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const grace = await Inbox.open(context, await world.link('Grace'));
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 }, '+4915112345678');
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  const { id } = await world.simulator.call();
  const other = await world.simulator.callsBusiness('+4915187654321', 'Noor Example');
  await Promise.all([inbox.rings(), grace.rings()]);
  await grace.button('Decline').click();
  await grace.isQuiet();
  await world.simulator.thumb('hangup', other.id);
  await inbox.isQuiet();
  await expectConversation(world, inbox, id);
  await context.close();
});

// Busy agents were not rung at first, and a second customer was invisible although decision 5 promises the ring.
test('a second customer calls during a call: the ring waits until the agent hangs up', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 }, '+4915112345678');
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  const second = await world.simulator.callsBusiness('+4915187654321', 'Noor Example');
  await expect(inbox.page.getByText('Noor Example').first()).toBeVisible();
  await expect(inbox.button('Answer')).toHaveAttribute('aria-disabled', 'true');
  await inbox.button('Hang up').click();
  await expect(inbox.button('Answer')).toHaveAttribute('aria-disabled', 'false');
  await inbox.button('Answer').click();
  await expectConversation(world, inbox, second.id);
});

// Two tabs once held two calls with two open microphones: two customers, of whom one heard nothing.
test('a call in one tab holds the other tab too', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  const other = await inbox.anotherTab();
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  await expect(other.button('Call')).toHaveAttribute('aria-disabled', 'true');
  await expect(other.page.getByRole('button', { name: 'Sign out' })).toBeDisabled();
  expect(await world.simulator.count('connect')).toBe(1);
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  await expect(other.button('Call')).not.toHaveAttribute('aria-disabled', 'true');
  await other.dial('+4915187654321');
  await expectConversation(world, other);
});

// Signing out in a second tab once left the customer on the line, and the first tab said that the call had ended.
test('a session that is ended elsewhere ends the call, at the customer too', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  const other = await inbox.anotherTab();
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  expect(await other.page.evaluate(() => fetch('/api/session', { method: 'DELETE' }).then(({ ok }) => ok))).toBe(true);
  await world.simulator.reaches('ended');
  await expect(inbox.number, 'the first tab to be signed out too').toHaveCount(0, { timeout: 30_000 });
});
