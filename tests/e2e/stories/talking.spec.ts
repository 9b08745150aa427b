// The phone page talks: two tabs hold a real conversation, with two microphones that beep.
import { expectTone, figures, microphoneHz } from '../support/audio.ts';
import { expectTalk } from '../support/conversation.ts';
import { Phone } from '../support/phone.ts';
import { expect, test } from '../support/test.ts';

test('two tabs talk with their microphones, in both directions', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await inbox.dial('+49 151 12345678');
  await phone.button('Answer').click();
  await expectTalk(world, inbox, phone);
  for (const page of [inbox.page, phone.page]) {
    const before = await figures(page);
    await expect.poll(async () => {
      const { packetsReceived, packetsSent, energyReceived } = await figures(page);
      return packetsReceived > before.packetsReceived && packetsSent > before.packetsSent && energyReceived > before.energyReceived;
    }, 'packets and energy, both ways').toBe(true);
  }
});

test('a customer who calls talks too', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await phone.button('Call the business').click();
  await inbox.rings();
  await inbox.button('Answer').click();
  await expectTalk(world, inbox, phone);
});

test('the microphone is put away: the tone comes back', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await inbox.dial('+49 151 12345678');
  await phone.button('Answer').click();
  await expectTalk(world, inbox, phone);
  const { id, tone_hz } = await world.simulator.call();
  await phone.microphone.click();
  await expect(phone.microphone).toHaveAttribute('aria-checked', 'false');
  await expectTone(inbox.page, tone_hz);
  await phone.microphone.click();
  await expectTone(inbox.page, microphoneHz);
  await phone.page.close();
  await expect.poll(async () => (await world.simulator.call(id)).says, 'the tab to be missed').toBe('tone');
});

test('the microphone is refused: the phone plays its tone and says why', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await phone.refuseMicrophone();
  await inbox.dial('+49 151 12345678');
  await phone.button('Answer').click();
  await phone.says(/microphone is not allowed.*plays its tone/);
  await expectTone(inbox.page, (await world.simulator.call()).tone_hz);
});

test('the last page that talks has the call', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  const other = await Phone.open(context, world);
  await inbox.dial('+49 151 12345678');
  await phone.button('Answer').click();
  await expectTalk(world, inbox, phone);
  await other.microphone.click();
  await other.says('You talk with your microphone.');
  await phone.says(/^Another page talks now/);
  await expectTone(inbox.page, microphoneHz);
});

test('the customer grants and revokes the permission on the phone', async ({ world, context }) => {
  const phone = await Phone.open(context, world);
  await phone.page.getByText('Permission to call').click();
  for (const [button, sentence] of [
    ['Allow for 7 days', /may call .* until/],
    ['Always allow', /may always call/],
    ['Revoke', /may not call/],
  ] as const) {
    await phone.button(button).click();
    await phone.says(sentence);
  }
});

test('a request for permission is a message on the phone, and the thumb answers it', async ({ world, inbox, context }) => {
  const phone = await Phone.open(context, world);
  await world.simulator.permission('no_permission', '+4915112345678');
  const text = 'May we call you about your order 4711?';
  expect(await inbox.page.evaluate((text) => fetch('/api/permissions/request', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone_number: '+4915112345678', text }),
  }).then(({ status }) => status), text)).toBe(200);
  await phone.says(text);
  await phone.button('Allow temporarily').press('Enter');
  await expect(phone.page.getByText(text)).toBeHidden();
  // Whoever answers by keyboard goes on at the next button.
  await expect(phone.button('Call the business')).toBeFocused();
  await phone.page.getByText('Permission to call').click();
  await phone.says(/may call .* until/);
  await inbox.dial('+4915112345678');
  await expect(phone.button('Answer')).toBeVisible();
});
