// The simulated customer's handset as a person finds it: by role and name, never by class.
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { rememberPeers } from './audio.ts';
import type { World } from './world.ts';

export class Phone {
  private constructor(readonly page: Page) {}

  static async open(context: BrowserContext, world: World): Promise<Phone> {
    const page = await context.newPage();
    await page.addInitScript(rememberPeers);
    await page.goto(world.phonePage);
    const phone = new Phone(page);
    await expect(phone.page.getByText('Online')).toBeVisible();
    return phone;
  }

  /** A person who does not allow the microphone, on this page alone. */
  async refuseMicrophone(): Promise<void> {
    await this.page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get microphone(): Locator {
    return this.page.getByRole('switch', { name: 'Microphone' });
  }

  async says(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text)).toBeVisible({ timeout: 15_000 });
  }
}
