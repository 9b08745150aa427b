// Channels: added, checked, set up and removed by an administrator, against the real provider's dialect.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { calm } from '../support/calm.ts';
import { Channels, playNumber } from '../support/channels.ts';
import { expect, test as base } from '../support/test.ts';

const Axe = (AxeBuilder as unknown as { default?: typeof AxeBuilder }).default ?? AxeBuilder;

const test = base.extend<{ channels: Channels }>({
  channels: async ({ world, context }, use) => {
    await use(await Channels.open(context, world));
  },
});

const support = { id: '209988776655443', number: '+4930123456', token: 'support-token', secret: 'support-secret' };

/** Fills the form for `support`. */
async function fill(channels: Channels, url: string): Promise<void> {
  await channels.button('Add a channel').click();
  await channels.page.getByLabel('Provider').selectOption({ label: 'Meta Cloud API' });
  await channels.field('Name').fill('Support');
  await channels.field('Business number').fill(support.number);
  await channels.field('Phone number ID').fill(support.id);
  await channels.page.getByLabel('Access token').fill(support.token);
  await channels.page.getByLabel('App secret').fill(support.secret);
  await channels.page.getByLabel('Verify token').fill('support-verify');
  await channels.field('API address').fill(`${url}/v23.0`);
}

test('a channel is added, its address is shown once, and it is checked', async ({ world, channels }) => {
  await playNumber(world, support);
  await fill(channels, world.simulator.url);
  await channels.button('Add channel').click();
  await expect(channels.page.getByRole('heading', { name: 'Support', level: 2 })).toBeFocused();
  await expect(channels.field('Webhook address')).toHaveValue(new RegExp(`^${world.url}/api/webhook/meta/.{20,}`));
  await channels.button('Check').click();
  await channels.says(/^Checked: /);
  await expect(channels.page.getByRole('listitem').filter({ hasText: /^(Works|Problem|Look yourself)/ }).first()).toBeVisible();
  await channels.button('I have registered it').click();
  await expect(channels.field('Webhook address')).toHaveCount(0);
  await channels.page.reload();
  await expect(channels.page.getByRole('heading', { name: 'Support', level: 2 }), 'the same channel').toBeVisible();
  await expect(channels.field('Webhook address')).toHaveCount(0);
});

test('what is missing is said at its field, and what was typed stays', async ({ channels }) => {
  await channels.button('Add a channel').click();
  await channels.page.getByLabel('Provider').selectOption({ label: 'Meta Cloud API' });
  await channels.field('Name').fill('Support');
  await channels.field('Business number').fill('+49 30 12');
  await channels.button('Add channel').click();
  await expect(channels.field('Business number')).toBeFocused();
  await expect(channels.field('Business number')).toHaveAccessibleDescription(/digits/);
  await expect(channels.page.getByLabel('Access token')).toHaveAccessibleDescription(/Access token is missing/);
  await channels.choose('Demo shop');
  await channels.button('Add a channel').click();
  await expect(channels.field('Name')).toHaveValue('Support');
  await expect(channels.field('Business number')).toHaveValue('+49 30 12');
});

test('a refusal by the server stands at its field', async ({ world, channels }) => {
  await fill(channels, world.simulator.url);
  await channels.field('API address').fill('not an address');
  await channels.button('Add channel').click();
  await expect(channels.field('API address')).toBeFocused();
  await expect(channels.field('API address')).toHaveAccessibleDescription(/API address/);
  await expect(channels.page.getByLabel('Access token')).toHaveValue(support.token);
});

test('settings are saved at the provider, and holidays are kept', async ({ channels }) => {
  await channels.choose('Demo shop');
  await channels.settingsAreThere();
  const hours = channels.setting('Call hours');
  await hours.getByLabel('Only within call hours').check();
  await hours.getByLabel('Time zone').fill('America/Manaus');
  await hours.getByRole('button', { name: 'Monday: Open' }).click();
  await hours.getByLabel('Monday, To').fill('12:00');
  await hours.getByRole('button', { name: 'Add holiday' }).click();
  await hours.getByLabel('Holiday 1, Date').fill('2099-12-25');
  await channels.setting('Call icon').getByRole('switch').click();
  await expect(channels.page.getByText('2 changes not saved')).toBeVisible();
  await channels.save();
  await channels.says('The settings are saved.');
  await expect(hours.getByText('Saved')).toBeVisible();
  await channels.page.reload();
  await channels.settingsAreThere();
  await hours.getByRole('button', { name: 'Monday: Add hours' }).click();
  await hours.getByLabel('Monday, second time, From').fill('13:00');
  await hours.getByLabel('Monday, second time, To').fill('17:30');
  await channels.save();
  await channels.says('The settings are saved.');
  await channels.page.reload();
  await channels.settingsAreThere();
  await expect(hours.getByLabel('Monday, second time, To')).toHaveValue('17:30');
  await expect(hours.getByLabel('Holiday 1, Date')).toHaveValue('2099-12-25');
});

