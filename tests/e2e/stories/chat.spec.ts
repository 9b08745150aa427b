// The phone's chat: what the customer writes reaches the business, and its answer is seen on the phone.
import type { Page } from '@playwright/test';
import { Phone } from '../support/phone.ts';
import { expect, test } from '../support/test.ts';

const customer = '+4915112345678';

/** The messages that enter the log from now on, with how they are announced: what a screen reader would say. */
async function listenToLog(page: Page): Promise<() => Promise<string[]>> {
  await page.getByRole('log').evaluate((log) => {
    const heard: string[] = [];
    Object.assign(window, { testHeard: heard });
    const says = (node: Node) => heard.push(`${log.getAttribute('aria-live')}: ${node.lastChild?.textContent}`);
    new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(says)))
      .observe(log, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { testHeard: string[] }).testHeard);
}

test('an opt-out word takes the customer out, and another one back in', async ({ world, context }) => {
  const token = await world.token();
  const phone = await Phone.open(context, world);
  const optIn = async () => (await world.get(token, '/api/contacts')).data[0]?.opt_in;
  await phone.writes('Please stop!');
  await expect.poll(optIn, 'the message to arrive and to count').toBe('opted_out');
  await phone.writes('START');
  await expect.poll(optIn).toBe('opted_in');
  await expect(phone.messages.first()).toContainText(/^You, /);
});

test('a customer whom nobody answers is written to, and goes on writing', async ({ world, inbox, context }) => {
  const token = await world.token();
  const sorry = 'Sorry that we missed your call. When may we call you back?';
  await world.send('PUT', token, '/api/teams/settings/call-routing', { fallback_action: 'auto_reply', auto_reply_text: sorry });
  const phone = await Phone.open(context, world);
  await phone.button('Call the business').click();
  await inbox.rings();
  await inbox.button('Decline').click();
  await phone.says(sorry);
  await expect(phone.messages).toHaveCount(1);
  await expect(phone.messages.first()).toContainText('Meta Cloud API');
  await phone.writes('At three, please');
  await expect(phone.message).toBeFocused();
  await expect(phone.message).toHaveValue('');
});

// The list was drawn anew for each message: a screen reader would have read the whole chat again.
test('each message is announced once, politely, and the focus stays in the field', async ({ world, context }) => {
  const phone = await Phone.open(context, world);
  await phone.writes('One');
  const heard = await listenToLog(phone.page);
  // The button sends too, and gives the focus back.
  await phone.message.fill('Two');
  await phone.button('Send').click();
  await expect(phone.messages).toHaveCount(2);
  await expect(phone.message).toBeFocused();
  await phone.writes('Three');
  expect(await heard()).toEqual(['polite: Two', 'polite: Three']);
});

test('the chat of another customer is another one, and comes as a whole without a word', async ({ world, context }) => {
  const phone = await Phone.open(context, world);
  await phone.writes('From Mia');
  const heard = await listenToLog(phone.page);
  const number = phone.page.getByRole('textbox', { name: 'Phone number' });
  await number.fill('+442071838750');
  await expect(phone.messages).toHaveCount(0);
  await number.fill(customer);
  await expect(phone.messages).toHaveText([/From Mia/]);
  expect(await heard()).toEqual(['off: From Mia']);
});

test('a message that cannot be sent stays in the field', async ({ world, context }) => {
  const phone = await Phone.open(context, world);
  await phone.page.route('**/sim/messages', (route) => route.abort());
  await phone.message.fill('Hello');
  await phone.message.press('Enter');
  await expect(phone.page.getByRole('alert')).toContainText('The simulator does not answer.');
  await expect(phone.message).toHaveValue('Hello');
  await expect(phone.messages).toHaveCount(0);
});
