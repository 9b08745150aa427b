// The customer calls the business.
import { figures, openPeers } from '../support/audio.ts';
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

test('the agent answers: both hear each other, and not a packet before accept', async ({ world, inbox }) => {
  const call = await world.simulator.callsBusiness();
  await inbox.rings();
  await expect(inbox.page.getByText('Mia Example').first()).toBeVisible();

  await inbox.button('Answer').click();
  await expectConversation(world, inbox, call.id);
  expect((await world.simulator.call(call.id)).packets_in_before_accept, 'packets before accept returned 200').toBe(0);
  await expect.poll(async () => (await figures(inbox.page)).energyReceived).toBeGreaterThan(0);

  await world.simulator.thumb('hangup');
  await inbox.says(/Call ended/);
  expect(await openPeers(inbox.page)).toBe(0);
  await inbox.historyShows(/Mia Example/);
  expect(await world.simulator.count('accept')).toBe(1);
});

test('the agent declines: the customer hears it at once', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await inbox.button('Decline').click();
  await inbox.isQuiet();
  const call = await world.simulator.reaches('ended');
  expect(call.end?.by).toBe('business');
  expect(await world.simulator.count('reject')).toBe(1);
  await inbox.historyShows(/Declined/);
});

test('nobody answers: it rings out and the history says missed', async ({ world, inbox }) => {
  // Long enough for a busy machine to see it ring.
  await world.simulator.script({ ring_timeout_ms: 5000 });
  await world.simulator.callsBusiness();
  await inbox.rings();
  await world.simulator.reaches('ended');
  await inbox.isQuiet();
  await inbox.historyShows(/Missed/);
});

test('the customer gives up while it rings', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await world.simulator.thumb('hangup');
  await inbox.isQuiet();
  await inbox.historyShows(/Missed/);
});

test('the ring does not steal the focus from a field', async ({ world, inbox }) => {
  await inbox.number.pressSequentially('+49151');
  await world.simulator.callsBusiness();
  await inbox.rings();
  await expect(inbox.number).toBeFocused();
  await inbox.page.keyboard.type('123');
  await expect(inbox.number).toHaveValue('+49151123');
});

test('it can be answered by keyboard alone', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await inbox.button('Answer').focus();
  await inbox.page.keyboard.press('Enter');
  await expectConversation(world, inbox);
});
