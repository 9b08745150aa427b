// The budget of DESIGN section 8: from click to the offer, and from answer to first audio, beside a bare page.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { rememberPeers } from '../support/audio.ts';
import { expect, test } from '../support/test.ts';
import type { World } from '../support/world.ts';

// One after the other: side by side they would measure each other.
test.describe.configure({ mode: 'default' });

const rounds = 10;
const allowed = 1.1;
/** Two figures that differ by less than this are the same to a person and to this machine's clock. */
const noiseMillis = 15;

/** Notes when a button was clicked, when the offer left and when the first packet came. */
function stopwatch(): void {
  const marks = { clicked: 0, offered: 0, heard: 0 };
  Object.assign(window, { marks });
  window.addEventListener('click', () => Object.assign(marks, { clicked: performance.now(), offered: 0, heard: 0 }), true);
  const fetchIt = window.fetch;
  window.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes('/api/calls/initiate')) marks.offered = performance.now();
    return fetchIt.call(window, input, init);
  };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      // A receiver's track is muted until its first packet comes.
      this.addEventListener('track', ({ track }) => track.addEventListener('unmute', () => { marks.heard ||= performance.now(); }));
    }
  } as typeof RTCPeerConnection;
}

const mark = (page: Page, name: 'offered' | 'heard') => async (): Promise<number> =>
  page.evaluate((name) => {
    const marks = (window as unknown as { marks: Record<string, number> }).marks;
    return marks[name] ? marks[name]! - marks.clicked! : 0;
  }, name);

async function measured(page: Page, name: 'offered' | 'heard'): Promise<number> {
  await expect.poll(mark(page, name), `${name} to be measured`).toBeGreaterThan(0);
  return mark(page, name)();
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function barePage(world: World, page: Page): Promise<Page> {
  const script = await readFile(new URL('bare.js', import.meta.url), 'utf8');
  await page.addInitScript(stopwatch);
  // A page that really comes from there: Chromium lets no other one talk to this machine.
  await page.goto(`${world.url}/health`);
  await page.evaluate(`document.body.innerHTML = '<button id=call>Call</button><button id=answer>Answer</button>'; (() => {${script}})()`);
  await expect(page.locator('body[data-state=ready]')).toBeAttached();
  return page;
}

/** Waits until the bare page has seen as many calls end. */
const hasSeen = async (bare: Page, ended: number): Promise<void> =>
  expect(bare.locator('body'), 'the bare page sees the call end').toHaveAttribute('data-ended', String(ended));

/** Measures both pages in turn and compares their medians, once. */
async function compare(what: string, measure: (round: number) => Promise<[ours: number, bare: number]>): Promise<void> {
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const [us, them] = await measure(round);
    ours.push(us);
    bare.push(them);
  }
  const [us, them] = [median(ours), median(bare)];
  console.log(`${what}: inbox ${us.toFixed(0)} ms, bare page ${them.toFixed(0)} ms, ratio ${(us / them).toFixed(2)} (median of ${rounds})`);
  expect(us, `${what}: at most ${allowed} times the bare page's ${them.toFixed(0)} ms`).toBeLessThanOrEqual(them * allowed + noiseMillis);
}

test('from click to the offer leaving the browser', async ({ world, inbox, context }) => {
  test.setTimeout(240_000);
  const bare = await barePage(world, await context.newPage());
  await inbox.page.close();
  const page = await context.newPage();
  await page.addInitScript(stopwatch);
  await page.addInitScript(rememberPeers);
  await page.goto(world.url);
  // Four declined calls in a row would take the permission away.
  await world.simulator.script({ revoke_after_unanswered: 0 });
  await compare('click to offer sent', async (round) => {
    await page.bringToFront();
    await page.getByRole('textbox', { name: 'Phone number' }).fill('+4915112345678');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    const ours = await measured(page, 'offered');
    await world.simulator.reaches('ringing');
    await page.getByRole('button', { name: 'Hang up' }).click();
    await world.simulator.reaches('ended');
    await hasSeen(bare, 2 * round + 1);

    await bare.bringToFront();
    await bare.locator('#call').click();
    const theirs = await measured(bare, 'offered');
    await world.simulator.reaches('ringing');
    await world.simulator.thumb('decline');
    await hasSeen(bare, 2 * round + 2);
    return [ours, theirs];
  });
});

test('from answer to first audio', async ({ world, inbox, context }) => {
  test.setTimeout(240_000);
  await inbox.page.close();
  const page = await context.newPage();
  await page.addInitScript(stopwatch);
  await page.goto(world.url);
  await expect(page.locator('[data-socket="online"]').first()).toBeAttached();
  const bare = await barePage(world, await context.newPage());
  await compare('answer to first audio', async (round) => {
    await page.bringToFront();
    await world.simulator.callsBusiness();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    const ours = await measured(page, 'heard');
    await world.simulator.thumb('hangup');
    await world.simulator.reaches('ended');
    await hasSeen(bare, 2 * round + 1);

    await bare.bringToFront();
    await world.simulator.callsBusiness();
    await expect(bare.locator('body[data-state=ringing]')).toBeAttached();
    await bare.locator('#answer').click();
    const theirs = await measured(bare, 'heard');
    await world.simulator.thumb('hangup');
    await hasSeen(bare, 2 * round + 2);
    return [ours, theirs];
  });
});
