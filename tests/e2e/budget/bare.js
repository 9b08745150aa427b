// The yardstick: the same call in as little JavaScript as it takes, without a framework, state or care.
const desk = `bare_${crypto.randomUUID()}`;
const gathered = (peer) => new Promise((done) => {
  if (peer.iceGatheringState === 'complete') return done();
  peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && done());
  setTimeout(done, 1500);
});
const post = (path, body) => fetch(`/api/calls/${path}`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
}).then((response) => response.json());
const connected = (peer) => new Promise((done) => {
  const look = () => peer.connectionState === 'connected' && done();
  peer.addEventListener('connectionstatechange', look);
  look();
});
const hear = (peer) => {
  const audio = document.body.appendChild(document.createElement('audio'));
  peer.ontrack = ({ track }) => { audio.srcObject = new MediaStream([track]); void audio.play(); };
};

const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/api/events?desk=${desk}`);
let peer, microphone, ringing, ended = 0;
const end = () => { peer?.close(); microphone?.getTracks().forEach((track) => track.stop()); };
socket.onmessage = async ({ data }) => {
  const message = JSON.parse(data);
  if (message.kind === 'beat') socket.send(JSON.stringify({ beat: message.beat }));
  if (message.kind === 'sdp_answer') await peer.setRemoteDescription({ type: 'answer', sdp: message.sdp });
  if (message.call && message.call.direction === 'inbound' && message.call.status === 'ringing') ringing = message.call.call_id;
  if (message.kind === 'call_ended') { ringing = undefined; ended += 1; end(); }
  // A count, because a state would be gone with the next heartbeat.
  Object.assign(document.body.dataset, { ended, state: ringing ? 'ringing' : 'ready' });
};

document.querySelector('#call').onclick = async () => {
  peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  hear(peer);
  microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  peer.addTrack(microphone.getAudioTracks()[0], microphone);
  await peer.setLocalDescription(await peer.createOffer());
  await gathered(peer);
  await post('initiate', {
    phone_number: '+4915112345678', sdp_offer: peer.localDescription.sdp, attempt_id: crypto.randomUUID(), desk_id: desk,
  });
};

document.querySelector('#answer').onclick = async () => {
  const call = ringing;
  const [{ sdp_offer }, stream] = await Promise.all([
    post(`${call}/claim`, { desk_id: desk }), navigator.mediaDevices.getUserMedia({ audio: true }),
  ]);
  microphone = stream;
  peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  hear(peer);
  await peer.setRemoteDescription({ type: 'offer', sdp: sdp_offer });
  const [transceiver] = peer.getTransceivers();
  transceiver.direction = 'sendrecv';
  await peer.setLocalDescription(await peer.createAnswer());
  await gathered(peer);
  const answer = { desk_id: desk, sdp_answer: peer.localDescription.sdp };
  await post(`${call}/pre-accept`, answer);
  await connected(peer);
  await post(`${call}/answer`, answer);
  await transceiver.sender.replaceTrack(microphone.getAudioTracks()[0]);
};
