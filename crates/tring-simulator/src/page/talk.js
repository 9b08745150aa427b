// The page talks: its microphone and its loudspeaker join a call, over a peer connection of their own.

/** Gathering host candidates takes a tenth of that; a name server that does not answer must not hold the call up. */
const GATHERING_MS = 1500
const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }

const AGAIN = 'and switch the microphone on again.'
const LOST = 'The connection to the simulator was lost. Switch the microphone on again.'
const PROBLEMS = {
  NotAllowedError: `The microphone is not allowed here. Allow it beside the browser’s address ${AGAIN}`,
  NotFoundError: `There is no microphone. Connect one ${AGAIN}`,
  NotReadableError: `Another program holds the microphone. Close it there ${AGAIN}`,
  insecure: 'Browsers give the microphone to https pages and to localhost only. Open this page at such an address.',
}

/** One page's part in a call: off, on its way (asking), or on. */
export class Talk {
  state = 'off'
  /** Why it is off although somebody wanted it on. */
  problem = ''
  /** The call that `state` and `problem` are about. */
  callId = null
  #attempt = 0
  #call = null
  #peer = null
  #microphone = null
  #speaker
  #send
  #changed

  /** `send(call, offer)` gives `{sdp_answer, talker}` or null; `changed()` is told of every change of state. */
  constructor(speaker, send, changed) {
    this.#speaker = speaker
    this.#send = send
    this.#changed = changed
  }

  /** Joins the call `id`. What belongs to an older attempt is closed, not used. */
  async start(id) {
    this.#release()
    this.#call = { id, talker: null, isKnown: false, isJoined: false }
    this.callId = id
    const attempt = ++this.#attempt
    this.#turn('asking')
    try {
      const microphone = await openMicrophone()
      if (attempt !== this.#attempt) return close(microphone)
      this.#microphone = microphone
      microphone.getAudioTracks()[0].onended = () => this.stop(`The microphone is gone. Connect it ${AGAIN}`)
      await this.#join(id, attempt)
    } catch (error) {
      if (attempt === this.#attempt) this.stop(problemOf(error))
    }
  }

  /** Leaves the call; the phone plays its tone again. */
  stop(problem = '') {
    this.#attempt += 1
    this.#release()
    this.#call = null
    this.#turn('off', problem)
  }

  /** Looks at the calls as the simulator sees them: another page may have this one now, or it is over. */
  follow(calls) {
    if (!this.#call) return
    const call = calls.find(({ id }) => id === this.#call.id)
    this.#call.isKnown ||= Boolean(call)
    // What was pushed before the call began does not know it.
    if (!call ? this.#call.isKnown : call.state === 'ended') return this.stop()
    const { talker } = this.#call
    if (talker === null || !call) return
    if (call.talker > talker) return this.stop('Another page talks now.')
    if (call.talker === talker) this.#call.isJoined = true
    else if (this.#call.isJoined) this.stop(LOST)
  }

  /** How loud the own microphone is, from 0 to 1. */
  async level() {
    for (const entry of (await this.#peer?.getStats())?.values() ?? []) {
      if (entry.type === 'media-source') return entry.audioLevel ?? 0
    }
    return 0
  }

  async #join(id, attempt) {
    const peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' })
    this.#peer = peer
    peer.addTrack(this.#microphone.getAudioTracks()[0], this.#microphone)
    peer.ontrack = (event) => this.#play(event.track)
    peer.onconnectionstatechange = () => {
      const isLost = peer.connectionState === 'failed' || peer.connectionState === 'closed'
      if (isLost && peer === this.#peer) this.stop(LOST)
    }
    await peer.setLocalDescription(await peer.createOffer())
    await gathered(peer)
    if (attempt !== this.#attempt) return
    const answer = await this.#send(id, peer.localDescription.sdp)
    if (attempt !== this.#attempt) return
    if (!answer) return this.stop()
    this.#call.talker = answer.talker
    await peer.setRemoteDescription({ type: 'answer', sdp: answer.sdp_answer })
    if (attempt === this.#attempt) this.#turn('on')
  }

  #play(track) {
    this.#speaker.srcObject = new MediaStream([track])
    // Without a click on this page the browser may keep it silent; the call goes on all the same.
    this.#speaker.play().catch(() => {})
  }

  #release() {
    this.#peer?.close()
    close(this.#microphone)
    this.#speaker.srcObject = null
    this.#peer = null
    this.#microphone = null
  }

  #turn(state, problem = '') {
    this.state = state
    this.problem = problem
    this.#changed()
  }
}

function openMicrophone() {
  const devices = navigator.mediaDevices
  if (!devices) return Promise.reject(Object.assign(new Error(), { name: 'insecure' }))
  return devices.getUserMedia({ audio: MICROPHONE })
}

function problemOf(error) {
  return PROBLEMS[error.name] ?? `The microphone cannot be used (${error.name}). Choose another one ${AGAIN}`
}

function close(microphone) {
  for (const track of microphone?.getTracks() ?? []) {
    track.onended = null
    track.stop()
  }
}

function gathered(peer) {
  return new Promise((done) => {
    if (peer.iceGatheringState === 'complete') return done()
    peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && done())
    setTimeout(done, GATHERING_MS)
  })
}
