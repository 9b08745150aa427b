// What the browser hears: the loudest frequency in the remote track, and the figures of getStats.
import { expect, type Page } from '@playwright/test';

/** Remembers every peer connection and counts every tone that the page makes. To be installed before the page loads. */
export function rememberPeers(): void {
  Object.assign(window, { testOscillators: 0 });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    (window as unknown as { testOscillators: number }).testOscillators += 1;
    start.call(this, when);
  };
  const Native = window.RTCPeerConnection;
  const peers: RTCPeerConnection[] = [];
  Object.assign(window, { testPeers: peers });
  if (!Native) return;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  } as typeof RTCPeerConnection;
}

/** Chromium's fake microphone beeps at this frequency; the simulator's tones keep away from it and its harmonics. */
export const microphoneHz = 400;

type Heard = { hz: number; decibel: number };

/** The loudest frequency of the connected peer's audio, over about a sixth of a second. */
async function listen(page: Page): Promise<Heard> {
  return page.evaluate(async () => {
    const peers = (window as unknown as { testPeers: RTCPeerConnection[] }).testPeers;
    const peer = peers.filter((each) => each.connectionState === 'connected').at(-1);
    const track = peer?.getReceivers()[0]?.track;
    if (!track) return { hz: 0, decibel: -Infinity };
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    const binWidth = context.sampleRate / analyser.fftSize;
    const deadline = performance.now() + 2_000;
    let best = { hz: 0, decibel: -Infinity };
    while (performance.now() < deadline && best.decibel < -60) {
      await new Promise((tick) => setTimeout(tick, 250));
      analyser.getFloatFrequencyData(spectrum);
      const decibel = Math.max(...spectrum);
      best = { hz: spectrum.indexOf(decibel) * binWidth, decibel };
    }
    await context.close();
    return best;
  });
}

/** How many tones the page has made: strokes of the bell, and ringback. */
export async function tonesMade(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { testOscillators: number }).testOscillators);
}

/** The page hears the simulator's tone: this very call's random frequency, so an echo proves nothing. */
export async function expectTone(page: Page, hz: number): Promise<void> {
  await expect
    .poll(async () => {
      const heard = await listen(page);
      return heard.decibel > -60 ? Math.abs(heard.hz - hz) : Infinity;
    }, { message: `the browser to hear ${hz} Hz`, timeout: 15_000 })
    .toBeLessThan(12);
}

export type Figures = { packetsReceived: number; packetsSent: number; energyReceived: number };

/** The figures of all peers of the page together. */
export async function figures(page: Page): Promise<Figures> {
  return page.evaluate(async () => {
    const sum = { packetsReceived: 0, packetsSent: 0, energyReceived: 0 };
    for (const peer of (window as unknown as { testPeers: RTCPeerConnection[] }).testPeers) {
      if (peer.connectionState === 'closed') continue;
      for (const entry of (await peer.getStats()).values()) {
        if (entry.type === 'inbound-rtp') {
          sum.packetsReceived += entry.packetsReceived;
          sum.energyReceived += entry.totalAudioEnergy ?? 0;
        }
        if (entry.type === 'outbound-rtp') sum.packetsSent += entry.packetsSent;
      }
    }
    return sum;
  });
}

/** How many peer connections of the page are not closed. */
export async function openPeers(page: Page): Promise<number> {
  return page.evaluate(() =>
    (window as unknown as { testPeers: RTCPeerConnection[] }).testPeers.filter((peer) => peer.connectionState !== 'closed').length);
}
