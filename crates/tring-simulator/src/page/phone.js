// The phone page: shows the state that the simulator pushes, and tells it what the thumb does.

const LIVE = new Set(['connecting', 'ringing', 'pre_accepted', 'in_progress'])
const ENDED_SHOWN_MS = 8000
const RECONNECT_MS = 1000
const FIRST_CUSTOMER = '+4915112345678'
const FIRST_NAME = 'Mia Becker'
// What the simulator calls a customer whose name nobody gave.
const NAMELESS = 'Simulated customer'

const TIME = { hour: '2-digit', minute: '2-digit', hour12: false }

const ENDINGS = {
  hung_up: { business: 'The business hung up', customer: 'You hung up' },
  declined: { business: 'The business declined', customer: 'You declined' },
  gave_up: { business: 'The business gave up', customer: 'You gave up' },
  no_answer: { timeout: 'Nobody answered' },
  media_timeout: { network: 'Lost: no sound from the business' },
}

const $ = (id) => document.getElementById(id)
const query = new URLSearchParams(location.search)
const fixedCustomer = query.get('customer')?.trim().replace(/^(?=\d)/, '+') || null

let state = null
let skew = 0
let shown = null
let level = 0
let lastPacketsOut = 0
let note = ''

/* What the simulator is told */

async function send(method, path, body) {
  say('')
  try {
    const response = await fetch(`/sim${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    })
    if (!response.ok) say(sentence((await response.json()).error))
    return response.ok
  } catch {
    say('The simulator does not answer. Start it again, this page reconnects by itself.')
    return false
  }
}

const press = (thumb) => shown && send('POST', `/calls/${shown.id}/${thumb}`)

async function dial() {
  await send('POST', '/calls', {
    customer: me(),
    name: $('name').value,
    ...($('number').value && { number_id: $('number').value }),
  })
}

const me = () => fixedCustomer ?? $('customer').value.replace(/[\s().\/-]/g, '')
const scriptKey = () => fixedCustomer ?? '*'

async function setScript() {
  const script = {
    ...state?.scripts[scriptKey()],
    answer: document.querySelector('input[name=answer]:checked').value,
    answer_after_ms: Math.round(Number($('after').value) * 1000) || 0,
  }
  const done = await send('PUT', `/scripts/${encodeURIComponent(scriptKey())}`, script)
  $('script-note').textContent = done ? 'Set. Applies to the next call.' : 'Not set.'
}

const setPermission = (status) =>
  send('PUT', `/permissions/${encodeURIComponent(me())}`, { status })

/* What the simulator says */

function listen() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${location.host}/sim/events`)
  socket.onopen = () => showLink('open', 'Online')
  socket.onmessage = (message) => {
    state = JSON.parse(message.data)
    skew = state.now_ms - Date.now()
    render()
    moveMeters()
  }
  socket.onclose = () => {
    showLink('closed', 'Offline')
    setTimeout(listen, RECONNECT_MS)
  }
}

const now = () => Date.now() + skew
const isMine = (customer) => !fixedCustomer || customer === fixedCustomer

function currentCall() {
  const mine = state.calls.filter((call) => isMine(call.customer))
  const live = mine.find((call) => LIVE.has(call.state))
  if (live) return live
  const last = mine[0]
  return last && now() - last.ended_ms < ENDED_SHOWN_MS ? last : null
}

/* What is seen */

function render() {
  if (!state) return
  shown = currentCall()
  const phase = phaseOf(shown)
  document.body.dataset.call = phase
  showWho(phase)
  showStatus(phase)
  showMeters(phase)
  showActions(phase)
  showRequest(phase)
  showRecent(phase)
  showNumbers()
  showSettings()
}

function phaseOf(call) {
  if (!call) return 'idle'
  if (call.state === 'ended') return 'ended'
  if (call.state === 'in_progress') return 'talking'
  if (call.direction === 'inbound') return 'calling'
  return call.state === 'ringing' ? 'ringing' : 'connecting'
}

function showWho(phase) {
  const business = state.numbers.find((number) => number.number_id === shown?.number_id)
  const customer = shown ? shown.customer : fixedCustomer
  const name = shown ? shown.customer_name : $('name').value
  const lines = {
    idle: 'Nobody calls',
    connecting: 'Voice call from',
    ringing: 'Voice call from',
    calling: 'Voice call to',
    talking: shown?.direction === 'inbound' ? 'Voice call to' : 'Voice call from',
    ended: shown?.direction === 'inbound' ? 'Voice call to' : 'Voice call from',
  }
  setText('direction', phase === 'idle' ? 'This is the phone of' : lines[phase])
  const owner = customer ? grouped(customer) : 'Every customer'
  setText('title', shown ? grouped(business?.display_number ?? 'Unknown number') : owner)
  const known = name && name !== NAMELESS
  const whom = shown && `for ${grouped(customer)}${known ? `, ${name}` : ''}`
  setText('subtitle', whom ?? (fixedCustomer ? name : 'A call to any number rings here'))
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

function showMeters(phase) {
  $('meters').hidden = phase !== 'talking'
  $('digits').hidden = !shown?.digits
  if (shown?.digits) setText('digits', `Keys heard: ${shown.digits}`)
}

/** Once for each push of the simulator, so that they follow its counters and not our redraws. */
function moveMeters() {
  if ($('meters').hidden) {
    level = 0
    return
  }
  const decibels = 20 * Math.log10(Math.max(shown.rms_in_last_second, 1e-6))
  level += (clamp((decibels + 60) / 60) - level) * 0.5
  setLevel('level-in', level, level < 0.02 ? 'Silence' : `${Math.round(decibels)} dB`)
  const speaks = shown.packets_out !== lastPacketsOut
  lastPacketsOut = shown.packets_out
  setLevel('level-out', speaks ? 0.8 : 0, `${shown.tone_hz} Hz`)
}

function showActions(phase) {
  const focused = document.activeElement
  const visible = {
    decline: phase === 'ringing',
    answer: phase === 'ringing',
    hangup: phase === 'talking' || phase === 'calling',
    dial: phase === 'idle' || phase === 'ended',
  }
  for (const [id, isVisible] of Object.entries(visible)) $(id).hidden = !isVisible
  // A button that vanishes under the focus hands it to its successor.
  if (focused?.hidden && focused.closest('.actions')) {
    document.querySelector('.actions button:not([hidden])')?.focus()
  }
}

function showRequest(phase) {
  const open = state.permission_requests.filter((asked) => !asked.answer && isMine(asked.customer))
  const request = open.at(-1)
  $('request').hidden = !request || phase === 'ringing' || phase === 'talking'
  $('request').dataset.id = request?.id ?? ''
  if (request) setText('request-text', request.text || `For ${grouped(request.customer)}.`)
}

function showRecent(phase) {
  const ended = state.calls.filter((call) => call.state === 'ended' && isMine(call.customer))
  const list = phase === 'idle' || phase === 'ended' ? ended.slice(0, 3) : []
  const key = JSON.stringify(list.map((call) => call.id))
  if ($('recent').dataset.key === key) return
  $('recent').dataset.key = key
  $('recent').replaceChildren(...list.map(recentCall))
}

function recentCall(call) {
  const item = document.createElement('li')
  const arrow = call.direction === 'inbound' ? 'To the business' : 'From the business'
  item.append(
    element('span', 'who', call.customer_name === NAMELESS ? grouped(call.customer) : call.customer_name),
    element('span', 'what', `${arrow}. ${ending(call)}`),
    element('time', '', new Date(call.created_ms).toLocaleTimeString([], TIME)),
  )
  return item
}

function showNumbers() {
  const key = JSON.stringify(state.numbers)
  if ($('number').dataset.key === key) return
  $('number').dataset.key = key
  $('number-field').hidden = state.numbers.length < 2
  $('number').replaceChildren(...state.numbers.map((number) => new Option(grouped(number.display_number), number.number_id)))
  $('dial').disabled = state.numbers.length === 0
}

function showSettings() {
  const script = state.scripts[scriptKey()] ?? { answer: 'manual' }
  const chosen = document.querySelector(`input[name=answer][value=${script.answer}]`)
  if (chosen && !$('script').contains(document.activeElement)) chosen.checked = true
  const permission = state.permissions[me()]?.status ?? 'permanent'
  const words = { permanent: 'may call', temporary: 'may call for 7 days', no_permission: 'may not call' }
  setText('permission-text', `The business ${words[permission]} ${grouped(me()) || 'this customer'}.`)
}

/* Small things */

function ending(call) {
  const how = ENDINGS[call.end?.reason]?.[call.end?.by] ?? 'It ended'
  return call.answered_ms == null ? `${how}.` : `${how} after ${duration(call.ended_ms - call.answered_ms)}.`
}

function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Groups a phone number as people write it: +1 555 000 1111, +49 151 1234 5678. */
function grouped(number) {
  const parts = /^\+(1)(\d{3})(\d{3})(\d{4})$/.exec(number) ?? /^\+(\d{2})(\d{3})(\d{1,4})(\d{0,4})(\d*)$/.exec(number)
  return parts ? `+${parts.slice(1).filter(Boolean).join(' ')}` : number
}

const initials = (name) => name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => word[0].toUpperCase()).join('') || '?'
const clamp = (value) => Math.min(1, Math.max(0, value))
const sentence = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}` : '')

function say(text) {
  note = text
  $('note').hidden = !note
  setText('note', note)
}

function showLink(link, text) {
  $('link').dataset.link = link
  setText('link', text)
}

function setText(id, text) {
  // Writing the same text again would make screen readers repeat it.
  if ($(id).textContent !== text) $(id).textContent = text
}

function setLevel(id, value, text) {
  $(id).style.setProperty('--level', value.toFixed(3))
  $(id).setAttribute('aria-valuenow', Math.round(value * 100))
  $(id).setAttribute('aria-valuetext', text)
  setText(`${id}-text`, text)
}

function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.textContent = text
  return made
}

function tick() {
  setText('clock', new Date().toLocaleTimeString([], TIME))
  render()
}

$('customer').value = fixedCustomer ?? FIRST_CUSTOMER
$('customer').readOnly = Boolean(fixedCustomer)
$('name').value = query.get('name') ?? FIRST_NAME
if (fixedCustomer) $('about').textContent = `It is the phone of ${grouped(fixedCustomer)} alone.`
$('answer').onclick = () => press('answer')
$('decline').onclick = () => press('decline')
$('hangup').onclick = () => press('hangup')
$('dial').onclick = dial
for (const button of document.querySelectorAll('[data-answer]')) {
  button.onclick = () => send('POST', `/permission_requests/${$('request').dataset.id}`, { answer: button.dataset.answer })
}
for (const button of document.querySelectorAll('[data-permission]')) {
  button.onclick = () => setPermission(button.dataset.permission)
}
$('script').onchange = setScript
tick()
setInterval(tick, 500)
listen()
