// The chat: what the business and this customer write to each other.

import { $, element, renew } from './dom.js'
import { fixedCustomer, me } from './settings.js'
import { state } from './simulator.js'
import { clockTime, grouped, providerName } from './text.js'

/** Messages that are shown; older ones are out of sight. */
const SHOWN = 20

/** Wires the field; `write` tells the simulator and answers with the message, or null. */
export function open(write) {
  $('write').onsubmit = async (event) => {
    event.preventDefault()
    const text = $('write-text').value.trim()
    if (text && (await write(text))) $('write-text').value = ''
  }
}

/** Shows the chat with `number`; with nobody while there is no number, and with nobody while a call needs the room. */
export function show(number, isQuiet) {
  const messages = number ? state.messages.filter((message) => isOurs(message, number)).slice(-SHOWN) : []
  $('chat').hidden = !isQuiet || !number
  $('chat-messages').hidden = messages.length === 0
  const before = $('chat-messages').dataset.key
  const key = [number?.number_id, ...messages.map((message) => message.id)]
  renew('chat-messages', key, () => messages.map((message) => bubble(message, number)))
  if ($('chat-messages').dataset.key !== before) $('chat-messages').scrollTop = $('chat-messages').scrollHeight
}

const isOurs = (message, number) =>
  message.number_id === number.number_id && message.customer === (fixedCustomer ?? me())

const FORMS = { button: 'Button', button_reply: 'Button', list_reply: 'List', image: 'Picture' }

function bubble(message, number) {
  const item = document.createElement('li')
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
