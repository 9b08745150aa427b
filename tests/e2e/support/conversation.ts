// A conversation: both sides really hear each other.
import { expect } from '@playwright/test';
import { expectTone, microphoneHz } from './audio.ts';
import type { Inbox } from './inbox.ts';
import type { Phone } from './phone.ts';
import type { World } from './world.ts';

/** The page hears the call's own tone, and the simulator hears the microphone: of the newest call, or of the one named. */
export async function expectConversation(world: World, inbox: Inbox, call?: string): Promise<void> {
  await inbox.says('In progress');
  const { id, tone_hz } = await world.simulator.call(call);
  await expectTone(inbox.page, tone_hz);
  await expect
    .poll(async () => (await world.simulator.call(id)).rms_in_last_second, 'the microphone to be heard at the simulator')
    .toBeGreaterThan(0.005);
}

/** Inbox and phone page hear each other's microphone, through the simulator, in place of its tone. */
export async function expectTalk(world: World, inbox: Inbox, phone: Phone): Promise<void> {
  await inbox.says('In progress');
  await phone.says('You talk with your microphone.');
  await expectTone(inbox.page, microphoneHz);
  await expectTone(phone.page, microphoneHz);
  expect((await world.simulator.call()).says).toBe('microphone');
}
