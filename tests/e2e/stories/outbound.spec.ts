// The agent calls the customer.
import { figures, openPeers } from '../support/audio.ts';
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

test('the customer answers: both hear each other, and the history has it', async ({ world, inbox }) => {
  await inbox.dial('+49 151 12345678');
  const ringing = await world.simulator.reaches('ringing');
  expect(ringing.customer).toBe('+4915112345678');
  await inbox.says('Ringing…');

  await world.simulator.thumb('answer');
  await expectConversation(world, inbox, ringing.id);
  for (const [figure, least] of [['packetsReceived', 20], ['packetsSent', 20], ['energyReceived', 0]] as const) {
    await expect.poll(async () => (await figures(inbox.page))[figure], figure).toBeGreaterThan(least);
  }
  await expect(inbox.page.getByRole('timer')).toHaveText(/0:(0[1-9]|[1-5]\d)/);

  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  await world.simulator.reaches('ended');
  expect(await openPeers(inbox.page)).toBe(0);
  await inbox.historyShows(/\+49 151/);
  await inbox.historyShows(/0:\d\d/);
  expect(await world.simulator.count('connect')).toBe(1);
});

test('the phone answers by itself', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 300 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
});

test('the customer declines: the inbox says so', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'reject', answer_after_ms: 500 });
  await inbox.dial('+4915112345678');
  await inbox.says(/Call ended/);
  await inbox.says(/declined/);
  await inbox.historyShows(/Declined/);
});

test('nobody answers: the inbox says so', async ({ world, inbox }) => {
  // Long enough for a busy machine to see it ring.
  await world.simulator.script({ answer: 'never', ring_timeout_ms: 5000 });
  await inbox.dial('+4915112345678');
  await inbox.says('Ringing…');
  await inbox.says(/Call ended/);
  await inbox.says(/answer/);
  await inbox.historyShows(/No answer/);
});

test('a customer who has not allowed calls: the reason is a sentence, and nothing rings', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', '+4915112345678');
  await inbox.dial('+4915112345678');
  await inbox.says(/Call ended/);
  await expect(inbox.page.getByText(/has not allowed/).first()).toBeVisible();
});

test('a double click on Call places one call', async ({ world, inbox }) => {
  await inbox.number.fill('+4915112345678');
  await inbox.button('Call').dblclick();
  await inbox.says('Ringing…');
  expect(await world.simulator.count('connect')).toBe(1);
});

test('a number that cannot be dialled gets a sentence and loses nothing', async ({ world, inbox }) => {
  await inbox.dial('0151 12345');
  await expect(inbox.page.getByText(/country code is missing/)).toBeVisible();
  await expect(inbox.number).toHaveValue('0151 12345');
  await expect(inbox.number).toHaveAttribute('aria-invalid', 'true');
  expect((await world.simulator.state()).calls).toHaveLength(0);
});
