// The pictures of the documentation, taken from the running product: `cargo xtask pictures`.
import { calm } from '../support/calm.ts';
import { Channels } from '../support/channels.ts';
import { places } from '../support/providers.ts';
import { expect, test } from '../support/test.ts';

const folder = new URL('../../../docs/pictures/', import.meta.url).pathname;

/** A number with all that a check asks for. */
const support = { ...places.find(({ provider }) => provider === 'meta')!, title: 'Support' };

for (const colorScheme of ['light', 'dark'] as const) {
  test(`inbox and phone, ${colorScheme}`, async ({ world, inbox, context }) => {
    await inbox.page.setViewportSize({ width: 1280, height: 800 });
    await inbox.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await world.send('PUT', await world.token(), '/api/teams/settings/call-routing', { fallback_action: 'callback' });
    await world.simulator.script({ answer: 'reject', answer_after_ms: 100 }, '+4915187654321');
    await inbox.dial('+4915187654321');
    await inbox.says(/Call ended/);
    await world.simulator.callsBusiness('+442071838750', 'Noor Example');
    await inbox.rings();
    await calm(inbox.page);
    await inbox.page.screenshot({ path: `${folder}incoming-${colorScheme}.png` });
    await inbox.button('Decline').click();
    await expect(inbox.callbacks).toHaveCount(1);

    const phone = await context.newPage();
    await phone.setViewportSize({ width: 420, height: 800 });
    await phone.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A tone, because the fake microphone is silent most of the time.
    await phone.goto(`${world.phonePage}?voice=tone`);
    await inbox.dial('+4915112345678');
    await phone.getByRole('button', { name: 'Answer' }).click();
    await inbox.says('In progress');
    await expect(inbox.page.getByRole('timer')).toHaveText(/0:(0[3-9]|[1-5]\d)/);
    // The fake microphone is silent between its beeps: both voices are to be seen.
    const voice = inbox.page.getByRole('meter', { name: 'Your voice' });
    const speaks = () => expect.poll(async () => Number(await voice.getAttribute('aria-valuenow')), { intervals: [20] }).toBeGreaterThan(40);
    await expect(async () => {
      await speaks();
      await inbox.page.screenshot({ path: `${folder}inbox-${colorScheme}.png` });
      expect(Number(await voice.getAttribute('aria-valuenow'))).toBeGreaterThan(20);
    }).toPass();
    await phone.screenshot({ path: `${folder}phone-${colorScheme}.png` });
    await inbox.page.setViewportSize({ width: 360, height: 740 });
    await calm(inbox.page);
    await inbox.page.screenshot({ path: `${folder}inbox-narrow-${colorScheme}.png` });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`channels, ${colorScheme}`, async ({ world, context }) => {
    await world.channelAt(support);
    // A webhook has come.
    await world.simulator.callsBusiness('+442071838750', 'Noor Example', support.numberId);
    const channels = await Channels.open(context, world);
    await channels.page.setViewportSize({ width: 1280, height: 900 });
    await channels.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await channels.choose(support.title);
    await channels.settingsAreThere();
    await channels.button('Check').click();
    await expect(channels.page.getByText('Calling is switched on')).toBeVisible();
    await calm(channels.page);
    await channels.page.screenshot({ path: `${folder}channels-${colorScheme}.png` });
  });
}
