// When a page can be looked at.
import type { Page } from '@playwright/test';

/** Waits until nothing fades in or out any more: half faded, text has too little contrast. */
export async function calm(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
    return Promise.all(document.getAnimations().filter(ends).map(({ finished }) => finished.catch(() => undefined)));
  });
}