test('times that overlap are said at their day and not sent', async ({ channels }) => {
  await channels.choose('Demo shop');
  await channels.settingsAreThere();
  const hours = channels.setting('Call hours');
  await hours.getByLabel('Only within call hours').check();
  await hours.getByRole('button', { name: 'Friday: Open' }).click();
  await hours.getByRole('button', { name: 'Friday: Add hours' }).click();
  await hours.getByLabel('Friday, second time, From').fill('16:00');
  await hours.getByLabel('Friday, second time, To').fill('18:00');
  await channels.warns('Two of these times overlap.');
  await channels.save();
  await expect(hours.getByLabel('Friday, From')).toBeFocused();
  await expect(hours.getByLabel('Friday, second time, To')).toHaveValue('18:00');
});

// The button went away with its row, and the keyboard began at the top of the page again.
test('the keyboard stays beside what was removed', async ({ channels }) => {
  await channels.choose('Demo shop');
  await channels.settingsAreThere();
  const hours = channels.setting('Call hours');
  await hours.getByRole('button', { name: 'Tuesday: Open' }).click();
  await hours.getByRole('button', { name: 'Remove Tuesday' }).press('Enter');
  await expect(hours.getByRole('button', { name: 'Tuesday: Open' })).toBeFocused();
  await hours.getByRole('button', { name: 'Add holiday' }).click();
  await hours.getByRole('button', { name: 'Remove Holiday 1' }).press('Enter');
  await expect(hours.getByRole('button', { name: 'Add holiday' })).toBeFocused();
});

test('who leaves with changes is asked, and another channel does not lose them', async ({ world, channels }) => {
  await channels.choose('Demo shop');
  await channels.settingsAreThere();
  await channels.setting('Call icon').getByRole('switch').click();
  await channels.button('Add a channel').click();
  await expect(channels.item('Demo shop').getByText('Not saved')).toBeVisible();
  await channels.choose('Demo shop');
  await expect(channels.page.getByText('1 change not saved')).toBeVisible();
  const asked = channels.page.waitForEvent('dialog');
  const left = channels.page.goto(world.url).catch(() => undefined);
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await left;
  await channels.button('Discard').click();
  await expect(channels.page.getByText('No changes')).toBeVisible();
});

test('a channel is renamed, and removed after a question', async ({ world, channels }) => {
  await playNumber(world, support);
  await fill(channels, world.simulator.url);
  await channels.button('Add channel').click();
  await expect(channels.item('Support')).toBeVisible();
  await channels.unfold('Name and access');
  await channels.field('Name').fill('Help desk');
  await channels.button('Save').click();
  await expect(channels.page.getByRole('heading', { name: 'Help desk', level: 2 })).toBeVisible();
  await channels.button('Make default').click();
  await expect(channels.item('Help desk').getByText('Default')).toBeVisible();
  await channels.button('Remove channel').click();
  const dialog = channels.page.getByRole('dialog', { name: 'Remove Help desk?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await channels.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(channels.button('Remove channel')).toBeFocused();
  await channels.page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Remove channel' }).click();
  await channels.says('The channel was removed.');
  await expect(channels.item('Help desk')).toHaveCount(0);
});

test('a new address replaces the old one after a question', async ({ channels }) => {
  await channels.choose('Demo shop');
  await channels.unfold('Webhook');
  await channels.button('Make a new address').click();
  await channels.page.getByRole('dialog').getByRole('button', { name: 'Make a new address' }).click();
  await expect(channels.field('Webhook address')).toHaveValue(/\/api\/webhook\/meta\//);
  await expect(channels.page.getByRole('heading', { name: 'Webhook address' })).toBeFocused();
});

test('who is no administrator is told whom to ask, and who is not signed in how to', async ({ world, context, page }) => {
  await page.goto(`${world.url}/channels`);
  await expect(page.getByRole('heading', { name: 'Sign in to Tring' })).toBeVisible();
  const agent = await Channels.openAs(context, world, await world.link('Ada'));
  await agent.warns('Ask an owner of the team');
});

/** axe finds nothing, in both schemes, wide and narrow. */
async function expectNoViolations(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await calm(page);
      const { violations } = await new Axe({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
      expect(found, `${state}, ${colorScheme}, ${width} px`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${state}: wider than ${width} px`).toBeLessThanOrEqual(0);
    }
  }
}

test('everybody can read and use it', async ({ channels }) => {
  test.setTimeout(180_000);
  await expectNoViolations(channels.page, 'list');
  await channels.page.setViewportSize({ width: 1280, height: 800 });
  await channels.button('Add a channel').click();
  await channels.page.getByLabel('Provider').selectOption({ label: 'Meta Cloud API' });
  await channels.button('Add channel').click();
  await expectNoViolations(channels.page, 'form with mistakes');
  await channels.page.setViewportSize({ width: 1280, height: 800 });
  await channels.choose('Demo shop');
  await channels.settingsAreThere();
  await channels.button('Check').click();
  await channels.says(/^Checked: /);
  await channels.unfold('Name and access');
  await channels.unfold('Webhook');
  await expectNoViolations(channels.page, 'channel');
  await channels.button('Remove channel').click();
  await expectNoViolations(channels.page, 'question');
});
