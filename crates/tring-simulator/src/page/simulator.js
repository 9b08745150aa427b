// What the simulator says, and what it is told.

import { sentence } from './text.js'

const RECONNECT_MS = 1000

/** The state that was pushed last; null before the first push. */
export let state = null
let skew = 0

/** The simulator's time. */
export const now = () => Date.now() + skew

/** The control API's answer; null when it refused, which `say` was told in a sentence. */
export async function send(say, method, path, body) {
  say('')
  try {
    const response = await fetch(`/sim${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    })
    const answer = await response.json()
    if (response.ok) return answer
    say(sentence(answer.error))
  } catch {
    say('The simulator does not answer. Start it again, this page reconnects by itself.')
  }
  return null
}

/** Calls `pushed` after each push, and `linked` when the socket opens and closes. */
export function listen(pushed, linked) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${location.host}/sim/events`)
  socket.onopen = () => linked('open', 'Online')
  socket.onmessage = (message) => {
    state = JSON.parse(message.data)
    skew = state.now_ms - Date.now()
    pushed()
  }
  socket.onclose = () => {
    linked('closed', 'Offline')
    setTimeout(() => listen(pushed, linked), RECONNECT_MS)
  }
}
