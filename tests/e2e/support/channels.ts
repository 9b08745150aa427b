// The page for channels as a person finds it: by role and name, never by class.
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { World } from './world.ts';

/** A number that the simulator plays, beside the one that every world has. */
export type Number = { id: string; number: string; token: string; secret: string };

export class Channels {
  private constructor(readonly page: Page) {}

  /** Signs in as an administrator and opens the page. */
  static async open(context: BrowserContext, world: World): Promise<Channels> {
    const channels = await Channels.openAs(context, world, await world.link('Grace', 'admin'));
    await expect(channels.item('Demo shop')).toBeVisible();
    return channels;
  }

  static async openAs(context: BrowserContext, world: World, link: string): Promise<Channels> {
    const page = await context.newPage();
    const fragment = new URL(link).hash;
    await page.goto(new URL(`/channels${fragment}`, world.url).href);
    return new Channels(page);
  }

  item(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name });
  }

  get title(): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 2 }).last();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  field(name: string): Locator {
    return this.page.getByRole('textbox', { name });
  }

  /** A setting with everything in it. */
  setting(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true });
  }

  async choose(name: string): Promise<void> {
    await this.item(name).click();
    await expect(this.page.getByRole('heading', { name, level: 2 })).toBeFocused();
  }

  /** The settings have been read from the provider. */
  async settingsAreThere(): Promise<void> {
    await expect(this.button('Save settings')).toBeVisible();
  }

  async save(): Promise<void> {
    await this.button('Save settings').click();
  }

  /** Opens a part that is closed at first. */
  async unfold(title: string): Promise<void> {
    await this.page.getByRole('heading', { name: title, level: 3 }).click();
  }

  async says(sentence: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: sentence })).toBeVisible();
  }

  async warns(sentence: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
  }
}

/** Has the simulator play another number of Meta's. */
export async function playNumber(world: World, number: Number): Promise<void> {
  const response = await fetch(`${world.simulator.url}/sim/numbers/${number.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      dialect: 'meta', display_number: number.number, token: number.token, app_secret: number.secret,
    }),
  });
  if (!response.ok) throw new Error(`PUT /sim/numbers/${number.id}: ${response.status} ${await response.text()}`);
}
