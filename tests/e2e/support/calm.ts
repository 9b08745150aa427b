// When a page can be looked at.
import type { Page } from '@playwright/test';

/** Waits until nothing fades in or out any more: half faded, text has too little contrast. */
export async function calm(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
    // In a closed <details> time stands still: what fades there never ends.
    const isSeen = ({ effect }: Animation) => !(effect instanceof KeyframeEffect) || effect.target?.checkVisibility();
    return Promise.all(document.getAnimations().filter(ends).filter(isSeen).map(({ finished }) => finished.catch(() => undefined)));
  });
}
