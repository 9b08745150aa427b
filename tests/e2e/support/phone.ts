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

  /** What the customer types into the chat. */
  get message(): Locator {
    return this.page.getByRole('textbox', { name: 'Message to the business' });
  }

  /** What both wrote, oldest first. */
  get messages(): Locator {
    return this.page.getByRole('log', { name: /^Messages/ }).getByRole('listitem');
  }

  /** Writes and sends by keyboard. */
  async writes(text: string): Promise<void> {
    const before = await this.messages.count();
    await this.message.fill(text);
    await this.message.press('Enter');
    await expect(this.messages).toHaveCount(before + 1);
    await expect(this.messages.last()).toContainText(text);
  }

  async says(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text)).toBeVisible({ timeout: 15_000 });
  }
}
