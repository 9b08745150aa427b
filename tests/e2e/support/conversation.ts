// A conversation: both sides really hear each other.
import { expect } from '@playwright/test';
import { expectTone } from './audio.ts';
import type { Inbox } from './inbox.ts';
import type { World } from './world.ts';

/** The page hears this call's own tone, and the simulator hears the microphone. */
export async function expectConversation(world: World, inbox: Inbox): Promise<void> {
  await inbox.says('In progress');
  await expectTone(inbox.page, (await world.simulator.call()).tone_hz);
  await expect
    .poll(async () => (await world.simulator.call()).rms_in_last_second, 'the microphone to be heard at the simulator')
    .toBeGreaterThan(0.005);
}
