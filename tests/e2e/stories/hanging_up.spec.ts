// Hanging up: from each side, at each stage.
import { openPeers } from '../support/audio.ts';
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

test('the agent hangs up while the provider is still being asked: terminate follows', async ({ world, inbox }) => {
  await world.simulator.script({ response: { delay_ms: 5000 }, response_for: 'connect', webhook_delay_ms: 7000 });
  await inbox.dial('+4915112345678');
  // The page says "Calling…" before it has asked anybody; that the phone rings proves that it has.
  await world.simulator.reaches('ringing');
  await inbox.says('Calling…');
  await inbox.button('Hang up').click();
  const connect = (await world.simulator.state()).requests.find(({ action }) => action === 'connect');
  expect(connect?.status, 'the provider not to have answered yet').toBeNull();
  await expect.poll(() => openPeers(inbox.page)).toBe(0);
  await world.simulator.reaches('ended');
  expect(await world.simulator.count('terminate')).toBeGreaterThanOrEqual(1);
});

test('the agent hangs up while it rings there', async ({ world, inbox }) => {
  await inbox.dial('+4915112345678');
  await inbox.says('Ringing…');
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  const call = await world.simulator.reaches('ended');
  expect(call.end?.by).toBe('business');
  expect(await openPeers(inbox.page)).toBe(0);
});

test('the agent hangs up in the call', async ({ world, inbox }) => {
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  expect((await world.simulator.reaches('ended')).end?.by).toBe('business');
});

test('the customer declines while it rings there', async ({ world, inbox }) => {
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('decline');
  await inbox.says(/Call ended/);
  await inbox.says(/declined/);
});

test('the customer hangs up in the call: the inbox ends at once, not when the media notices', async ({ world, inbox }) => {
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
  const hungUp = Date.now();
  await world.simulator.thumb('hangup');
  await inbox.says(/Call ended/);
  expect(Date.now() - hungUp).toBeLessThan(3_000);
  expect(await openPeers(inbox.page)).toBe(0);
});

test('the agent hangs up an answered inbound call', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await inbox.button('Answer').click();
  await expectConversation(world, inbox);
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  expect((await world.simulator.reaches('ended')).end?.by).toBe('business');
});

test('by keyboard alone: the focus goes where the next step is', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await inbox.button('Answer').focus();
  await inbox.page.keyboard.press('Space');
  await expectConversation(world, inbox);
  await expect(inbox.button('Hang up')).toBeFocused();
  await inbox.page.keyboard.press('Enter');
  await inbox.says(/Call ended/);
  await expect(inbox.page.getByRole('button', { name: 'Call again' })).toBeFocused();
});
