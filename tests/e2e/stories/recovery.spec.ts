// What must survive: reloads, lost sockets, and a proxy that dies.
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

test('reloaded while it rings: the ring comes back', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await inbox.reload();
  await inbox.rings();
  await inbox.button('Answer').click();
  await expectConversation(world, inbox);
});

test('reloaded in a call: the call ends, and does not linger at the customer', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  inbox.page.on('dialog', (dialog) => void dialog.accept());
  await inbox.page.reload();
  const call = await world.simulator.reaches('ended');
  expect(call.end?.by).toBe('business');
});

test('the page asks before it is left in a call, and only then', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  const asked = inbox.page.waitForEvent('dialog');
  const closing = inbox.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await closing;
  await expectConversation(world, inbox);
});

test('the event socket is lost while it rings: it comes back, and nothing is missed', async ({ context, world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await context.setOffline(true);
  await world.stopProxy();
  await inbox.isOffline();
  await world.simulator.thumb('hangup');
  await world.startProxy();
  await context.setOffline(false);
  await inbox.isQuiet();
  await inbox.historyShows(/Missed/);
});

test('the proxy is killed while it rings, and started again: the call can be answered', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await world.killProxy();
  await inbox.isOffline();
  await world.startProxy();
  await inbox.isOnline();
  await inbox.rings();
  await inbox.button('Answer').click();
  await expectConversation(world, inbox);
});

test('the proxy is killed in a call: the voices go on, and the call can still be ended', async ({ world, inbox }) => {
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
  await world.killProxy();
  await inbox.isOffline();
  await expectConversation(world, inbox);
  await world.startProxy();
  await inbox.isOnline();
  await expectConversation(world, inbox);
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  expect((await world.simulator.reaches('ended')).end?.by).toBe('business');
});

test('the agent hangs up while the proxy is away: the call is ended when it is back', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 100 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  await world.killProxy();
  await inbox.isOffline();
  await inbox.button('Hang up').click();
  await inbox.warns(/not confirmed|not get through|not been/i);
  await world.startProxy();
  await world.simulator.reaches('ended');
});

test('the audio is interrupted and comes back: the inbox says so both times', async ({ world, inbox }) => {
  test.slow();
  await inbox.dial('+4915112345678');
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
  await world.simulator.silence(60_000);
  await inbox.says('Reconnecting…');
  await world.simulator.silence(0);
  await expectConversation(world, inbox);
});
