// Calls that a program asks for, and calls that it answers: an agent's inbox supplies the media.
import { expectConversation } from '../support/conversation.ts';
import { Inbox } from '../support/inbox.ts';
import { expect, test } from '../support/test.ts';
import type { World } from '../support/world.ts';

const customer = '+4915112345678';

/** A program with no media asks for a call. */
async function asks(world: World): Promise<{ token: string; callId: string }> {
  const token = await world.token();
  const answer = await world.post(token, '/api/calls/initiate', { phone_number: customer });
  expect(answer).toMatchObject({ success: true, status: 'initiated' });
  return { token, callId: answer.call_id };
}

test('a program asks, the agent starts the call, the customer answers: both hear each other', async ({ world, inbox }) => {
  await asks(world);
  await inbox.isAsked('Asked for by test');
  await expect(inbox.page).toHaveTitle(/Outgoing call to \+49 .*, asked for by test/);
  expect((await world.simulator.state()).calls, 'nobody is called before somebody has pressed').toHaveLength(0);

  await inbox.startsCall();
  await world.simulator.reaches('ringing');
  await inbox.says('Ringing…');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
  expect(await world.simulator.count('connect')).toBe(1);

  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  await world.simulator.reaches('ended');
  await inbox.historyShows(/Completed/);
});

test('not now with one agent ends it as failed, and says so', async ({ world, inbox }) => {
  const { token, callId } = await asks(world);
  await inbox.isAsked('Asked for by test');
  await inbox.button('Not now').click();
  await inbox.isQuiet();
  await inbox.historyShows(/Failed/);
  const { data } = await world.get(token, `/api/calls/${callId}`);
  expect(data).toMatchObject({ status: 'failed', end_reason: 'no_agent' });
  expect(data.failure_reason).toMatch(/^No agent took this call\./);
  expect((await world.simulator.state()).calls).toHaveLength(0);
});

test('the first of two agents has it, and the other one is told who', async ({ world, inbox, browser }) => {
  const context = await browser.newContext();
  const other = await Inbox.open(context, await world.link('Bob'));
  await asks(world);
  await inbox.isAsked('Asked for by test');
  await other.isAsked('Asked for by test');
  await inbox.startsCall();
  await other.isQuiet();
  await expect(other.page.getByText('Ada started it.')).toBeVisible();
  await world.simulator.reaches('ringing');
  await context.close();
});

test('the program cancels it while it rings', async ({ world, inbox }) => {
  const { token, callId } = await asks(world);
  await inbox.isAsked('Asked for by test');
  await world.post(token, `/api/calls/${callId}/end`, {});
  await inbox.isQuiet();
  expect((await world.simulator.state()).calls).toHaveLength(0);
});

test('it can be started by keyboard alone, and the ring comes back after a reload', async ({ world, inbox }) => {
  await asks(world);
  await inbox.isAsked('Asked for by test');
  await inbox.reload();
  await inbox.isAsked('Asked for by test');
  await inbox.button('Start call').focus();
  await inbox.page.keyboard.press('Enter');
  await world.simulator.reaches('ringing');
});

test('a program answers while it rings: the agent and the customer hear each other', async ({ world, inbox }) => {
  const call = await world.simulator.callsBusiness();
  await inbox.rings();
  const token = await world.token();
  const { data } = await world.get(token, '/api/calls/active');
  const answer = await world.post(token, `/api/calls/${data[0].call_id}/answer`, {});
  expect(answer).toEqual({ success: true, message: 'Call answered successfully' });
  await expectConversation(world, inbox, call.id);
  expect((await world.simulator.call(call.id)).packets_in_before_accept, 'packets before accept returned 200').toBe(0);
});
