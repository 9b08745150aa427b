// How the browsers are started: a fake microphone that beeps, and no talk with the outside.

export const quietChromium = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // Without it a machine whose only interface is the loopback has no candidate.
  '--allow-loopback-in-peer-connection',
];

/** A microphone that beeps, and a person who allows it. */
export const chromiumArguments = [
  ...quietChromium, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
];

export const firefoxPreferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
};
