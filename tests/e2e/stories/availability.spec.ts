// Whether an agent takes calls, and customers who are to be called back.
import { expectConversation } from '../support/conversation.ts';
import { Inbox } from '../support/inbox.ts';
import { expect, test } from '../support/test.ts';
import type { World } from '../support/world.ts';

/** A customer calls, nobody answers, and the team wants to call back. */
async function isMissed(world: World): Promise<void> {
  const token = await world.token();
  await world.send('PUT', token, '/api/teams/settings/call-routing', { fallback_action: 'callback' });
  // Who gives up within five seconds has changed their mind.
  await world.simulator.script({ ring_timeout_ms: 6000 });
  await world.simulator.callsBusiness('+4915112345678', 'Mia Example');
  await world.simulator.reaches('ended');
}

test('do not disturb: it does not ring, and rings again when the agent is back', async ({ world, inbox }) => {
  await expect(inbox.available).toBeChecked();
  await inbox.available.click();
  await expect(inbox.available).not.toBeChecked();
  await inbox.says('Do not disturb');
  await world.simulator.callsBusiness();
  await world.simulator.reaches('ringing');
  await inbox.isQuiet();
  await inbox.available.click();
  await inbox.says('Calls ring here');
  await inbox.rings();
});

test('do not disturb stops the ring that is on', async ({ world, inbox }) => {
  await world.simulator.callsBusiness();
  await inbox.rings();
  await inbox.available.click();
  await inbox.isQuiet();
});

test('what another tab or an administrator changes is seen at once, and stays after a reload', async ({ world, inbox }) => {
  const second = await inbox.anotherTab();
  await second.available.click();
  await expect(inbox.available).not.toBeChecked();
  await inbox.reload();
  await expect(inbox.available).not.toBeChecked();
  const token = await world.token();
  const agents = await world.get(token, '/api/agents');
  await world.post(token, '/api/agents/status', { agent_id: agents.data[0].id, is_call_enabled: false });
  await inbox.says(/administrator has switched calls off/);
  await expect(inbox.available).toHaveAttribute('aria-disabled', 'true');
});

test('without the proxy the switch says that nothing rings', async ({ world, inbox }) => {
  await world.stopProxy();
  await inbox.isOffline();
  await inbox.says('Not connected');
});

test('a missed call is to be called back, and is settled by the conversation', async ({ world, inbox }) => {
  await isMissed(world);
  await expect(inbox.callbacks).toContainText('Mia Example');
  await inbox.reload();
  await expect(inbox.callbacks).toContainText(/Called (just now|. min ago)/);

  await world.simulator.script({ answer: 'after' });
  await inbox.page.getByRole('button', { name: 'Call back Mia Example' }).first().click();
  await expectConversation(world, inbox);
  await expect(inbox.callbacks, 'they have talked').toHaveCount(0);
});

test('a callback that is done is put away in every inbox', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const other = await Inbox.open(context, await world.link('Bob'));
  await isMissed(world);
  await expect(other.callbacks).toHaveCount(1);
  await expect(inbox.callbacks).toHaveCount(1);
  await other.page.getByRole('button', { name: 'Done: Mia Example' }).click();
  await expect(other.callbacks).toHaveCount(0);
  await expect(inbox.callbacks).toHaveCount(0);
  await context.close();
});
