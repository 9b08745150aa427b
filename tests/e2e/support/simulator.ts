// The simulator's control API: what the customer's thumb does, and what the simulator saw and heard.
import { expect } from '@playwright/test';

export type Report = {
  id: string;
  direction: 'inbound' | 'outbound';
  customer: string;
  state: 'connecting' | 'ringing' | 'pre_accepted' | 'in_progress' | 'ended';
  end: null | { by: string; reason: string };
  tone_hz: number;
  packets_in: number;
  packets_in_before_accept: number;
  energy_in: number;
  rms_in_last_second: number;
  packets_out: number;
  says: 'nothing' | 'silence' | 'tone' | 'microphone';
  digits: string;
};

export type PermissionRequest = { id: string; number_id: string; customer: string; text: string; answer: string | null };

export type Action = { at_ms: number; method: string; path: string; action: string | null; call_id: string | null; status: number | null };

export class Simulator {
  constructor(readonly url: string) {}

  async state(): Promise<{
    calls: Report[];
    requests: Action[];
    webhooks: { kind: string; status: number }[];
    permission_requests: PermissionRequest[];
  }> {
    return this.request('GET', 'state');
  }

  /** The call of this id, or the newest one. */
  async call(id?: string): Promise<Report> {
    if (id !== undefined) return this.request('GET', `calls/${encodeURIComponent(id)}`);
    const { calls } = await this.state();
    expect(calls, 'the simulator to know a call').not.toHaveLength(0);
    return calls[0]!;
  }

  /** Waits until the newest call is in `state`. */
  async reaches(state: Report['state']): Promise<Report> {
    await expect.poll(async () => (await this.state()).calls[0]?.state, `the call to be ${state}`).toBe(state);
    return this.call();
  }

  /** How often the provider was asked for this. */
  async count(action: string): Promise<number> {
    return (await this.state()).requests.filter((request) => request.action === action).length;
  }

  /** The customer calls the business, which has one number or is called at this one. */
  async callsBusiness(customer = '+4915112345678', name = 'Mia Example', numberId?: string): Promise<Report> {
    return this.request('POST', 'calls', { customer, name, number_id: numberId });
  }

  /** Plays a business number. */
  async number(id: string, number: Record<string, unknown>): Promise<void> {
    await this.request('PUT', `numbers/${encodeURIComponent(id)}`, number);
  }

  async thumb(does: 'answer' | 'decline' | 'hangup', call?: string): Promise<void> {
    const id = call ?? (await this.call()).id;
    await this.request('POST', `calls/${encodeURIComponent(id)}/${does}`, {});
  }

  /** Stops the media of the newest call, both ways; for 0 ms, lets them pass again. */
  async silence(millis: number): Promise<void> {
    const { id } = await this.call();
    await this.request('POST', `calls/${encodeURIComponent(id)}/media`, { silent_ms: millis });
  }

  async script(script: Record<string, unknown>, customer = '*'): Promise<void> {
    await this.request('PUT', `scripts/${encodeURIComponent(customer)}`, script);
  }

  async permission(status: string, customer: string): Promise<void> {
    await this.request('PUT', `permissions/${encodeURIComponent(customer)}`, { status });
  }

  /** Waits until the business has asked for the permission to call, and the customer has not replied. */
  async permissionRequest(): Promise<PermissionRequest> {
    const waiting = async () => (await this.state()).permission_requests.find((request) => request.answer === null);
    await expect.poll(waiting, 'a request for permission').toBeDefined();
    return (await waiting())!;
  }

  /** The customer's thumb on a request for permission. */
  async answersRequest(id: string, answer: 'temporary' | 'permanent' | 'decline'): Promise<void> {
    await this.request('POST', `permission_requests/${encodeURIComponent(id)}`, { answer });
  }

  /** The customer allows calls for good, by their own will. */
  async grants(numberId: string, customer: string): Promise<void> {
    await this.request('POST', `permissions/${encodeURIComponent(customer)}/grant`, { number_id: numberId, permanent: true });
  }

  private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/sim/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /sim/${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}
