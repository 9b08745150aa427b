// The phone page: shows the state that the simulator pushes, and tells it what the thumb does.

import * as chat from './chat.js'
import { $, element, renew, setLevel, setText } from './dom.js'
import * as settings from './settings.js'
import { fixedCustomer, me } from './settings.js'
import { listen, now, send, state } from './simulator.js'
import { Talk } from './talk.js'
import { NAMELESS, TIME, clockTime, decibels, duration, ending, grouped, initials, providerName } from './text.js'

const LIVE = new Set(['connecting', 'ringing', 'pre_accepted', 'in_progress'])
const ENDED_SHOWN_MS = 8000

let shown = null
const levels = { in: 0, out: 0 }
let lastPacketsOut = 0

/* What the simulator is told */

const tell = (method, path, body) => send(say, method, path, body)
const offerTalk = (id, sdp) => tell('POST', `/calls/${id}/talk`, { sdp_offer: sdp })
const talk = new Talk($('speaker'), offerTalk, () => state && render())

function press(thumb) {
  if (!shown) return
  if (thumb === 'answer' && settings.wantsToTalk()) talk.start(shown.id)
  tell('POST', `/calls/${shown.id}/${thumb}`)
}

async function dial() {
  const number = settings.chosenNumber()
  const call = await tell('POST', '/calls', {
    customer: me(),
    name: $('name').value,
    ...(number && { number_id: number.number_id }),
  })
  if (call && settings.wantsToTalk()) talk.start(call.id)
}

/** This page's part in the call that is shown. */
const talking = () => (talk.callId === shown?.id ? talk : { state: 'off', problem: '' })

function write(text) {
  const number = settings.chosenNumber()
  return tell('POST', '/messages', {
    customer: me(),
    name: $('name').value,
    text,
    ...(number && { number_id: number.number_id }),
  })
}

const toggleMicrophone = () => (talking().state === 'off' ? talk.start(shown.id) : talk.stop())

const answerRequest = (answer) => tell('POST', `/permission_requests/${$('request').dataset.id}`, { answer })

/* What the simulator says */

const isMine = (customer) => !fixedCustomer || customer === fixedCustomer

function pushed() {
  render()
  talk.follow(state.calls)
  moveMeters()
}

function currentCall() {
  const mine = state.calls.filter((call) => isMine(call.customer))
  const live = mine.find((call) => LIVE.has(call.state))
  if (live) return live
  const last = mine[0]
  return last && now() - last.ended_ms < ENDED_SHOWN_MS ? last : null
}

/* What is seen */

function render() {
  shown = currentCall()
  const phase = phaseOf(shown)
  document.body.dataset.call = phase
  settings.show()
  showWho(phase)
  showStatus(phase)
  showVoice(phase)
  showActions(phase)
  showRequest(phase)
  chat.show(settings.chosenNumber(), $('request').hidden && (phase === 'idle' || phase === 'ended'))
  showRecent(phase)
  letScroll()
}

/** What does not fit can be scrolled by keyboard too. */
function letScroll() {
  for (const id of ['stage', 'chat-log', 'request-text']) {
    if ($(id).scrollHeight > $(id).clientHeight) $(id).tabIndex = 0
    else $(id).removeAttribute('tabindex')
  }
}

function phaseOf(call) {
  if (!call) return 'idle'
  if (call.state === 'ended') return 'ended'
  if (call.state === 'in_progress') return 'talking'
  if (call.direction === 'inbound') return 'calling'
  return call.state === 'ringing' ? 'ringing' : 'connecting'
}

const numberOf = (id) => state.numbers.find((number) => number.number_id === id)

function showWho(phase) {
  const business = numberOf(shown?.number_id)
  const customer = shown ? shown.customer : fixedCustomer
  const name = shown ? shown.customer_name : $('name').value
  const lines = {
    idle: 'This is the phone of',
    connecting: 'Voice call from',
    ringing: 'Voice call from',
    calling: 'Voice call to',
    talking: shown?.direction === 'inbound' ? 'Voice call to' : 'Voice call from',
    ended: shown?.direction === 'inbound' ? 'Voice call to' : 'Voice call from',
  }
  setText('direction', lines[phase])
  const owner = customer ? grouped(customer) : 'Every customer'
  setText('title', shown ? grouped(business?.display_number ?? 'Unknown number') : owner)
  const known = name && name !== NAMELESS
  const whom = shown && `for ${grouped(customer)}${known ? `, ${name}` : ''}`
  setText('subtitle', whom ?? (fixedCustomer ? name : 'A call to any number rings here'))
  setText('through', shown && business ? `through ${providerName(business.dialect)}` : '')
  setText('initials', shown ? 'B' : initials(name))
  document.title = phase === 'ringing' ? 'Incoming call' : 'Simulated phone'
}

function showStatus(phase) {
  const texts = {
    idle: 'Waiting for a call',
    connecting: 'Connecting…',
    ringing: 'Incoming call',
    calling: 'Ringing…',
    talking: 'In progress',
    ended: shown ? `Call ended. ${ending(shown)}` : '',
  }
  setText('status', texts[phase])
  $('timer').hidden = phase !== 'talking'
  if (phase === 'talking') setText('timer', duration(now() - shown.answered_ms))
}

