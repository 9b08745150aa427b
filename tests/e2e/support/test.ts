// The test function of all stories: a fresh world for each, and its log when the story fails.
import { test as base } from '@playwright/test';
import { Inbox } from './inbox.ts';
import { World } from './world.ts';

export const test = base.extend<{ world: World; inbox: Inbox }>({
  world: async ({}, use, info) => {
    const world = await World.start();
    await use(world);
    await world.stop();
    if (info.status !== info.expectedStatus) await info.attach('servers', { body: world.log, contentType: 'text/plain' });
  },
  inbox: async ({ world, context }, use) => {
    await use(await Inbox.open(context, await world.link('Ada')));
  },
});

export { expect } from '@playwright/test';
