// The chat: what the business and this customer write to each other.

import { $, element, setText } from './dom.js'
import { fixedCustomer, me } from './settings.js'
import { state } from './simulator.js'
import { clockTime, grouped, providerName } from './text.js'

/** Messages that are shown; older ones are out of sight. */
const SHOWN = 20

/** Wires the field; `write` tells the simulator and answers with the message, or null. */
export function open(write) {
  const field = $('write-text')
  $('write').onsubmit = async (event) => {
    event.preventDefault()
    const text = field.value.trim()
    field.focus()
    if (!text) return
    // Empty at once: a second press sends nothing twice, and one can write on. What was refused comes back.
    field.value = ''
    if (!(await write(text))) field.value ||= text
  }
}

/** Shows the chat with `number`; with nobody while there is no number, and with nobody while a call needs the room. */
export function show(number, isQuiet) {
  $('chat').hidden = !isQuiet || !number
  setText('chat-title', fixedCustomer ? 'Messages' : `Messages of ${$('name').value.trim() || grouped(me())}`)
  const customer = fixedCustomer ?? me()
  const messages = number ? state.messages.filter((message) => isOurs(message, number, customer)).slice(-SHOWN) : []
  showMessages(messages, number, `${number?.number_id} ${customer}`)
}

const isOurs = (message, number, customer) => message.number_id === number.number_id && message.customer === customer

/** Adds what is new: the log is read out by what is added to it, and what was heard must not be heard again. */
function showMessages(messages, number, chat) {
  const [log, list] = [$('chat-log'), $('chat-messages')]
  const isOther = log.dataset.chat !== chat
  log.dataset.chat = chat
  // Another chat is there as a whole: that is no news.
  log.setAttribute('aria-live', isOther ? 'off' : 'polite')
  const ids = new Set(messages.map((message) => message.id))
  for (const item of [...list.children]) if (isOther || !ids.has(item.dataset.id)) item.remove()
  const shown = new Set([...list.children].map((item) => item.dataset.id))
  const fresh = messages.filter((message) => !shown.has(message.id))
  if (fresh.length === 0) return
  list.append(...fresh.map((message) => bubble(message, number)))
  // It grows upwards: 0 is its end.
  log.scrollTop = 0
}

const FORMS = { button: 'Button', button_reply: 'Button', list_reply: 'List', image: 'Picture' }

function bubble(message, number) {
  const item = document.createElement('li')
  item.dataset.id = message.id
  item.dataset.from = message.from
  const isMine = message.from === 'customer'
  const who = isMine ? 'You' : `${grouped(number.display_number)} (${providerName(number.dialect)})`
  const form = FORMS[message.form]
  const text = [form, message.text].filter(Boolean).join(': ')
  item.append(
    element('span', 'chat-who', `${who}, ${clockTime(message.at_ms)}`),
    element('p', 'bubble', text),
  )
  return item
}
