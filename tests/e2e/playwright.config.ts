// End to end: the real pages, the real proxy, the real simulator, real browsers, real audio.
import { defineConfig } from '@playwright/test';
import { chromiumArguments, firefoxPreferences } from './support/browsers.ts';

const chromium = {
  browserName: 'chromium' as const,
  launchOptions: { executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: chromiumArguments },
};
// A trace takes a picture of the page around each click, and a page with more in it pays more for that.
const stopwatch = { ...chromium, trace: 'off' as const };
const firefox = {
  browserName: 'firefox' as const,
  channel: 'moz-firefox',
  launchOptions: { executablePath: '/usr/bin/firefox-esr', firefoxUserPrefs: firefoxPreferences },
};

const all = [
  { name: 'chromium', use: chromium, testMatch: 'stories/**/*.spec.ts' },
  { name: 'firefox', use: firefox, testMatch: 'stories/**/{outbound,inbound,mute}.spec.ts' },
  { name: 'budget', use: stopwatch, testMatch: 'budget/*.spec.ts', dependencies: ['chromium', 'firefox'] },
];
const bench = [{ name: 'bench', use: stopwatch, testMatch: 'budget/*.spec.ts' }];
const pictures = [{ name: 'pictures', use: chromium, testMatch: 'pictures/*.spec.ts' }];

export default defineConfig({
  outputDir: '../../target/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Each test has a world of its own: its proxy, its simulator, its database.
  fullyParallel: true,
  workers: process.env.TRING_BENCH ? 1 : 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: process.env.TRING_BENCH ? bench : process.env.TRING_PICTURES ? pictures : all,
});
