// The inbox as a person finds it: by role and name, never by class.
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { rememberPeers } from './audio.ts';

export class Inbox {
  private constructor(readonly page: Page) {}

  /** Signs in with a one-time link. */
  static async open(context: BrowserContext, link: string): Promise<Inbox> {
    const page = await context.newPage();
    await page.addInitScript(rememberPeers);
    const inbox = new Inbox(page);
    await page.goto(link);
    await inbox.isReady();
    return inbox;
  }

  /** Another tab of the same browser: the session is there already. */
  async anotherTab(): Promise<Inbox> {
    const page = await this.page.context().newPage();
    await page.addInitScript(rememberPeers);
    await page.goto(new URL('/', this.page.url()).href);
    const inbox = new Inbox(page);
    await inbox.isReady();
    return inbox;
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.isReady();
  }

  async dial(number: string): Promise<void> {
    await this.number.fill(number);
    await this.button('Call').click();
  }

  get number(): Locator {
    return this.page.getByRole('textbox', { name: 'Phone number' });
  }

  /** The meter under the number. */
  get permission(): Locator {
    return this.page.getByRole('form', { name: 'Call a customer' }).getByRole('group', { name: 'Permission to call' });
  }

  get mute(): Locator {
    return this.page.getByRole('switch', { name: 'Mute microphone' });
  }

  get history(): Locator {
    return this.page.getByRole('table', { name: 'Call history' });
  }

  /** The switch in the rail. */
  get available(): Locator {
    return this.page.getByRole('switch', { name: 'Available' });
  }

  /** The customers who are to be called back. */
  get callbacks(): Locator {
    return this.page.getByRole('region', { name: 'To call back' }).getByRole('listitem');
  }

  button(name: 'Call' | 'Answer' | 'Decline' | 'Hang up' | 'Start call' | 'Not now'): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The call's status while it says this. */
  status(text: string | RegExp): Locator {
    return this.page.getByRole('status').filter({ hasText: text });
  }

  /** The call's status says this. */
  async says(text: string | RegExp): Promise<void> {
    await expect(this.status(text)).toBeVisible({ timeout: 15_000 });
  }

  /** An alert says this. */
  async warns(sentence: RegExp): Promise<void> {
    await expect(this.page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
  }

  async rings(): Promise<void> {
    await expect(this.button('Answer')).toBeVisible();
    await expect(this.button('Decline')).toBeVisible();
  }

  /** A program asked for a call: the agent starts it. */
  async startsCall(): Promise<void> {
    await this.button('Start call').click();
  }

  /** A program asked for a call, and it waits for an agent who starts it. */
  async isAsked(by: string): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Ringing calls' }).getByText(by)).toBeVisible();
    await expect(this.button('Start call')).toBeVisible();
    await expect(this.button('Not now')).toBeVisible();
  }

  async isQuiet(): Promise<void> {
    await expect(this.button('Answer').or(this.button('Start call'))).toHaveCount(0);
  }

  /** The newest row of the history says this. */
  async historyShows(text: string | RegExp): Promise<void> {
    await expect(this.history.getByRole('row').nth(1)).toContainText(text);
  }

  /** The event socket is connected. After a loss, wait for that first: the page takes a moment to see it. */
  async isOnline(): Promise<void> {
    await expect(this.page.locator('[data-socket="online"]').first()).toBeAttached({ timeout: 20_000 });
  }

  async isOffline(): Promise<void> {
    await expect(this.page.locator('[data-socket="offline"]').first()).toBeAttached();
  }

  private async isReady(): Promise<void> {
    await expect(this.number).toBeVisible({ timeout: 20_000 });
    // Calls can be placed and rung as soon as the event socket has said its first word.
    await this.isOnline();
  }
}