function showVoice(phase) {
  $('meters').hidden = phase !== 'talking'
  $('digits').hidden = !shown?.digits
  if (shown?.digits) setText('digits', `Keys heard: ${shown.digits}`)
  const { state: part } = talking()
  $('microphone').setAttribute('aria-checked', part !== 'off')
  $('microphone').setAttribute('aria-busy', part === 'asking')
  const isCalling = phase === 'talking' || phase === 'calling'
  $('talk-text').hidden = !isCalling
  if (isCalling) setText('talk-text', talkText())
}

function talkText() {
  const { state: part, problem } = talking()
  if (part === 'asking') return 'Waiting for the microphone. Allow it if the browser asks.'
  if (part === 'on') return 'You talk with your microphone.'
  if (problem) return `${problem} Until then the phone plays its tone.`
  if (shown.says === 'microphone') return 'Another page talks in this call.'
  return 'The phone plays its tone. Switch the microphone on to talk.'
}

/** Once for each push of the simulator, so that they follow its counters and not our redraws. */
async function moveMeters() {
  if ($('meters').hidden) {
    levels.in = 0
    levels.out = 0
    return
  }
  moveMeter('in', shown.rms_in_last_second)
  const speaks = shown.packets_out !== lastPacketsOut
  lastPacketsOut = shown.packets_out
  setText('says', shown.says === 'microphone' ? 'Says what you say' : 'Says a tone')
  if (talking().state === 'on' && shown.says === 'microphone') moveMeter('out', await talk.level())
  else setLevel('level-out', speaks ? 0.8 : 0, shown.says === 'tone' ? `${shown.tone_hz} Hz` : '')
}

function moveMeter(which, level) {
  const db = decibels(level)
  levels[which] += (Math.min(1, Math.max(0, (db + 60) / 60)) - levels[which]) * 0.5
  setLevel(`level-${which}`, levels[which], levels[which] < 0.02 ? 'Silence' : `${Math.round(db)} dB`.replace('-', '−'))
}

function showActions(phase) {
  const focused = document.activeElement
  const isCalling = phase === 'talking' || phase === 'calling'
  const visible = {
    decline: phase === 'ringing',
    answer: phase === 'ringing',
    microphone: isCalling,
    hangup: isCalling,
    dial: phase === 'idle' || phase === 'ended',
  }
  for (const [id, isVisible] of Object.entries(visible)) $(id).hidden = !isVisible
  $('dial').disabled = state.numbers.length === 0
  // A button that vanishes under the focus hands it to its successor.
  if (focused?.hidden && focused.closest('.actions')) {
    document.querySelector('.actions button:not([hidden])')?.focus()
  }
}

function showRequest(phase) {
  const open = state.permission_requests.filter((asked) => !asked.answer && isMine(asked.customer))
  const request = open.at(-1)
  const hadFocus = $('request').contains(document.activeElement)
  $('request').hidden = !request || phase === 'ringing' || phase === 'talking'
  $('request').dataset.id = request?.id ?? ''
  if (hadFocus && $('request').hidden) document.querySelector('.actions button:not([hidden])')?.focus()
  if (!request) return
  const business = numberOf(request.number_id)
  const sender = business ? `${grouped(business.display_number)} (${providerName(business.dialect)})` : 'A business'
  setText('request-from', `${sender} to ${grouped(request.customer)}, ${clockTime(request.at_ms)}`)
  setText('request-text', request.text)
}

function showRecent(phase) {
  const ended = state.calls.filter((call) => call.state === 'ended' && isMine(call.customer))
  const list = phase === 'idle' || phase === 'ended' ? ended.slice(0, 3) : []
  renew('recent', list.map((call) => call.id), () => list.map(recentCall))
}

function recentCall(call) {
  const item = document.createElement('li')
  const arrow = call.direction === 'inbound' ? 'To the business' : 'From the business'
  item.append(
    element('span', 'who', call.customer_name === NAMELESS ? grouped(call.customer) : call.customer_name),
    element('span', 'what', `${arrow}. ${ending(call)}`),
    element('time', '', clockTime(call.created_ms)),
  )
  return item
}

function say(text) {
  $('note').hidden = !text
  setText('note', text)
}

function showLink(link, text) {
  $('link').dataset.link = link
  setText('link', text)
}

function tick() {
  setText('clock', new Date().toLocaleTimeString([], TIME))
  if (state) render()
}

settings.open(tell, () => state && render())
chat.open(write)
$('answer').onclick = () => press('answer')
$('decline').onclick = () => press('decline')
$('hangup').onclick = () => press('hangup')
$('microphone').onclick = toggleMicrophone
$('dial').onclick = dial
for (const button of document.querySelectorAll('[data-answer]')) {
  button.onclick = () => answerRequest(button.dataset.answer)
}
// A tab that is closed says goodbye, so that the tone comes back at once.
addEventListener('pagehide', () => talk.stop())
tick()
setInterval(tick, 500)
listen(pushed, showLink)
