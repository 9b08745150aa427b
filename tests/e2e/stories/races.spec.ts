// Webhooks come late, twice and in the wrong order.
import { tonesMade } from '../support/audio.ts';
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

test('the SDP answer comes before the response to our request', async ({ world, inbox }) => {
  await world.simulator.script({ webhook_before_response: true, answer: 'after', answer_after_ms: 300 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
});

test('every webhook comes twice: outbound', async ({ world, inbox }) => {
  await world.simulator.script({ webhook_twice: true, answer: 'after', answer_after_ms: 300 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  await world.simulator.thumb('hangup');
  await inbox.says(/Call ended/);
  await expect(inbox.history.getByRole('row')).toHaveCount(2);
});

test('every webhook comes twice: inbound', async ({ world, inbox }) => {
  await world.simulator.script({ webhook_twice: true });
  const call = await world.simulator.callsBusiness();
  await inbox.rings();
  await expect(inbox.button('Answer')).toHaveCount(1);
  await inbox.button('Answer').click();
  await expectConversation(world, inbox, call.id);
  expect(await world.simulator.count('accept')).toBe(1);
});

test('terminate comes before connect: a dead call never rings', async ({ world, inbox }) => {
  await world.simulator.script({ terminate_first: true });
  await world.simulator.callsBusiness();
  await inbox.historyShows(/Missed/);
  await inbox.isQuiet();
  expect(await tonesMade(inbox.page), 'strokes of the bell').toBe(0);
});

test('an outbound answer says actpass: it is taken all the same', async ({ world, inbox }) => {
  await world.simulator.script({ answer_setup: 'actpass', drop_final_crlf: true, answer: 'after', answer_after_ms: 300 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
});

test('a connect that is a minute old does not ring', async ({ world, inbox }) => {
  await world.simulator.script({ connect_age_ms: 90_000 });
  await world.simulator.callsBusiness();
  await inbox.historyShows(/Missed/);
  await inbox.isQuiet();
  expect(await tonesMade(inbox.page), 'strokes of the bell').toBe(0);
});

test('the provider fails with 500: a clear sentence, and nothing is sent twice', async ({ world, inbox }) => {
  await world.simulator.script({ response: { status: 500 }, response_for: 'connect' });
  await inbox.dial('+4915112345678');
  await inbox.warns(/WhatsApp|provider/);
  // The agent does not have to wait until it is settled.
  await inbox.button('Hang up').click();
  await inbox.says(/Call ended/);
  expect(await world.simulator.count('connect')).toBe(1);
});

for (const [what, response] of [['answers nonsense', 'nonsense'], ['drops the connection', 'reset']] as const) {
  test(`the provider ${what}: the webhook settles what became of the call`, async ({ world, inbox }) => {
    // The doubt is over when the webhook says that it rings: long enough for a busy machine to see it.
    await world.simulator.script({ response, response_for: 'connect', webhook_delay_ms: 3000 });
    await inbox.dial('+4915112345678');
    await inbox.warns(/WhatsApp|provider/);
    await inbox.says('Ringing…');
    await world.simulator.thumb('answer');
    await expectConversation(world, inbox);
    await inbox.button('Hang up').click();
    expect((await world.simulator.reaches('ended')).end?.by).toBe('business');
    expect(await world.simulator.count('connect')).toBe(1);
  });
}

test('the provider says 429: the agent is told to try later', async ({ world, inbox }) => {
  await world.simulator.script({ response: { status: 429 }, response_for: 'connect' });
  await inbox.dial('+4915112345678');
  await inbox.says(/Call ended/);
  await inbox.says(/later|minute/i);
});
