// What a newcomer does, with two pages side by side and nothing read.
import { expectTalk } from '../support/conversation.ts';
import { Phone } from '../support/phone.ts';
import { expect, test } from '../support/test.ts';

test('inbox and phone: call, answer, talk, hang up', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await inbox.dial('+49 151 12345678');
  await phone.button('Answer').click();
  await expectTalk(world, inbox, phone);
  for (const name of ['Your voice', 'Their voice']) {
    const meter = inbox.page.getByRole('meter', { name });
    // The microphone's beeps are shorter than the usual pause between two looks.
    const level = async () => Number(await meter.getAttribute('aria-valuenow'));
    await expect.poll(level, { message: `the meter “${name}” to move`, intervals: [20] }).toBeGreaterThan(0);
  }
  await phone.button('Hang up').click();
  await inbox.says(/Call ended/);
});

test('phone to inbox: call the business, answer, hang up', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await phone.button('Call the business').click();
  await inbox.rings();
  await inbox.button('Answer').click();
  await expectTalk(world, inbox, phone);
  await expect(phone.page.getByRole('status')).toContainText(/in progress|connected|0:0/i);
  await inbox.button('Hang up').click();
  await expect(phone.button('Call the business')).toBeVisible();
});

test('a sign-in link works once', async ({ world, browser }) => {
  const link = await world.link('Ada');
  const first = await browser.newPage();
  await first.goto(link);
  await expect(first.getByRole('textbox', { name: 'Phone number' })).toBeVisible();
  expect(first.url(), 'the token to be gone from the address').not.toContain('sign-in');
  const second = await (await browser.newContext()).newPage();
  await second.goto(link);
  await expect(second.getByText(/used|expired/)).toBeVisible();
});

test('signing out closes the desk', async ({ inbox }) => {
  await inbox.page.getByRole('button', { name: 'Sign out' }).click();
  const signIn = inbox.page.getByRole('heading', { name: 'Sign in to Tring' });
  await expect(signIn).toBeVisible();
  await inbox.page.reload();
  await expect(signIn).toBeVisible();
  await expect(inbox.number).toHaveCount(0);
});
