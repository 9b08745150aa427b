// The panels beside the handset: who calls whom, the script, the permission.

import { $, renew, setText } from './dom.js'
import { now, state } from './simulator.js'
import { dayAndTime, grouped, inOrder, providerName } from './text.js'

const FIRST_CUSTOMER = '+4915112345678'
const FIRST_NAME = 'Mia Becker'

const PERMISSIONS = { permanent: 'For ever', temporary: 'For 7 days', no_permission: 'None' }

const query = new URLSearchParams(location.search)

/** The customer whose phone this is; null when it is everybody's. */
export const fixedCustomer = query.get('customer')?.trim().replace(/^(?=\d)/, '+') || null

/** The customer who calls, or whose permission is shown. */
export const me = () => fixedCustomer ?? $('customer').value.replace(/[\s().\/-]/g, '')

/** The business number that is chosen; undefined before there is one. */
export const chosenNumber = () => state?.numbers.find((number) => number.number_id === $('number').value)

export const wantsToTalk = () => $('talks').checked

const scriptKey = () => fixedCustomer ?? '*'

/** Wires the panels; `send` tells the simulator, `redraw` shows what changed here. */
export function open(send, redraw) {
  $('customer').value = fixedCustomer ?? FIRST_CUSTOMER
  $('customer').readOnly = Boolean(fixedCustomer)
  $('name').value = query.get('name') ?? FIRST_NAME
  $('talks').checked = query.get('voice') !== 'tone'
  if (fixedCustomer) setText('about', `It is the phone of ${grouped(fixedCustomer)} alone.`)
  for (const id of ['customer', 'name', 'number']) $(id).oninput = redraw
  $('provider').oninput = () => {
    showNumbers()
    redraw()
  }
  $('script').onchange = () => setScript(send)
  for (const button of document.querySelectorAll('[data-permission]')) {
    button.onclick = () => {
      if (button.getAttribute('aria-disabled') !== 'true') setPermission(send, button.dataset.permission)
    }
  }
}

/** Shows what was pushed. */
export function show() {
  showProviders()
  showNumbers()
  showScript()
  showPermission()
}

async function setScript(send) {
  const script = {
    ...state?.scripts[scriptKey()],
    answer: document.querySelector('input[name=answer]:checked').value,
    answer_after_ms: Math.round(Number($('after').value) * 1000) || 0,
  }
  const done = await send('PUT', `/scripts/${encodeURIComponent(scriptKey())}`, script)
  setText('script-note', done ? 'Set. Applies to the next call.' : 'Not set.')
}

/** The customer's thumb on a grant: `days`, `ever` or `none`. The business is told by its provider. */
function setPermission(send, grant) {
  const number_id = chosenNumber()?.number_id
  const path = `/permissions/${encodeURIComponent(me())}`
  if (grant === 'none') return send('POST', `${path}/revoke`, { number_id })
  return send('POST', `${path}/grant`, { number_id, permanent: grant === 'ever' })
}

/** What holds between a business number and a customer: the number's own grant, or the customer's for all. */
function permissionOf(number, customer) {
  const relation = state.number_permissions.find((each) => each.number_id === number.number_id && each.customer === customer)
  const granted = relation?.status ? relation : (state.permissions[customer] ?? { status: 'permanent' })
  const isOver = granted.status === 'temporary' && granted.expires_ms <= now()
  return { ...granted, status: isOver ? 'no_permission' : granted.status, unanswered: relation?.unanswered ?? 0 }
}

function showProviders() {
  const dialects = inOrder(new Set(state.numbers.map((number) => number.dialect)))
  $('provider-field').hidden = dialects.length < 2
  fill('provider', dialects.map((dialect) => [providerName(dialect), dialect]))
}

function showNumbers() {
  const numbers = state.numbers.filter((number) => number.dialect === $('provider').value)
  $('number-field').hidden = state.numbers.length < 2
  fill('number', numbers.map((number) => [grouped(number.display_number), number.number_id]))
}

/** Fills a select anew when its options changed; what was chosen stays chosen. */
function fill(id, options) {
  const chosen = $(id).value
  renew(id, options, () => options.map(([text, value]) => new Option(text, value, false, value === chosen)))
}

function showScript() {
  const script = state.scripts[scriptKey()] ?? { answer: 'manual' }
  const chosen = document.querySelector(`input[name=answer][value=${script.answer}]`)
  if (chosen && !$('script').contains(document.activeElement)) chosen.checked = true
}

function showPermission() {
  const number = chosenNumber()
  const permission = number && permissionOf(number, me())
  for (const button of document.querySelectorAll('[data-permission]')) {
    const isSo = { ever: 'permanent', none: 'no_permission' }[button.dataset.permission] === permission?.status
    // Not `disabled`: the button that was pressed keeps the focus.
    button.setAttribute('aria-disabled', !permission || isSo)
  }
  setText('permission-word', permission ? PERMISSIONS[permission.status] : '')
  setText('permission-text', permission ? permissionText(number, permission) : 'There is no business number yet.')
}

function permissionText(number, { status, expires_ms, unanswered }) {
  const may = { permanent: 'may always call', temporary: 'may call', no_permission: 'may not call' }[status]
  const until = status === 'temporary' ? ` until ${dayAndTime(expires_ms)}` : ''
  const missed = unanswered > 0 ? ` Calls in a row that nobody answered: ${unanswered}.` : ''
  return `${grouped(number.display_number)} (${providerName(number.dialect)}) ${may} ${grouped(me())}${until}.${missed}`
}
