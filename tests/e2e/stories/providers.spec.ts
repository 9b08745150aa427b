// The same two calls at each provider: nothing in the inbox changes with it.
import { expectConversation } from '../support/conversation.ts';
import { Inbox } from '../support/inbox.ts';
import { places } from '../support/providers.ts';
import { expect, test } from '../support/test.ts';

const byEar = /Counts as answered when the first sound arrives/;

for (const place of places) {
  test(`${place.title}: the agent calls, and both hear each other`, async ({ world, context }) => {
    await world.channelAt(place);
    const inbox = await Inbox.open(context, await world.link('Ada'));
    await inbox.dial('+49 151 12345678');
    const { id } = await world.simulator.reaches('ringing');
    // Without a word from the provider nobody knows that the phone rings: the page says what counts instead.
    await expect(inbox.page.getByText(byEar)).toHaveCount(place.tells ? 0 : 1);
    await world.simulator.thumb('answer');
    await expectConversation(world, inbox, id);
    await expect(inbox.page.getByText(byEar)).toHaveCount(0);
    await inbox.button('Hang up').click();
    await inbox.says(/Call ended/);
    await world.simulator.reaches('ended');
    await inbox.historyShows(/\+49 151/);
  });

  test(`${place.title}: the customer calls, and both hear each other`, async ({ world, context }) => {
    await world.channelAt(place);
    const inbox = await Inbox.open(context, await world.link('Ada'));
    const call = await world.simulator.callsBusiness('+4915112345678', 'Mia Example', place.numberId);
    await inbox.rings();
    await inbox.button('Answer').click();
    await expectConversation(world, inbox, call.id);
    expect((await world.simulator.call(call.id)).packets_in_before_accept, 'packets before accept was answered').toBe(0);
    await world.simulator.thumb('hangup');
    await inbox.says(/Call ended/);
    // Not every provider tells the customer's name.
    await inbox.historyShows(/Mia Example|\+49 151/);
  });
}
