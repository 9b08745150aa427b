// No microphone: refused, or not there. Nothing is dialled, and the sentence says what to do.
import { chromium, type Browser } from '@playwright/test';
import { quietChromium } from '../support/browsers.ts';
import { Inbox } from '../support/inbox.ts';
import { expect, test } from '../support/test.ts';

const launch = (args: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: [...quietChromium, ...args] });

for (const [what, args, sentence] of [
  ['refused', ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'], /allow/i],
  ['not there', ['--use-fake-ui-for-media-stream'], /microphone/i],
] as const) {
  test(`the microphone is ${what}: nothing is dialled`, async ({ world }) => {
    const browser = await launch([...args]);
    const inbox = await Inbox.open(await browser.newContext(), await world.link('Ada'));
    await inbox.dial('+4915112345678');
    await inbox.says(/Call ended/);
    await inbox.says(sentence);
    expect(await world.simulator.count('connect')).toBe(0);
    await expect(inbox.button('Call')).toBeEnabled();
    await browser.close();
  });

  test(`the microphone is ${what}: an incoming call rings on`, async ({ world }) => {
    const browser = await launch([...args]);
    const inbox = await Inbox.open(await browser.newContext(), await world.link('Ada'));
    await world.simulator.callsBusiness();
    await inbox.rings();
    await inbox.button('Answer').click();
    await inbox.warns(sentence);
    await inbox.rings();
    expect(await world.simulator.count('accept')).toBe(0);
    expect((await world.simulator.call()).state).toBe('ringing');
    await browser.close();
  });
}
