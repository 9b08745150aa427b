// Mute: silence is sent, never nothing, or the provider drops the call.
import { figures } from '../support/audio.ts';
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

test('muted, no energy arrives but packets do; unmuted, both do', async ({ world, inbox }) => {
  await world.simulator.script({ answer: 'after', answer_after_ms: 200 });
  await inbox.dial('+4915112345678');
  await expectConversation(world, inbox);
  const loudness = async () => (await world.simulator.call()).rms_in_last_second;

  await inbox.mute.click();
  await expect(inbox.mute).toHaveAttribute('aria-checked', 'true');
  await expect.poll(loudness, 'to be silent').toBeLessThan(0.0005);
  const before = (await world.simulator.call()).packets_in;
  await expect.poll(async () => (await world.simulator.call()).packets_in, 'packets to go on').toBeGreaterThan(before + 50);
  expect(await loudness()).toBeLessThan(0.0005);
  expect((await figures(inbox.page)).packetsSent).toBeGreaterThan(50);

  await inbox.mute.click();
  await expect(inbox.mute).toHaveAttribute('aria-checked', 'false');
  await expectConversation(world, inbox);
});
