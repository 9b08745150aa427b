// Whether the customer may be called: seen before the call, asked for, and changed while one looks.
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

const customer = '+4915112345678';

test('without permission: asked for, allowed by the customer, and the call is heard on both sides', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', customer);
  await inbox.number.fill(customer);
  await expect(inbox.permission).toContainText('has not allowed calls');
  await expect(inbox.permission).toContainText('1 today · 2 this week');

  await inbox.permission.getByRole('button', { name: 'Ask for permission' }).click();
  await expect(inbox.permission.getByRole('status')).toContainText('Asked just now. The customer has not replied yet.');
  await expect(inbox.permission.getByRole('button')).toHaveCount(0);
  // The button is gone; whoever pressed it by keyboard goes on in the field.
  await expect(inbox.number).toBeFocused();

  const asked = await world.simulator.permissionRequest();
  expect(asked.customer.replace(/^\+?/, '+')).toBe(customer);
  await world.simulator.answersRequest(asked.id, 'temporary');
  await expect(inbox.permission.getByRole('status')).toContainText('May be called until');

  await inbox.button('Call').click();
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
});

test('the customer declines, and changes their mind', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', customer);
  await inbox.number.fill(customer);
  await inbox.permission.getByRole('button', { name: 'Ask for permission' }).click();
  const asked = await world.simulator.permissionRequest();
  await world.simulator.answersRequest(asked.id, 'decline');
  await expect(inbox.permission).toContainText('declined to be called');
  // One request a day: the button is gone, and the reason is there.
  await expect(inbox.permission.getByRole('button')).toHaveCount(0);
  await expect(inbox.permission).toContainText('0 today · 1 this week');

  await world.simulator.grants(asked.number_id, customer);
  await expect(inbox.permission).toContainText('May be called at any time');
});

test('a permission runs out while one looks at it', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', customer);
  let answers = 0;
  await inbox.page.route('**/api/permissions?*', async (route) => {
    answers += 1;
    const response = await route.fetch();
    const state = await response.json();
    const ending = { grant: 'temporary', granted_until: Date.now() + 3_000, can_call: true, can_ask: false, refusal: undefined };
    await route.fulfill({ response, json: answers === 1 ? { ...state, ...ending } : state });
  });
  await inbox.number.fill(customer);
  await expect(inbox.permission).toContainText('May be called until');
  await expect(inbox.permission).toContainText('has not allowed calls');
  await expect(inbox.permission.getByRole('button', { name: 'Ask for permission' })).toBeVisible();
  expect(answers).toBe(2);
});

test('a call that is refused has Ask for permission beside the reason', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', customer);
  await inbox.dial(customer);
  await inbox.says(/Call ended/);
  const call = inbox.page.getByRole('region', { name: 'Current call' });
  await call.getByRole('button', { name: 'Ask for permission' }).click();
  const asked = await world.simulator.permissionRequest();
  await world.simulator.answersRequest(asked.id, 'permanent');
  await expect(call).toContainText('May be called at any time');
  await call.getByRole('button', { name: 'Call again' }).click();
  await world.simulator.reaches('ringing');
  await world.simulator.thumb('answer');
  await expectConversation(world, inbox);
});

test('two calls without an answer: the meter warns before WhatsApp takes the permission away', async ({ world, inbox }) => {
  await world.simulator.permission('no_permission', customer);
  await inbox.number.fill(customer);
  await inbox.permission.getByRole('button', { name: 'Ask for permission' }).click();
  await world.simulator.answersRequest((await world.simulator.permissionRequest()).id, 'temporary');
  await world.simulator.script({ answer: 'never', ring_timeout_ms: 800 });
  for (const call of [1, 2]) {
    await expect(inbox.permission, `before call ${call}`).toContainText('May be called until');
    await inbox.button('Call').click();
    await inbox.says(/did not answer/);
    await inbox.page.getByRole('button', { name: 'Dismiss' }).click();
    await inbox.number.fill(customer);
  }
  await expect(inbox.permission).toContainText('2 calls were not answered');
  await expect(inbox.button('Call')).toHaveAttribute('aria-disabled', 'false');
});
